"""Fuzzed: what is read of a site that somebody else has built, and the contract's models."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter, ValidationError

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.download import DownloadLabel
from gymbrowser.contract.endpoint import EndpointAnswer, EndpointRequest, QuotaRequest
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.records import AnyRecord
from gymbrowser.contract.upload import NoUpload, Upload
from gymbrowser.errors import UserError
from gymbrowser.store.site import read_site
from tests.chunks import cart_session
from tests.endpoint import asked
from tests.fuzz.reading import MEMORY
from tests.fuzz.sealing import as_text
from tests.fuzz.target import Target
from tests.sites import HASH, INDEX, manifest

_BETWEEN = b"\n\n"
_TYPES: tuple[Any, ...] = (
    *(
        ChunkHeader,
        AnyRecord,
        Manifest,
        Upload,
        DownloadLabel,
        EndpointRequest,
        QuotaRequest,
        EndpointAnswer,
    ),
)
_MODELS = [TypeAdapter[Any](model) for model in _TYPES]


def _site(data: bytes) -> None:
    """An index page, an empty line, the manifest."""
    index, _, described = data.partition(_BETWEEN)
    with TemporaryDirectory(dir=MEMORY) as name:
        root = Path(name, "site")
        folder = root / "v" / HASH
        folder.mkdir(parents=True)
        (root / "index.html").write_bytes(index)
        (folder / "manifest.json").write_bytes(described)
        with suppress(UserError):
            site = read_site(root)
            assert site.version.resolve().is_relative_to(root.resolve())


def _site_seeds() -> Sequence[bytes]:
    csp = "default-src 'none'; connect-src 'self' https://bucket.example.org"
    index = INDEX.format(csp=csp, hash=HASH).encode()
    return [index + _BETWEEN + manifest("live").model_dump_json().encode()]


def _contract(data: bytes) -> None:
    for line in data.split(b"\n"):
        for model in _MODELS:
            with suppress(ValidationError):
                model.validate_json(line, strict=True)


def _contract_seeds() -> Sequence[bytes]:
    upload = NoUpload(kind="none").model_dump_json().encode()
    lines = as_text(cart_session()).replace(b'"@n"', b"0").replace(b"\n\n", b"\n").split(b"\n")
    return [*lines[:8], upload, asked(), manifest("live").model_dump_json().encode()]


TARGETS = (
    Target("site", _site, _site_seeds),
    Target("contract", _contract, _contract_seeds),
)
