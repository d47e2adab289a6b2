"""Whether the store takes records from a deployed site: an empty object is written, as pages do."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from pydantic import TypeAdapter, ValidationError
from urllib3.filepost import encode_multipart_formdata

from gymbrowser.contract.endpoint import EndpointAnswer, SignedPuts, WriteTestRequest
from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.upload import TEST_WRITES, EndpointUpload, OneUpload, PostPolicy
from gymbrowser.deploy.findings import Finding
from gymbrowser.deploy.http import Answer, Asked, Fetch
from gymbrowser.store.bucket import origin_of
from gymbrowser.store.upload_file import parse_destinations

_ANSWER: TypeAdapter[EndpointAnswer] = TypeAdapter(EndpointAnswer)
_SIGN = "Run gymbrowser sign exp.yml, and deploy again."


def deployed_destinations(base: str, fetch: Fetch) -> list[OneUpload] | None:
    """What the deployed `upload.json` names; None: it can't be read."""
    try:
        return parse_destinations(fetch(Asked(f"{base}upload.json")).body)
    except ValidationError:
        return None


def look_at_store(
    manifest: Manifest,
    destinations: Sequence[OneUpload] | None,
    base: str,
    fetch: Fetch,
    name: Callable[[], str],
    now: datetime,
) -> Iterator[Finding]:
    """Write to every place that records go to.

    Args:
        manifest: Of the site.
        destinations: See `deployed_destinations`.
        base: Where the site's root is served, with a slash at its end.
        fetch: Asks.
        name: Gives 128 random bits in hexadecimal, for an object that no session has.
        now: With its time zone.
    """
    if destinations is None:
        yield Finding("wrong", "upload.json can't be read", "Deploy again.", ("upload.json",))
        return
    origin = origin_of(base)
    for one in destinations:
        yield from _look(one, manifest, origin, fetch, name(), now)


def _look(
    one: OneUpload, manifest: Manifest, origin: str, fetch: Fetch, name: str, now: datetime
) -> Iterator[Finding]:
    match one:
        case PostPolicy():
            yield from _policy(one, manifest, origin, fetch, name, now)
        case EndpointUpload():
            yield from _endpoint(one, manifest, origin, fetch, name)
        case _:
            yield Finding("note", "The site may not upload: records stay in the browser", _SIGN)


def _policy(
    policy: PostPolicy, manifest: Manifest, origin: str, fetch: Fetch, name: str, now: datetime
) -> Iterator[Finding]:
    if datetime.fromisoformat(policy.expires_at) <= now:
        yield Finding("wrong", f"The permission to upload ended at {policy.expires_at}", _SIGN)
        return
    if policy.experiment not in (None, manifest.experiment) or policy.mode != manifest.mode:
        yield Finding("wrong", "The permission to upload is of another study or mode", _SIGN)
    yield from _written(policy, origin, fetch, name)


def _written(policy: PostPolicy, origin: str, fetch: Fetch, name: str) -> Iterator[Finding]:
    """As js/src/page/record/store-requests.ts posts: the file comes last."""
    key = f"{policy.prefix}{TEST_WRITES}/{name}"
    fields = {**policy.fields, "key": key, "Content-Type": "application/gzip"}
    file = ("chunk.jsonl.gz", b"", "application/gzip")
    body, kind = encode_multipart_formdata([*fields.items(), ("file", file)])
    answer = fetch(Asked(policy.url, "POST", {"Content-Type": kind, "Origin": origin}, body))
    yield from _judged(answer, f"The store at {origin_of(policy.url)}", origin)


def _endpoint(
    upload: EndpointUpload, manifest: Manifest, origin: str, fetch: Fetch, name: str
) -> Iterator[Finding]:
    ask = WriteTestRequest(
        request="test", experiment=manifest.experiment, mode=manifest.mode, name=name
    )
    headers = {"Content-Type": "application/json", "Origin": origin}
    answer = fetch(Asked(upload.url, "POST", headers, ask.model_dump_json().encode()))
    failed = list(_judged(answer, f"The endpoint at {origin_of(upload.url)}", origin))
    yield from failed
    if not failed:
        yield from _granted(answer, origin, fetch, name)


def _granted(answer: Answer, origin: str, fetch: Fetch, name: str) -> Iterator[Finding]:
    try:
        granted = _ANSWER.validate_json(answer.body)
    except ValidationError:
        yield Finding("wrong", "The endpoint's answer can't be read", "Look into its log.")
        return
    match granted:
        case PostPolicy():
            yield from _written(granted, origin, fetch, name)
        case SignedPuts(puts=[put, *_]):
            sent = fetch(Asked(put.url, "PUT", {**put.headers, "Origin": origin}, b""))
            yield from _judged(sent, f"The store at {origin_of(put.url)}", origin)
        case _:
            yield Finding("wrong", "The endpoint gave no permission", "Look into its log.")


def _judged(answer: Answer, who: str, origin: str) -> Iterator[Finding]:
    if not 200 <= answer.status < 300:
        quote = answer.body[:300].decode("utf-8", "replace").strip()
        said = f"{who} {answer.said}" + (f": {quote}" if quote else "")
        yield Finding("wrong", said, "Records would stay in the participants' browsers.")
        return
    if answer.headers.get("access-control-allow-origin") not in ("*", origin):
        yield Finding(
            "wrong",
            f"{who} does not let pages of {origin} read its answers",
            f"Name {origin} in the bucket's CORS rule: without it no page learns that it has "
            "arrived, and each sends it again.",
        )
