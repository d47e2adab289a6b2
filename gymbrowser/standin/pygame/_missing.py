"""What this pygame does not have: said by name, with the way to the real one."""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Never

_REMEDY = (
    "it stands for pygame in a gymbrowser site, and has what environments draw with. Draw with "
    "something else, or take the real pygame-ce, of some megabytes: add `pygame-ce` to "
    "`environment.requirements` in exp.yml, and show the environment by "
    "`view: {render_mode: rgb_array}`."
)


class MissingError(AttributeError, NotImplementedError):
    """Something of pygame that its stand-in does not have."""


def refuse(what: str) -> Never:
    """Say that something is not there.

    Raises:
        MissingError: Always.
    """
    raise MissingError(f"The stand-in for pygame has no {what}: {_REMEDY}")


def refuse_others(module: str) -> Callable[[str], Never]:
    """Make the `__getattr__` of a module or a class: for whatever it has no attribute of."""

    def getattr_(name: str) -> Never:
        if name.startswith("__"):  # Python itself asks for these
            raise AttributeError(f"{module} has no attribute {name!r}")
        refuse(f"{module}.{name}")

    return getattr_


class _Submodules(MetaPathFinder):
    """Comes last: is asked only for submodules that nobody has."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith("pygame."):
            return None
        raise ModuleNotFoundError(f"The stand-in for pygame has no {name}: {_REMEDY}", name=name)


def refuse_other_submodules() -> None:
    """Let an import of what is missing say so."""
    if not any(isinstance(finder, _Submodules) for finder in sys.meta_path):
        sys.meta_path.append(_Submodules())
