"""The Pyodide distribution: packages that somebody compiled for exactly our runtime.

Its official lock file travels with gymbrowser; the packages themselves are fetched by their hash.
"""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import NormalizedName, canonicalize_name

from gymbrowser import resources


@dataclass(frozen=True)
class DistributionPackage:
    """One compiled package of the distribution."""

    name: NormalizedName
    version: str
    file_name: str
    sha256: str
    depends: tuple[NormalizedName, ...]

    @property
    def stub_name(self) -> str:
        """The file name of its stub."""
        return f"{self._stem}-py3-none-any.whl"

    @property
    def _stem(self) -> str:
        return f"{self.name.replace('-', '_')}-{self.version}"

    def write_stub(self, folder: Path) -> None:
        """Write a wheel of this name, version and requirements that holds nothing else."""
        lines = ["Metadata-Version: 2.1", f"Name: {self.name}", f"Version: {self.version}"]
        lines += [f"Requires-Dist: {name}" for name in self.depends]
        with zipfile.ZipFile(folder / self.stub_name, "w") as stub:
            stub.writestr(f"{self._stem}.dist-info/METADATA", "\n".join([*lines, ""]))
            stub.writestr(f"{self._stem}.dist-info/WHEEL", _WHEEL)
            stub.writestr(f"{self._stem}.dist-info/RECORD", "")


type Distribution = dict[NormalizedName, DistributionPackage]
"""The compiled packages by name. The distribution's pure ones are on the index too, and newer."""


def read_distribution() -> Distribution:
    """The distribution that belongs to our Pyodide."""
    file = resources.runtime() / "distribution.json"
    packages = json.loads(file.read_text(encoding="utf-8"))["packages"]
    return {
        canonicalize_name(key): DistributionPackage(
            name=canonicalize_name(key),
            version=entry["version"],
            file_name=entry["file_name"],
            sha256=entry["sha256"],
            depends=tuple(canonicalize_name(name) for name in entry["depends"]),
        )
        for key, entry in packages.items()
        if entry["file_name"].endswith("_wasm32.whl")  # shared libraries: no wheel needs one
    }


_WHEEL = "Wheel-Version: 1.0\nGenerator: gymbrowser\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
