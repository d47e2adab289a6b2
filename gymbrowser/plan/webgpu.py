"""ONNX Runtime for the graphics processor: part of a site only if a policy is to be tried there."""

from collections.abc import Iterable

from gymbrowser import resources
from gymbrowser.asset import Asset
from gymbrowser.contract.manifest import WebGpu
from gymbrowser.contract.policies import OnnxPolicy
from gymbrowser.plan.paths import TO_ROOT, Runtime
from gymbrowser.policy import PolicyInspection

WEBGPU = "webgpu"
"""The folder of its wasm in the base runtime."""
_SCRIPT = "webgpu.js"


def is_tried(policy: OnnxPolicy) -> bool:
    """Whether a policy runs on WebGPU where that proves better."""
    return policy.webgpu == "try"


def webgpu_assets(policies: Iterable[PolicyInspection]) -> list[Asset]:
    """The script beside the wasm, for studies with such a policy."""
    if any(is_tried(one.policy) for one in policies):
        return [Asset(_SCRIPT, resources.bundles() / _SCRIPT)]
    return []


def webgpu_of(runtime: Runtime) -> WebGpu | None:
    """Where both lie, if the runtime has the wasm."""
    wasm = [asset.path for asset in runtime.assets if asset.path.startswith(f"{WEBGPU}/")]
    return WebGpu(script=_SCRIPT, wasm=TO_ROOT + runtime.folder + wasm[0]) if wasm else None


def is_of_webgpu(asset: Asset) -> bool:
    """Whether a file of the runtime is for this alone: no boot waits for it."""
    return asset.path.startswith(f"{WEBGPU}/")
