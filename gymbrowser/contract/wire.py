"""What all wire types share."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

type Mode = Literal["dev", "pilot", "live"]
"""How far a study is: in every object key and every chunk. Data tools default to `live`."""

type Pace = Literal["real_time", "turn_based", "event_driven"]
"""What makes an environment step due: the clock, a person who presses a key, or a person who
presses or releases one."""

type SeedSource = Literal["same", "per_session", "counterbalanced", "yoked", "reserve"]
"""Where the environment's seed of an episode comes from: one list for all, a draw from the
session's seed, the list of a group, or that of another session (the donor). `reserve`: a draw from
the session's seed in the place of any of these, since a reload had interrupted the episode."""

type OnErrorStep = Literal["retry", "skip", "end"]
"""The way on after an error in a game: the participant tries again, goes on with the next step, or
the study ends."""

type Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest in lower-case hexadecimal."""

type SessionId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
"""128 random bits in lower-case hexadecimal: never derived from a participant's id."""

type Count = Annotated[int, Field(ge=0, lt=2**53)]
"""A number that JavaScript counts exactly; a stranger's could be too long even to print."""

type Positive = Annotated[int, Field(ge=1, lt=2**53)]
"""A `Count` that is not 0."""

type Base64 = str
"""Bytes in the standard base64 alphabet with padding (RFC 4648, section 4)."""

type Dtype = Literal["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f4", "<f8"]
"""A NumPy type string (the array interface's `typestr`): always little-endian."""


type Device = Literal["own", "shared"]
"""Whose the computers are that take part: each person's own, or those of a lab."""


class Wire(BaseModel):
    """A value that crosses from one language or machine to another: closed and immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ArrayField(Wire):
    """One array of a packed row: `dtype` and `shape` are said once, the rows are bare bytes."""

    path: list[str]
    """Where it sits in the value: empty for an array, keys or indices inside Dict and Tuple."""
    dtype: Dtype | Literal["exact"]
    """`exact`: a value of no fixed size (Text, Sequence, Graph, OneOf). In a row it is the length
    of a text as `<u4`, and the text: the value as exact JSON (`gymbrowser.bridge.exact`), or
    nothing where there is no value. Such fields stand behind all others."""
    shape: list[int]
    """Its dimensions; empty for a scalar. Elements are in C order."""


type Layout = list[ArrayField]
"""A row is the bytes of its fields, one after the other, without padding."""


class PackedAction(Wire):
    """An action of a space that is not Discrete."""

    packed: Base64
    """A row of the agent's action layout."""


type Action = int | PackedAction
"""One of a Discrete space is its number."""


class ObservationRule(Wire):
    """Which of an agent's observations are in the records, and how much of each.

    Observation 0 of an episode is what `reset` gave, observation i what its environment step i - 1
    left behind.
    """

    keep: Literal["all", "every", "changed", "key_frames", "none"]
    """`every`: the observations 0, n, 2n, … `changed`: the first one, and each whose bytes, after
    downsampling, differ from the one recorded before it. `key_frames`: the SHA-256 of every
    observation, and the observations 0, n, 2n, … themselves."""
    every: Positive
    """n; 1 where `keep` counts no steps."""
    downsample: Positive
    """k: of an array of pixels the rows and columns 0, k, 2k, … are recorded; 1: all of it. An
    array of pixels is uint8 with two or more axes, of which the two longest are its rows and
    columns (of equal ones the first). A SHA-256 is always that of the whole observation."""


class AgentLayout(Wire):
    """How the rows of one agent are packed."""

    observation: Layout
    action: Layout
    output: Layout
    """The policy's output at each decision; empty for an agent without a policy."""
    uniforms: Positive = Field(default=1)
    """How many random numbers a decision may draw: so many `<f8` has a row of the column `uniform`.
    Earlier headers do not say it; there it is 1."""
