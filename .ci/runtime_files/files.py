"""Files, known by their SHA-256 and there whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NODE_MODULES = ROOT / "js" / "node_modules"
RUNTIME = ROOT / "js" / "dist" / "runtime"
WHEELHOUSE = ROOT / "build" / "wheelhouse"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def has(path: Path, digest: str) -> bool:
    """Whether this very content lies there."""
    return path.is_file() and sha256(path.read_bytes()) == digest


def write(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def remove_others(folder: Path, wanted: set[Path]) -> None:
    """Remove what an older lock left behind, so that no release carries it."""
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
