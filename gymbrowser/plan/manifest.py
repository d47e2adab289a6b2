"""The manifest: all that page and worker are told."""

import json
from collections.abc import Collection, Iterable, Mapping

import gymbrowser
from gymbrowser.asset import Asset
from gymbrowser.boot import LISTING, SOURCES, Boot, Snapshot, Study, is_worth_it
from gymbrowser.config import Experiment
from gymbrowser.config.factors import params_of
from gymbrowser.contract import manifest as wire
from gymbrowser.contract.assets import Assets
from gymbrowser.contract.bonus import Bonus
from gymbrowser.contract.clips import Clip
from gymbrowser.contract.presence import Presence
from gymbrowser.contract.requires import Requires
from gymbrowser.contract.steps import GameStep, MediaStep
from gymbrowser.environment.inspect import Inspection
from gymbrowser.plan.clips import shown_files
from gymbrowser.plan.controls import JOYSTICK
from gymbrowser.plan.identity import code_digest
from gymbrowser.plan.index import upload_origins
from gymbrowser.plan.paths import TO_ROOT, Runtime
from gymbrowser.plan.policies import policies_of
from gymbrowser.plan.scripts import OF_STEPS
from gymbrowser.plan.steps import plan_step
from gymbrowser.plan.webgpu import is_of_webgpu, webgpu_of
from gymbrowser.policy import PolicyInspection
from gymbrowser.resolve import Lock


def make_manifest(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    policies: dict[str, PolicyInspection],
    runtime: Runtime,
    versioned: Iterable[Asset],
    boot: Boot | None,
    clips: Mapping[str, Clip] | None = None,
) -> wire.Manifest:
    """Put together what was found out at the stages before.

    Args:
        experiment: exp.yml and its files.
        lock: The wheels.
        inspection: What the environment is like.
        policies: What each ONNX policy that is used is like, by name.
        runtime: The base runtime of this site.
        versioned: The files beside the manifest.
        boot: The archives of its Python, or None.
        clips: All of the study, by name.
    """
    config, study = experiment.config, make_study(experiment, lock, inspection, policies)
    versioned = list(versioned)
    return wire.Manifest(
        format="gymbrowser.site/1",
        gymbrowser=gymbrowser.__version__,
        experiment=config.id,
        title=config.title,
        mode=config.mode,
        language=config.language,
        languages=_languages(experiment),
        participant=_participant(experiment),
        device=config.device,
        requires=None if config.requires is None else Requires(**config.requires.model_dump()),
        on_abandon=config.on_abandon,
        max_minutes=config.max_minutes,
        idle=None if config.idle is None else Presence(**config.idle.model_dump()),
        completions=experiment.completions,
        debrief=experiment.debrief,
        bonus=_bonus(experiment),
        withdrawal=experiment.withdrawal,
        runtime=wire.Runtime(
            pyodide=lock.pyodide,
            core=f"{TO_ROOT}{runtime.folder}core/",
            ort=f"{TO_ROOT}{runtime.folder}ort/",
            webgpu=webgpu_of(runtime),
            lock="pyodide-lock.json",
            packages=[wheel.name for wheel in lock.wheels],
            python=None if boot is None else _python_files(boot),
            snapshot=None if boot is None else _snapshot(boot),
            files=_boot_files(runtime, versioned, boot, _drawn(experiment.assets)),
            later=[
                *(_file(asset) for asset in versioned if asset.path in {JOYSTICK, *OF_STEPS}),
                *([] if boot is None else _later_files(runtime, boot)),
                *(_file(asset) for asset in versioned if asset.path in _recordings(experiment)),
                *(_file(a) for a in versioned if a.path in shown_files(experiment, clips or {})),
            ],
        ),
        environment=study.environment,
        policies=study.policies,
        hooks=study.hooks,
        step_hook=config.step_hook,
        assets=experiment.assets,
        clips=dict(clips or {}),
        steps=[plan_step(step, experiment, inspection, policies) for step in experiment.steps],
        flow=list(experiment.flow.nodes),
        factors=list(experiment.flow.factors),
        exclusions=list(experiment.exclusions),
        connect=upload_origins(experiment),
    )


def _recordings(experiment: Experiment) -> set[str]:
    """The files of `media` steps, in all languages."""
    studies = (experiment, *experiment.translations.values())
    steps = (step for one in studies for step in one.steps if isinstance(step, MediaStep))
    return {file for step in steps for file in (step.file, step.captions) if file is not None}


def _languages(experiment: Experiment) -> wire.Languages | None:
    config = experiment.config
    if not config.languages:
        return None
    return wire.Languages(offered=list(config.languages), by=list(config.language_by))


