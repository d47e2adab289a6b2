"""The steps: those that exp.yml declares whole, and the games with all that was inspected."""

from collections.abc import Mapping, Sequence

from gymbrowser.config import Experiment
from gymbrowser.config.drafts import GameDraft, StepDraft
from gymbrowser.config.game_models import GameConfig
from gymbrowser.contract.policies import OnnxPolicy
from gymbrowser.contract.steps import Agent, GameStep, Recorded, Step, View
from gymbrowser.contract.wire import AgentLayout
from gymbrowser.environment import DEFAULT_FPS
from gymbrowser.environment.inspect import AgentInspection, Inspection
from gymbrowser.plan.controls import controls_of, turn_delay_ms
from gymbrowser.plan.policies import members_of, output_layout, uniforms_of
from gymbrowser.plan.probes import between_of, probe_of
from gymbrowser.plan.rules import rules_of
from gymbrowser.plan.widgets import around_of
from gymbrowser.policy import PolicyInspection


def plan_step(
    draft: StepDraft,
    experiment: Experiment,
    inspection: Inspection,
    models: Mapping[str, PolicyInspection],
) -> Step:
    """A step as the manifest has it; arguments as in `make_manifest`, `models` by policy's name."""
    if not isinstance(draft, GameDraft):
        return draft
    config, size = draft.config, inspection.views[draft.id]
    records = inspection.records[draft.id]
    return GameStep(
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
        view=View(
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
        between=between_of(config.between),
        probes=[probe_of(probe) for probe in config.probes],
        practice=config.practice,
        microphone=config.record.microphone,
        hook=config.hook,
        around=around_of(config),
        words=config.words,
    )


def _fps(config: GameConfig, inspection: Inspection) -> float | None:
    if config.pace != "real_time":
        return None
    fps = config.fps or inspection.render_fps or DEFAULT_FPS
    allowed = config.allow.fps
    return fps if allowed is None else min(max(fps, allowed.min), allowed.max)


def _agent(
    actor: str,
    inspection: AgentInspection,
    recorded: Recorded,
    models: Sequence[OnnxPolicy],
    *,
    with_outputs: bool,
) -> Agent:
    layout = AgentLayout(
        observation=inspection.observation,
        action=inspection.action,
        output=output_layout(models) if with_outputs else [],
        uniforms=max(map(uniforms_of, models), default=1),
    )
    return Agent(
        actor=actor, action_space=inspection.action_space, layout=layout, recorded=recorded
    )
