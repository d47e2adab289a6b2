"""Replay: a page on this machine on which recorded sessions are run again, and seen.

A session is chosen (`choose`), held against the site that it was recorded by (`material`), told to
the page episode by episode (`tape`, with what happened around it: `story`), and served (`app`,
`serve`). `video` has a browser write a film of it.
"""
