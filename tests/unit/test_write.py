"""There is never half a site, and never somebody else's folder replaced by one."""

from pathlib import Path

import pytest

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.errors import UserError
from gymbrowser.plan import Asset, Plan
from gymbrowser.write import write_site

INDEX = b'<meta name="gymbrowser-site" content="v/x/">'


BUCKET = "https://bucket.example/"
SIGNED = PostPolicy(
    kind="s3-post",
    url=BUCKET,
    fields={},
    prefix="in/study/live/",
    mode="live",
    max_bytes=1,
    expires_at="2026-12-01T00:00:00Z",
).model_dump_json()


def plan(*assets: Asset, uploads_to: str | None = None) -> Plan:
    index = Asset("index.html", INDEX)
    return Plan("x", (index, *assets), manifest=None, uploads_to=uploads_to)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_writes_every_asset_and_says_so(tmp_path: Path) -> None:
    wrote: list[str] = []
    target = tmp_path / "out" / "site"
    write_site(plan(Asset("v/x/page.js", b"js")), target, lambda asset: wrote.append(asset.path))
    assert files(target) == {"index.html": INDEX, "v/x/page.js": b"js"}
    assert wrote == ["index.html", "v/x/page.js"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["site"]


def test_a_new_site_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_site(plan(Asset("old.js", b"")), target, lambda _: None)
    write_site(plan(Asset("new.js", b"")), target, lambda _: None)
    assert files(target) == {"index.html": INDEX, "new.js": b""}


@pytest.mark.parametrize(
    ("uploads_to", "kept"),
    [
        (f"{BUCKET}in/study/live/", True),
        (f"{BUCKET}in/study/pilot/", False),
        (f"{BUCKET}in/other/live/", False),
        ("https://other.example/in/study/live/", False),
        (None, False),
    ],
)
def test_a_signature_outlives_a_build_for_the_same_place(
    tmp_path: Path, uploads_to: str | None, *, kept: bool
) -> None:
    target = tmp_path / "site"
    again = plan(Asset("upload.json", b"none"), Asset("study.json", b""), uploads_to=uploads_to)
    write_site(again, target, lambda _: None)
    (target / "upload.json").write_text(SIGNED)
    (target / "study.json").write_text("closed")
    write_site(again, target, lambda _: None)
    assert (target / "upload.json").read_text() == (SIGNED if kept else "none")
    assert (target / "study.json").read_text() == "closed"


def test_a_failure_leaves_the_old_site(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_site(plan(), target, lambda _: None)
    before = files(target)
    missing = Asset("v/x/page.js", tmp_path / "missing.js")
    with pytest.raises(Exception, match="cannot write the site"):
        write_site(plan(missing), target, lambda _: None)
    assert files(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match="files that gymbrowser did not make"):
        write_site(plan(), target, lambda _: None)
    assert files(target) == {"thesis.tex": b"years of work"}


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(UserError, match="is a file"):
        write_site(plan(), tmp_path / "site", lambda _: None)
