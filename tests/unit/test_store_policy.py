"""The judge of posted forms, against the example of S3's documentation and against tampering."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.store.grant import grant
from gymbrowser.store.policy import Upload, judge
from gymbrowser.store.signature import AccessKey, Scope, sign, signed_form

# Amazon S3 API Reference, "Example: Browser-Based Upload using HTTP POST (Using AWS Signature
# Version 4)". The keys are the documentation's own; its lines end with CRLF.
DOCUMENTED_KEY = AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
DOCUMENTED_POLICY = "\r\n".join(
    [
        '{ "expiration": "2015-12-30T12:00:00.000Z",',
        '  "conditions": [',
        '    {"bucket": "sigv4examplebucket"},',
        '    ["starts-with", "$key", "user/user1/"],',
        '    {"acl": "public-read"},',
        '    {"success_action_redirect": '
        '"http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"},',
        '    ["starts-with", "$Content-Type", "image/"],',
        '    {"x-amz-meta-uuid": "14365123651274"},',
        '    {"x-amz-server-side-encryption": "AES256"},',
        '    ["starts-with", "$x-amz-meta-tag", ""],',
        "",
        '    {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"},',
        '    {"x-amz-algorithm": "AWS4-HMAC-SHA256"},',
        '    {"x-amz-date": "20151229T000000Z" }',
        "  ]",
        "}",
    ]
)
DOCUMENTED_SIGNATURE = "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e"

KEY = AccessKey("TESTKEY", "test secret")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def documented_upload() -> Upload:
    fields = {
        "key": "user/user1/MyPhoto.jpg",
        "acl": "public-read",
        "success_action_redirect": (
            "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html"
        ),
        "content-type": "image/jpeg",
        "x-amz-meta-uuid": "14365123651274",
        "x-amz-server-side-encryption": "AES256",
        "x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
        "x-amz-algorithm": "AWS4-HMAC-SHA256",
        "x-amz-date": "20151229T000000Z",
        "x-amz-meta-tag": "",
        "policy": encoded(DOCUMENTED_POLICY),
        "x-amz-signature": DOCUMENTED_SIGNATURE,
    }
    return Upload("sigv4examplebucket", fields, 1000)


def granted() -> PostPolicy:
    return grant(
        "study",
        "in/cartpole",
        "live",
        url="https://study.example/",
        region="eu-west-1",
        key=KEY,
        now=NOW,
        expires_at=NOW + timedelta(days=1),
        max_bytes=1000,
    )


def upload(size: int = 10, bucket: str = "study", **changes: str | None) -> Upload:
    """A good form, with fields changed; see `changed`."""
    return changed(changes, size, bucket)


def changed(changes: Mapping[str, str | None], size: int = 10, bucket: str = "study") -> Upload:
    """A good form, with fields changed, or taken away by None; `_` in a name stands for `-`."""
    fields: dict[str, str] = {n.lower(): v for n, v in granted().fields.items()}
    fields["key"] = "in/cartpole/live/session/page-0/000000.jsonl.gz"
    for name, value in changes.items():
        fields.pop(name.replace("_", "-"), None)
        if value is not None:
            fields[name.replace("_", "-")] = value
    return Upload(bucket, fields, size)


def code(form: Upload, now: datetime = NOW, key: AccessKey = KEY) -> str | None:
    refusal = judge(form, key=key, now=now)
    return None if refusal is None else f"{refusal.status} {refusal.code}"


def signed(document: Any) -> Upload:
    """A form whose policy is anything at all, but signed by the right key."""
    policy = encoded(document if isinstance(document, str) else json.dumps(document))
    scope = Scope("20261121", "eu-west-1")
    return upload(policy=policy, x_amz_signature=sign(policy, KEY.secret, scope))


def with_conditions(*conditions: Any, fields: Mapping[str, str] | None = None) -> Upload:
    """A form with a policy of these conditions and the ones that every policy has."""
    form = signed_form(
        [{"bucket": "study"}, *conditions],
        key=KEY,
        region="eu-west-1",
        now=NOW,
        expires_at=NOW + timedelta(hours=1),
    )
    return Upload("study", {**form, **(fields or {})}, 10)


def test_signature_of_the_documented_example() -> None:
    scope = Scope("20151229", "us-east-1")
    policy = encoded(DOCUMENTED_POLICY)
    assert sign(policy, DOCUMENTED_KEY.secret, scope) == DOCUMENTED_SIGNATURE


def test_documented_example_is_accepted_until_it_expires() -> None:
    noon = datetime(2015, 12, 30, 12, 0, tzinfo=UTC)
    form = documented_upload()
    assert code(form, noon - timedelta(seconds=1), DOCUMENTED_KEY) is None
    assert code(form, noon, DOCUMENTED_KEY) == "403 AccessDenied"


def test_granted_form_is_accepted() -> None:
    assert code(upload()) is None


def test_names_of_fields_may_have_any_case_in_the_policy() -> None:
    assert "Content-Type" in granted().fields
    assert code(upload(content_type="application/gzip")) is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key": "in/cartpole/pilot/x"}, "403 AccessDenied"),
        ({"key": "in/cartpole/liv"}, "403 AccessDenied"),
        ({"key": None}, "403 AccessDenied"),
        ({"content_type": "text/html"}, "403 AccessDenied"),
        ({"content_type": None}, "403 AccessDenied"),
        ({"acl": "public-read"}, "403 AccessDenied"),
        ({"success_action_redirect": "https://evil.example"}, "403 AccessDenied"),
        ({"x_amz_signature": "0" * 64}, "403 SignatureDoesNotMatch"),
        ({"x_amz_signature": "ü"}, "403 SignatureDoesNotMatch"),
        ({"x_amz_signature": None}, "403 AccessDenied"),
        ({"policy": None}, "403 AccessDenied"),
        ({"policy": "e30="}, "403 SignatureDoesNotMatch"),
        ({"x_amz_algorithm": "none"}, "400 InvalidRequest"),
        ({"x_amz_date": "20261121T120001Z"}, "403 AccessDenied"),
        ({"x_amz_date": "20261120T120000Z"}, "400 InvalidRequest"),
        ({"x_amz_date": "yesterday"}, "400 InvalidRequest"),
        ({"x_amz_credential": "x"}, "400 InvalidRequest"),
        (
            {"x_amz_credential": "OTHER/20261121/eu-west-1/s3/aws4_request"},
            "403 InvalidAccessKeyId",
        ),
        (
            {"x_amz_credential": "TESTKEY/20261121/us-east-1/s3/aws4_request"},
            "403 SignatureDoesNotMatch",
        ),
    ],
)
def test_tampering_with_a_field(changes: dict[str, str | None], expected: str) -> None:
    assert code(changed(changes)) == expected


def test_tampering_with_the_policy_breaks_its_signature() -> None:
    document = json.loads(base64.b64decode(granted().fields["policy"]))
    document["expiration"] = "2030-01-01T00:00:00Z"
    assert code(upload(policy=encoded(json.dumps(document)))) == "403 SignatureDoesNotMatch"


def test_another_bucket() -> None:
    assert code(upload(bucket="other")) == "403 AccessDenied"


@pytest.mark.parametrize(
    ("size", "expected"),
    [(0, None), (1, None), (1000, None), (1001, "400 EntityTooLarge")],
)
def test_size(size: int, expected: str | None) -> None:
    assert code(upload(size=size)) == expected


def test_a_size_below_the_range_of_another_policy() -> None:
    rules = [["starts-with", "$key", ""], ["content-length-range", 11, 20]]
    assert code(with_conditions(*rules, fields={"key": "x"})) == "400 EntityTooSmall"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(days=1, seconds=-1), None),
        (timedelta(days=1), "403 AccessDenied"),
        (timedelta(days=30), "403 AccessDenied"),
        (timedelta(hours=-1), "403 AccessDenied"),
    ],
)
def test_time(after: timedelta, expected: str | None) -> None:
    assert code(upload(), NOW + after) == expected


def test_a_signature_dies_after_seven_days_whatever_the_policy_says() -> None:
    form = with_conditions(["starts-with", "$key", ""], fields={"key": "x"})
    late = signed_form(
        [{"bucket": "study"}, {"key": "x"}],
        key=KEY,
        region="eu-west-1",
        now=NOW,
        expires_at=NOW + timedelta(days=30),
    )
    form = replace(form, fields={**late, "key": "x"})
    assert code(form, NOW + timedelta(days=7)) is None
    assert code(form, NOW + timedelta(days=7, seconds=1)) == "403 AccessDenied"


@pytest.mark.parametrize(
    "document",
    [
        "no JSON",
        "[" * 100_000,
        [],
        {"conditions": []},
        {"expiration": "2026-12-01T00:00:00Z"},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": {}},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [], "more": 1},
        {"expiration": "2026-12-01T00:00:00", "conditions": []},
        {"expiration": "soon", "conditions": []},
        {"expiration": None, "conditions": []},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": ["x"]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [{}]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [{"a": "b", "c": "d"}]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [{"key": 1}]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [["eq", "$key"]]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [["eq", "key", "x"]]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [["like", "$key", "x"]]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [["content-length-range", "1", 2]]},
        {"expiration": "2026-12-01T00:00:00Z", "conditions": [["content-length-range", 0, True]]},
    ],
)
def test_policies_that_make_no_sense(document: Any) -> None:
    assert code(signed(document)) == "400 InvalidPolicyDocument"


def test_a_policy_must_cover_every_field() -> None:
    document = {"expiration": "2026-12-01T00:00:00Z", "conditions": [["starts-with", "$key", ""]]}
    refusal = judge(signed(document), key=KEY, now=NOW)
    assert refusal is not None
    assert refusal.message == (
        "Invalid according to Policy: Extra input fields: "
        "content-type, x-amz-algorithm, x-amz-credential, x-amz-date"
    )


def test_ignored_fields_need_no_condition() -> None:
    assert code(upload(x_ignore_submit="Send")) is None


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (["eq", "$acl", "private"], "private", None),
        (["EQ", "$ACL", "private"], "private", None),
        ({"ACL": "private"}, "private", None),
        (["eq", "$acl", "private"], "private ", "403 AccessDenied"),
        (["starts-with", "$acl", "pri"], "private", None),
        (["starts-with", "$acl", "pri"], "Private", "403 AccessDenied"),
        (["starts-with", "$acl", "pri"], "private,public", None),
    ],
)
def test_matching(condition: Any, value: str, expected: str | None) -> None:
    assert code(with_conditions(condition, fields={"acl": value})) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("image/jpg,image/png,image/gif", None),
        ("image/jpg,text/plain", "403 AccessDenied"),
    ],
)
def test_content_types_are_a_list_for_starts_with(value: str, expected: str | None) -> None:
    condition = ["starts-with", "$Content-Type", "image/"]
    assert code(with_conditions(condition, fields={"content-type": value})) == expected


def test_every_condition_counts() -> None:
    conditions = [["starts-with", "$key", "a"], ["starts-with", "$key", "ab"]]
    good, bad = ({"key": "abc"}, {"key": "ac"})
    assert code(with_conditions(*conditions, fields=good)) is None
    assert code(with_conditions(*conditions, fields=bad)) == "403 AccessDenied"


def test_a_refusal_is_xml_that_cannot_be_broken_out_of() -> None:
    refusal = judge(with_conditions({"key": "<&>"}, fields={"key": "x"}), key=KEY, now=NOW)
    assert refusal is not None
    assert "&lt;&amp;&gt;" in refusal.xml()
    assert refusal.xml().count("<Message>") == 1


def test_secrets_are_not_shown() -> None:
    show: Callable[[object], str] = repr
    assert "secret" not in show(KEY).replace("secret=", "")
