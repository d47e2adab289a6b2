"""The Lambda shell: events as a function URL sends them (payload format 2.0)."""

import base64
import json

import pytest

from gymbrowser.endpoint.aws_lambda import answer
from tests.endpoint import ORIGIN, Bench, asked
from tests.lambda_events import event


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_request_is_answered(bench: Bench) -> None:
    given = answer(bench.endpoint, event())
    assert given["statusCode"] == 200
    assert given["headers"]["Content-Type"] == "application/json"
    assert given["headers"]["Access-Control-Allow-Origin"] == ORIGIN
    assert json.loads(given["body"])["kind"] == "s3-put"
    json.dumps(given)  # Lambda does it, and fails where it can't


def test_a_body_may_come_in_base64(bench: Bench) -> None:
    body = base64.b64encode(asked()).decode()
    assert answer(bench.endpoint, event(body=body, isBase64Encoded=True))["statusCode"] == 200


@pytest.mark.parametrize("body", ["=", "é", "\ud800"])
@pytest.mark.parametrize("encoded", [True, False])
def test_any_other_body_is_refused(bench: Bench, body: str, encoded: bool) -> None:
    given = answer(bench.endpoint, event(body=body, isBase64Encoded=encoded))
    assert given["statusCode"] == 400


def test_a_preflight_has_no_body(bench: Bench) -> None:
    preflight = event("OPTIONS")
    del preflight["body"]
    given = answer(bench.endpoint, preflight)
    assert (given["statusCode"], given["body"]) == (204, "")
    assert given["headers"]["Access-Control-Allow-Methods"] == "POST"


def test_a_request_without_an_origin_is_refused(bench: Bench) -> None:
    plain = event()
    del plain["headers"]["origin"]
    assert answer(bench.endpoint, plain)["statusCode"] == 403
