"""The command `gymbrowser`, from its first moment on."""

import sys


def main() -> None:
    """Run it. A Ctrl-C while its modules are still read ends it as one does later."""
    try:
        from gymbrowser.cli import main as command
    except KeyboardInterrupt:
        sys.stderr.write("\nAborted!\n")
        sys.exit(1)
    command()
