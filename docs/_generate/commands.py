"""The command line's reference: what `--help` prints, for every command."""

from collections.abc import Iterator

import click

from gymbrowser.cli import main

WIDTH = 80


def describe_commands() -> str:
    """One section of Markdown for each command, in the order of a study."""
    return "\n\n".join(_section(name, command) for name, command in every_command())


def every_command(
    group: click.Group = main, name: str = "gymbrowser"
) -> Iterator[tuple[str, click.Command]]:
    """Each command that does something, by all the words of its name."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from every_command(command, f"{name} {word}")
        else:
            yield f"{name} {word}", command


def _section(name: str, command: click.Command) -> str:
    context = click.Context(
        command,
        info_name=name,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    return f"## {name}\n\n```text\n{command.get_help(context)}\n```"
