"""Whether what donors did can be done again: their actions, held against this environment's."""

from collections.abc import Iterator, Sequence

import numpy as np

from gymbrowser.config import Experiment
from gymbrowser.config.donors import unpacked
from gymbrowser.config.seeds import Lists
from gymbrowser.contract.donors import DonorActions
from gymbrowser.contract.wire import Layout
from gymbrowser.environment.inspect import AgentInspection, Inspection
from gymbrowser.errors import Problem


def wrong_donors(experiment: Experiment, inspection: Inspection) -> Iterator[Problem]:
    """Donors whose actions are not among those of the agents that are to take them."""
    for game in experiment.games:
        lists, yoke = game.seeds.lists, game.config.yoke
        if lists is None or lists.actions is None or yoke is None:
            continue
        place = experiment.place(*game.location, "yoke", "from")
        for agent, layout in lists.layouts.items():
            space = inspection.agent(agent)
            for what in _wrong_actions(lists.actions, agent, layout, space):
                yield Problem(
                    f"{yoke.from_}: {what}",
                    place,
                    f"In this environment the action space is {space.actions}.",
                    "Take donors who have played this environment.",
                )


def wrong_clips(experiment: Experiment, inspection: Inspection) -> Iterator[Problem]:
    """Clips of recorded episodes that were played in another environment."""
    for draft in experiment.clips.drafts:
        lists = draft.game.seeds.lists
        if lists is not None:
            place = experiment.place(*draft.game.location, "recorded")
            for what, why in _unfitting(lists, inspection):
                remedy = "Take an episode of this environment."
                yield Problem(f"clip `{draft.name}`: {what}", place, why, remedy)


def _unfitting(lists: Lists, inspection: Inspection) -> Iterator[tuple[str, str]]:
    for agent, layout in lists.layouts.items():
        space = inspection.agent(agent)
        for what in _wrong_actions(lists.actions or (), agent, layout, space):
            yield what, f"In this environment the action space is {space.actions}."


def _wrong_actions(
    donors: Sequence[DonorActions], agent: str, layout: Layout, space: AgentInspection
) -> Iterator[str]:
    if layout != space.action:
        yield f"the donors' actions of the agent `{agent}` are of another kind"
        return
    for number, donor in enumerate(donors):
        if (strange := _strange(donor, agent, space)) is not None:
            yield f"donor {number} took the action {strange} for `{agent}`"


def _strange(donor: DonorActions, agent: str, inspected: AgentInspection) -> int | None:
    """An action that is none of a Discrete space; None if there is none."""
    space = inspected.action_space
    if space is None:
        return None
    for episode in donor.episodes:
        actions = np.frombuffer(unpacked(episode.actions[agent]), "<i8")
        outside = actions[(actions < space.start) | (actions >= space.start + space.n)]
        if outside.size:
            return int(outside[0])
    return None
