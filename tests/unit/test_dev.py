"""What `gymbrowser dev` follows, builds and tells, without a browser."""

import asyncio
import json
from pathlib import Path

import pytest
from watchfiles import Change

from gymbrowser.build import Built
from gymbrowser.console import quiet
from gymbrowser.dev import Shown, dev, rebuild
from gymbrowser.dev.app import with_script
from gymbrowser.dev.files import Followed
from gymbrowser.dev.news import Bulletin, News
from gymbrowser.dev.rebuild import Rebuilder
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources

EXPERIMENT = """
id: study
environment: {source: env, gym_id: CartPole-v1}
steps:
  - page: pages/welcome.md
  - form: pages/later.yml
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exp.yml").write_text(EXPERIMENT, encoding="utf-8")
    return tmp_path


def heard(followed: Followed, path: Path) -> bool:
    return followed(Change.modified, str(path))


def test_only_what_exp_yml_names_is_followed(folder: Path) -> None:
    followed = Followed(folder / "exp.yml", [folder / "build" / "site"])
    for name in ("exp.yml", "exp.lock", "pages/welcome.md", "pages/later.yml", "env/deep/er.py"):
        assert heard(followed, folder / name), name
    for name in ("README.md", "data/1.gz", "env/__pycache__/er.pyc", "pages/.welcome.md.swp"):
        assert not heard(followed, folder / name), name


def test_while_something_is_wrong_any_file_may_mend_it_but_not_what_the_preview_writes(
    folder: Path,
) -> None:
    followed = Followed(folder / "exp.yml", [folder / "build" / "site"])
    followed.everything = True
    assert heard(followed, folder / "pictures" / "missing.png")
    assert not heard(followed, folder / "build" / "site" / "index.html")


def test_a_preview_takes_no_place_of_files_that_are_not_its_own(folder: Path) -> None:
    (folder / "thesis").mkdir()
    (folder / "thesis" / "chapter.md").write_text("", encoding="utf-8")
    shown = Shown(quiet, fail_test, fail_test, fail_test)
    sources = Sources(Cache(folder / "cache"), offline=True)
    with pytest.raises(UserError, match="files that gymbrowser did not make"):
        dev(
            folder / "exp.yml",
            site=folder / "thesis",
            store=folder / "store",
            sources=sources,
            shown=shown,
            port=0,
        )


def fail_test(*_: object) -> None:
    pytest.fail("It went on.")


def test_a_file_that_is_no_yaml_does_not_change_what_is_followed(folder: Path) -> None:
    followed = Followed(folder / "exp.yml", [])
    (folder / "exp.yml").write_text("steps: [", encoding="utf-8")
    followed.read()
    assert heard(followed, folder / "pages" / "welcome.md")


def test_a_failed_build_tells_what_is_wrong_and_keeps_the_site(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = Problem("no `steps`", Place(Path("exp.yml"), 1), remedy="Add some.")

    def fail(*_: object, **__: object) -> Built:
        raise UserError.of([problem])

    monkeypatch.setattr(rebuild, "build", fail)
    sources = Sources(Cache(folder / "cache"), offline=True)
    turn = Rebuilder(folder / "exp.yml", folder / "site", sources, quiet).build()
    assert turn.built is None
    assert turn.is_new
    told = json.loads(turn.news.text())
    nothing = {"why": None, "quote": None}
    wrong = {"what": "no `steps`", "where": "exp.yml:1", "remedy": "Add some.", **nothing}
    assert told == {"site": None, "problems": [wrong]}


def test_news_come_as_they_are_and_then_as_they_change() -> None:
    async def listen() -> list[str]:
        bulletin = Bulletin(News("a"))
        heard: list[str] = []
        async for line in bulletin.stream(lambda: len(heard) == 2):
            if line.startswith("data: "):
                heard.append(json.loads(line[6:])["site"])
                bulletin.publish(News("b"))
        return heard

    assert asyncio.run(listen()) == ["a", "b"]


def test_the_page_is_run_by_the_previews_script() -> None:
    page = '<head>\n<script defer src="v/0a/page.js"></script>\n</head>'
    changed = with_script(page)
    assert 'data-page="v/0a/page.js"' in changed
    assert 'src="v/0a/page.js"' not in changed
    with pytest.raises(ValueError, match="exactly one"):
        with_script("<head></head>")
