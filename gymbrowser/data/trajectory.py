"""Episodes as arrays, bit for bit what the environment and the policies gave and got."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.chunks import ChunkHeader
from gymbrowser.contract.wire import AgentLayout, Layout, ObservationRule
from gymbrowser.data.columns import (
    Array,
    DamageError,
    Value,
    digests,
    doubles,
    small,
    unpack,
)
from gymbrowser.data.episodes import Episode
from gymbrowser.data.frames import painted_times
from gymbrowser.data.infos import read_info

_DTYPES: Mapping[str, str] = {
    **dict.fromkeys(("source", "present", "observed", "terminated", "truncated"), "|u1"),
    **dict.fromkeys(("input_t", "reward", "uniform", "due", "started", "stepped", "drawn"), "<f8"),
}
"""Of the columns that no layout packs, by the contract; a header that says otherwise is wrong."""


@dataclass(frozen=True)
class Trajectory:
    """What one agent saw and did in T environment steps.

    A value of a Dict or Tuple space is a dict of arrays, named by their paths with slashes. A value
    of no fixed size (Text, Sequence, Graph, OneOf) is its exact JSON, a str in an array of objects:
    `exact_value` gives the value itself. It is an empty str where there is none. Where
    an agent was not in the game there are zeros; `present` and `sources` tell them from real ones.
    """

    rule: ObservationRule
    """What of the observations was recorded."""
    observations: Value
    """[K, …], the environment's dtype: the K <= T + 1 observations that were recorded; where all
    were, the first is what `reset` gave. After downsampling, if there was one."""
    observed: NDArray[np.bool_]
    """[T + 1]: whether the observation is among these K; the first stands for `reset`."""
    digests: NDArray[np.uint8]
    """[T + 1, 32]: SHA-256 of each whole observation, packed by the environment's layout; [0, 32]
    where the rule is not `key_frames`."""
    present: NDArray[np.bool_]
    """[T + 1]: whether `reset` or the step gave the agent an observation (and a reward)."""
    actions: Value
    """[T, …]: executed."""
    intended: Value
    """[T, …]: what device or policy asked for."""
    sources: NDArray[np.str_]
    """[T]: where the executed action came from, the contract's `ActionSource`; `absent`: it could
    not act."""
    input_t: NDArray[np.float64]
    """[T], ms on the page's clock: the input that decided; NaN where none did."""
    rewards: NDArray[np.float64]
    """[T]."""
    terminated: NDArray[np.bool_]
    """[T]."""
    truncated: NDArray[np.bool_]
    """[T]."""
    outputs: Value
    """[T, …]: of the policy, before the step; an empty dict without a policy."""
    uniforms: NDArray[np.float64]
    """[T]: the number in [0, 1) that the choice used; NaN where none was drawn. [T, k] where a
    choice may draw several."""


@dataclass(frozen=True)
class Decoded:
    """An episode as arrays."""

    agents: Mapping[str, Trajectory]
    due: NDArray[np.float64]
    started: NDArray[np.float64]
    stepped: NDArray[np.float64]
    drawn: NDArray[np.float64]
    """[T], ms on the worker's clock: due, begun, answered, given to the canvas (NaN: not drawn)."""
    painted: NDArray[np.float64]
    """[T], on the same clock: when the frame was painted; NaN where it was not, or nothing is known
    of it."""
    infos: tuple[object, ...]
    """T + 1 of them; the first is what `reset` gave. In PettingZoo each is a dict by agent."""


def decode(episode: Episode) -> Decoded:
    """Decode a whole episode.

    Raises:
        DamageError: Something of it is missing, or does not follow its layout.
    """
    _check(episode)
    layouts, rules = _layouts(episode), _rules(episode)
    return Decoded(
        agents={a: _trajectory(episode, a, layouts[a], rules[a]) for a in layouts},
        due=_doubles(episode, "due"),
        started=_doubles(episode, "started"),
        stepped=_doubles(episode, "stepped"),
        drawn=_doubles(episode, "drawn"),
        painted=painted_times(episode, step_count(episode)),
        infos=tuple(_infos(episode)),
    )


