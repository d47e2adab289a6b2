"""The stand-in for pygame joins a site unless it has a pygame already, and satisfies packages."""

import zlib
from pathlib import Path

import pytest

from gymbrowser.errors import Place
from gymbrowser.resolve.asked import Asked
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from gymbrowser.resolve.standin import NAME, standin_wheel, stood_for
from tests.package_index import PackageIndex
from tests.unit.test_packages import Study, versions

MAXIMUM = 60_000


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def study(tmp_path: Path, said: list[str]) -> Study:
    return Study(tmp_path / "study", Sources(Cache(tmp_path / "cache"), warn=said.append))


def names(study: Study) -> set[str]:
    return {wheel.name for wheel in study.resolve().lock.wheels}


def test_every_site_has_it_and_it_is_small(study: Study, said: list[str]) -> None:
    assert NAME in names(study)
    assert not said
    wheel = standin_wheel()
    assert isinstance(wheel.content, bytes)
    assert len(zlib.compress(wheel.content)) < MAXIMUM
    assert wheel.imports == ("pygame",)


@pytest.mark.parametrize("needed", ["pygame==2.1.3", "pygame-ce>=2.4.0", "pygame>=99"])
def test_a_package_that_needs_pygame_gets_it_and_the_author_is_told(
    needed: str, study: Study, said: list[str], index: PackageIndex
) -> None:
    index.add("maze", "1.0", requires=[needed])
    assert versions(study.require("maze").resolve()) == {"maze": "1.0"}
    [sentence] = said
    assert "stand-in for it (maze)" in sentence


def test_the_lock_of_it_is_obeyed(study: Study, index: PackageIndex) -> None:
    index.add("maze", "1.0", requires=["pygame-ce>=2.4.0"])
    study.require("maze", "pygame")
    assert study.lock() == {"maze": "1.0"}
    again = study.resolve()
    assert again.before is not None
    assert versions(again) == {"maze": "1.0"}
    assert NAME in {wheel.name for wheel in again.lock.wheels}


def test_the_real_one_is_had_by_naming_it() -> None:
    def asked(text: str) -> list[Asked]:
        return [Asked(text, Place(Path("exp.yml"), 1))]

    assert stood_for(asked("numpy"), "3.14") == {"pygame", "pygame-ce"}
    assert stood_for(asked("pygame_ce>=2"), "3.14") == {"pygame"}
    assert "pygame-ce" in stood_for(asked('pygame-ce; sys_platform == "win32"'), "3.14")


def test_who_asks_for_the_real_one_gets_no_other(study: Study, index: PackageIndex) -> None:
    """Any wheel that brings a `pygame`; that of the distribution is some megabytes."""
    index.add("maze", "1.0", requires=["pygame-ce>=2.4.0"])
    index.add("own-pygame", "1.0", files={"pygame/__init__.py": b"REAL = True\n"})
    assert NAME not in names(study.require("maze", "own-pygame"))
