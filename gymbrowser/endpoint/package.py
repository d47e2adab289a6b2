"""What a deployment on AWS Lambda takes: the template, and a zip of the function's code."""

import io
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from gymbrowser.errors import GymbrowserError, UserError
from gymbrowser.store.files import write_atomically
from gymbrowser.uv_tool import run_uv, without_credentials

PYTHON, PLATFORM = "3.13", "aarch64-manylinux2014"
"""Of the function, as the template has them. Lambda's Python brings boto3 along."""
MODULES = (
    "__init__",
    "contract/__init__",
    "contract/endpoint",
    "contract/upload",
    "contract/wire",
    "data/__init__",
    "data/keys",
    "endpoint/__init__",
    "endpoint/aws_lambda",
    "endpoint/bucket",
    "endpoint/handler",
    "endpoint/ledger",
    "endpoint/quota",
    "endpoint/refusal",
    "endpoint/settings",
    "endpoint/signer",
    "endpoint/state",
    "endpoint/study",
    "errors",
    "store/__init__",
    "store/bucket",
    "store/grant",
    "store/presign",
    "store/s3",
    "store/signature",
)
"""Of gymbrowser, as much as the function imports: not numpy, onnxruntime and all the rest."""

_WITHIN_S = 300
_WHEN = (1980, 1, 1, 0, 0, 0)
_OURS = Path(__file__).parents[1]

type Install = Callable[[Path, list[str]], None]
"""Puts packages for the function's platform into a folder."""


@dataclass(frozen=True)
class Packaged:
    """What was written."""

    template: Path
    code: Path


def package(folder: Path, install: Install | None = None) -> Packaged:
    """Write `template.yaml` and `endpoint.zip`, the same bytes from the same versions.

    Args:
        folder: Made if it does not exist.
        install: How packages are installed; None: by uv.

    Raises:
        GymbrowserError: The packages can't be had.
        UserError: The folder can't be written.
    """
    with tempfile.TemporaryDirectory() as name:
        code = Path(name)
        (install or _install)(code, pinned_pydantic())
        for module in MODULES:
            target = code / "gymbrowser" / f"{module}.py"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_OURS / f"{module}.py", target)
        made = Packaged(folder / "template.yaml", folder / "endpoint.zip")
        zipped = _zipped(code)
    try:
        write_atomically(made.template, [(_OURS / "endpoint/template.yaml").read_bytes()])
        write_atomically(made.code, [zipped])
    except OSError as error:
        raise UserError(
            f"{folder} can't be written: {error.strerror}.", remedy="Name another folder."
        ) from error
    return made


def pinned_pydantic() -> list[str]:
    """Pydantic and all that it needs, in the versions that are installed here."""
    pinned: dict[str, str] = {}
    waiting = ["pydantic"]
    while waiting:
        name = waiting.pop()
        if name in pinned:
            continue
        found = metadata.distribution(name)
        pinned[name] = found.version
        needed = map(Requirement, found.requires or ())
        waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate()]
    return sorted(f"{name}=={version}" for name, version in pinned.items())


def _install(folder: Path, pinned: list[str]) -> None:
    where = ["--target", str(folder), "--python-platform", PLATFORM, "--python-version", PYTHON]
    words = ["pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:", *where, *pinned]
    try:
        done = run_uv(words, timeout_s=_WITHIN_S)
    except subprocess.TimeoutExpired as error:
        raise _unavailable(f"uv did not end within {_WITHIN_S} s.") from error
    if done.returncode != 0:
        raise _unavailable(without_credentials(done.stderr))


def _unavailable(quote: str) -> GymbrowserError:
    return GymbrowserError(
        "pydantic for AWS Lambda can't be installed.",
        why="It is fetched from the package index that uv uses.",
        remedy="Check the network, and uv's own settings (UV_DEFAULT_INDEX).",
        quote=quote.strip(),
    )


def _zipped(code: Path) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path in sorted(path for path in code.rglob("*") if path.is_file()):
            name = path.relative_to(code).as_posix()
            if _is_needed(name):
                entry = zipfile.ZipInfo(name, _WHEN)
                entry.external_attr = 0o644 << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes())
    return content.getvalue()


def _is_needed(name: str) -> bool:
    """Not what an installer notes for itself: it differs from one time to the next."""
    first, _, rest = name.partition("/")
    if first.endswith(".dist-info"):
        return rest == "METADATA" or rest.startswith("licenses/")
    return first not in {"bin", ".lock"} and "__pycache__" not in name
