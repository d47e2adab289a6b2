"""What the site will consist of: every file, where it goes, and where its bytes come from.

rt/<hash>/   the base runtime: named by its content, shared by sites of one version
v/<hash>/    all else: manifest, bundles, pages, policies, the author's own wheels
root         what must not be cached: index.html, sw.js, upload.json, study.json
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

import gymbrowser
from gymbrowser import resources
from gymbrowser.config import Experiment
from gymbrowser.config.load import GameDraft, StepDraft
from gymbrowser.contract import manifest as wire
from gymbrowser.contract.wire import AgentLayout, ArrayField
from gymbrowser.environment.inspect import Inspection
from gymbrowser.policy import PolicyInspection
from gymbrowser.resolve import Lock, LockedWheel, pyodide_lock
from gymbrowser.store.s3 import post_url

_DEFAULT_FPS = 30.0
_TO_ROOT = "../../"
"""From `v/<hash>/`, where the manifest and the lock lie, to the site's root."""


@dataclass(frozen=True)
class Asset:
    """One file of a site."""

    path: str
    source: Path | bytes

    @cached_property
    def size(self) -> int:
        """In bytes."""
        return len(self.source) if isinstance(self.source, bytes) else self.source.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """Of the content, in hexadecimal."""
        if isinstance(self.source, bytes):
            return hashlib.sha256(self.source).hexdigest()
        with self.source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


@dataclass(frozen=True)
class Plan:
    """A site before it is written."""

    site: str
    """The site hash."""
    assets: tuple[Asset, ...]
    manifest: wire.Manifest
    uploads_to: str | None
    """Address and prefix of the records' keys; None where exp.yml names no bucket."""


