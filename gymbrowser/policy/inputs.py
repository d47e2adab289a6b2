"""Plans what a model's inputs are given."""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gymbrowser.config.policy_models import InputConfig, PolicyConfig
from gymbrowser.contract.policies import (
    FixedTensor,
    Normalization,
    ObservationTensor,
    StateTensor,
    TensorDtype,
)
from gymbrowser.environment.inspect import AgentInspection
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.policy.conventions import CONSTANTS, EPISODE_STARTS, states_of
from gymbrowser.policy.frames import Frame, Frames
from gymbrowser.policy.model import Model, Tensor

DTYPES: Mapping[str, TensorDtype] = {
    "FLOAT": "float32",
    "INT64": "int64",
    "INT32": "int32",
    "UINT8": "uint8",
}
"""ONNX's names to those of the contract, of what a tensor may hold."""
_MOST_FRAMES = 8
"""So many are tried to say which number would fit."""


@dataclass(frozen=True)
class Inputs:
    """The whole of them."""

    observation: list[ObservationTensor]
    fixed: list[FixedTensor]
    states: list[StateTensor]


def plan_inputs(model: Model, config: PolicyConfig, agent: AgentInspection, place: Place) -> Inputs:
    """Find something for each input of a model.

    Raises:
        UserError: Everything that does not fit.
    """
    planner = _Planner(model, config, agent, place)
    inputs = Inputs(planner.observation(), planner.fixed(), planner.states())
    if planner.problems:
        raise UserError.of(planner.problems)
    return inputs


