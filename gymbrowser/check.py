"""What can be known without building: config, environment, policies, purity."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from gymbrowser.check_controls import wrong_controls
from gymbrowser.check_policies import wrong_delays, wrong_scripts
from gymbrowser.config import Experiment, load_experiment
from gymbrowser.config.drafts import PolicyFile
from gymbrowser.console import Stages
from gymbrowser.contract.wire import Mode
from gymbrowser.environment.inspect import (
    AgentInspection,
    Inspection,
    inspect_environment,
)
from gymbrowser.environment.native import bare_folder, native_python
from gymbrowser.environment.records import Estimate, estimate
from gymbrowser.errors import Problem, UserError
from gymbrowser.plan.policies import members_of
from gymbrowser.plan.translations import translations_of
from gymbrowser.policy import PolicyInspection, inspect_policy
from gymbrowser.resolve import Lock, Resolved, resolve
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from gymbrowser.yoked import wrong_clips, wrong_donors


@dataclass(frozen=True)
class Checked:
    """An experiment of which everything fits together."""

    experiment: Experiment
    resolved: Resolved
    inspection: Inspection
    policies: dict[str, PolicyInspection]

    @property
    def lock(self) -> Lock:
        """The wheels of the site."""
        return self.resolved.lock

    def in_mode(self, mode: Mode) -> "Checked":
        """The same in another mode than exp.yml says."""
        return replace(self, experiment=self.experiment.in_mode(mode))

    @property
    def estimates(self) -> dict[str, Estimate]:
        """Game step to what one participant's records of it weigh."""
        found = self.inspection
        return {
            game.id: estimate(game.config, found.records[game.id], found.max_episode_steps)
            for game in self.experiment.games
        }


def check(
    file: Path,
    stages: Stages,
    sources: Sources,
    *,
    thoroughly: bool = True,
    on_resolved: Callable[[Lock], None] = lambda _lock: None,
) -> Checked:
    """Read, resolve and inspect an experiment.

    Args:
        file: exp.yml.
        stages: Shows what is under way.
        sources: Where packages come from.
        thoroughly: Also run Gymnasium's `check_env` and a longer walk.
        on_resolved: Told which packages the site has, before anything of them is run.

    Raises:
        UserError: Everything that is wrong at the first stage that finds something.
    """
    with stages("Reading exp.yml"):
        experiment = load_experiment(file)
    resolved = resolve(experiment, sources, stages=stages)
    on_resolved(resolved.lock)
    compiled = sum(bool(wheel.compiled) for wheel in resolved.lock.wheels)
    with stages("Preparing the environment's Python", total=compiled) as advance:
        python = native_python(
            resolved.lock,
            sources.cache,
            source=bare_folder(experiment.source),
            wheelhouses=sources.wheelhouses,
            offline=sources.offline,
            progress=advance,
        )
    # Whoever asks for a thorough look wants it now.
    kept = None if thoroughly else sources.cache
    with stages("Stepping the environment"):
        inspection = inspect_environment(experiment, python, thoroughly=thoroughly, cache=kept)
    with stages("Checking policies and controls"):
        policies, problems = _inspect_policies(experiment, inspection, kept)
        problems += wrong_controls(experiment, inspection)
        problems += wrong_scripts(experiment, inspection)
        problems += wrong_delays(experiment, inspection)
        problems += wrong_donors(experiment, inspection)
        problems += wrong_clips(experiment, inspection)
        if problems:
            raise UserError.of(problems)
        translations_of(experiment, resolved.lock, inspection, policies)
    return Checked(experiment, resolved, inspection, policies)


def _inspect_policies(
    experiment: Experiment, inspection: Inspection, cache: Cache | None
) -> tuple[dict[str, PolicyInspection], list[Problem]]:
    """Each model, held against the agents that it acts for; and what does not fit."""
    problems: list[Problem] = []
    found: dict[str, PolicyInspection] = {}
    for name, policy in experiment.policies.items():
        for agent in _roles(name, experiment, inspection):
            try:
                understood = inspect_policy(
                    policy.file,
                    experiment.config.policies[name],
                    agent,
                    place=policy.place,
                    cache=cache,
                )
            except UserError as error:
                problems += error.problems
                continue
            if found.setdefault(name, understood).policy != understood.policy:
                problems.append(_two_roles(name, policy))
    return found, problems


def _roles(
    policy: str, experiment: Experiment, inspection: Inspection
) -> Iterable[AgentInspection]:
    """The agents that a policy acts for, one of each kind; for one that is not used, any agent."""
    agents = [
        inspection.agent(agent)
        for game in (*experiment.games, *(clip.game for clip in experiment.clips.drafts))
        for agent, actor in game.config.agents.items()
        if policy in members_of(actor, experiment)
    ] or list(inspection.agents.values())[:1]
    return [agent for at, agent in enumerate(agents) if agent not in agents[:at]]


def _two_roles(name: str, policy: PolicyFile) -> Problem:
    return Problem(
        f"the policy `{name}` acts for agents that it would have to be used for in different ways",
        policy.place,
        "Their spaces differ, so that an input or an action means another thing for each.",
        "Write it as two policies with the same file, and say for each how it is used.",
    )
