"""The Python that runs in the browser: it imports numpy, gymnasium and the standard library only.

All of it runs natively as well: the build inspects environments with it, and tests prove it there.
"""
