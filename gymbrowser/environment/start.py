"""Runs first in an environment's process: leaves it the imports of its site, then runs a module.

`python -P -s -S start.py SETTINGS`, which is JSON: see `NativePython.run`. `-S` keeps out
site-packages with everything that a machine happens to have, down to the `.pth` files, which are
code; what the site has is put in here. Nothing but the standard library is there yet.
"""

import faulthandler
import json
import runpy
import site
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from pathlib import Path
from types import ModuleType


class Borrowed(MetaPathFinder):
    """Finds single packages in folders whose other packages must stay unseen.

    Args:
        modules: Top-level module to the folder that it lies in.
        distributions: Name of a distribution to the folder of its metadata.
    """

    def __init__(self, modules: Mapping[str, str], distributions: Mapping[str, str]) -> None:
        self._modules = modules
        self._distributions = distributions

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module's spec; submodules are found by the path of their package."""
        if path is not None or name not in self._modules:
            return None
        return PathFinder.find_spec(name, [self._modules[name]], target)

    def find_distributions(
        self, context: DistributionFinder.Context | None = None
    ) -> Iterator[Distribution]:
        """Its metadata, as importlib.metadata asks for them."""
        asked = vars(context) if context is not None else {}
        if "path" in asked:  # somebody looks into folders of their own
            return
        for name, folder in self._distributions.items():
            if asked.get("name") is None or _normal(asked["name"]) == _normal(name):
                sought = DistributionFinder.Context(name=name, path=[folder])
                yield from MetadataPathFinder.find_distributions(sought)


def _normal(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def main() -> None:
    """Set up and run the module as `__main__`."""
    settings = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    if settings["timeout_s"] is not None:
        # A thread in C: it tells where an endless loop is, even in one that never lets go of the
        # GIL, and ends the process also when nobody waits for it any more.
        stack = Path(settings["stack"]).open("w", encoding="utf-8")  # noqa: SIM115
        faulthandler.dump_traceback_later(settings["timeout_s"], exit=True, file=stack)
    site.setquit()  # `exit`, which Pyodide has too
    # The order of the browser, where packages stand behind the standard library; the author's
    # modules cannot hide it, for `resolve` refuses such names.
    sys.path[:0] = settings["source"]
    sys.path += settings["packages"]
    sys.meta_path.append(Borrowed(settings["modules"], settings["distributions"]))
    sys.argv = [settings["module"], *settings["args"]]
    runpy.run_module(settings["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
