"""The layout of a site, file by file.

rt/<hash>/   the base runtime: named by its content, shared by sites of one version
v/<hash>/    all else: manifest, bundles, pages, policies, the author's own wheels
root         what must not be cached: index.html, sw.js, upload.json, study.json
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from gymbrowser import resources
from gymbrowser.asset import Asset, digest
from gymbrowser.boot import Boot, Study
from gymbrowser.clips.cut import Cut
from gymbrowser.config import Experiment
from gymbrowser.config.load import Destination
from gymbrowser.config.surveys import surveys_in
from gymbrowser.config.theme import style_of
from gymbrowser.contract import manifest as wire
from gymbrowser.environment.inspect import Inspection
from gymbrowser.errors import Place
from gymbrowser.plan.boot import EMPTY_ZIP, boot_assets
from gymbrowser.plan.bucket import post_url
from gymbrowser.plan.clips import clip_assets
from gymbrowser.plan.controls import joystick_assets
from gymbrowser.plan.donors import donor_assets
from gymbrowser.plan.index import render_index
from gymbrowser.plan.licenses import third_party_licenses
from gymbrowser.plan.manifest import make_manifest, make_study
from gymbrowser.plan.paths import Runtime, policy_path, wheel_path
from gymbrowser.plan.policies import used_policies
from gymbrowser.plan.scripts import is_survey, script_assets
from gymbrowser.plan.translations import translations_of
from gymbrowser.plan.webgpu import WEBGPU, is_tried, webgpu_assets
from gymbrowser.policy import PolicyInspection
from gymbrowser.resolve import Lock, pyodide_lock
from gymbrowser.resolve.secrets import refuse_secrets
from gymbrowser.store.upload_file import upload_text
from gymbrowser.words import SPOKEN, primary

_STDLIB = "core/python_stdlib.zip"


@dataclass(frozen=True)
class Plan:
    """A site before it is written."""

    site: str
    """The site hash."""
    assets: tuple[Asset, ...]
    manifest: wire.Manifest
    boot: Boot | None
    """What its Python starts from; None where Pyodide loads it by itself."""
    uploads_to: tuple[str | None, ...]
    """Of each destination the address and the prefix of the records' keys; None where the site is
    not to be signed for it."""

    def with_copies(self, copies: Iterable[Asset]) -> "Plan":
        """The same site with compressed copies of some files, which its hash says nothing of."""
        return replace(self, assets=(*self.assets, *copies))


def plan_site(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    policies: dict[str, PolicyInspection],
    prepare: Callable[[Study], Boot] | None = None,
    clips: Mapping[str, Cut] | None = None,
) -> Plan:
    """Decide on every file of the site.

    Args:
        experiment: exp.yml and its files.
        lock: The wheels.
        inspection: What the environment is like.
        policies: What each ONNX policy is like, by name.
        prepare: Makes the archives that Python starts from; None leaves that to Pyodide.
        clips: Those that steps may show, by name.

    Raises:
        UserError: exp.yml, or a page that it names, holds a secret.
    """
    used = {name: policies[name] for name in sorted(used_policies(experiment) & policies.keys())}
    study = make_study(experiment, lock, inspection, used)
    boot = prepare(study) if prepare and study.games else None
    runtime = _runtime_assets(lock, boot, _ort_folders(used.values()))
    versioned = _versioned_assets(experiment, lock, runtime, used)
    versioned += boot_assets(boot, runtime)
    versioned += joystick_assets(study.games)
    versioned += script_assets(experiment.steps)
    versioned += webgpu_assets(used.values())
    cuts = clips or {}
    versioned += clip_assets(cuts.values())
    shown = {name: cut.clip for name, cut in cuts.items()}
    manifest = make_manifest(experiment, lock, inspection, used, runtime, versioned, boot, shown)
    told = {"manifest.json": manifest.model_dump_json(indent=1).encode()}
    for language, texts in translations_of(experiment, lock, inspection, policies).items():
        told[f"languages/{language}.json"] = json.dumps(texts, ensure_ascii=False).encode()
    refuse_secrets(told, lambda _name, _line: Place(experiment.file))
    versioned += [Asset(name, content) for name, content in told.items()]
    site = digest(versioned)
    folder = f"v/{site}/"
    return Plan(
        site=site,
        manifest=manifest,
        boot=boot,
        uploads_to=tuple(_signed_address(one, experiment) for one in experiment.destinations),
        assets=(
            *_root_assets(experiment, lock, folder),
            *(Asset(folder + asset.path, asset.source) for asset in versioned),
            *(Asset(runtime.folder + asset.path, asset.source) for asset in runtime.assets),
        ),
    )


def _ort_folders(policies: Collection[PolicyInspection]) -> list[str]:
    """Of ONNX Runtime: nothing without a model."""
    if not policies:
        return []
    return ["ort", WEBGPU] if any(is_tried(one.policy) for one in policies) else ["ort"]


def _runtime_assets(lock: Lock, boot: Boot | None, ort: Iterable[str]) -> Runtime:
    base = resources.runtime()
    assets = [
        Asset(f"{folder}/{file.name}", file)
        for folder in ("core", *ort)
        for file in sorted((base / folder).iterdir())
    ]
    assets += [Asset(f"wheels/{w.file_name}", w.content) for w in lock.wheels if w.shared]
    if boot is not None:
        assets = [a for a in assets if a.path != _STDLIB] + [Asset(_STDLIB, EMPTY_ZIP)]
        assets += boot.assets(shared=True)
    return Runtime(f"rt/{digest(assets)}/", tuple(assets))


def _versioned_assets(
    experiment: Experiment, lock: Lock, runtime: Runtime, policies: Iterable[str]
) -> list[Asset]:
    bundles = resources.bundles()
    addresses = {wheel.file_name: wheel_path(wheel, runtime) for wheel in lock.wheels}
    return [
        Asset("page.js", bundles / "page.js"),
        Asset("worker.js", bundles / "worker.js"),
        Asset("site.css", _style(experiment)),
        *_strings(experiment),
        Asset("pyodide-lock.json", pyodide_lock(lock, addresses)),
        *(Asset(wheel_path(w, runtime), w.content) for w in lock.wheels if not w.shared),
        *(Asset(policy_path(name), experiment.policies[name].file) for name in policies),
        *(Asset(path, file) for path, file in sorted(experiment.media.items())),
        *(asset for game in experiment.games for asset in donor_assets(game)),
    ]


def _style(experiment: Experiment) -> bytes:
    theme = experiment.config.theme
    own = "" if theme is None else style_of(theme)
    return (resources.bundles() / "site.css").read_bytes() + own.encode()


def _strings(experiment: Experiment) -> Iterator[Asset]:
    """What the page says in each language of the study; English is in its script."""
    languages = (experiment.config.language, *experiment.translations)
    for name in sorted({primary(language) for language in languages} & set(SPOKEN) - {"en"}):
        yield Asset(f"strings/{name}.js", resources.bundles() / "strings" / f"{name}.js")


def _root_assets(experiment: Experiment, lock: Lock, folder: str) -> list[Asset]:
    surveyjs = any(is_survey(step) for step in experiment.steps)
    surveys = surveys_in(experiment.document)
    licenses = third_party_licenses(lock, surveys, surveyjs=surveyjs)
    return [
        Asset("index.html", render_index(experiment, folder)),
        Asset("sw.js", resources.bundles() / "sw.js"),
        Asset("upload.json", upload_json(experiment)),
        Asset("study.json", b'{"open": true}\n'),
        Asset(".nojekyll", b""),
        Asset("THIRD_PARTY_LICENSES", licenses),
    ]


def upload_json(experiment: Experiment) -> bytes:
    """The site's `upload.json` before it is signed; a destination with an endpoint never is."""
    mode = experiment.config.mode
    return upload_text([one.unsigned(mode) for one in experiment.destinations]).encode()


def _signed_address(destination: Destination, experiment: Experiment) -> str | None:
    if destination.endpoint is not None:
        return None
    return f"{post_url(destination.bucket)}{destination.prefix}/{experiment.config.mode}/"
