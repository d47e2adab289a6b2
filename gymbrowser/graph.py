"""A picture of a study's flow, as a file."""

from pathlib import Path

from gymbrowser.config import load_experiment
from gymbrowser.errors import Place, UserError
from gymbrowser.flow.graph import graph_of
from gymbrowser.flow.picture import draw
from gymbrowser.store.files import write_atomically


def graph(experiment: Path, output: Path) -> None:
    """Draw the flow of exp.yml.

    Args:
        experiment: exp.yml.
        output: The SVG; replaced if it is one.

    Raises:
        UserError: Something in exp.yml is wrong, or the file can't be written or is no picture.
    """
    picture = draw(graph_of(load_experiment(experiment).config))
    if output.is_file() and not output.read_bytes().lstrip().startswith((b"<svg", b"<?xml")):
        raise UserError(
            "there is a file here already that is no picture",
            where=Place(output),
            remedy="Name another one with `-o`, or remove it.",
        )
    try:
        write_atomically(output, [picture.encode()])
    except OSError as error:
        raise UserError(
            f"{output} can't be written: {error.strerror}", remedy="Name another file."
        ) from error
