"""Asks a policy natively: executes its plan with NumPy and onnxruntime.

It is written from the plan's definition, independently of the browser's code, so that the two are
judges of each other.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from gymbrowser.contract.policies import (
    Categorical,
    Categories,
    Continuous,
    FixedTensor,
    InputPart,
    ObservationTensor,
    OnnxPolicy,
)
from gymbrowser.errors import GymbrowserError

type Observation = Mapping[tuple[str, ...], NDArray[Any]]
"""The arrays of an observation by their paths in its layout."""
type Mask = NDArray[np.bool_] | None
"""Which actions are allowed; None: all."""

_SMALLEST = 2.0**-53
"""Stands for a random number of 0, at which a normal distribution has no quantile."""


def open_session(file: Path) -> Any:
    """A model in onnxruntime, on the processor.

    Raises:
        Exception: It can't be loaded: onnxruntime's own exceptions share no base class but this.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # its warnings go to stderr in a form of their own
    return onnxruntime.InferenceSession(str(file), options, ["CPUExecutionProvider"])


@dataclass(frozen=True)
class Answer:
    """What a policy gives at one decision."""

    action: NDArray[Any]
    """The numbers of the action: integers, of a Box float64."""
    outputs: tuple[NDArray[Any], ...]
    """Those that the plan names, flat."""
    drawn: tuple[float, ...]
    """The random numbers that it used."""


@dataclass
class NativePolicy:
    """A policy with what it remembers of an episode.

    Args:
        file: The model.
        plan: How it is used.
    """

    file: Path
    plan: OnnxPolicy
    _session: Any = field(init=False)
    _frames: dict[str, list[NDArray[Any]]] = field(init=False, default_factory=dict)
    _states: dict[str, NDArray[Any]] = field(init=False, default_factory=dict)
    _is_first: bool = field(init=False, default=True)

    def __post_init__(self) -> None:
        self._session = open_session(self.file)

    def begin(self) -> None:
        """Begin an episode."""
        self._frames = {}
        self._states = {s.input: np.zeros(s.shape, s.dtype) for s in self.plan.states}
        self._is_first = True

    def decide(
        self, observation: Observation, uniform: Callable[[], float], mask: Mask = None
    ) -> Answer:
        """Choose an action.

        Args:
            observation: What the agent sees.
            uniform: Draws a number in [0, 1).
            mask: Of the actions; used if the plan says so.

        Raises:
            GymbrowserError: The model gives no action.
        """
        if self._is_first and not self._states:
            self.begin()
        given = {one.name: self._seen(one, observation) for one in self.plan.inputs}
        given |= {fixed.name: self._fixed(fixed) for fixed in self.plan.fixed} | self._states
        self._is_first = False
        wanted = [output.name for output in self.plan.outputs]
        results = self._session.run(wanted + [s.output for s in self.plan.states], given)
        outputs = tuple(result.ravel() for result in results[: len(wanted)])
        states = zip(self.plan.states, results[len(wanted) :], strict=True)
        self._states = {state.input: result for state, result in states}
        for output, values in zip(self.plan.outputs, outputs, strict=True):
            if values.size != output.size or np.isnan(values).any():
                what = f"the output `{output.name}` of {self.file.name} gives no action"
                raise GymbrowserError(what, why=f"It is {values[:20].tolist()}.")
        drawn: list[float] = []

        def draw() -> float:
            drawn.append(uniform())
            return drawn[-1]

        action = self._chosen(outputs, draw, mask)
        return Answer(action, outputs, tuple(drawn))

    def _chosen(
        self, outputs: Sequence[NDArray[Any]], draw: Callable[[], float], mask: Mask
    ) -> NDArray[Any]:
        match self.plan.choice:
            case Categorical() as choice:
                return _categorical(choice, outputs[0], draw, mask if choice.mask else None)
            case Continuous() as choice:
                return _continuous(choice, outputs, draw)
        return outputs[0]

    def _fixed(self, fixed: FixedTensor) -> NDArray[Any]:
        value = fixed.at_first if self._is_first else fixed.value
        return np.full(fixed.shape, value, fixed.dtype)

    def _seen(self, tensor: ObservationTensor, observation: Observation) -> NDArray[Any]:
        frame = np.concatenate(
            [_part(part, observation[tuple(part.path)]).ravel() for part in tensor.parts]
        ).astype(np.float64)
        if tensor.normalize is not None:
            frame = (frame - np.array(tensor.normalize.mean)) / np.array(tensor.normalize.std)
            if tensor.normalize.clip is not None:
                frame = np.clip(frame, -tensor.normalize.clip, tensor.normalize.clip)
        before = frame if tensor.padding == "first" else np.zeros_like(frame)
        frames = self._frames.setdefault(tensor.name, [before] * tensor.frames)
        frames[:] = [*frames[1:], frame]
        if tensor.stacked == "first":
            whole = np.concatenate(frames)
        else:
            last = tensor.shape[-1] // tensor.frames
            whole = np.concatenate([each.reshape(-1, last) for each in frames], axis=1)
        return whole.astype(tensor.dtype).reshape(tensor.shape)


