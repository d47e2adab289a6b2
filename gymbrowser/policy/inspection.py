"""What is found out of a model, once for the same file: the packages that read it load slowly."""

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from gymbrowser.config.policy_models import PolicyConfig
from gymbrowser.contract.policies import OnnxPolicy
from gymbrowser.errors import Place
from gymbrowser.resolve.cache import Cache

if TYPE_CHECKING:
    from gymbrowser.environment.inspect import AgentInspection


class Example(BaseModel):
    """What a policy gives for an observation of zeros, if its random numbers are 0.5."""

    model_config = ConfigDict(frozen=True)

    outputs: dict[str, list[float]]
    action: list[float]


class PolicyInspection(BaseModel):
    """A model that fits."""

    model_config = ConfigDict(frozen=True)

    policy: OnnxPolicy
    """How it is used; `file` is only a name yet."""
    convention: str | None
    """Whose export it was taken for; None where exp.yml says all."""
    opset: int
    ir: int
    example: Example


def inspect_policy(
    file: Path,
    config: PolicyConfig,
    agent: "AgentInspection",
    *,
    place: Place,
    cache: Cache | None = None,
) -> PolicyInspection:
    """Find out how a model takes an agent's observation and gives its action.

    Args:
        file: The model.
        config: What exp.yml says of it.
        agent: Whom it acts for.
        place: Where the policy was named.
        cache: Keeps what was found of a model that fits; None: it is always looked at anew.

    Raises:
        UserError: Everything that does not fit.
    """

    def look() -> str:
        from gymbrowser.policy.inspect import look_at_model

        return look_at_model(file, config, agent, place).model_dump_json()

    key = _key(file, config, agent)
    said = look() if cache is None else cache.text("policies", key, look)
    return PolicyInspection.model_validate_json(said)


def _key(file: Path, config: PolicyConfig, agent: "AgentInspection") -> str:
    """Names all that the answer depends on."""
    lookers = sorted(Path(__file__).parent.glob("*.py"))
    given = {
        "file": hashlib.sha256(file.read_bytes()).hexdigest(),
        "lookers": [hashlib.sha256(looker.read_bytes()).hexdigest() for looker in lookers],
        "packages": [version("onnx"), version("onnxruntime"), version("numpy")],
        "config": config.model_dump_json(),
        "agent": asdict(agent),
    }
    # Of spaces as the contract has them.
    text = json.dumps(given, default=lambda value: value.model_dump())
    return hashlib.sha256(text.encode()).hexdigest()
