"""Reads an ONNX model and holds it against the spaces of the environment."""

import hashlib
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.contract.policies import OnnxPolicy
from gymbrowser.environment.inspect import AgentInspection
from gymbrowser.errors import GymbrowserError, Place, UserError
from gymbrowser.policy.batch import gives_the_same_together
from gymbrowser.policy.inputs import plan_inputs
from gymbrowser.policy.inspection import Example, PolicyInspection
from gymbrowser.policy.model import read_model
from gymbrowser.policy.native import NativePolicy, Observation
from gymbrowser.policy.outputs import plan_outputs
from gymbrowser.policy.work import ENOUGH_FOR_WEBGPU, count_multiplications


def look_at_model(
    file: Path, config: PolicyConfig, agent: AgentInspection, place: Place
) -> PolicyInspection:
    """See `inspect_policy`."""
    model = read_model(file, place)
    problems, inputs, outputs = [], None, None
    try:
        inputs = plan_inputs(model, config, agent, place)
    except UserError as error:
        problems += error.problems
    try:
        outputs = plan_outputs(model, config.action, agent, place)
    except UserError as error:
        problems += error.problems
    if problems or inputs is None or outputs is None:
        raise UserError.of(problems)
    policy = OnnxPolicy(
        kind="onnx",
        file=file.name,
        sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
        inputs=inputs.observation,
        fixed=inputs.fixed,
        states=inputs.states,
        outputs=outputs.tensors,
        choice=outputs.choice,
    )
    policy = policy.model_copy(
        update={
            "batched": gives_the_same_together(file, model, policy),
            "multiplications": (work := count_multiplications(file, policy)),
            "webgpu": _webgpu(config, work),
        }
    )
    return PolicyInspection(
        policy=policy,
        convention=outputs.convention.name if outputs.convention else None,
        opset=model.opset,
        ir=model.ir,
        example=_example(file, policy, agent, place),
    )


def _webgpu(config: PolicyConfig, multiplications: int) -> Literal["try", "small", "never"]:
    if config.webgpu is None:
        return "try" if multiplications >= ENOUGH_FOR_WEBGPU else "small"
    return "try" if config.webgpu else "never"


def _example(file: Path, policy: OnnxPolicy, agent: AgentInspection, place: Place) -> Example:
    """Two decisions, so that a recurrent state goes round; the first of them is told."""
    observation = _plain_observation(agent)
    try:
        native = NativePolicy(file, policy)
        first, _ = [native.decide(observation, lambda: 0.5) for _ in range(2)]
    except GymbrowserError as error:
        (problem,) = error.problems
        raise UserError(
            problem.what,
            where=place,
            why=f"{problem.why} The observation was zeros.",
            remedy="Look for NaN in the model's weights, and at its shapes.",
        ) from error
    except Exception as error:  # onnxruntime's exceptions share no base class but this
        raise UserError(f"{file.name} does not run", where=place, quote=str(error)) from error
    _check_action(file, policy, first.action, agent, place)
    names = [output.name for output in policy.outputs]
    outputs = dict(zip(names, (values.tolist() for values in first.outputs), strict=True))
    return Example(outputs=outputs, action=first.action.tolist())


def _check_action(
    file: Path, policy: OnnxPolicy, action: NDArray[Any], agent: AgentInspection, place: Place
) -> None:
    """All ways to choose but `given` choose among the actions that there are.

    Raises:
        UserError: There is no such action.
    """
    if policy.choice.kind != "given" or agent.heads is None:
        return
    starts = np.array(agent.heads.starts)
    if ((action >= starts) & (action < starts + np.array(agent.heads.sizes))).all():
        return
    numbers = action.tolist()
    raise UserError(
        f"the output `{policy.outputs[0].name}` of {file.name} gives the action "
        f"{numbers if len(numbers) > 1 else numbers[0]}, which does not exist",
        where=place,
        why=f"The action space is {agent.actions}. The observation was zeros.",
        remedy="Check that the model was trained on this environment.",
    )


def _plain_observation(agent: AgentInspection) -> Observation:
    """Zeros; what is counted from elsewhere begins there."""
    found = {}
    for field, categories in zip(agent.observation, agent.categories, strict=True):
        if field.dtype == "exact":
            continue
        value = np.zeros(field.shape, field.dtype)
        if categories is not None:
            value[...] = np.reshape(categories.starts, field.shape)
        found[tuple(field.path)] = value
    return found
