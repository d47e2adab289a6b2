"""The zip for AWS Lambda, run as it is there, with the template's role, on a real store."""

import json
import os
import subprocess
import sys
import urllib.request
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gymbrowser.endpoint.package import package
from gymbrowser.endpoint.settings import VARIABLE
from tests.endpoint import ANNA, ORIGIN, asked, template_bucket
from tests.lambda_events import event
from tests.seaweedfs import S3Server
from tests.store.test_endpoint import BODY, described, key_of

ON_LAMBDA = [
    "annotated_types",
    "boto3",
    "botocore",
    "dateutil",
    "jmespath",
    "pydantic",
    "pydantic_core",
    "s3transfer",
    "six",
    "typing_extensions",
    "typing_inspection",
    "urllib3",
]
"""Pydantic, which the zip brings, and boto3, which Lambda's Python has; each with its own needs."""
RUN = """
import json, sys
sys.path[:] = [*sys.argv[1:], *(p for p in sys.path if "site-packages" not in p)]
from gymbrowser.endpoint.aws_lambda import handler
print(json.dumps([handler(event, None) for event in json.load(sys.stdin)]))
"""


def test_the_function_signs_what_the_store_takes(s3_server: S3Server, tmp_path: Path) -> None:
    with template_bucket(s3_server, "endpoint-lambda", ORIGIN) as bucket:
        settings = {
            "EXPERIMENT": "study",
            "ORIGINS": ORIGIN,
            "BUCKET": bucket,
            "PREFIX": "in/study",
            "ENDPOINT_URL": s3_server.endpoint_url,
            "CODE": "STUDY-2026",
        }
        environment = {f"{VARIABLE}{name}": value for name, value in settings.items()}
        environment["AWS_ACCESS_KEY_ID"] = s3_server.endpoint.access_key
        environment["AWS_SECRET_ACCESS_KEY"] = s3_server.endpoint.secret_key
        asks = {"experiment": "study", "chunks": [described(0, BODY)]}
        preflight, upload, code = run_on_lambda(
            tmp_path,
            environment,
            event("OPTIONS"),
            event(body=asked(**asks).decode()),
            event(body=asked(**asks, request="code").decode()),
        )
        assert (preflight["statusCode"], upload["statusCode"]) == (204, 200)
        assert json.loads(code["body"])["reason"] == "not-stored"
        (put,) = json.loads(upload["body"])["puts"]
        request = urllib.request.Request(put["url"], BODY, put["headers"], method="PUT")
        with urllib.request.urlopen(request) as answer:
            assert answer.status == 200
        admin = s3_server.client(s3_server.admin)
        found = admin.get_object(Bucket=bucket, Key=key_of(BODY, session=ANNA))
        assert found["Body"].read() == BODY
        (released,) = run_on_lambda(
            tmp_path, environment, event(body=asked(**asks, request="code").decode())
        )
        assert json.loads(released["body"]) == {"kind": "code", "code": "STUDY-2026"}


def run_on_lambda(folder: Path, environment: dict[str, str], *events: Any) -> list[Any]:
    """Answers of a Python that sees the zip, pydantic and boto3, and nothing else of ours."""
    packaged = package(folder / "endpoint", lambda _folder, _pinned: None)
    packages = folder / "packages"
    packages.mkdir(exist_ok=True)
    for name in ON_LAMBDA:
        source = source_of(name)
        if not (packages / source.name).exists():
            (packages / source.name).symlink_to(source)
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUN, str(packaged.code), str(packages)],
        input=json.dumps(events),
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def source_of(name: str) -> Path:
    """The folder or file of a package that is installed here."""
    spec = find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    origin = Path(spec.origin)
    return origin.parent if origin.name == "__init__.py" else origin