def _bonus(experiment: Experiment) -> Bonus | None:
    config, amount = experiment.config.bonus, experiment.flow.bonus
    if config is None or amount is None:
        return None
    return Bonus(amount=amount, cap=config.cap, currency=config.currency, decimals=config.decimals)


def _participant(experiment: Experiment) -> wire.Participant:
    """What decides anything is kept, so that a later visit knows it too."""
    config = experiment.config.participant
    deciding = params_of(experiment.config.conditions.values())
    params = dict.fromkeys([*config.kept, *deciding])
    return wire.Participant(
        id=config.id, pattern=config.pattern, params=list(params), number=config.number
    )


def make_study(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    policies: dict[str, PolicyInspection],
) -> Study:
    """What of the manifest decides which of Python's files are used; arguments as above."""
    return Study(
        environment=_environment(experiment, lock),
        policies=policies_of(experiment, lock, inspection, policies),
        games=tuple(
            step
            for draft in experiment.games
            if isinstance(step := plan_step(draft, experiment, inspection, policies), GameStep)
        ),
        hooks=_hooks(experiment, lock),
    )


def _python_files(boot: Boot) -> wire.PythonFiles:
    early = [archive.asset.path for archive in boot.archives if archive.early]
    return wire.PythonFiles(folder=boot.folder, listing=LISTING, early=early)


def _drawn(assets: Assets) -> set[str]:
    """The files of what games draw with; their sounds are the page's."""
    atlases = (atlas.picture for atlas in assets.atlases.values())
    return {picture.file for picture in (*assets.images.values(), *atlases)}


def _snapshot(boot: Boot) -> wire.Snapshot | None:
    if not isinstance(boot.snapshot, Snapshot):
        return None
    asset = boot.snapshot.asset
    return wire.Snapshot(
        file=_file(asset, gzip=True),
        sha256=asset.sha256,
        early=[a.asset.path for a in boot.archives if a.early and not a.modules],
        libraries=list(boot.snapshot.libraries),
        memory=boot.snapshot.memory,
        probe=boot.snapshot.probe,
    )


def _boot_files(
    runtime: Runtime, versioned: Iterable[Asset], boot: Boot | None, drawn: Collection[str]
) -> list[wire.File]:
    """What the worker waits for."""
    versioned = list(versioned)
    pictures = [asset for asset in versioned if asset.path in drawn]
    if boot is None:
        own = [asset for asset in versioned if asset.path.startswith(("env/", "policies/"))]
        own += pictures
        return [_file(asset) for asset in (*_placed(runtime), *own)]
    early = {archive.asset.path for archive in boot.archives if archive.early}
    awaited = [
        a for a in versioned if a.path in {*early, LISTING} or a.path.startswith("policies/")
    ]
    wasm = [asset for asset in _placed(runtime) if asset.path.endswith(".wasm")]
    return [_file(asset, gzip=is_worth_it(asset)) for asset in (*wasm, *awaited, *pictures)]


def _later_files(runtime: Runtime, boot: Boot) -> list[wire.File]:
    """The snapshot, then the archives; without the sources, which are only there to be shown."""
    snapshot = [boot.snapshot.asset] if isinstance(boot.snapshot, Snapshot) else []
    late = [
        Asset(TO_ROOT + runtime.folder + archive.asset.path, archive.asset.source)
        if archive.shared
        else archive.asset
        for archive in boot.archives
        if not (archive.early or archive.asset.path.endswith(SOURCES))
    ]
    return [_file(asset, gzip=is_worth_it(asset)) for asset in (*snapshot, *late) if asset.size]


def _placed(runtime: Runtime) -> list[Asset]:
    """The files of the runtime that a boot may want, their addresses relative to the manifest."""
    return [
        Asset(TO_ROOT + runtime.folder + asset.path, asset.source)
        for asset in runtime.assets
        if not is_of_webgpu(asset)
    ]


def _file(asset: Asset, *, gzip: bool = False) -> wire.File:
    return wire.File(path=asset.path, size=asset.size, gzip=gzip)


def _environment(experiment: Experiment, lock: Lock) -> wire.Environment:
    config = experiment.config.environment
    names = {"gym_id": config.gym_id, "entry_point": config.entry_point}
    return wire.Environment(
        **names,
        kwargs=json.dumps(config.kwargs),
        sha256=code_digest(lock, **names, kwargs=config.kwargs),
    )


def _hooks(experiment: Experiment, lock: Lock) -> dict[str, wire.Hook]:
    """Those that any game has."""
    used = {game.config.hook for game in experiment.games}
    return {
        name: wire.Hook(
            entry_point=config.python,
            kwargs=json.dumps(config.kwargs),
            sha256=code_digest(lock, entry_point=config.python, kwargs=config.kwargs),
        )
        for name, config in sorted(experiment.config.hooks.items())
        if name in used
    }
