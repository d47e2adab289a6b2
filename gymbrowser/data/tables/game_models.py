"""The tables of games: what a row of each is, and what its columns mean. See `models`."""

from typing import Annotated

from gymbrowser.contract.game_records import AgentColumns, EpisodeEndRecord, EpisodeRecord
from gymbrowser.contract.input_records import InputsRecord
from gymbrowser.data.tables.models import Json, Of, Personal, Row


class Played(Row):
    """What every row of an episode has."""

    step: str
    """The study's step: the game."""
    attempt: Annotated[int, Of(EpisodeRecord)]
    episode: Annotated[int, Of(EpisodeRecord)]


class EpisodeRow(Played):
    """One agent of an episode: of several agents, each has a row."""

    agent: str
    """The agent's name in the environment."""
    t_ms: float | None
    """When it began: ms since the session began."""
    actor: str
    """Who acted: `human`, `donor`, or the name of a policy."""
    pace: Annotated[str, Of(EpisodeRecord)]
    """What makes a step due: `real_time`, `turn_based` or `event_driven`."""
    practice: Annotated[bool, Of(EpisodeRecord)]
    replayed: Annotated[int, Of(EpisodeRecord)]
    seed: Annotated[int, Of(EpisodeRecord)]
    """What `reset(seed=seed)` was called with."""
    seed_from: Annotated[str | None, Of(EpisodeRecord)]
    """Where the seed comes from: `same`, `per_session`, `counterbalanced` or `yoked`; or
    from the session's `reserve`, since a reload had interrupted the episode."""
    donor: Annotated[str | None, Of(EpisodeRecord)]
    policy_seed: int | None
    """What the agent's Python policy was reset with."""
    steps: int
    """Environment steps that have arrived."""
    reason: Annotated[str | None, Of(EpisodeEndRecord)]
    """What ended the episode. `reload`: the page was loaded again, or the browser had crashed; then
    its last steps may be missing, and the next attempt may have all of it (`replayed`). Empty where
    the session broke off before."""
    episode_return: float | None
    """The sum of the agent's rewards, of the steps that have arrived."""
    intervals: int | None
    """Intervals between steps that were timed; empty where nothing is known of them."""
    late: int | None
    """Those of more than 1.5 periods of the frame rate."""
    input_to_paint_p95_ms: float | None
    """From an input to the frame that shows its effect: the 95th percentile."""
    observation_rule: Json
    """What of the observations was recorded: the contract's ObservationRule."""
    observation_layout: Json
    """What the elements of `values` in the table `observations` are, one array after the other in C
    order: the contract's Layout. Its arrays of the dtype `exact` are in `texts`."""
    action_layout: Json
    """The same of `action`, or of `action_values` and `action_texts`."""
    output_layout: Json
    """The same of `output`."""
    problem: str | None
    """Why its steps are in no table."""


class StepRow(Played):
    """One environment step of one agent. Times named `…_ms` are on the game worker's clock."""

    agent: str
    """The agent's name in the environment."""
    index: int
    """Of the step in its episode, from 0."""
    action: int | None
    """What `step` was called with, where the action is one whole number."""
    action_values: list[float] | None
    """What `step` was called with, where it is anything else: its elements as float64, which holds
    whole numbers up to 2^53 exactly."""
    action_texts: Annotated[list[str] | None, Personal]
    """Its parts that have no fixed size, as exact JSON."""
    intended: int | None
    """What device or policy asked for, like `action`."""
    intended_values: list[float] | None
    """The same, like `action_values`."""
    source: str
    """Where the executed action came from: `device`, `default`, `policy`, `absent`, `repeated`,
    `buffer`, `hook` or `donor`."""
    present: bool
    """Whether the environment gave the agent an observation and a reward after the step."""
    input_t_ms: Annotated[float | None, Of(AgentColumns, "input_t")]
    """When the input that decided was made, on the page's clock; empty where none did."""
    reward: float
    """The reward; NaN is what the environment said."""
    terminated: bool
    """Whether the environment terminated the episode for the agent."""
    truncated: bool
    """Whether the environment truncated it."""
    output: list[float] | None
    """The policy's output before the step, such as one logit for each action."""
    uniform: float | None
    """The number in [0, 1) that the choice of action used; empty where none was drawn."""
    uniform_values: list[float] | None
    """The numbers in [0, 1), where one choice may use several; NaN where none, or fewer, were
    drawn."""
    due_ms: float
    """When the step was due."""
    started_ms: float
    """When it was begun."""
    stepped_ms: float
    """When the environment had answered."""
    drawn_ms: float | None
    """When its picture was handed to the canvas; empty: it was not drawn."""
    painted_ms: float | None
    """When the frame with its picture was painted; empty: none was, or nothing is known of it."""
    info: Json | None
    """What `step` gave beside, as exact JSON; of all agents together. Empty where it was empty, and
    in a public export where an action may be a text, which it could repeat."""


class ObservationRow(Played):
    """One recorded observation, or the hash of one, of one agent."""

    agent: str
    """The agent's name in the environment."""
    index: int
    """0 is what `reset` gave, i + 1 what the environment step i gave."""
    values: list[float] | None
    """Its elements as float64: see `observation_layout` of the episode. Empty where only its hash
    was recorded."""
    texts: Annotated[list[str] | None, Personal]
    """Its parts that have no fixed size, as exact JSON."""
    digest: str | None
    """SHA-256 of the whole observation, where that was recorded."""


class InputRow(Played):
    """One thing that happened at a person's device."""

    after: int
    """How many environment steps of the episode were over, or begun, by then."""
    agent: str | None
    """Whose device it is; empty for `release`, which is everybody's."""
    kind: Annotated[str, Of(InputsRecord)]
    """`down`, `up`, `axis`, `point_down`, `point_move`, `point_up`, `point_leave` or `release`."""
    code: str | None
    """The code of a key or button, or the name of an axis."""
    x: float | None
    """The value of an axis; of a pointer its place, in shares of the picture's width."""
    y: float | None
    """Of a pointer its place, in shares of the picture's height."""
    event_t_ms: float
    """The event's `timeStamp`, on the page's clock."""
    received_ms: float
    """When the worker heard of it, on its own clock."""
