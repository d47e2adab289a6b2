"""The layout of a site, file by file.

rt/<hash>/   the base runtime: named by its content, shared by sites of one version
v/<hash>/    all else: manifest, bundles, pages, policies, the author's own wheels
root         what must not be cached: index.html, sw.js, upload.json, study.json
"""

from collections.abc import Iterable
from dataclasses import dataclass

from gymbrowser import resources
from gymbrowser.config import Experiment
from gymbrowser.contract import manifest as wire
from gymbrowser.contract.upload import EndpointUpload, NoUpload
from gymbrowser.environment.inspect import Inspection
from gymbrowser.plan.asset import Asset, digest
from gymbrowser.plan.index import render_index
from gymbrowser.plan.licenses import third_party_licenses
from gymbrowser.plan.manifest import make_manifest
from gymbrowser.plan.paths import Runtime, policy_path, wheel_path
from gymbrowser.policy import PolicyInspection
from gymbrowser.resolve import Lock, pyodide_lock
from gymbrowser.store.grant import MAX_CHUNK_BYTES
from gymbrowser.store.s3 import post_url


@dataclass(frozen=True)
class Plan:
    """A site before it is written."""

    site: str
    """The site hash."""
    assets: tuple[Asset, ...]
    manifest: wire.Manifest
    uploads_to: str | None
    """Address and prefix of the records' keys; None where the site is not to be signed."""


def plan_site(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    policies: dict[str, PolicyInspection],
) -> Plan:
    """Decide on every file of the site.

    Args:
        experiment: exp.yml and its files.
        lock: The wheels.
        inspection: What the environment is like.
        policies: What each ONNX policy is like, by name.
    """
    used = {name: policies[name] for name in sorted(_actors(experiment) & policies.keys())}
    runtime = _runtime_assets(lock, with_ort=bool(used))
    versioned = _versioned_assets(experiment, lock, runtime, used)
    manifest = make_manifest(experiment, lock, inspection, used, runtime, versioned)
    versioned.append(Asset("manifest.json", manifest.model_dump_json(indent=1).encode()))
    site = digest(versioned)
    folder = f"v/{site}/"
    return Plan(
        site=site,
        manifest=manifest,
        uploads_to=_uploads_to(experiment),
        assets=(
            *_root_assets(experiment, lock, folder),
            *(Asset(folder + asset.path, asset.source) for asset in versioned),
            *(Asset(runtime.folder + asset.path, asset.source) for asset in runtime.assets),
        ),
    )


def _actors(experiment: Experiment) -> set[str]:
    """Who acts in any game: what nobody uses does not burden the participant."""
    return {actor for game in experiment.games for actor in game.config.agents.values()}


def _runtime_assets(lock: Lock, *, with_ort: bool) -> Runtime:
    base = resources.runtime()
    folders = ["core", "ort"] if with_ort else ["core"]
    assets = [
        Asset(f"{folder}/{file.name}", file)
        for folder in folders
        for file in sorted((base / folder).iterdir())
    ]
    assets += [Asset(f"wheels/{w.file_name}", w.content) for w in lock.wheels if w.shared]
    return Runtime(f"rt/{digest(assets)}/", tuple(assets))


def _versioned_assets(
    experiment: Experiment, lock: Lock, runtime: Runtime, policies: Iterable[str]
) -> list[Asset]:
    bundles, templates = resources.bundles(), resources.templates()
    addresses = {wheel.file_name: wheel_path(wheel, runtime) for wheel in lock.wheels}
    return [
        Asset("page.js", bundles / "page.js"),
        Asset("worker.js", bundles / "worker.js"),
        Asset("site.css", templates / "site" / "site.css"),
        Asset("pyodide-lock.json", pyodide_lock(lock, addresses)),
        *(Asset(wheel_path(w, runtime), w.content) for w in lock.wheels if not w.shared),
        *(Asset(policy_path(name), experiment.policies[name].file) for name in policies),
        *(Asset(path, file) for path, file in sorted(experiment.media.items())),
    ]


def _root_assets(experiment: Experiment, lock: Lock, folder: str) -> list[Asset]:
    return [
        Asset("index.html", render_index(experiment, folder)),
        Asset("sw.js", resources.bundles() / "sw.js"),
        Asset("upload.json", upload_json(experiment)),
        Asset("study.json", b'{"open": true}\n'),
        Asset(".nojekyll", b""),
        Asset("THIRD_PARTY_LICENSES", third_party_licenses(lock)),
    ]


def upload_json(experiment: Experiment) -> bytes:
    """The site's `upload.json` before it is signed; one with an endpoint never is."""
    upload, mode = experiment.config.upload, experiment.config.mode
    said: NoUpload | EndpointUpload = NoUpload(kind="none")
    if upload is not None and upload.endpoint is not None:
        named = upload.endpoint.model_dump()
        said = EndpointUpload(kind="endpoint", mode=mode, max_bytes=MAX_CHUNK_BYTES, **named)
    return f"{said.model_dump_json()}\n".encode()


def _uploads_to(experiment: Experiment) -> str | None:
    if experiment.config.upload is None or experiment.config.upload.endpoint is not None:
        return None
    s3 = experiment.s3()
    return f"{post_url(s3.bucket)}{s3.prefix}/{experiment.config.mode}/"
