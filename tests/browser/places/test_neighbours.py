"""Several studies on one origin."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from gymbrowser.data.pull import pull
from gymbrowser.data.sessions import read_sessions, scan
from gymbrowser.store.grant import grant
from gymbrowser.store.s3 import Bucket
from gymbrowser.store.signature import AccessKey
from tests.browser.conftest import Study
from tests.browser.fault_trial import credentials
from tests.browser.places.person import DATABASES, Person
from tests.seaweedfs import S3Server
from tests.static_host import serve_folder


def test_studies_on_one_origin_never_meet(
    study: Study, shared: Study, context: BrowserContext, s3_server: S3Server, tmp_path: Path
) -> None:
    """Two of one id, one below the other, and one of another id: all are open at once."""
    root = tmp_path / "host"
    shutil.copytree(shared.site, root / "a")
    shutil.copytree(shared.site, root / "a" / "b")
    shutil.copytree(study.site, root / "c")
    bucket = shared.bucket
    with serve_folder(root) as origin:
        s3_server.allow_origins(bucket, [origin, shared.origin])
        people = {}
        for at in ("a", "a/b", "c"):
            sign(root / at, s3_server, bucket, f"in/{at}")
            people[at] = page = context.new_page()
            page.goto(f"{origin}/{at}/?participant={at}")
            Person(page).agree()
            Person(page).say("first", f"at {at}")
            expect(page.get_by_role("heading", name="The first words")).to_be_hidden()
        assert set(people["a"].evaluate(DATABASES)) == {
            f"gymbrowser:faults:/{at}/" for at in people
        }
        for at, page in people.items():
            if at == "c":
                Person(page).play()
            Person(page).say("last", f"at {at}")
            Person(page).reads_that_all_is_saved()
        scopes = people["c"].evaluate(
            "async () => (await navigator.serviceWorker.getRegistrations()).map((r) => r.scope)"
        )
        assert set(scopes) == {f"{origin}/{at}/" for at in people}
        kept = people["c"].evaluate("() => caches.keys()")
        assert set(kept) == {f"gymbrowser:{scope}" for scope in scopes}
    for at in people:
        into = tmp_path / "data" / at.replace("/", "-")
        target = Bucket(bucket, s3_server.region, s3_server.endpoint_url)
        with credentials(s3_server.admin):
            pull(target, prefix=f"in/{at}", mode="live", into=into)
        (session,) = read_sessions(scan(into), "live", identities=True)
        assert (session.participant, session.problems) == (at, ())


def sign(site: Path, server: S3Server, bucket: str, prefix: str) -> None:
    now = datetime.now(UTC)
    policy = grant(
        bucket,
        prefix,
        "live",
        url=f"{server.endpoint_url}/{bucket}/",
        region=server.region,
        key=AccessKey(server.signer.access_key, server.signer.secret_key),
        now=now,
        expires_at=now + timedelta(hours=1),
    )
    (site / "upload.json").write_text(policy.model_dump_json(), encoding="utf-8")
