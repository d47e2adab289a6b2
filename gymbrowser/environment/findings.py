"""What is wrong with an environment, in words, and with the author's own traceback as a quote."""

import re
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gymbrowser.bridge.errors import GameError
from gymbrowser.bridge.layout import SpaceError

_OWN = Path(__file__).parents[1]
_MISSING_MODULE = (
    "The site's Python has numpy, gymnasium, the standard library, your `source` and what "
    "`requirements` names."
)
_ARGUMENTS = "Its arguments stand under `kwargs`, beside the name."
_UNKNOWN = "Correct its name, or let the class take it."
_UNKNOWN_ARGUMENT = re.compile(r"unexpected keyword argument '(\w+)'")
_MISSING_FILE = (
    "It runs in an empty folder, here and in the browser: build the path of a file in your "
    "`source` from `Path(__file__).parent`."
)


class UnusableError(Exception):
    """Something wrong with the environment, in the words of an error message."""

    def __init__(self, what: str, **more: object) -> None:
        super().__init__(what)
        self.finding = {"what": what, **more}


@dataclass
class Findings:
    """Everything that was found wrong, each thing once."""

    source: str | None
    """The author's folder: its frames are what a traceback is shown for."""
    problems: list[dict[str, Any]] = field(default_factory=list)

    def attempt[T](
        self, action: Callable[[], T], what: str, key: Sequence[str], step: str | None = None
    ) -> T | None:
        """Do something with the author's code; None if it fails, which is then a problem.

        Args:
            action: May raise anything, `SystemExit` too.
            what: The sentence for a failure that has none of its own.
            key: What in exp.yml it is about; below the game step if one is given.
            step: Id of a game step.
        """
        try:
            return action()
        except UnusableError as error:
            self._add({"key": list(key), "step": step, **error.finding})
        except SystemExit as error:
            why = f"It called `sys.exit({error.code!r})`."
            self._add({"what": what, "why": why, "key": list(key), "step": step})
        except Exception as error:
            self._add({"what": what, "key": list(key), "step": step, **self._explain(error, key)})
        return None

    def _add(self, problem: dict[str, Any]) -> None:
        """Each game step meets the same fault of its environment again."""
        said = [{**known, "key": None, "step": None} for known in self.problems]
        if {**problem, "key": None, "step": None} not in said:
            self.problems.append(problem)

    def _explain(self, error: Exception, key: Sequence[str]) -> dict[str, Any]:
        if isinstance(error, GameError | SpaceError):
            return {"why": str(error)}  # a sentence of ours
        report = traceback.TracebackException.from_exception(error)
        causes = [report]
        while cause := causes[-1].__cause__ or causes[-1].__context__:
            causes.append(cause)
        for each in causes:
            each.stack = traceback.StackSummary.from_list(self._frames(each.stack))
        lines = list(report.format())
        if causes == [report] and not report.stack and "argument" in lines[-1]:
            quoted = {"quote": "".join(lines), "remedy": _ARGUMENTS}
            if unknown := _UNKNOWN_ARGUMENT.findall(lines[-1]):
                return {**quoted, "remedy": _UNKNOWN, "key": [*key[:-1], "kwargs", *unknown]}
            return quoted
        remedies = {"ModuleNotFoundError": _MISSING_MODULE, "FileNotFoundError": _MISSING_FILE}
        fitting = [text for name, text in remedies.items() if any(name in line for line in lines)]
        return {"quote": "".join(lines), **({"remedy": fitting[0]} if fitting else {})}

    def _frames(self, stack: Sequence[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
        """The author's frames; where there are none, all but ours and the import machinery's."""
        if self.source is not None:
            theirs = [f for f in stack if Path(f.filename).is_relative_to(self.source)]
            if theirs:
                return theirs
        machinery = ("<frozen", "importlib")
        return [
            frame
            for frame in stack
            if not Path(frame.filename).is_relative_to(_OWN)
            and not any(word in frame.filename for word in machinery)
        ]
