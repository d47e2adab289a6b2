"""What is said of a host that does not serve a site as it should: each fault by its sentence."""

import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gymbrowser.contract.upload import EndpointUpload, PostPolicy
from gymbrowser.deploy.files import headers_of
from gymbrowser.deploy.findings import Finding, gathered
from gymbrowser.deploy.http import Answer, Asked, fetch
from gymbrowser.deploy.look import files_of, look_at_files
from gymbrowser.deploy.store_check import deployed_destinations, look_at_store
from gymbrowser.store.site import Site, read_site
from gymbrowser.store.upload_file import upload_text
from tests.deployable import make_version
from tests.static_host import serve_folder

BASE = "https://lab.example.org/study/"
STORE = "https://s3.example.org/bucket/"
NOW = datetime(2026, 11, 22, tzinfo=UTC)

type Change = Callable[[str, Answer], Answer]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    make_version(tmp_path / "site")
    return read_site(tmp_path / "site")


def host(site: Site, change: Change = lambda _path, answer: answer) -> Callable[[Asked], Answer]:
    """A host that serves a site as it should, but for one change."""

    def answer(asked: Asked) -> Answer:
        path = asked.url.removeprefix(BASE)
        headers = {name.lower(): value for name, value in headers_of(path).items()}
        file = site.root / path
        if not file.is_file():
            return Answer(404, {}, b"")
        return change(path, Answer(200, headers, file.read_bytes()))

    return answer


def with_headers(**headers: str) -> Change:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _path, answer: replace(answer, headers={**answer.headers, **given})


def of_scripts(change: Change) -> Change:
    return lambda path, answer: change(path, answer) if path.endswith(".js") else answer


def broken(_path: str, answer: Answer) -> Answer:
    packed = gzip.compress(answer.body + b" more")
    return Answer(200, {**answer.headers, "content-encoding": "gzip"}, packed)


def test_nothing_is_said_of_a_host_that_serves_it_right(site: Site) -> None:
    asked: list[None] = []
    assert list(look_at_files(site, BASE, host(site), lambda: asked.append(None))) == []
    assert len(asked) == len(files_of(site)) == 11


@pytest.mark.parametrize(
    ("change", "weight", "what"),
    [
        (lambda _p, _a: Answer(404, {}, b""), "wrong", "The host answered 404"),
        (
            lambda _p, _a: Answer(0, {}, b"", "did not answer (timed out)"),
            "wrong",
            "The host did not answer (timed out)",
        ),
        (
            lambda _p, answer: replace(answer, body=answer.body + b"<script>"),
            "wrong",
            "The host sends other bytes than were built",
        ),
        (
            of_scripts(with_headers(content_type="application/octet-stream")),
            "wrong",
            "The host says that .js files are application/octet-stream",
        ),
        (
            with_headers(cache_control="max-age=31536000"),
            "wrong",
            "The host lets browsers keep for 31536000 s what may change at any time",
        ),
        (
            with_headers(cache_control="max-age=600"),
            "note",
            "The host does not let browsers keep what is named by its content",
        ),
        (
            with_headers(content_encoding="br"),
            "wrong",
            "The host sends br to who takes only gzip",
        ),
        (broken, "wrong", "What the host sends compressed is not what was built"),
    ],
)
def test_each_fault_is_said(change: Change, weight: str, what: str, site: Site) -> None:
    found = gathered(look_at_files(site, BASE, host(site, change), lambda: None))
    assert (weight, what) in [(finding.weight, finding.what) for finding in found]


def test_without_https_nothing_works_but_on_this_machine(site: Site) -> None:
    for base, sentences in (
        ("http://lab.example.org/study/", ["The address is not of https"]),
        ("http://127.0.0.1:8000/", []),
    ):

        def ask(asked: Asked, base: str = base) -> Answer:
            return host(site)(replace(asked, url=asked.url.replace(base, BASE)))

        found = look_at_files(site, base, ask, lambda: None)
        assert [finding.what for finding in found] == sentences


