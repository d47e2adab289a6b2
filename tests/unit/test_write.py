"""There is never half a site, and never somebody else's folder replaced by one."""

from pathlib import Path

import pytest

from gymbrowser.errors import UserError
from gymbrowser.plan import Asset, Plan
from gymbrowser.write import write_site

INDEX = b'<meta name="gymbrowser-site" content="v/x/">'


def plan(*assets: Asset) -> Plan:
    index = Asset("index.html", INDEX)
    return Plan(site="x", assets=(index, *assets), manifest=None)  # type: ignore[arg-type]


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


def test_a_new_site_replaces_the_old_one_but_keeps_its_signature(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_site(plan(Asset("old.js", b""), Asset("upload.json", b"none")), target, lambda _: None)
    (target / "upload.json").write_bytes(b"signed")
    write_site(plan(Asset("new.js", b""), Asset("upload.json", b"none")), target, lambda _: None)
    assert files(target) == {"index.html": INDEX, "new.js": b"", "upload.json": b"signed"}


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
