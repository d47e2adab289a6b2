"""Signing a site: how long it lasts, where it may write, and what is refused."""

import base64
import configparser
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.errors import UserError
from gymbrowser.sign import Signed, Target, mint, sign_site
from gymbrowser.store.policy import Upload, judge
from gymbrowser.store.s3 import Bucket, Credentials, post_url
from gymbrowser.store.s3 import credentials as find_credentials
from gymbrowser.store.signature import AccessKey
from tests.sites import make_site

NOW = datetime(2026, 11, 21, 12, 0, 0, 400_000, tzinfo=UTC)
WEEK = timedelta(days=7)
BUCKET = Bucket("study", "eu-west-1")
ORIGIN = "https://study.s3.eu-west-1.amazonaws.com"
KEY = AccessKey("TESTKEY", "test secret")
TEMPORARY = AccessKey("TESTKEY", "test secret", "test token")


@pytest.fixture(autouse=True)
def _no_keys(no_keys: None) -> None:
    """Before all other fixtures."""


@pytest.fixture
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY.id)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY.secret)


def minted(credentials: Credentials, expires: timedelta = WEEK) -> Signed:
    return mint(
        BUCKET,
        "in/cartpole",
        "live",
        url=f"{ORIGIN}/",
        expires=expires,
        credentials=credentials,
        now=NOW,
    )


def signed(
    site: Path, expires: timedelta = timedelta(days=3), profile: str | None = None
) -> Signed:
    target = Target(BUCKET, "in/cartpole", profile)
    [found] = sign_site(site, [target], mode="live", expires=expires, now=NOW)
    return found


def document(policy: PostPolicy) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(base64.b64decode(policy.fields["policy"]))
    return found


def test_the_policy_says_what_may_be_put_where() -> None:
    policy = minted(Credentials(KEY, None)).policy
    assert policy.prefix == "in/cartpole/live/"
    assert policy.max_bytes == 8 * 1024 * 1024
    assert document(policy) == {
        "expiration": "2026-11-28T12:00:00Z",
        "conditions": [
            {"bucket": "study"},
            ["starts-with", "$key", "in/cartpole/live/"],
            {"Content-Type": "application/gzip"},
            ["content-length-range", 0, 8 * 1024 * 1024],
            {"x-amz-algorithm": "AWS4-HMAC-SHA256"},
            {"x-amz-credential": "TESTKEY/20261121/eu-west-1/s3/aws4_request"},
            {"x-amz-date": "20261121T120000Z"},
        ],
    }


@pytest.mark.parametrize("key", [KEY, TEMPORARY])
def test_the_form_passes_the_judge_with_every_field_covered(key: AccessKey) -> None:
    policy = minted(Credentials(key, None)).policy
    fields = {name.lower(): value for name, value in policy.fields.items()}
    assert ("x-amz-security-token" in fields) == (key is TEMPORARY)
    upload = Upload("study", {**fields, "key": f"{policy.prefix}x"}, 10)
    assert judge(upload, key=key, now=NOW) is None


@pytest.mark.parametrize(
    ("key", "ends_after", "asked", "effective", "limit"),
    [
        (KEY, None, WEEK, WEEK, "asked"),
        (KEY, timedelta(days=8), WEEK, WEEK, "asked"),
        (KEY, timedelta(hours=1), WEEK, timedelta(hours=1), "credentials"),
        (TEMPORARY, timedelta(hours=1), WEEK, timedelta(hours=1), "credentials"),
        (TEMPORARY, timedelta(hours=2), timedelta(hours=1), timedelta(hours=1), "asked"),
        (TEMPORARY, None, WEEK, WEEK, "unknown"),
    ],
)
def test_effective_end(
    key: AccessKey, ends_after: timedelta | None, asked: timedelta, effective: timedelta, limit: str
) -> None:
    found = minted(Credentials(key, NOW + ends_after if ends_after else None), asked)
    whole_seconds = (NOW + effective).replace(microsecond=0)
    assert (found.expires_at, found.limit) == (whole_seconds, limit)
    assert datetime.fromisoformat(found.policy.expires_at) == whole_seconds
    assert document(found.policy)["expiration"] == found.policy.expires_at
    assert (found.note is None) == (limit == "asked")


def test_credentials_that_have_ended() -> None:
    with pytest.raises(UserError, match="have expired"):
        minted(Credentials(TEMPORARY, NOW - timedelta(seconds=1)))


