"""The study that the crowd takes part in: built, signed and served, its store beside it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sites import EXAMPLE
from tests.seaweedfs import Credentials, S3Server, SeaweedFS, run_seaweedfs
from tests.static_host import serve_folder

STUDY = Path(__file__).with_name("study")
BUCKET = "study-000"
PREFIX = "in/load"
_GYMBROWSER = Path(sys.executable).with_name("gymbrowser")


@dataclass(frozen=True)
class Ground:
    """Where everything is."""

    store: SeaweedFS
    experiment: Path
    site: Path
    origin: str

    @property
    def server(self) -> S3Server:
        """How to reach the store."""
        return self.store.server

    @property
    def site_hash(self) -> str:
        """Of the one version that was built."""
        (version,) = (self.site / "v").iterdir()
        return version.name

    @property
    def manifest(self) -> Any:
        """As the browser gets it."""
        file = self.site / "v" / self.site_hash / "manifest.json"
        return json.loads(file.read_text(encoding="utf-8"))

    def pull(self, into: Path) -> None:
        """With the command, as the study's people do."""
        _run("data", "pull", self.experiment, into, keys=self.server.admin)


@contextmanager
def prepare(folder: Path) -> Iterator[Ground]:
    """Build and sign in `folder`; site and store are served until the end."""
    kept, site = folder / "store", folder / "site"
    kept.mkdir()
    with run_seaweedfs(kept) as store, serve_folder(site) as origin:
        server = store.server
        server.make_bucket(BUCKET, [origin])
        experiment = _write_experiment(folder / "source", server.endpoint_url)
        _run("build", experiment, "-o", site)
        _run("sign", experiment, "--site", site, "--expires", "3h", keys=server.signer)
        yield Ground(store, experiment, site, origin)


def _write_experiment(folder: Path, address: str) -> Path:
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("exp.*", "__pycache__"))
    shutil.copytree(STUDY, folder, dirs_exist_ok=True)
    file = folder / "exp.yml"
    upload = f"upload: {{s3: {{bucket: {BUCKET}, prefix: {PREFIX}, endpoint_url: '{address}'}}}}"
    file.write_text(f"{file.read_text(encoding='utf-8')}{upload}\n", encoding="utf-8")
    return file


def _run(*words: str | Path, keys: Credentials | None = None) -> None:
    environment = {name: value for name, value in os.environ.items() if "AWS" not in name}
    if keys is not None:
        environment["AWS_ACCESS_KEY_ID"] = keys.access_key
        environment["AWS_SECRET_ACCESS_KEY"] = keys.secret_key
    command = [str(_GYMBROWSER), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"gymbrowser {words[0]} failed:\n{done.stdout}{done.stderr}")