def returns(episode: Episode) -> dict[str, float]:
    """Agent to the sum of its exact rewards, added in the order of the steps as the browser does.

    Raises:
        DamageError: Something of the episode is missing, or does not follow its layout.
    """
    _check(episode)
    return {agent: sum_of(_doubles(episode, "reward", agent)) for agent in _layouts(episode)}


def info_texts(episode: Episode) -> list[str | None]:
    """For each step its info as it was recorded, exact JSON; None where it was empty."""
    texts: list[str | None] = []
    for steps in episode.steps:
        given = steps.record.info
        texts += (given.get(str(offset)) for offset in range(steps.record.count))
    return texts


def step_count(episode: Episode) -> int:
    """How many environment steps have arrived."""
    return sum(steps.record.count for steps in episode.steps)


def _check(episode: Episode) -> None:
    """Its steps follow each other without a gap, each packed as at the episode's beginning."""
    expected, header = 0, None
    for steps in episode.steps:
        record = steps.record
        if record.first != expected or record.count < 1:
            raise DamageError(f"steps begin at {record.first}, not at {expected}")
        expected += record.count
        if record.agents.keys() != episode.start.observation.keys():
            raise DamageError("the agents change within the episode")
        if steps.header is not header:  # once for each: a stranger's header may be very long
            header = steps.header
            _check_header(header, episode)
    if episode.end is not None and episode.end.steps != expected:
        raise DamageError(f"the episode has {expected} of {episode.end.steps} steps")


def _check_header(header: ChunkHeader, episode: Episode) -> None:
    name = episode.start.step
    if header.layouts.get(name) != episode.header.layouts.get(name):
        raise DamageError("the layout changes within the episode")
    for column, dtype in _DTYPES.items():
        if header.columns.get(column) != dtype:
            raise DamageError(f"the header does not say {dtype} for the column '{column}'")


def _layouts(episode: Episode) -> dict[str, AgentLayout]:
    start, layouts = episode.start, episode.header.layouts.get(episode.start.step, {})
    if not start.observation or start.observation.keys() != start.actors.keys():
        raise DamageError("the episode does not say of each agent who acts")
    missing = [agent for agent in start.observation if agent not in layouts]
    if missing:
        raise DamageError(f"the header has no layout for {', '.join(sorted(missing))}")
    return {agent: layouts[agent] for agent in start.observation}


def _rules(episode: Episode) -> dict[str, ObservationRule]:
    start = episode.start
    if not start.observation.keys() == start.recorded.keys() == start.digest.keys():
        raise DamageError("the episode does not say of each agent what is recorded")
    return start.recorded


def _trajectory(
    episode: Episode, agent: str, layout: AgentLayout, rule: ObservationRule
) -> Trajectory:
    observed = _observed(episode, agent, rule)
    return Trajectory(
        rule=rule,
        observations=_observations(episode, agent, layout.observation, rule),
        observed=observed,
        digests=_digests(episode, agent, rule),
        present=_present(episode, agent),
        actions=_packed(episode, agent, "action", layout.action),
        intended=_packed(episode, agent, "intended", layout.action),
        sources=_sources(episode, agent),
        input_t=_doubles(episode, "input_t", agent),
        rewards=_doubles(episode, "reward", agent),
        terminated=_flags(episode, "terminated", agent),
        truncated=_flags(episode, "truncated", agent),
        outputs=_packed(episode, agent, "output", layout.output),
        uniforms=_uniforms(episode, agent, layout.uniforms),
    )


def _observed(episode: Episode, agent: str, rule: ObservationRule) -> NDArray[np.bool_]:
    """Which observations are recorded; held against the rule where it alone decides."""
    first = rule.keep != "none"
    observed = np.concatenate([[first], _flags(episode, "observed", agent)])
    due = np.arange(len(observed)) % rule.every == 0
    expected = observed & due if rule.keep == "changed" else due & first
    if not np.array_equal(observed, expected):
        raise DamageError(f"'observed' does not follow the rule '{rule.keep}'")
    return observed


