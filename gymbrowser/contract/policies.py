"""Policies in the ONNX format: what goes into the model, and how an action comes out of it.

All that can be decided at build is: a policy is a plan that the browser only executes, without
looking at spaces or at the model.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.wire import Base64, Count, Positive, Sha256, Wire

type TensorDtype = Literal["float32", "int64", "int32", "uint8"]
"""Of a tensor; the names are NumPy's and ONNX Runtime's."""


class Categories(Wire):
    """What each element of a Discrete or MultiDiscrete field may be: start, …, start + size - 1."""

    sizes: list[int]
    starts: list[int]


class InputPart(Wire):
    """An array of the observation on its way into a tensor."""

    path: list[str]
    """Its field in the agent's observation layout."""
    one_hot: Categories | None
    """Each element becomes a vector of zeros with a one; None: the elements are numbers."""
    channels_first: bool
    """[height, width, channels] becomes [channels, height, width]."""


class Normalization(Wire):
    """Each number x becomes (x - mean) / std, in float64, cut to the range from -clip to clip.

    Source: Stable-Baselines3, `VecNormalize.normalize_obs`; Gymnasium, `NormalizeObservation`.
    """

    mean: list[float]
    std: list[float]
    """Like `mean` one for all, or one for each number of a frame, in the order of the tensor."""
    clip: float | None


class ObservationTensor(Wire):
    """An input that shows the observation, or its last ones."""

    name: str
    dtype: TensorDtype
    shape: list[int]
    """With the batch, which is 1."""
    parts: list[InputPart]
    """They stand one after the other."""
    normalize: Normalization | None
    frames: Positive
    """How many observations are stacked, the oldest first. They are those at which the policy was
    asked, and of one episode."""
    stacked: Literal["first", "last"]
    """Which axis of a frame holds the others: [n, …] or [height, width, n * channels]."""
    padding: Literal["first", "zeros"]
    """What stands for observations before the episode: its first one, or zeros."""


class FixedTensor(Wire):
    """An input that shows nothing of the environment: all of its elements are one number."""

    name: str
    dtype: TensorDtype
    shape: list[int]
    value: float
    at_first: float
    """At the first decision of an episode."""


class StateTensor(Wire):
    """A recurrent state: zeros at the beginning of an episode, then what the model gave before."""

    input: str
    output: str
    dtype: TensorDtype
    shape: list[int]


class OutputTensor(Wire):
    """An output that decides; it is recorded by the agent's layout, in this order."""

    name: str
    dtype: TensorDtype
    size: int
    """Number of elements."""


class Categorical(Wire):
    """Logits, or values: for each head, one after the other, one number for each of its choices."""

    kind: Literal["categorical"]
    heads: list[int]
    """Number of choices; Discrete has one head, MultiDiscrete one for each element."""
    starts: list[int]
    """What the first choice of each head is called."""
    choose: Literal["argmax", "sample"]
    """The largest, or a draw from the softmax with one random number for each head."""
    temperature: float
    """Divides the logits before the softmax."""
    epsilon: float
    """Of a head's random number u: where u < epsilon, the choice is floor(u / epsilon * n)."""
    mask: bool
    """Only what `action_mask` allows is chosen; one head only."""


class Continuous(Wire):
    """Numbers of a Box."""

    kind: Literal["continuous"]
    choose: Literal["mean", "gaussian"]
    """The numbers themselves, or a draw around them with one random number for each: the quantile
    of the normal distribution at it (Wichura's AS 241, as in Python's `statistics.NormalDist`)."""
    log_std: list[float] | Literal["output", "half"] | None
    """Logarithm of the standard deviation: constants; the second output; or the second half of the
    first. None: nothing is drawn."""
    bounds: Literal["clip", "scale", "tanh"]
    """`clip`: cut to the Box. `scale`: [-1, 1] is stretched onto the Box, and cut to it. `tanh`:
    first squashed by tanh, then stretched."""
    low: list[float | None]
    high: list[float | None]
    """Of the Box, for each number; None: it has no bound there."""


class Given(Wire):
    """The model has chosen: its output is the action, in integers."""

    kind: Literal["given"]
    size: int


type Choice = Annotated[Categorical | Continuous | Given, Field(discriminator="kind")]


class Thinking(Wire):
    """How long a policy's turn waits, in a turn-based game: drawn evenly between the two."""

    min_ms: float
    max_ms: float


class OnnxPolicy(Wire):
    """A policy that onnxruntime-web runs."""

    kind: Literal["onnx"]
    file: str
    sha256: Sha256
    inputs: list[ObservationTensor]
    fixed: list[FixedTensor]
    states: list[StateTensor]
    outputs: list[OutputTensor]
    """The first is what is chosen from."""
    choice: Choice
    batched: bool = False
    """Whether it gives each of several observations in one run what it gives it alone: then agents
    that act at the same time are decided for together."""
    multiplications: Count = 0
    """Of one decision, as the build has counted them in matrix products and convolutions."""
    webgpu: Literal["try", "small", "never"] = "small"
    """`try`: it runs on the graphics processor where a rehearsal in the participant's browser shows
    that it is faster there and decides the same; an `inference` record says how that went. `small`:
    it has too few multiplications for that. `never`: the study does not want it."""
    thinking: Thinking | None = None


class Script(Wire):
    """Actions that are known beforehand, one for each decision of an episode."""

    kind: Literal["script"]
    sha256: Sha256
    """Of the actions, and of `then`."""
    rows: Base64
    """Each action packed by the layout of the agents that it acts for."""
    then: Literal["repeat", "last"]
    """When they are used up: from the beginning again, or the last one for ever."""
    thinking: Thinking | None = None


class Population(Wire):
    """Policies of which one acts, drawn by the session's seed; the `episode` record names it."""

    kind: Literal["population"]
    sha256: Sha256
    """Of its members' names, weights and hashes, and of `per`."""
    members: dict[str, float]
    """Policies by their names, or `random`; to how often each is drawn, relative to the others."""
    per: Literal["session", "episode"]


class ByCondition(Wire):
    """Policies of which one acts, by the participant's level of a condition.

    The `episode` record names who acts in the end, as with a population.
    """

    kind: Literal["condition"]
    sha256: Sha256
    """Of its levels, and of the hashes of those who act."""
    factor: str
    levels: dict[str, str]
    """Level to a policy of any other kind, or `random`."""
