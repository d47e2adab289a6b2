"""What is found out of a model, once for the same file: the packages that read it load slowly."""

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from gymbrowser.config.models import PolicyConfig
from gymbrowser.errors import Place
from gymbrowser.resolve.cache import Cache


@dataclass(frozen=True)
class PolicyInspection:
    """A model that fits."""

    sha256: str
    input: str
    output: str
    opset: int
    ir: int
    example: tuple[float, ...]
    """The logits for an observation of zeros."""


def inspect_policy(
    file: Path,
    config: PolicyConfig,
    *,
    features: int,
    actions: int,
    place: Place,
    cache: Cache | None = None,
) -> PolicyInspection:
    """Check that a model takes this observation and answers with one logit per action.

    Args:
        file: The model.
        config: Which input and output to use.
        features: Numbers in the flattened observation.
        actions: Size of the action space.
        place: Where the policy was named.
        cache: Keeps what was found of a model that fits; None: it is always looked at anew.

    Raises:
        UserError: Everything that does not fit.
    """

    def look() -> str:
        from gymbrowser.policy.inspect import look_at_model

        found = look_at_model(file, config, features=features, actions=actions, place=place)
        return json.dumps(asdict(found))

    key = _key(file, config, features, actions)
    said = json.loads(look() if cache is None else cache.text("policies", key, look))
    return PolicyInspection(**said | {"example": tuple(said["example"])})


def _key(file: Path, config: PolicyConfig, features: int, actions: int) -> str:
    """Names all that the answer depends on."""
    given = {
        "file": hashlib.sha256(file.read_bytes()).hexdigest(),
        "looker": hashlib.sha256(Path(__file__).with_name("inspect.py").read_bytes()).hexdigest(),
        "packages": [version("onnx"), version("onnxruntime"), version("numpy")],
        "config": config.model_dump_json(),
        "sizes": [features, actions],
    }
    return hashlib.sha256(json.dumps(given).encode()).hexdigest()
