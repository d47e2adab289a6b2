"""Plans how a model's outputs become an action."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gymbrowser.config.policy_models import ActionConfig
from gymbrowser.contract.policies import Categorical, Choice, Continuous, Given, OutputTensor
from gymbrowser.environment.inspect import AgentInspection
from gymbrowser.errors import Place, UserError
from gymbrowser.policy.conventions import Convention, recognize
from gymbrowser.policy.model import Model, Tensor

_INTEGERS = {"INT64": "int64", "INT32": "int32"}


@dataclass(frozen=True)
class Outputs:
    """What is read, and how it decides."""

    tensors: list[OutputTensor]
    choice: Choice
    convention: Convention | None


def plan_outputs(
    model: Model, config: ActionConfig, agent: AgentInspection, place: Place
) -> Outputs:
    """Find out what a model's answer means.

    Raises:
        UserError: It gives no action of this agent.
    """
    return _Planner(model, config, agent, place).plan()


class _Planner:
    def __init__(
        self, model: Model, config: ActionConfig, agent: AgentInspection, place: Place
    ) -> None:
        self._model = model
        self._config = config
        self._agent = agent
        self._place = place
        self._convention = recognize(model, agent)

    def plan(self) -> Outputs:
        main = self._output(self._config.from_)
        choose = self._config.choose or self._fitting(main)
        if strange := self._config.unfit({choose}):
            why = f"By its output `{main.name}`, which is {main}, it is `{choose}` here."
            raise self._error(strange, why)
        if choose == "given":
            return self._outputs([self._given(main)], Given(kind="given", size=self._length))
        if main.dtype != "FLOAT":
            raise self._error(
                f"the output `{main.name}` of {self._model.file.name} is {main}",
                f"For `choose: {choose}` it must be FLOAT.",
                "Convert the model to float32, and export it again.",
            )
        if choose == "argmax" or choose == "sample":
            return self._categorical(main, choose)
        return self._continuous(main, choose)

    @property
    def _length(self) -> int:
        """Numbers of an action."""
        agent = self._agent
        return len(agent.heads.sizes if agent.heads else agent.bounds.low if agent.bounds else ())

    def _fitting(self, main: Tensor) -> Literal["argmax", "mean", "given"]:
        if main.dtype in _INTEGERS and self._agent.heads is not None:
            return "given"
        if self._agent.heads is not None:
            return "argmax"
        if self._agent.bounds is not None:
            return "mean"
        raise self._error(
            "a model in the ONNX format cannot choose among these actions",
            f"It gives numbers for Discrete, MultiDiscrete and Box; this one is "
            f"{self._agent.actions}.",
            "Write the policy in Python, which may give any action; or wrap the environment so "
            "that its action space is one of these.",
        )

    def _output(self, name: str | None) -> Tensor:
        known = {output.name: output for output in self._model.outputs}
        if name is None and self._convention is not None:
            name = self._convention.output
        if name in known:
            return known[name]
        names = ", ".join(known) or "none"
        what = f"has no output `{name}`" if name else f"has {len(known)} outputs"
        raise self._error(
            f"{self._model.file.name} {what}",
            f"Its outputs: {names}.",
            "Name the right one: `action: {from: NAME}`.",
        )

    def _given(self, main: Tensor) -> OutputTensor:
        length = self._length
        if self._agent.heads is None:
            raise self._wrong_way("given", "Discrete or MultiDiscrete")
        fits = main.fits([length]) or (length == 1 and len(main.dims) == 1)
        if main.dtype not in _INTEGERS or not fits:
            raise self._error(
                f"the output `{main.name}` of {self._model.file.name} is {main}",
                f"For `choose: given` it must be INT64 [batch, {length}]: an action is "
                f"{length} number{'s' * (length != 1)}.",
            )
        dtype: Literal["int64", "int32"] = "int64" if main.dtype == "INT64" else "int32"
        return OutputTensor(name=main.name, dtype=dtype, size=length)

    def _categorical(self, main: Tensor, choose: Literal["argmax", "sample"]) -> Outputs:
        heads, config = self._agent.heads, self._config
        if heads is None:
            raise self._wrong_way(choose, "Discrete or MultiDiscrete")
        if config.mask and len(heads.sizes) > 1:
            raise self._error(
                "`mask` needs one choice at a time",
                f"An `action_mask` is that of a Discrete space; this one is {self._agent.actions}.",
                "Remove `mask`.",
            )
        total = sum(heads.sizes)
        self._check_size(main, [total], f"the environment has {self._actions_in_words()}")
        choice = Categorical(
            kind="categorical",
            heads=heads.sizes,
            starts=heads.starts,
            choose=choose,
            temperature=config.temperature,
            epsilon=config.epsilon,
            mask=config.mask,
        )
        return self._outputs([OutputTensor(name=main.name, dtype="float32", size=total)], choice)

    def _continuous(self, main: Tensor, choose: Literal["mean", "gaussian"]) -> Outputs:
        bounds = self._agent.bounds
        if bounds is None:
            raise self._wrong_way(choose, "Box")
        if self._agent.action[0].dtype not in ("<f4", "<f8"):
            raise self._wrong_way(choose, "Box of floats")
        size = self._length
        numbers = f"an action has {size} number{'s' * (size != 1)}"
        log_std = self._log_std(main, choose)
        halves = log_std == "half" or (self._convention is not None and self._convention.halves)
        self._check_size(main, [size, 2 * size] if halves else [size], numbers)
        tensors = [OutputTensor(name=main.name, dtype="float32", size=self._width(main))]
        if isinstance(log_std, Tensor):
            self._check_size(log_std, [size], numbers)
            tensors.append(OutputTensor(name=log_std.name, dtype="float32", size=size))
        way = self._bounds()
        return self._outputs(
            tensors,
            Continuous(
                kind="continuous",
                choose=choose,
                log_std="output" if isinstance(log_std, Tensor) else log_std,
                bounds=way,
                low=bounds.low,
                high=bounds.high,
            ),
        )

    def _width(self, main: Tensor) -> int:
        return 2 * self._length if main.fits([2 * self._length]) else self._length

    def _log_std(
        self, main: Tensor, choose: Literal["mean", "gaussian"]
    ) -> Tensor | list[float] | Literal["half"] | None:
        if choose == "mean":
            return None
        said = self._config.log_std
        if isinstance(said, float):
            return [said] * self._length
        if said is not None:
            return self._output(said)
        if self._convention is not None and self._convention.log_std is not None:
            return self._output(self._convention.log_std)
        if self._width(main) == 2 * self._length:
            return "half"
        raise self._error(
            f"`choose: gaussian` needs a standard deviation, which {self._model.file.name} does "
            "not give",
            f"Its output `{main.name}` is {main}; with a second half it would be "
            f"[batch, {2 * self._length}].",
            "Say the logarithm of the standard deviation, as a number or as the name of an output: "
            "`log_std: -0.5`.",
        )

    def _bounds(self) -> Literal["clip", "scale", "tanh"]:
        way = self._config.bounds or (self._convention.bounds if self._convention else "clip")
        bounds = self._agent.bounds
        assert bounds is not None
        if way != "clip" and None in (*bounds.low, *bounds.high):
            if self._config.bounds is None:
                return "clip"
            raise self._error(
                f"`bounds: {way}` needs a Box with bounds",
                f"This one is {self._agent.actions}.",
                "Say `bounds: clip`, or give the action space bounds.",
            )
        return way

    def _check_size(self, output: Tensor, sizes: Sequence[int], why: str) -> None:
        if any(output.fits([size]) for size in sizes):
            return
        wanted = " or ".join(f"[batch, {size}]" for size in sizes)
        raise self._error(
            f"the output `{output.name}` of {self._model.file.name} is {output}",
            f"It must be FLOAT {wanted}: {why}.",
            "Check that the model was trained on this environment.",
        )

    def _actions_in_words(self) -> str:
        heads = self._agent.heads
        assert heads is not None
        if len(heads.sizes) == 1:
            return f"{heads.sizes[0]} actions"
        return f"{len(heads.sizes)} choices, of {', '.join(map(str, heads.sizes))}"

    def _wrong_way(self, choose: str, wanted: str) -> UserError:
        return self._error(
            f"`choose: {choose}` does not choose among these actions",
            f"It is for {wanted}; this one is {self._agent.actions}.",
        )

    def _outputs(self, tensors: list[OutputTensor], choice: Choice) -> Outputs:
        return Outputs(tensors, choice, self._convention if self._config.from_ is None else None)

    def _error(self, what: str, why: str, remedy: str | None = None) -> UserError:
        return UserError(what, where=self._place, why=why, remedy=remedy)
