"""A HIPPO Gym project as an experiment: `gymbrowser import hippo config.yml`.

Source: the documentation of HIPPO Gym, "Config.yml", "Step Files" and "Integrating the Agent"; of
its page and its back end, what they do with them.
"""

from dataclasses import dataclass
from pathlib import Path

from gymbrowser.errors import UserError
from gymbrowser.hippo.agent import read_agent
from gymbrowser.hippo.game import read_game
from gymbrowser.hippo.project import Fate, Project, read_project
from gymbrowser.hippo.sections import read_about
from gymbrowser.hippo.steps import read_steps
from gymbrowser.hippo.write import Study, write_study

__all__ = ["Fate", "Imported", "import_project"]


@dataclass(frozen=True)
class Imported:
    """What an import has made."""

    folder: Path
    files: list[Path]
    """Relative to the folder, in the order of their names."""
    fates: list[Fate]
    """What became of each key of the project, in its order."""


def import_project(config: Path, output: Path | None = None) -> Imported:
    """Write an experiment that does what a HIPPO Gym project does.

    Args:
        config: Its config.yml; StepFiles and agent.py are looked for beside it.
        output: A folder that is not there yet, or empty; one of the project's id if not given.

    Raises:
        UserError: Everything that keeps it from being carried over; then nothing is written.
    """
    project = read_project(config)
    study = _understand(project)
    if project.problems or study is None:
        raise UserError.of(project.problems)
    folder = output or Path(study.about.id)
    return Imported(folder, write_study(study, folder), project.fates_in_order())


def _understand(project: Project) -> Study | None:
    """Read all parts, whatever is wrong with one of them: so all of it is told at once."""
    about, game = read_about(project), read_game(project)
    steps, agent = read_steps(project), read_agent(project)
    project.settle_unknown()
    if agent is None:
        return None
    return Study(about=about, game=game, steps=steps, agent=agent)
