"""Whether the rewards of an episode add up to what the participant's browser said."""

from collections.abc import Mapping
from math import isfinite

from gymbrowser.data.episodes import Episode


def wrong_sums(episode: Episode, exact: Mapping[str, float]) -> list[str]:
    """The difference between what an ended episode says and its own rewards, in a sentence.

    Args:
        episode: One that may have ended.
        exact: Agent to the sum of its recorded rewards.
    """
    if episode.end is None:
        return []
    said = episode.end.returns
    if said == {agent: value if isfinite(value) else None for agent, value in exact.items()}:
        return []
    return [f"{name_of(episode)}: its rewards add up to {dict(exact)}, not {dict(said)}."]


def name_of(episode: Episode) -> str:
    """An episode, for people."""
    start = episode.start
    return f"{start.step}, attempt {start.attempt}, episode {start.episode}"
