"""The command line: each command takes its words, calls one function, and shows what it gave."""

from gymbrowser.cli.commands import main

__all__ = ["main"]
