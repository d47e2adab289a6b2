"""There is never half a site, and never somebody else's folder replaced by one."""

import errno
import os
from pathlib import Path

import pytest

from gymbrowser.build import build
from gymbrowser.console import quiet
from gymbrowser.contract.upload import NoUpload, PostPolicy
from gymbrowser.errors import UserError
from gymbrowser.plan import Asset, Plan
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from gymbrowser.store.upload_file import read_destinations, upload_text
from gymbrowser.write import Earlier, write_site
from tests.sites import manifest

INDEX = b'<meta name="gymbrowser-site" content="v/x/">'


BUCKET = "https://bucket.example/"
NONE = upload_text([])
SIGNED = PostPolicy(
    kind="s3-post",
    url=BUCKET,
    fields={},
    prefix="in/study/live/",
    mode="live",
    max_bytes=1,
    expires_at="2026-12-01T00:00:00Z",
)


def plan(*assets: Asset, uploads_to: tuple[str | None, ...] = ()) -> Plan:
    index = Asset("index.html", INDEX)
    made = manifest("live")
    return Plan("x", (index, *assets), manifest=made, boot=None, uploads_to=uploads_to)


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
    write_site(plan(Asset("sw.js", b"old"), Asset(".nojekyll", b"")), target, lambda _: None)
    (target / ".DS_Store").write_bytes(b"where its window was")
    write_site(plan(Asset("sw.js", b"new")), target, lambda _: None)
    assert files(target) == {"index.html": INDEX, "sw.js": b"new"}


def version(name: str, *more: Asset) -> Plan:
    return plan(Asset(f"v/{name}/page.js", name.encode()), *more)


def test_what_a_killed_build_has_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    target = tmp_path / "site"
    for kind in ("new", "old"):
        left = tmp_path / f".site.{os.getpid()}.{kind}"
        left.mkdir()
        (left / "index.html").write_bytes(INDEX)
    for content in (b"old", b"new"):
        write_site(plan(Asset("sw.js", content)), target, lambda _: None)
    assert files(target) == {"index.html": INDEX, "sw.js": b"new"}


def test_earlier_versions_stay_and_clean_drops_them(tmp_path: Path) -> None:
    target = tmp_path / "site"
    runtime = Asset("rt/1/core/a.wasm", b"wasm")
    first = write_site(version("1", runtime, Asset("sw.js", b"")), target, lambda _: None)
    assert first == Earlier(0, 0)
    same = write_site(version("1", runtime), target, lambda _: None)
    assert same == Earlier(0, 0)
    second = write_site(version("2"), target, lambda _: None)
    assert second == Earlier(1, len(b"1") + len(b"wasm"))
    third = write_site(version("3"), target, lambda _: None)
    assert third.versions == 2
    assert files(target) == {
        "index.html": INDEX,
        "rt/1/core/a.wasm": b"wasm",
        **{f"v/{name}/page.js": name.encode() for name in "123"},
    }
    assert write_site(version("4"), target, lambda _: None, clean=True) == Earlier(0, 0)
    assert files(target) == {"index.html": INDEX, "v/4/page.js": b"4"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_earlier_versions_stay_where_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    target = tmp_path / "site"
    write_site(version("1"), target, lambda _: None)
    assert write_site(version("2"), target, lambda _: None).versions == 1
    assert files(target)["v/1/page.js"] == b"1"


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
    again = plan(
        Asset("upload.json", NONE.encode()), Asset("study.json", b""), uploads_to=(uploads_to,)
    )
    write_site(again, target, lambda _: None)
    (target / "upload.json").write_text(upload_text([SIGNED]))
    (target / "study.json").write_text("closed")
    write_site(again, target, lambda _: None)
    assert (target / "upload.json").read_text() == (upload_text([SIGNED]) if kept else NONE)
    assert (target / "study.json").read_text() == "closed"


@pytest.mark.parametrize(("experiment", "kept"), [("cartpole", True), ("another", False)])
def test_a_signature_for_another_experiment_ends(
    tmp_path: Path, experiment: str, *, kept: bool
) -> None:
    target = tmp_path / "site"
    again = plan(Asset("upload.json", NONE.encode()), uploads_to=(f"{BUCKET}in/study/live/",))
    write_site(again, target, lambda _: None)
    signed = upload_text([SIGNED.model_copy(update={"experiment": experiment})])
    (target / "upload.json").write_text(signed)
    write_site(again, target, lambda _: None)
    assert (target / "upload.json").read_text() == (signed if kept else NONE)


def test_of_two_signatures_the_one_for_a_place_that_stays_outlives_a_build(tmp_path: Path) -> None:
    target = tmp_path / "site"
    none, moved = NoUpload(kind="none"), SIGNED.model_copy(update={"prefix": "moved/live/"})
    unsigned = Asset("upload.json", upload_text([none, none]).encode())
    places = (f"{BUCKET}new/live/", f"{BUCKET}in/study/live/")
    write_site(plan(unsigned), target, lambda _: None)
    (target / "upload.json").write_text(upload_text([moved, SIGNED]))
    write_site(plan(unsigned, uploads_to=places), target, lambda _: None)
    assert read_destinations(target / "upload.json") == [none, SIGNED]


def test_a_failure_leaves_the_old_site(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_site(plan(), target, lambda _: None)
    write_site(version("1"), target, lambda _: None)
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


@pytest.mark.parametrize("own", ["exp.yml", "CNAME", ".git/config", "pages/consent.md"])
def test_what_others_put_beside_a_site_is_not_replaced(own: str, tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_site(plan(Asset("sw.js", b"old")), target, lambda _: None)
    (target / own).parent.mkdir(exist_ok=True)
    (target / own).write_text("years of work")
    before = files(target)
    with pytest.raises(UserError, match=f"holds {own.split('/')[0]}"):
        write_site(plan(Asset("sw.js", b"new")), target, lambda _: None)
    assert files(target) == before


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("")
    with pytest.raises(UserError, match="is a file"):
        write_site(plan(), tmp_path / "site", lambda _: None)


def test_it_is_refused_before_anything_is_made_of_the_study(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.tex").write_text("years of work")
    sources = Sources(Cache(tmp_path / "cache"))
    with pytest.raises(UserError, match="files that gymbrowser did not make"):
        build(tmp_path / "no-such-study.yml", tmp_path / "full", quiet, sources)
