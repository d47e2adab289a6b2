"""The environment as it is natively: its spaces, its pictures, whether it keeps its promises.

`probe` and `rerun` run in a process of their own, where nothing may be imported that the site does
not have: so this module imports nothing.
"""
