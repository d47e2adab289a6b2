"""What S3 says to a form that is posted to it, as a function of the form and the clock.

Sources: Amazon S3 API Reference, "POST Object", "POST Policy" (condition matching, which fields
must be covered), "Error Responses" (codes and statuses), and "Authenticating Requests:
Browser-Based Uploads Using POST (AWS Signature Version 4)". Stricter than S3 in two places: a
condition that can't be understood makes the whole policy invalid, and a form without a policy is
never accepted.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape

from gymbrowser.store.signature import ALGORITHM, AccessKey, Scope, sign

MAX_AGE = timedelta(days=7)
"""How long a Signature Version 4 signing key lives, and so the longest that a policy can."""

_UNCOVERED = frozenset({"policy", "x-amz-signature", "file"})


@dataclass(frozen=True)
class Refusal:
    """An error of S3: its code, its HTTP status and a sentence."""

    code: str
    status: int
    message: str

    def xml(self) -> str:
        """The body of the answer."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<Error><Code>{self.code}</Code><Message>{escape(self.message)}</Message></Error>"
        )


@dataclass(frozen=True)
class Upload:
    """One posted form."""

    bucket: str
    """From the address that was posted to."""
    fields: Mapping[str, str]
    """The form fields before `file`; names in lower case, since S3 takes them in any."""
    size: int
    """Of the file, in bytes."""


class _RefusedError(Exception):
    def __init__(self, code: str, status: int, message: str) -> None:
        self.refusal = Refusal(code, status, message)


def judge(upload: Upload, *, key: AccessKey, now: datetime) -> Refusal | None:
    """Decide on an upload as S3 would.

    Args:
        upload: The form.
        key: The only key whose signature counts.
        now: With its time zone.

    Returns:
        None if the object may be stored under the form's `key`, else why not.
    """
    try:
        _check_signature(upload.fields, key, now)
        document = _read_policy(upload.fields["policy"])
        _check_expiration(document, now)
        covered = _check_conditions(document["conditions"], upload)
        _check_coverage(upload.fields, covered)
    except _RefusedError as refused:
        return refused.refusal
    return None


def _check_signature(fields: Mapping[str, str], key: AccessKey, now: datetime) -> None:
    for name in ("policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-signature"):
        if name not in fields:
            raise _denied(f"The form has no field '{name}'.")
    if fields["x-amz-algorithm"] != ALGORITHM:
        raise _RefusedError("InvalidRequest", 400, f"x-amz-algorithm must be {ALGORITHM}.")
    scope = _read_scope(fields["x-amz-credential"], key)
    signature = sign(fields["policy"], key.secret, scope)
    if not hmac.compare_digest(signature.encode(), fields["x-amz-signature"].encode()):
        raise _RefusedError(
            "SignatureDoesNotMatch", 403, "The signature of the policy is not that of its key."
        )
    if not _signed_at(fields["x-amz-date"], scope) <= now + timedelta(minutes=15):
        raise _denied("The policy is signed for a time that has not come yet.")
    if now - _signed_at(fields["x-amz-date"], scope) > MAX_AGE:
        raise _denied("The policy was signed more than seven days ago.")


def _read_scope(credential: str, key: AccessKey) -> Scope:
    match credential.split("/"):
        case [key.id, date, region, "s3", "aws4_request"]:
            return Scope(date, region)
        case [_, _, _, "s3", "aws4_request"]:
            raise _RefusedError("InvalidAccessKeyId", 403, "The access key is not known here.")
        case _:
            raise _RefusedError("InvalidRequest", 400, "x-amz-credential has the wrong form.")


def _signed_at(date: str, scope: Scope) -> datetime:
    try:
        moment = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise _RefusedError("InvalidRequest", 400, "x-amz-date has the wrong form.") from error
    if not date.startswith(scope.date):
        raise _RefusedError("InvalidRequest", 400, "x-amz-date differs from the credential's.")
    return moment


def _read_policy(policy: str) -> dict[str, list[object]]:
    try:
        document = json.loads(base64.b64decode(policy, validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise _invalid("it is not JSON in base64") from error
    if not isinstance(document, dict) or document.keys() != {"expiration", "conditions"}:
        raise _invalid("it needs an expiration and conditions, and nothing else")
    if not isinstance(document["conditions"], list):
        raise _invalid("its conditions are not a list")
    return document


def _check_expiration(document: Mapping[str, object], now: datetime) -> None:
    try:
        expiration = datetime.fromisoformat(str(document["expiration"]))
    except ValueError as error:
        raise _invalid("its expiration is not a time") from error
    if expiration.tzinfo is None:
        raise _invalid("its expiration has no time zone")
    if now >= expiration:
        raise _denied("Invalid according to Policy: Policy expired.")


def _check_conditions(conditions: list[object], upload: Upload) -> set[str]:
    """Check every condition; the names of the fields that at least one of them is about."""
    covered = set[str]()
    for operator, first, second in map(_normalised, conditions):
        if operator == "content-length-range":
            _check_size(upload.size, first, second)
        else:
            covered.add(_check_field(operator, first, second, upload))
    return covered


def _normalised(condition: object) -> tuple[str, object, object]:
    match condition:
        case dict() if len(condition) == 1:
            [(name, value)] = condition.items()
            return "eq", f"${name}", value
        case [str(operator), first, second]:
            return operator.lower(), first, second
        case _:
            raise _invalid(f"a condition has the wrong form: {json.dumps(condition)[:200]}")


def _check_size(size: int, smallest: object, largest: object) -> None:
    if type(smallest) is not int or type(largest) is not int:
        raise _invalid("content-length-range needs two integers")
    if size < smallest:
        raise _RefusedError("EntityTooSmall", 400, f"{size} bytes are less than {smallest}.")
    if size > largest:
        raise _RefusedError("EntityTooLarge", 400, f"{size} bytes are more than {largest}.")


def _check_field(operator: str, operand: object, expected: object, upload: Upload) -> str:
    matches = _OPERATORS.get(operator)
    if matches is None or not isinstance(expected, str):
        raise _invalid(f"a condition can't be understood: {operator!r}")
    if not isinstance(operand, str) or not operand.startswith("$"):
        raise _invalid(f"a condition names no field: {operand!r}")
    name = operand[1:].lower()
    actual = upload.bucket if name == "bucket" else upload.fields.get(name, "")
    if not all(matches(value, expected) for value in _values(name, operator, actual)):
        failed = json.dumps([operator, operand, expected])
        raise _denied(f"Invalid according to Policy: Policy Condition failed: {failed}")
    return name


_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": str.__eq__,
    "starts-with": str.startswith,
}


def _values(name: str, operator: str, actual: str) -> list[str]:
    """A Content-Type is a list where `starts-with` is asked of it, and each item must pass."""
    if name == "content-type" and operator == "starts-with":
        return [item.strip() for item in actual.split(",")]
    return [actual]


def _check_coverage(fields: Mapping[str, str], covered: set[str]) -> None:
    extra = list(_uncovered(fields, covered))
    if extra:
        raise _denied(f"Invalid according to Policy: Extra input fields: {', '.join(extra)}")


def _uncovered(fields: Mapping[str, str], covered: set[str]) -> Iterator[str]:
    for name in fields:
        exempt = name in _UNCOVERED or name.startswith("x-ignore-")
        if not exempt and name not in covered:
            yield name


def _denied(message: str) -> _RefusedError:
    return _RefusedError("AccessDenied", 403, message)


def _invalid(why: str) -> _RefusedError:
    return _RefusedError("InvalidPolicyDocument", 400, f"Invalid Policy: {why}.")