def _part(part: InputPart, value: NDArray[Any]) -> NDArray[Any]:
    if part.one_hot is not None:
        return _one_hot(value, part.one_hot)
    return np.moveaxis(value, -1, 0) if part.channels_first else value


def _one_hot(value: NDArray[Any], categories: Categories) -> NDArray[Any]:
    pairs = zip(value.ravel(), categories.starts, categories.sizes, strict=True)
    return np.concatenate([np.eye(size)[int(each) - start] for each, start, size in pairs])


def _categorical(
    choice: Categorical, logits: NDArray[Any], draw: Callable[[], float], mask: Mask
) -> NDArray[Any]:
    ends = np.cumsum(choice.heads)[:-1]
    return np.array(
        [
            start + _head(choice, head.astype(np.float64), draw, mask)
            for head, start in zip(np.split(logits, ends), choice.starts, strict=True)
        ]
    )


def _head(choice: Categorical, logits: NDArray[Any], draw: Callable[[], float], mask: Mask) -> int:
    allowed = np.ones(logits.size, np.bool_) if mask is None else mask
    logits = np.where(allowed, logits, -np.inf)
    if choice.choose == "argmax":
        number = draw() if choice.epsilon > 0 else 1.0
        if number >= choice.epsilon:
            return int(np.argmax(logits))
        among = np.flatnonzero(allowed)
        return int(among[int(number / choice.epsilon * among.size)])
    weights = np.exp((logits - logits.max()) / choice.temperature)
    return int(np.argmax(np.cumsum(weights) > draw() * weights.sum()))


def _continuous(
    choice: Continuous, outputs: Sequence[NDArray[Any]], draw: Callable[[], float]
) -> NDArray[Any]:
    size = len(choice.low)
    numbers = outputs[0][:size].astype(np.float64)
    if choice.log_std is not None:
        std = np.exp(_log_std(choice.log_std, outputs, size).astype(np.float64))
        quantiles = [NormalDist().inv_cdf(draw() or _SMALLEST) for _ in range(size)]
        numbers = numbers + std * np.array(quantiles)
    low = np.array([-math.inf if bound is None else bound for bound in choice.low])
    high = np.array([math.inf if bound is None else bound for bound in choice.high])
    if choice.bounds == "tanh":
        numbers = np.tanh(numbers)
    if choice.bounds != "clip":
        numbers = low + (numbers + 1) / 2 * (high - low)
    return np.clip(numbers, low, high)


def _log_std(said: list[float] | str, outputs: Sequence[NDArray[Any]], size: int) -> NDArray[Any]:
    if isinstance(said, list):
        return np.array(said)
    return outputs[0][size:] if said == "half" else outputs[1]
