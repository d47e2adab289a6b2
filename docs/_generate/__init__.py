"""What the documentation takes from the product itself, so that the two can't drift apart.

A page asks for it in a comment, `<!-- generate: keys ExperimentConfig -->`; see `hooks.py`.
"""
