"""What gymnasium needs of the standard library and Pyodide does not have."""

import importlib.util
import sys
from types import ModuleType


def install() -> None:
    """Make `import gymnasium` work where CPython was built without `_multiprocessing`.

    Gymnasium's vector environments import `multiprocessing` at the top, which reads
    `_multiprocessing.SemLock` at once. The stand-in satisfies the import; whoever really starts a
    process is told that a browser has none. Does nothing where the module exists.
    """
    if "_multiprocessing" in sys.modules or importlib.util.find_spec("_multiprocessing"):
        return
    module = ModuleType("_multiprocessing", "A stand-in: a browser has no processes.")
    module.__dict__.update(SemLock=SemLock, sem_unlink=_sem_unlink)
    sys.modules["_multiprocessing"] = module


class SemLock:
    """The name and the constant that `multiprocessing.synchronize` reads when it is imported."""

    SEM_VALUE_MAX = 2**31 - 1

    def __init__(self, *_args: object) -> None:
        raise OSError(
            "A browser has no processes, so multiprocessing cannot work there: "
            "use the environment without vectorization."
        )


def _sem_unlink(_name: str) -> None:
    """Nothing to unlink, since no semaphore can be made."""