class _Planner:
    def __init__(
        self, model: Model, config: PolicyConfig, agent: AgentInspection, place: Place
    ) -> None:
        self.problems: list[Problem] = []
        self._model = model
        self._config = config
        self._agent = agent
        self._place = place
        self._inputs = {given.name: given for given in model.inputs}
        self._states = config.state or states_of(model)
        self._constants = {n: v for n, v in CONSTANTS.items() if n in self._inputs}
        self._constants |= config.constants
        starts = EPISODE_STARTS if config.episode_start is None else {config.episode_start}
        self._starts = [name for name in self._inputs if name in starts]

    def observation(self) -> list[ObservationTensor]:
        taken = {*self._states, *self._constants, *self._starts}
        free = [given for given in self._model.inputs if given.name not in taken]
        asked = self._config.observation or self._by_themselves(free)
        missing = [given.name for given in free if given.name not in asked]
        if missing and not self.problems:
            self._say_what_is_open(free, missing)
        tensors = [self._tensor(*each) for each in asked.items() if self._has("input", each[0])]
        return [tensor for tensor in tensors if tensor is not None]

    def fixed(self) -> list[FixedTensor]:
        said = {name: (value, value) for name, value in self._constants.items()}
        said |= dict.fromkeys(self._starts, (0.0, 1.0))
        if self._config.episode_start is not None:
            self._has("input", self._config.episode_start)
        return [
            FixedTensor(name=name, dtype=dtype, shape=shape, value=value, at_first=first)
            for name, (value, first) in said.items()
            if self._has("input", name) and (known := self._known(self._inputs[name]))
            for dtype, shape in [known]
        ]

    def states(self) -> list[StateTensor]:
        outputs = {output.name for output in self._model.outputs}
        return [
            StateTensor(input=name, output=output, dtype=dtype, shape=shape)
            for name, output in self._states.items()
            if self._has("input", name) and self._has("output", output, outputs)
            if (known := self._known(self._inputs[name]))
            for dtype, shape in [known]
        ]

    def _by_themselves(self, free: Sequence[Tensor]) -> dict[str, InputConfig]:
        """One input sees all; several see the parts of a Dict that are called like them."""
        if len(free) == 1:
            return {free[0].name: InputConfig()}
        keys = {field.path[0] for field in self._agent.observation if field.path}
        return {
            given.name: InputConfig.model_validate({"from": given.name})
            for given in free
            if given.name in keys
        }

    def _say_what_is_open(self, free: Sequence[Tensor], missing: Sequence[str]) -> None:
        names = ", ".join(given.name for given in self._model.inputs)
        if self._config.observation is not None and len(free) == 1 == len(self._config.observation):
            return  # the name that exp.yml has is none of the model's: that is said of it
        count = len(self._model.inputs)
        self.problems.append(
            Problem(
                f"{self._model.file.name} has {count} input{'s' * (count != 1)}: {names}",
                self._place,
                f"Nothing says what `{missing[0]}` is given.",
                f"Say it: `observation: {{{missing[0]}: {{from: KEY}}}}`; of a recurrent state "
                f"`state: {{{missing[0]}: OUTPUT}}`; of a number `constants: {{{missing[0]}: 1}}`.",
            )
        )

    def _has(
        self, role: str, name: str, names: Mapping[str, Tensor] | set[str] | None = None
    ) -> bool:
        known = self._inputs if names is None else names
        if name in known:
            return True
        key = "observation: {NAME: flatten}" if role == "input" else "state: {INPUT: NAME}"
        listed = self._model.inputs if role == "input" else self._model.outputs
        self.problems.append(
            Problem(
                f"{self._model.file.name} has no {role} `{name}`",
                self._place,
                f"Its {role}s: {', '.join(each.name for each in listed) or 'none'}.",
                f"Name the right one: `{key}`.",
            )
        )
        return False

    def _known(self, given: Tensor) -> tuple[TensorDtype, list[int]] | None:
        """The dtype, and the shape for a batch of one: lengths that the model leaves open are 1."""
        if given.dtype in DTYPES:
            return DTYPES[given.dtype], [1 if isinstance(d, str) else d for d in given.dims]
        self.problems.append(_wrong_dtype(self._model, given, self._place))
        return None

    def _tensor(self, name: str, config: InputConfig) -> ObservationTensor | None:
        given = self._inputs[name]
        try:
            frames = list(Frames(self._agent, self._place).every(config))
        except UserError as error:
            self.problems += error.problems
            return None
        fitting = [f for f in frames if given.fits(f.stacked(config.frames))]
        exact = [f for f in fitting if len(given.dims) == len(f.stacked(config.frames)) + 1]
        if not fitting or given.dtype not in DTYPES:
            self.problems.append(self._misfit(given, config, frames))
            return None
        frame = (exact or fitting)[0]
        normalize, size = _normalization(config), math.prod(frame.shape)
        for key, count in () if normalize is None else _counts(normalize):
            if count not in (1, size):
                what = f"`{key}` has {count} numbers, but a frame of the input `{name}` has {size}"
                self.problems.append(Problem(what, self._place))
        return ObservationTensor(
            name=name,
            dtype=DTYPES[given.dtype],
            shape=given.whole(frame.stacked(config.frames)),
            parts=frame.parts,
            normalize=normalize,
            frames=config.frames,
            stacked=frame.axis,
            padding=config.padding,
        )

    def _misfit(self, given: Tensor, config: InputConfig, frames: Sequence[Frame]) -> Problem:
        if given.dtype not in DTYPES:
            return _wrong_dtype(self._model, given, self._place)
        rank = len(given.dims)
        likely = [f for f in frames if len(f.stacked(config.frames)) + 1 == rank] or frames[:1]
        shape = likely[0].stacked(config.frames) if likely else ()
        wanted = ", ".join(map(str, ["batch", *shape]))
        size = math.prod(shape)
        what = (
            f"the environment has {size} numbers in the observation"
            if len(shape) == 1
            else "so is the observation in this layout"
        )
        counts = range(2, _MOST_FRAMES + 1)
        images = [frame for frame in frames if len(frame.shape) > 1]
        stacks = [n for f, n in itertools.product(images, counts) if given.fits(f.stacked(n))]
        if given.dims == shape:
            remedy = f"Export it again with the shape [{wanted}]."
        elif config.frames == 1 and stacks:
            remedy = f"With `frames: {stacks[0]}` the last {stacks[0]} observations would fit."
        else:
            remedy = "Check that the model was trained on this environment."
        return Problem(
            f"the input `{given.name}` of {self._model.file.name} is {given}",
            self._place,
            f"It must be {given.dtype} [{wanted}]: {what}.",
            remedy,
        )


def _wrong_dtype(model: Model, tensor: Tensor, place: Place) -> Problem:
    return Problem(
        f"the input `{tensor.name}` of {model.file.name} is {tensor}",
        place,
        "A policy is given numbers of the kinds " + ", ".join(DTYPES) + ".",
        "Convert the model to float32, and export it again.",
    )


def _normalization(config: InputConfig) -> Normalization | None:
    if config.scale is not None:
        return Normalization(mean=[0.0], std=[config.scale], clip=config.clip)
    if not {"mean", "std", "clip"} & config.model_fields_set:
        return None
    mean = config.mean if isinstance(config.mean, list) else [config.mean]
    std = config.std if isinstance(config.std, list) else [config.std]
    return Normalization(mean=mean, std=std, clip=config.clip)


def _counts(normalize: Normalization) -> Iterator[tuple[str, int]]:
    yield "mean", len(normalize.mean)
    yield "std", len(normalize.std)