def _observations(episode: Episode, agent: str, layout: Layout, rule: ObservationRule) -> Value:
    """The rows that are there: fewer than the steps, where not every observation is recorded."""
    first = unpack(
        episode.start.observation[agent], layout, int(rule.keep != "none"), "observation"
    )
    parts = [first]
    for steps in episode.steps:
        columns = steps.record.agents[agent]
        kept = int(small(columns.observed, steps.record.count, 2, "observed").sum())
        parts.append(unpack(columns.observation, layout, kept, "observation"))
    return _joined(parts)


def _digests(episode: Episode, agent: str, rule: ObservationRule) -> NDArray[np.uint8]:
    """None, or one for each observation."""
    each = int(rule.keep == "key_frames")
    parts = [digests(episode.start.digest[agent], each)]
    parts += [digests(text, each * count) for text, count in _texts(episode, "digest", agent)]
    return np.concatenate(parts)


def _texts(episode: Episode, name: str, agent: str | None = None) -> Iterable[tuple[str, int]]:
    """The parts of a column, of an agent or of the steps themselves, and their row counts."""
    for steps in episode.steps:
        columns = steps.record if agent is None else steps.record.agents[agent]
        yield getattr(columns, name), steps.record.count


def _values(episode: Episode, agent: str, name: str, layout: Layout) -> Iterable[Value]:
    for text, count in _texts(episode, name, agent):
        yield unpack(text, layout, count, name)


def _packed(episode: Episode, agent: str, name: str, layout: Layout) -> Value:
    """Begins with no row at all, so that an episode without steps has the right dtypes too."""
    return _joined([unpack("", layout, 0, name), *_values(episode, agent, name, layout)])


def _joined(parts: Sequence[Value]) -> Value:
    """The rows of all parts, which have one layout."""
    if isinstance(parts[0], dict):
        named = cast("Sequence[dict[str, Array]]", parts)
        return {name: np.concatenate([part[name] for part in named]) for name in named[0]}
    return np.concatenate(cast("Sequence[Array]", parts))


def _doubles(episode: Episode, name: str, agent: str | None = None) -> NDArray[np.float64]:
    parts = [doubles(text, count, name) for text, count in _texts(episode, name, agent)]
    return np.concatenate([np.empty(0), *parts])


def _uniforms(episode: Episode, agent: str, width: int) -> NDArray[np.float64]:
    texts = _texts(episode, "uniform", agent)
    parts = [doubles(text, count * width, "uniform") for text, count in texts]
    numbers = np.concatenate([np.empty(0), *parts])
    return numbers if width == 1 else numbers.reshape(-1, width)


def _flags(episode: Episode, name: str, agent: str) -> NDArray[np.bool_]:
    parts = [small(text, count, 2, name) for text, count in _texts(episode, name, agent)]
    return np.concatenate([np.empty(0, np.uint8), *parts]).astype(np.bool_)


def _present(episode: Episode, agent: str) -> NDArray[np.bool_]:
    first = agent in episode.start.present
    return np.concatenate([[first], _flags(episode, "present", agent)])


def _sources(episode: Episode, agent: str) -> NDArray[np.str_]:
    names: list[str] = []
    for steps in episode.steps:
        known = steps.header.sources
        text = steps.record.agents[agent].source
        names += [known[i] for i in small(text, steps.record.count, len(known), "source")]
    return np.array(names, dtype=np.str_)


def _infos(episode: Episode) -> Iterable[object]:
    yield read_info(episode.start.info)
    for steps in episode.steps:
        given = {_offset(key, steps.record.count): text for key, text in steps.record.info.items()}
        for offset in range(steps.record.count):
            yield read_info(given[offset]) if offset in given else {}


def _offset(key: str, count: int) -> int:
    if not (key.isascii() and key.isdecimal()) or int(key[:12]) >= count:
        raise DamageError(f"an info is for the step {key[:40]!r} of {count}")
    return int(key)


def sum_of(rewards: NDArray[np.float64]) -> float:
    """One after the other, as the browser adds them up.

    NumPy's sum is pairwise and Python's compensated, so both differ from it in the last bits.
    """
    return float(np.cumsum(rewards)[-1]) if rewards.size else 0.0
