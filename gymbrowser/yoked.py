"""Whether what donors did can be done again: their actions, held against this environment's."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def _strange(donor: DonorActions, agent: str, inspected: AgentInspection) -> Any:
    """An action that is not in the space; None if there is none, or where nobody can tell."""
    reach = _reach(inspected)
    if reach is None:
        return None
    low, high = reach
    [field] = inspected.action
    row = np.dtype((field.dtype, (low.size,)))
    for episode in donor.episodes:
        actions = np.frombuffer(unpacked(episode.actions[agent]), row)
        # So NaN is outside, too.
        outside = actions[~((actions >= low) & (actions <= high)).all(axis=1)]
        if len(outside) > 0:
            return outside[0].reshape(field.shape).tolist()
    return None


def _reach(inspected: AgentInspection) -> tuple[NDArray[Any], NDArray[Any]] | None:
    """The least and the greatest value of each number of an action."""
    heads, bounds = inspected.heads, inspected.bounds
    if heads is not None:
        starts = np.array(heads.starts)
        return starts, starts + np.array(heads.sizes) - 1
    if bounds is not None and bounds.low:
        low = [-np.inf if bound is None else bound for bound in bounds.low]
        high = [np.inf if bound is None else bound for bound in bounds.high]
        return np.array(low), np.array(high)
    return None
