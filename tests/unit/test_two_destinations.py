"""`upload.also`: what it may be, and what the site, signing and a preview make of it."""

import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn

from gymbrowser.config import load_experiment
from gymbrowser.config.load import Experiment
from gymbrowser.contract.upload import EndpointUpload, NoUpload, OneUpload, PostPolicy
from gymbrowser.data.sessions import scan
from gymbrowser.errors import UserError
from gymbrowser.plan.index import upload_origins
from gymbrowser.plan.site import upload_json
from gymbrowser.serve import make_app
from gymbrowser.sign import sign_study
from gymbrowser.store.upload_file import read_destinations, upload_text
from tests.chunks import cart_session
from tests.post import post
from tests.sites import make_site

TWO = """\
id: tiny
title: Tiny
mode: live
environment: {gym_id: CartPole-v1}
steps:
  - end: {}
upload:
  s3: {bucket: my-bucket, prefix: in/tiny, region: eu-west-1}
  also:
    s3: {bucket: copies, prefix: in/tiny, endpoint_url: "https://s3.lab.example.org"}
"""
FIRST, ALSO = "https://my-bucket.s3.eu-west-1.amazonaws.com", "https://s3.lab.example.org"
SIGNER = "https://sign.lab.example.org"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NONE = NoUpload(kind="none")


def load(folder: Path, text: str = TWO) -> Experiment:
    file = folder / "exp.yml"
    file.write_text(text, encoding="utf-8")
    return load_experiment(file)


def declared(experiment: Experiment, folder: Path) -> list[object]:
    """What the site says of its destinations before it is signed."""
    file = folder / "declared.json"
    file.write_bytes(upload_json(experiment))
    return list(read_destinations(file))


def test_the_page_may_talk_to_both(tmp_path: Path) -> None:
    study = load(tmp_path, TWO + f"    endpoint: {SIGNER}\n")
    assert upload_origins(study) == [FIRST, ALSO, SIGNER]


def test_the_site_says_that_there_are_two(tmp_path: Path) -> None:
    assert declared(load(tmp_path), tmp_path) == [NONE, NONE]


def test_an_endpoint_may_stand_beside_a_place_that_is_signed(tmp_path: Path) -> None:
    first, also = declared(load(tmp_path, TWO + f"    endpoint: {SIGNER}\n"), tmp_path)
    assert first == NONE
    assert isinstance(also, EndpointUpload)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("bucket: copies", "bucket: my-bucket"),
            None,
        ),
        (
            (
                '{bucket: copies, prefix: in/tiny, endpoint_url: "https://s3.lab.example.org"}',
                "{bucket: my-bucket, prefix: in/tiny, region: eu-west-1}",
            ),
            r"exp\.yml:10: `also` names the same place as `upload` itself",
        ),
        (
            ("  also:\n", f"  endpoint: {SIGNER}\n  also:\n    endpoint: {SIGNER}\n"),
            r"exp\.yml:11: both places have the same signing endpoint",
        ),
        (
            ("  also:\n", f'  also:\n    endpoint: {{url: "{SIGNER}", code: true}}\n'),
            r"exp\.yml:10: `also` has an endpoint with a completion code",
        ),
        (("  also:\n", "  alos:\n"), r"Did you mean `also`"),
    ],
)
def test_what_the_second_place_may_be(
    tmp_path: Path, change: tuple[str, str], sentence: str | None
) -> None:
    text = TWO.replace(*change)
    if sentence is None:
        assert len(load(tmp_path, text).destinations) == 2
        return
    with pytest.raises(UserError, match=sentence):
        load(tmp_path, text)


@pytest.fixture
def _credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two profiles, and none of this machine's."""
    file = tmp_path / "credentials"
    profiles = {"lab": "LAB", "cloud": "CLOUD"}
    file.write_text(
        "\n".join(
            f"[{name}]\naws_access_key_id = {key}\naws_secret_access_key = secret"
            for name, key in profiles.items()
        )
    )
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)


def make_built(folder: Path, experiment: Experiment) -> Path:
    site = make_site(folder / "site", connect=" ".join(upload_origins(experiment)))
    (site / "upload.json").write_bytes(upload_json(experiment))
    return site


@pytest.mark.usefixtures("_credentials")
def test_both_are_signed_each_with_its_own_key(tmp_path: Path) -> None:
    study = load(tmp_path)
    site = make_built(tmp_path, study)
    week = timedelta(days=7)
    signed = sign_study(study, site, expires=week, now=NOW, profile="cloud", also_profile="lab")
    first, also = read_destinations(site / "upload.json")
    assert [one.policy for one in signed] == [first, also]
    assert isinstance(first, PostPolicy)
    assert isinstance(also, PostPolicy)
    assert (first.url, also.url) == (f"{FIRST}/", f"{ALSO}/copies/")
    assert first.fields["x-amz-credential"].startswith("CLOUD/")
    assert also.fields["x-amz-credential"].startswith("LAB/")


@pytest.mark.usefixtures("_credentials")
def test_an_endpoint_stays_where_the_other_place_is_signed(tmp_path: Path) -> None:
    study = load(tmp_path, TWO + f"    endpoint: {SIGNER}\n")
    site = make_built(tmp_path, study)
    [only] = sign_study(study, site, expires=timedelta(days=1), now=NOW, profile="cloud")
    first, also = read_destinations(site / "upload.json")
    assert first == only.policy
    assert isinstance(also, EndpointUpload)


@pytest.mark.usefixtures("_credentials")
def test_nothing_is_written_where_one_key_is_missing(tmp_path: Path) -> None:
    study = load(tmp_path)
    site = make_built(tmp_path, study)
    before = (site / "upload.json").read_bytes()
    with pytest.raises(UserError, match="There are no credentials"):
        sign_study(study, site, expires=timedelta(days=1), now=NOW, profile="cloud")
    assert (site / "upload.json").read_bytes() == before


@contextmanager
def preview(folder: Path, *, endpoint: bool) -> Iterator[list[OneUpload]]:
    """Serves a site of two places; gives what its page is told of them."""
    site = make_site(folder / "site")
    (site / "upload.json").write_text(upload_text([NONE, NONE]))
    listener = socket.create_server(("127.0.0.1", 0))
    app = make_app(site, folder / "store", endpoint=endpoint)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/upload.json"
        with urllib.request.urlopen(url) as answer:
            (folder / "served.json").write_bytes(answer.read())
        yield read_destinations(folder / "served.json")
    finally:
        server.should_exit = True
        thread.join()


def test_a_preview_has_a_folder_for_each(tmp_path: Path) -> None:
    chunk = next(iter(cart_session()))
    with preview(tmp_path, endpoint=False) as destinations:
        for one in destinations:
            assert isinstance(one, PostPolicy)
            assert post(one, f"cartpole/{chunk.key.path}", chunk.data)[0] == 204
    for store in ("store", "store-also"):
        [found] = scan(tmp_path / store).sessions["live"].values()
        assert list(found) == [chunk.key]


def test_a_preview_with_endpoints_has_one_for_each(tmp_path: Path) -> None:
    with preview(tmp_path, endpoint=True) as destinations:
        urls = {one.url for one in destinations if isinstance(one, EndpointUpload)}
    assert {urlsplit(url).path for url in urls} == {"/_endpoint", "/_endpoint-also"}
