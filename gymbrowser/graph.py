"""A picture of a study's flow, as a file."""

from pathlib import Path

from gymbrowser.config import load_experiment
from gymbrowser.errors import UserError
from gymbrowser.flow.graph import graph_of
from gymbrowser.flow.picture import draw
from gymbrowser.store.files import write_atomically


def graph(experiment: Path, output: Path) -> None:
    """Draw the flow of exp.yml.

    Args:
        experiment: exp.yml.
        output: The SVG; replaced if it exists.

    Raises:
        UserError: Something in exp.yml is wrong, or the file can't be written.
    """
    picture = draw(graph_of(load_experiment(experiment).config))
    try:
        write_atomically(output, [picture.encode()])
    except OSError as error:
        raise UserError(
            f"{output} can't be written: {error.strerror}", remedy="Name another file."
        ) from error