@pytest.mark.parametrize(
    ("bucket", "url"),
    [
        (Bucket("study", "eu-west-1"), "https://study.s3.eu-west-1.amazonaws.com/"),
        (Bucket("study", "us-east-1"), "https://study.s3.us-east-1.amazonaws.com/"),
        (Bucket("my.study", "eu-west-1"), "https://s3.eu-west-1.amazonaws.com/my.study/"),
        (Bucket("study", "us-east-1", "http://localhost:8333"), "http://localhost:8333/study/"),
        (Bucket("study", "auto", "https://s3.example/"), "https://s3.example/study/"),
    ],
)
def test_addresses(bucket: Bucket, url: str) -> None:
    assert post_url(bucket) == url


@pytest.mark.parametrize("bucket", [Bucket("no bucket"), Bucket("study", "no region")])
def test_addresses_that_are_wrong(bucket: Bucket) -> None:
    with pytest.raises(UserError, match="name or region"):
        post_url(bucket)


@pytest.mark.usefixtures("_credentials")
def test_a_signed_site(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", connect=f"'self' {ORIGIN}")
    found = signed(site)
    written = PostPolicy.model_validate_json((site / "upload.json").read_bytes())
    assert written == found.policy
    assert written.url == f"{ORIGIN}/"
    assert KEY.secret not in (site / "upload.json").read_text()
    assert not list(site.glob(".*"))


@pytest.mark.usefixtures("_credentials")
@pytest.mark.parametrize(
    ("connect", "allowed"),
    [
        ("'self'", False),
        ("'self' https://other.s3.eu-west-1.amazonaws.com", False),
        (f"'self' {ORIGIN}.evil.example", False),
        (f"'self' {ORIGIN}:444", False),
        ("'self' http://study.s3.eu-west-1.amazonaws.com", False),
        (f"{ORIGIN}", True),
    ],
)
def test_the_site_must_be_allowed_to_talk_to_the_bucket(
    tmp_path: Path, connect: str, allowed: bool
) -> None:
    site = make_site(tmp_path / "site", connect=connect)
    before = (site / "upload.json").read_bytes()
    if allowed:
        assert signed(site).policy.kind == "s3-post"
    else:
        with pytest.raises(UserError, match=f"may not talk to {ORIGIN}"):
            signed(site)
        assert (site / "upload.json").read_bytes() == before


@pytest.mark.usefixtures("_credentials")
@pytest.mark.parametrize(
    ("expires", "allowed"),
    [
        (WEEK, True),
        (WEEK + timedelta(seconds=1), False),
        (timedelta(0), False),
        (timedelta(days=-1), False),
    ],
)
def test_at_most_seven_days(tmp_path: Path, expires: timedelta, allowed: bool) -> None:
    site = make_site(tmp_path / "site", connect=ORIGIN)
    if allowed:
        assert signed(site, expires).limit == "asked"
    else:
        with pytest.raises(UserError, match="at most 7 days"):
            signed(site, expires)


@pytest.mark.usefixtures("_credentials")
def test_another_mode(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", mode="pilot", connect=ORIGIN)
    with pytest.raises(UserError, match="built for mode 'pilot', not 'live'"):
        signed(site)


@pytest.mark.usefixtures("_credentials")
@pytest.mark.parametrize("missing", ["index.html", "v/0123abcd/manifest.json"])
def test_a_site_that_is_not_whole(tmp_path: Path, missing: str) -> None:
    site = make_site(tmp_path / "site", connect=ORIGIN)
    (site / missing).unlink()
    with pytest.raises(UserError, match="gymbrowser build"):
        signed(site)


@pytest.mark.usefixtures("_credentials")
def test_a_page_that_is_not_ours(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site")
    (site / "index.html").write_text("<p>Hello")
    with pytest.raises(UserError, match="not one that gymbrowser built"):
        signed(site)


def test_no_credentials(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", connect=ORIGIN)
    with pytest.raises(UserError, match="AWS_ACCESS_KEY_ID"):
        signed(site)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", connect=ORIGIN)
    with pytest.raises(UserError, match=r"\(nobody\)"):
        signed(site, profile="nobody")


@pytest.mark.usefixtures("_credentials")
def test_the_end_of_credentials_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    end = (datetime.now(UTC) + timedelta(hours=6)).replace(microsecond=0)
    monkeypatch.setenv("AWS_SESSION_TOKEN", "test token")
    assert find_credentials() == Credentials(TEMPORARY, None)
    monkeypatch.setenv("AWS_CREDENTIAL_EXPIRATION", end.isoformat())
    assert find_credentials() == Credentials(TEMPORARY, end)


def test_credentials_of_a_profile(tmp_path: Path) -> None:
    file = configparser.ConfigParser()
    file["lab"] = {"aws_access_key_id": KEY.id, "aws_secret_access_key": KEY.secret}
    with (tmp_path / "credentials").open("w") as written:
        file.write(written)
    assert find_credentials("lab") == Credentials(KEY, None)
