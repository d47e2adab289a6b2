"""Makes the smallest folder that counts as a built site, for tests of what reads one."""

from pathlib import Path

from gymbrowser.contract.assets import Assets
from gymbrowser.contract.flow import StepNode
from gymbrowser.contract.manifest import Environment, Manifest, Participant, Runtime
from gymbrowser.contract.steps import EndStep
from gymbrowser.contract.wire import Mode

HASH = "0123abcd"
FILES = {
    "index.html": None,
    "sw.js": b"// worker",
    "upload.json": b'{"kind": "none"}\n',
    "study.json": b'{"open": true}\n',
    "rt/77/core/pyodide.asm.wasm": b"\0asm",
    "rt/77/wheels/numpy.whl": b"PK",
    f"v/{HASH}/page.js": b"export {};",
    f"v/{HASH}/site.css": b"body {}",
    f"v/{HASH}/policies/coach.onnx": b"onnx",
    f"v/{HASH}/manifest.json": None,
}
INDEX = """<!doctype html>
<html lang="en"><head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{csp}">
<meta name="gymbrowser-site" content="v/{hash}/">
<title>Test</title></head><body></body></html>
"""


def make_site(root: Path, *, mode: Mode = "live", connect: str = "'self'") -> Path:
    """Write a site of one `end` step into `root`."""
    csp = f"default-src 'none'; script-src 'self'; connect-src {connect}"
    made = {
        "index.html": INDEX.format(csp=csp, hash=HASH).encode(),
        f"v/{HASH}/manifest.json": manifest(mode).model_dump_json().encode(),
    }
    for name, content in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if content is not None else made[name])
    return root


def manifest(mode: Mode) -> Manifest:
    return Manifest(
        format="gymbrowser.site/1",
        gymbrowser="0.1.0",
        experiment="cartpole",
        title="Test",
        mode=mode,
        language="en",
        participant=Participant(id=["participant"], params=[], number=None),
        device="own",
        on_abandon="keep",
        withdrawal=None,
        runtime=Runtime(
            pyodide="314.0.4",
            core="rt/77/core/",
            lock=f"v/{HASH}/pyodide-lock.json",
            packages=[],
            ort="rt/77/ort/",
            files=[],
        ),
        environment=Environment(
            gym_id="CartPole-v1", entry_point=None, kwargs="{}", sha256="0" * 64
        ),
        policies={},
        assets=Assets(images={}, atlases={}, sounds={}),
        steps=[EndStep(id="end", kind="end", html="", code=None, redirect=None, outcome="done")],
        flow=[StepNode(kind="step", step=0, when=None)],
        factors=[],
        connect=[],
    )
