"""A site on the disk, made of the built runtime and of an environment of these tests."""

import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from gymbrowser.contract.policies import (
    Categorical,
    InputPart,
    ObservationTensor,
    OnnxPolicy,
    OutputTensor,
)
from gymbrowser.node import node_executable

ROOT = Path(__file__).parents[2]
DIST = ROOT / "js" / "dist"
BRIDGE = ROOT / "gymbrowser"
WHEEL = "gymbrowser_bridge-0.1.0-py3-none-any.whl"

type Rerun = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


class Site:
    """A folder that `rerun.mjs` takes for a site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "rt").mkdir(parents=True)
        (folder / "rt" / "r").symlink_to(DIST / "runtime")
        (folder / "v" / "s").mkdir(parents=True)
        page = '<meta name="gymbrowser-site" content="v/s/">'
        (folder / "index.html").write_text(page, encoding="utf-8")

    def write(
        self, environment: dict[str, Any], steps: list[dict[str, Any]], **policies: dict[str, Any]
    ) -> None:
        """Write lock, bridge, policies and manifest."""
        self._write_bridge()
        policies |= {kind: self._write_policy(kind) for kind in ("argmax", "sample")}
        manifest = {
            "runtime": {
                "core": "../../rt/r/core/",
                "lock": "pyodide-lock.json",
                "packages": self._write_lock(),
                "ort": "../../rt/r/ort/",
            },
            "environment": {"gym_id": None, "entry_point": None, "kwargs": "{}", **environment},
            "policies": policies,
            "steps": steps,
        }
        self._put("v/s/manifest.json", json.dumps(manifest).encode())

    def rerun(self, jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Run all jobs in one process and return their results."""
        result = subprocess.run(
            [node_executable(), DIST / "rerun.mjs", self.folder],
            input="".join(json.dumps(job) + "\n" for job in jobs),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise RuntimeError(result.stderr)
        return [json.loads(line) for line in result.stdout.splitlines()]

    def _put(self, path: str, content: bytes) -> str:
        (self.folder / path).write_bytes(content)
        return hashlib.sha256(content).hexdigest()

    def _write_bridge(self) -> None:
        with zipfile.ZipFile(self.folder / "v" / "s" / WHEEL, "w") as wheel:
            for file in [BRIDGE / "__init__.py", *sorted((BRIDGE / "bridge").glob("*.py"))]:
                wheel.write(file, file.relative_to(ROOT))
            wheel.write(Path(__file__).with_name("worlds.py"), "worlds.py")
            for module in ("relay.py", "menagerie.py", "circle.py"):
                wheel.write(ROOT / "tests" / module, module)
            info = "gymbrowser_bridge-0.1.0.dist-info"
            wheel.writestr(f"{info}/METADATA", "Name: gymbrowser-bridge\nVersion: 0.1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n")

    def _write_lock(self) -> list[str]:
        official = json.loads((ROOT / "js/node_modules/pyodide/pyodide-lock.json").read_bytes())
        wheels = [f"rt/r/wheels/{f.name}" for f in (DIST / "runtime" / "wheels").glob("*.whl")]
        packages = {}
        for path in [*wheels, f"v/s/{WHEEL}"]:
            name, version = Path(path).name.split("-")[:2]
            packages[name.replace("_", "-")] = {
                "name": name.replace("_", "-"),
                "version": version,
                "file_name": f"../../{path}",
                "install_dir": "site",
                "sha256": hashlib.sha256((self.folder / path).read_bytes()).hexdigest(),
                "package_type": "package",
                "imports": [],
                "depends": [],
            }
        lock = {"info": official["info"], "packages": packages}
        self._put("v/s/pyodide-lock.json", json.dumps(lock).encode())
        return list(packages)

    def _write_policy(self, choose: Literal["argmax", "sample"]) -> dict[str, Any]:
        file = "policy.onnx"
        policy = OnnxPolicy(
            kind="onnx",
            file=file,
            sha256=self._put(f"v/s/{file}", linear_policy().SerializeToString()),
            inputs=[
                ObservationTensor(
                    name="obs",
                    dtype="float32",
                    shape=[1, 4],
                    parts=[InputPart(path=[], one_hot=None, channels_first=False)],
                    normalize=None,
                    frames=1,
                    stacked="first",
                    padding="first",
                )
            ],
            fixed=[],
            states=[],
            outputs=[OutputTensor(name="logits", dtype="float32", size=2)],
            choice=Categorical(
                kind="categorical",
                heads=[2],
                starts=[0],
                choose=choose,
                temperature=0.5,
                epsilon=0.0,
                mask=False,
            ),
        )
        return policy.model_dump()


def linear_policy() -> onnx.ModelProto:
    """CartPole's four numbers to two logits, by fixed weights."""
    weights = np.array([[0.1, -0.2], [0.3, 0.4], [-2.5, 2.5], [-1.5, 1.5]], np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["obs", "w"], ["logits"])],
        "linear",
        [helper.make_tensor_value_info("obs", TensorProto.FLOAT, ["batch", 4])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 2])],
        [numpy_helper.from_array(weights, "w")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")
