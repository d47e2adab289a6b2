"""Small sites that are named by what is in them, as `build` names them, to be deployed."""

import gzip
import json
import shutil
from pathlib import Path

from gymbrowser.asset import Asset, digest
from gymbrowser.contract.wire import Mode
from tests.sites import INDEX, manifest

RUNTIME = {"core/pyodide.asm.wasm": b"\0asm" + bytes(2000), "wheels/numpy.whl": b"PK"}
"""Below `rt/<hash>/`."""


def make_version(
    root: Path,
    text: str = "one",
    *,
    experiment: str = "cartpole",
    mode: Mode = "live",
    connect: str = "'self'",
) -> str:
    """Write a site whose script says `text` over the one in `root`; gives the version's name."""
    runtime = digest([Asset(name, content) for name, content in RUNTIME.items()])
    said = manifest(mode).model_copy(update={"experiment": experiment}).model_dump()
    said["runtime"] |= {"core": f"../../rt/{runtime}/core/", "lock": "pyodide-lock.json"}
    own = {
        "page.js": f"export const text = '{text}';".encode(),
        "pyodide-lock.json": b"{}",
        "manifest.json": json.dumps(said).encode(),
    }
    version = digest([Asset(name, content) for name, content in own.items()])
    page = INDEX.format(csp=f"default-src 'none'; connect-src {connect}", hash=version)
    files = {
        **{f"rt/{runtime}/{name}": content for name, content in RUNTIME.items()},
        **{f"v/{version}/{name}": content for name, content in own.items()},
        f"v/{version}/page.js.gz": gzip.compress(own["page.js"], mtime=0),
        ".nojekyll": b"",
        "sw.js": b"// worker",
        "study.json": b'{"open": true}\n',
        "upload.json": b'{"kind": "none"}\n',
        "index.html": page.encode(),
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return version


def copy_of(site: Path, target: Path) -> Path:
    """A site that may be changed."""
    shutil.copytree(site, target)
    return target
