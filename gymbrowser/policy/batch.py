"""Whether a model may decide for several agents in one run."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.policies import ObservationTensor, OnnxPolicy
from gymbrowser.policy.model import Model
from gymbrowser.policy.native import open_session

_ROWS = 3
_CLOSE = 1e-5
"""The runtime multiplies matrices of one row and of several in different orders."""


def gives_the_same_together(file: Path, model: Model, policy: OnnxPolicy) -> bool:
    """Try it with a batch of seemingly random observations.

    Not where there is anything in the model beside the observation: what each agent remembers would
    have to be put together and taken apart at every step.

    Args:
        file: The model.
        model: What it says of itself.
        policy: How it is used.
    """
    used = {output.name for output in policy.outputs}
    tensors = [*model.inputs, *(each for each in model.outputs if each.name in used)]
    is_free = all(each.dims and isinstance(each.dims[0], str) for each in tensors)
    if policy.states or policy.fixed or not is_free:
        return False
    rng = np.random.default_rng(0)
    rows = [{t.name: _seen(t, rng) for t in policy.inputs} for _ in range(_ROWS)]
    batch = {name: np.concatenate([row[name] for row in rows]) for name in rows[0]}
    names = [output.name for output in policy.outputs]
    try:
        session = open_session(file)
        together = session.run(names, batch)
        alone = [session.run(names, row) for row in rows]
    except Exception:  # onnxruntime's share no base class; what does not run at all is told later
        return False
    return all(
        whole.shape[:1] == (_ROWS,)
        and np.allclose(whole, np.concatenate(parts), rtol=_CLOSE, atol=_CLOSE)
        for whole, parts in zip(together, zip(*alone, strict=True), strict=True)
    )


def _seen(tensor: ObservationTensor, rng: np.random.Generator) -> NDArray[np.generic]:
    """Numbers from -1 to 1; of integers 0 and 1, which are categories wherever there are two."""
    if tensor.dtype == "float32":
        return rng.uniform(-1, 1, tensor.shape).astype(tensor.dtype)
    return rng.integers(0, 2, tensor.shape).astype(tensor.dtype)
