"""Tables of what sessions left: for analysis in Python, R or SQL, and for publication.

`models` says what they hold, `fill` makes rows of sessions, `export` writes them to files, and
`load` gives them to a notebook.
"""