@dataclass(frozen=True)
class _Runtime:
    """The part of the site below `rt/`."""

    folder: str
    assets: tuple[Asset, ...]


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
        policies: What each policy is like, by name.
    """
    used = {name: policies[name] for name in sorted(_actors(experiment) & policies.keys())}
    runtime = _runtime_assets(lock, with_ort=bool(used))
    versioned = _versioned_assets(experiment, lock, runtime, used)
    manifest = _manifest(experiment, lock, inspection, used, runtime, versioned)
    versioned.append(Asset("manifest.json", manifest.model_dump_json(indent=1).encode()))
    site = _digest(versioned)
    folder = f"v/{site}/"
    return Plan(
        site=site,
        manifest=manifest,
        uploads_to=_uploads_to(experiment),
        assets=(
            *_root_assets(experiment, folder),
            *(Asset(folder + asset.path, asset.source) for asset in versioned),
            *(Asset(runtime.folder + asset.path, asset.source) for asset in runtime.assets),
        ),
    )


def _actors(experiment: Experiment) -> set[str]:
    """Who acts in any game: what nobody uses does not burden the participant."""
    return {actor for game in experiment.games for actor in game.config.agents.values()}


def _runtime_assets(lock: Lock, *, with_ort: bool) -> _Runtime:
    base = resources.runtime()
    folders = ["core", "ort"] if with_ort else ["core"]
    assets = [
        Asset(f"{folder}/{file.name}", file)
        for folder in folders
        for file in sorted((base / folder).iterdir())
    ]
    assets += [Asset(f"wheels/{w.file_name}", w.content) for w in lock.wheels if w.shared]
    return _Runtime(f"rt/{_digest(assets)}/", tuple(assets))


def _versioned_assets(
    experiment: Experiment, lock: Lock, runtime: _Runtime, policies: Iterable[str]
) -> list[Asset]:
    bundles, templates = resources.bundles(), resources.templates()
    addresses = {wheel.file_name: _wheel_path(wheel, runtime) for wheel in lock.wheels}
    return [
        Asset("page.js", bundles / "page.js"),
        Asset("worker.js", bundles / "worker.js"),
        Asset("site.css", templates / "site" / "site.css"),
        Asset("pyodide-lock.json", pyodide_lock(lock, addresses)),
        *(Asset(_wheel_path(w, runtime), w.content) for w in lock.wheels if not w.shared),
        *(Asset(_policy_path(name), experiment.policies[name].file) for name in policies),
        *(Asset(path, file) for path, file in sorted(experiment.media.items())),
    ]


def _wheel_path(wheel: LockedWheel, runtime: _Runtime) -> str:
    """Relative to the folder of the lock."""
    folder = f"{_TO_ROOT}{runtime.folder}wheels/" if wheel.shared else "env/"
    return folder + wheel.file_name


def _policy_path(name: str) -> str:
    return f"policies/{name}.onnx"


def _manifest(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    policies: dict[str, PolicyInspection],
    runtime: _Runtime,
    versioned: Iterable[Asset],
) -> wire.Manifest:
    config = experiment.config
    return wire.Manifest(
        format="gymbrowser.site/1",
        gymbrowser=gymbrowser.__version__,
        experiment=config.id,
        title=config.title,
        mode=config.mode,
        language=config.language,
        participant=wire.Participant(id=config.participant.id, params=config.participant.params),
        runtime=wire.Runtime(
            pyodide=lock.pyodide,
            core=f"{_TO_ROOT}{runtime.folder}core/",
            ort=f"{_TO_ROOT}{runtime.folder}ort/",
            lock="pyodide-lock.json",
            packages=[wheel.name for wheel in lock.wheels],
            files=_downloads(runtime, versioned),
        ),
        environment=_environment(experiment, lock),
        policies=_policies(experiment, policies),
        steps=[_step(step, inspection) for step in experiment.steps],
        connect=upload_origins(experiment),
    )


def _downloads(runtime: _Runtime, versioned: Iterable[Asset]) -> list[wire.File]:
    """What a boot of the worker fetches: the base runtime, wheels and policies."""
    base = [wire.File(path=_TO_ROOT + runtime.folder + a.path, size=a.size) for a in runtime.assets]
    own = [
        wire.File(path=asset.path, size=asset.size)
        for asset in versioned
        if asset.path.startswith(("env/", "policies/"))
    ]
    return base + own


def _environment(experiment: Experiment, lock: Lock) -> wire.Environment:
    config = experiment.config.environment
    identity = {
        "gym_id": config.gym_id,
        "entry_point": config.entry_point,
        "kwargs": config.kwargs,
        "wheels": {wheel.name: wheel.sha256 for wheel in lock.wheels},
    }
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()
    return wire.Environment(
        gym_id=config.gym_id,
        entry_point=config.entry_point,
        kwargs=json.dumps(config.kwargs),
        sha256=digest,
    )


def _policies(
    experiment: Experiment, inspections: dict[str, PolicyInspection]
) -> dict[str, wire.OnnxPolicy]:
    configs = experiment.config.policies
    return {
        name: wire.OnnxPolicy(
            kind="onnx",
            file=_policy_path(name),
            sha256=inspection.sha256,
            input=inspection.input,
            output=inspection.output,
            choose=configs[name].action.choose,
            temperature=configs[name].action.temperature,
        )
        for name, inspection in inspections.items()
    }


def _step(draft: StepDraft, inspection: Inspection) -> wire.Step:
    if not isinstance(draft, GameDraft):
        return draft
    config, size = draft.config, inspection.views[draft.id]
    return wire.GameStep(
        kind="game",
        id=draft.id,
        html=draft.html,
        agents={name: _agent(actor, inspection) for name, actor in config.agents.items()},
        controls=_controls(draft),
        view=wire.View(
            render_mode=config.view.render_mode,
            draw=config.view.draw,
            width=size.width,
            height=size.height,
        ),
        episodes=config.episodes,
        fps=config.fps or inspection.render_fps or _DEFAULT_FPS,
        max_steps=config.max_steps,
        seeds=config.seeds.same if config.seeds else None,
    )


def _agent(actor: str, inspection: Inspection) -> wire.Agent:
    space = inspection.action_space
    output = [] if actor == "human" else [ArrayField(path=[], dtype="<f4", shape=[space.n])]
    layout = AgentLayout(
        observation=inspection.observation, action=inspection.action, output=output
    )
    return wire.Agent(actor=actor, action_space=space, layout=layout)


def _controls(draft: GameDraft) -> wire.Controls | None:
    config = draft.config.controls
    if config is None or "human" not in draft.config.agents.values():
        return None
    assert config.default is not None  # the check stage refuses a person without a default
    return wire.Controls(keys=config.keys, default=config.default)


def upload_origins(experiment: Experiment) -> list[str]:
    """The origins that a site must be allowed to send records to."""
    if experiment.config.upload is None:
        return []
    address = urlsplit(post_url(experiment.s3().bucket))
    return [f"{address.scheme}://{address.netloc}"]


def _uploads_to(experiment: Experiment) -> str | None:
    if experiment.config.upload is None:
        return None
    s3 = experiment.s3()
    return f"{post_url(s3.bucket)}{s3.prefix}/{experiment.config.mode}/"


def content_security_policy(connect: Iterable[str]) -> str:
    """The site's CSP: it holds in the game worker too, which starts from a blob (design.md, 11)."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "worker-src 'self' blob:",
            " ".join(["connect-src 'self'", *connect]),
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' data: blob:",
            "font-src 'self' data:",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _root_assets(experiment: Experiment, folder: str) -> list[Asset]:
    return [
        Asset("index.html", _index(experiment, folder)),
        Asset("sw.js", resources.bundles() / "sw.js"),
        Asset("upload.json", b'{"kind": "none"}\n'),
        Asset("study.json", b'{"open": true}\n'),
        Asset(".nojekyll", b""),
        Asset("THIRD_PARTY_LICENSES", resources.runtime() / "THIRD_PARTY_LICENSES"),
    ]


def _index(experiment: Experiment, folder: str) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(resources.templates() / "site"),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    page = environment.get_template("index.html.j2").render(
        language=experiment.config.language,
        title=experiment.config.title,
        site=folder,
        csp=content_security_policy(upload_origins(experiment)),
        noscript="This study needs JavaScript. Please switch it on and load the page again.",
    )
    return page.encode()


def _digest(assets: Iterable[Asset]) -> str:
    """SHA-256 over paths and content hashes, in the order of the paths."""
    lines = sorted(f"{asset.path}\0{asset.sha256}\n" for asset in assets)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