def test_what_is_the_same_of_many_files_is_said_once() -> None:
    many = [Finding("note", "slow", paths=(name,)) for name in "ba"]
    assert gathered([*many, Finding("wrong", "gone", paths=("c",))]) == [
        Finding("wrong", "gone", paths=("c",)),
        Finding("note", "slow", paths=("a", "b")),
    ]


def policy(**other: object) -> PostPolicy:
    ends = (NOW + timedelta(days=1)).isoformat()
    return PostPolicy(
        kind="s3-post",
        url=STORE,
        fields={"policy": "p"},
        prefix="in/live/",
        mode="live",
        max_bytes=10**6,
        expires_at=ends,
    ).model_copy(update=other)


def endpoint() -> EndpointUpload:
    return EndpointUpload(
        kind="endpoint",
        url="https://sign.example.org/",
        mode="live",
        max_bytes=10**6,
        participants=False,
        code=False,
    )


def said_of_store(
    site: Site, upload: PostPolicy | EndpointUpload | None, *answers: Answer
) -> list[str]:
    (site.root / "upload.json").write_text(upload_text([] if upload is None else [upload]))
    left = [*answers]
    there = host(site)

    def ask(asked: Asked) -> Answer:
        if asked.url.startswith(BASE):
            return there(asked)
        assert asked.headers["Origin"] == "https://lab.example.org"
        return left.pop(0)

    places = deployed_destinations(BASE, ask)
    found = look_at_store(site.manifest, places, BASE, ask, lambda: "0" * 32, NOW)
    return [finding.what for finding in found]


ALLOWED = Answer(204, {"access-control-allow-origin": "https://lab.example.org"}, b"")


def test_the_store_takes_an_empty_object(site: Site) -> None:
    assert said_of_store(site, policy(), ALLOWED) == []
    granted = replace(ALLOWED, status=200, body=policy().model_dump_json().encode())
    assert said_of_store(site, endpoint(), granted, ALLOWED) == []


@pytest.mark.parametrize(
    ("upload", "answers", "what"),
    [
        (None, [], "The site may not upload: records stay in the browser"),
        (
            policy(expires_at="2026-11-01T00:00:00+00:00"),
            [],
            "The permission to upload ended at 2026-11-01T00:00:00+00:00",
        ),
        (
            policy(experiment="other"),
            [ALLOWED],
            "The permission to upload is of another study or mode",
        ),
        (
            policy(),
            [Answer(403, {}, b"<Code>AccessDenied</Code>")],
            "The store at https://s3.example.org answered 403: <Code>AccessDenied</Code>",
        ),
        (
            policy(),
            [Answer(204, {}, b"")],
            "The store at https://s3.example.org does not let pages of https://lab.example.org "
            "read its answers",
        ),
        (
            endpoint(),
            [Answer(0, {}, b"", "did not answer (refused)")],
            "The endpoint at https://sign.example.org did not answer (refused)",
        ),
        (
            endpoint(),
            [replace(ALLOWED, status=200, body=b"hello")],
            "The endpoint's answer can't be read",
        ),
    ],
)
def test_what_keeps_records_from_arriving_is_said(
    upload: PostPolicy | EndpointUpload | None, answers: list[Answer], what: str, site: Site
) -> None:
    assert said_of_store(site, upload, *answers) == [what]


def test_a_permission_that_cannot_be_read_is_said(site: Site) -> None:
    (site.root / "upload.json").write_text("<html>not found</html>")
    places = deployed_destinations(BASE, host(site))
    [found] = look_at_store(site.manifest, places, BASE, host(site), lambda: "0" * 32, NOW)
    assert found.what == "upload.json can't be read"


def test_a_real_answer_is_taken_as_it_comes(site: Site) -> None:
    with serve_folder(site.root) as origin:
        there = fetch(Asked(f"{origin}/index.html"))
        assert (there.status, there.trouble) == (200, None)
        assert there.body == (site.root / "index.html").read_bytes()
        assert fetch(Asked(f"{origin}/nothing")).said == "answered 404"
    assert "did not answer" in fetch(Asked(f"{origin}/index.html")).said
