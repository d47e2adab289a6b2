"""Wheels from whichever package index pip is set up for."""

import subprocess
import sys
from pathlib import Path


class SourceError(Exception):
    """A source does not have the file, or not the right one."""


def pip_download(requirement: str, digest: str, folder: Path) -> Path:
    """The wheel with that hash, put into an empty folder.

    Raises:
        SourceError: The index does not have it, or can't be reached.
    """
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{requirement} --hash=sha256:{digest}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--ignore-requires-python", "--no-cache-dir"]
    command += ["--disable-pip-version-check", "--require-hashes"]
    command += ["--dest", str(folder), "--requirement", str(requirements)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode != 0 or len(wheels) != 1:
        raise SourceError(_last_error(done.stderr))
    return wheels[0]


def _last_error(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith("ERROR")]
    return lines[-1] if lines else stderr.strip() or "pip downloaded nothing"
