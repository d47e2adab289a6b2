"""What was understood of a model, in words."""

from collections.abc import Iterator

from gymbrowser.contract.policies import (
    Categorical,
    Choice,
    Continuous,
    ObservationTensor,
    OnnxPolicy,
)
from gymbrowser.policy.inspection import PolicyInspection

_MOST = 8
"""So many numbers of an example are shown."""
_WEBGPU = {
    "try": "tried on WebGPU where there is one",
    "small": "too few for WebGPU",
    "never": "without WebGPU",
}


def describe_policy(found: PolicyInspection) -> list[str]:
    """One line for each thing that `check` says of a policy."""
    policy = found.policy
    export = f", as {found.convention} gives it" if found.convention else ""
    return [
        f"ONNX, opset {found.opset}, IR {found.ir}{export}",
        *(f"input {one.name}: {_input(one)}" for one in policy.inputs),
        *(f"input {one.name}: {_fixed(one.value, one.at_first)}" for one in policy.fixed),
        *(f"input {s.input}: recurrent state, from the output {s.output}" for s in policy.states),
        f"output {' and '.join(o.name for o in policy.outputs)}: {_choice(policy.choice)}",
        f"a decision: {_work(policy)}",
        *_example(found),
    ]


def _work(policy: OnnxPolicy) -> str:
    count = policy.multiplications
    number = f"{count / 1e6:.3g} million" if count >= 100_000 else f"{count:,}"
    return f"{number} multiplications, {_WEBGPU[policy.webgpu]}"


def _input(tensor: ObservationTensor) -> str:
    parts = " + ".join(
        (".".join(part.path) or "observation")
        + (" (one-hot)" if part.one_hot else "")
        + (" (channels first)" if part.channels_first else "")
        for part in tensor.parts
    )
    words = [f"{parts} as {tensor.dtype}{tensor.shape}"]
    if (normalize := tensor.normalize) is not None:
        words.append(f"less {_some(normalize.mean)}, divided by {_some(normalize.std)}")
        if normalize.clip is not None:
            words.append(f"cut to ±{normalize.clip:g}")
    if tensor.frames > 1:
        before = "its first one" if tensor.padding == "first" else "zeros"
        words.append(f"the last {tensor.frames}, before the episode {before}")
    return ", ".join(words)


def _fixed(value: float, at_first: float) -> str:
    if value == at_first:
        return f"always {value:g}"
    return f"{at_first:g} at an episode's first decision, then {value:g}"


def _choice(choice: Choice) -> str:
    match choice:
        case Categorical():
            return ", ".join(_categorical(choice))
        case Continuous():
            return ", ".join(_continuous(choice))
    return "the action itself"


def _categorical(choice: Categorical) -> Iterator[str]:
    heads = "×".join(map(str, choice.heads))
    if choice.choose == "argmax":
        yield f"the largest of {heads}"
    else:
        yield f"a draw from the softmax of {heads} at the temperature {choice.temperature:g}"
    if choice.epsilon:
        yield f"with the probability {choice.epsilon:g} any"
    if choice.mask:
        yield "only what `action_mask` allows"


def _continuous(choice: Continuous) -> Iterator[str]:
    yield f"{len(choice.low)} number{'s' * (len(choice.low) != 1)} of a Box"
    sources = {"output": "an output of its own", "half": "the output's second half"}
    if isinstance(choice.log_std, list):
        yield f"drawn with log_std {_some(choice.log_std)}"
    elif choice.log_std is not None:
        yield f"drawn with log_std from {sources[choice.log_std]}"
    yield {
        "clip": "cut to its bounds",
        "scale": "stretched from [-1, 1] onto it",
        "tanh": "squashed by tanh and stretched onto it",
    }[choice.bounds]


def _example(found: PolicyInspection) -> Iterator[str]:
    given = ", ".join(f"{name} {_some(values)}" for name, values in found.example.outputs.items())
    yield f"example: for zeros {given}; action {_some(found.example.action)}"


def _some(values: list[float]) -> str:
    shown = ", ".join(f"{value:.3g}" for value in values[:_MOST])
    if len(values) == 1:
        return shown
    return f"[{shown}{', …' if len(values) > _MOST else ''}]"
