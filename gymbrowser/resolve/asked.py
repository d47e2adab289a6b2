"""What an experiment asks for beyond the base runtime."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser.config import Experiment
from gymbrowser.config.requirements import is_requirement
from gymbrowser.errors import Place


@dataclass(frozen=True)
class Asked:
    """One requirement, and where somebody wrote it."""

    text: str
    """PEP 508."""
    place: Place

    @cached_property
    def requirement(self) -> Requirement:
        """The text, understood."""
        return Requirement(self.text)

    @property
    def name(self) -> NormalizedName:
        """Of the package that it asks for."""
        return canonicalize_name(self.requirement.name)

    def applies(self, python: str) -> bool:
        """Whether its marker holds for the site's Python."""
        return holds_in_browser(self.requirement.marker, python)

    def accepts(self, version: str) -> bool:
        """Whether a version satisfies it; a prerelease does if nothing else is said."""
        return self.requirement.specifier.contains(version, prereleases=True)


def asked_by(experiment: Experiment) -> list[Asked]:
    """The requirements that exp.yml names, each on its line."""
    return [Asked(text, place) for text, place in _named(experiment)]


def _named(experiment: Experiment) -> Iterator[tuple[str, Place]]:
    config = experiment.config.environment
    for index, text in enumerate(config.requirements):
        yield text, experiment.place("environment", "requirements", index)
    if config.source is not None and is_requirement(config.source):
        yield config.source, experiment.place("environment", "source")


def holds_in_browser(marker: Marker | str | None, python: str) -> bool:
    """Whether an environment marker (PEP 508) holds for the site's Python.

    Args:
        marker: None always holds.
        python: Full version of the site's Python, `3.14.0`.
    """
    if marker is None:
        return True
    marker = Marker(marker) if isinstance(marker, str) else marker
    return marker.evaluate(
        {
            "implementation_name": "cpython",
            "implementation_version": python,
            "os_name": "posix",
            "platform_machine": "wasm32",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Emscripten",
            "platform_version": "",
            "python_full_version": python,
            "python_version": ".".join(python.split(".")[:2]),
            "sys_platform": "emscripten",
            "extra": "",
        }
    )


def texts(asked: Iterable[Asked]) -> list[str]:
    """The requirements alone, in an order that does not depend on how they were found."""
    return sorted({str(item.requirement) for item in asked})
