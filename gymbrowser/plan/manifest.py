"""The manifest: all that page and worker are told."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

import gymbrowser
from gymbrowser.boot import LISTING, SOURCES, Boot, Snapshot, Study, is_worth_it
from gymbrowser.config import Experiment
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.config.factors import params_of
from gymbrowser.config.game_models import GameConfig
from gymbrowser.contract import manifest as wire
from gymbrowser.contract.assets import Assets
from gymbrowser.contract.bonus import Bonus
from gymbrowser.contract.clips import Clip
from gymbrowser.contract.policies import OnnxPolicy
from gymbrowser.contract.requires import Requires
from gymbrowser.contract.wire import AgentLayout
from gymbrowser.environment import DEFAULT_FPS
from gymbrowser.environment.inspect import AgentInspection, Inspection
from gymbrowser.plan.asset import Asset
from gymbrowser.plan.clips import shown_files
from gymbrowser.plan.controls import JOYSTICK, controls_of, turn_delay_ms
from gymbrowser.plan.identity import code_digest
from gymbrowser.plan.index import upload_origins
from gymbrowser.plan.paths import TO_ROOT, Runtime
from gymbrowser.plan.policies import members_of, output_layout, policies_of, uniforms_of
from gymbrowser.plan.rules import rules_of
from gymbrowser.plan.widgets import around_of
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
        participant=_participant(experiment),
        device=config.device,
        requires=None if config.requires is None else Requires(**config.requires.model_dump()),
        on_abandon=config.on_abandon,
        max_minutes=config.max_minutes,
        completions=experiment.completions,
        debrief=experiment.debrief,
        bonus=_bonus(experiment),
        withdrawal=experiment.withdrawal,
        runtime=wire.Runtime(
            pyodide=lock.pyodide,
            core=f"{TO_ROOT}{runtime.folder}core/",
            ort=f"{TO_ROOT}{runtime.folder}ort/",
            lock="pyodide-lock.json",
            packages=[wheel.name for wheel in lock.wheels],
            python=None if boot is None else _python_files(boot),
            snapshot=None if boot is None else _snapshot(boot),
            files=_boot_files(runtime, versioned, boot, _drawn(experiment.assets)),
            later=[
                *([] if boot is None else _later_files(runtime, boot)),
                *(_file(asset) for asset in versioned if asset.path == JOYSTICK),
                *(_file(asset) for asset in versioned if asset.path in _recordings(experiment)),
                *(_file(a) for a in versioned if a.path in shown_files(experiment, clips or {})),
            ],
        ),
        environment=study.environment,
        policies=study.policies,
        hooks=study.hooks,
        assets=experiment.assets,
        clips=dict(clips or {}),
        steps=[_step(step, experiment, inspection, policies) for step in experiment.steps],
        flow=list(experiment.flow.nodes),
        factors=list(experiment.flow.factors),
        exclusions=list(experiment.exclusions),
        connect=upload_origins(experiment),
    )


def _recordings(experiment: Experiment) -> set[str]:
    """The files of `media` steps."""
    steps = (step for step in experiment.steps if isinstance(step, wire.MediaStep))
    return {file for step in steps for file in (step.file, step.captions) if file is not None}


def _bonus(experiment: Experiment) -> Bonus | None:
    config, amount = experiment.config.bonus, experiment.flow.bonus
    if config is None or amount is None:
        return None
    return Bonus(amount=amount, cap=config.cap, currency=config.currency, decimals=config.decimals)


def _participant(experiment: Experiment) -> wire.Participant:
    """What decides anything is kept, so that a later visit knows it too."""
    config = experiment.config.participant
    number = [] if config.number is None else [config.number]
    deciding = params_of(experiment.config.conditions.values())
    params = dict.fromkeys([*config.params, *number, *deciding])
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
            if isinstance(step := _step(draft, experiment, inspection, policies), wire.GameStep)
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
    """The files of the runtime with their addresses relative to the manifest."""
    return [Asset(TO_ROOT + runtime.folder + asset.path, asset.source) for asset in runtime.assets]


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


def _step(
    draft: StepDraft,
    experiment: Experiment,
    inspection: Inspection,
    models: Mapping[str, PolicyInspection],
) -> wire.Step:
    if not isinstance(draft, GameDraft):
        return draft
    config, size = draft.config, inspection.views[draft.id]
    records = inspection.records[draft.id]
    return wire.GameStep(
        kind="game",
        id=draft.id,
        html=draft.html,
        shown=list(draft.shown),
        agents={
            name: _agent(
                actor,
                inspection.agent(name),
                records.recorded[name],
                [models[n].policy for n in members_of(actor, experiment) if n in models],
                with_outputs=config.record.outputs,
            )
            for name, actor in config.agents.items()
        },
        controls=controls_of(config, inspection.controls.get(draft.id)),
        view=wire.View(
            render_mode=config.view.render_mode,
            draw=config.view.draw,
            width=size.width,
            height=size.height,
        ),
        episodes=config.episodes,
        pace=config.pace,
        fps=_fps(config, inspection),
        turn_delay_ms=turn_delay_ms(config, inspection),
        max_steps=config.max_steps,
        seeds=draft.seeds.same,
        rules=rules_of(draft),
        between=_between(config),
        practice=config.practice,
        hook=config.hook,
        around=around_of(config),
    )


def _between(config: GameConfig) -> wire.Between | None:
    if config.between is None:
        return None
    steps = [asked.name for asked in config.between.steps]
    return wire.Between(steps=steps, every=config.between.every)


def _fps(config: GameConfig, inspection: Inspection) -> float | None:
    if config.pace != "real_time":
        return None
    fps = config.fps or inspection.render_fps or DEFAULT_FPS
    allowed = config.allow.fps
    return fps if allowed is None else min(max(fps, allowed.min), allowed.max)


def _agent(
    actor: str,
    inspection: AgentInspection,
    recorded: wire.Recorded,
    models: Sequence[OnnxPolicy],
    *,
    with_outputs: bool,
) -> wire.Agent:
    layout = AgentLayout(
        observation=inspection.observation,
        action=inspection.action,
        output=output_layout(models) if with_outputs else [],
        uniforms=max(map(uniforms_of, models), default=1),
    )
    return wire.Agent(
        actor=actor, action_space=inspection.action_space, layout=layout, recorded=recorded
    )
