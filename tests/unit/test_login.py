"""A login's lists of ids: hashes in the site, and sentences for what is no list."""

import json
import shutil
from pathlib import Path

import pytest

from gymbrowser.config import load_experiment
from gymbrowser.config.login_models import LoginConfig
from gymbrowser.config.logins import hash_id, make_login
from gymbrowser.contract.steps import LoginStep
from gymbrowser.errors import Place, UserError
from gymbrowser.simulate.logins import login_lists
from tests.sites import manifest

EXAMPLE = Path(__file__).parents[2] / "examples" / "cartpole"
CASES = json.loads((Path(__file__).parents[1] / "data" / "login.json").read_text("utf-8"))


def made(folder: Path, experiment: str = "study", **keys: object) -> LoginStep:
    config = LoginConfig.model_validate(keys)
    return make_login(
        "login", config, "", experiment, folder, Place(folder / "exp.yml", 3), label="Id"
    )


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_page_looks_for_the_same_hash(case: dict[str, str]) -> None:
    assert hash_id(case["id"], case["salt"]) == case["hash"]


def test_the_site_has_no_id_in_it_and_other_hashes_in_another_study(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("\ufeffAB12\n\n  CD34 \r\nAB12\n", encoding="utf-8")
    step = made(tmp_path, allow="ids.txt", exclude="ids.txt", pattern="[A-Z]{2}[0-9]{2}")
    text = step.model_dump_json()
    assert "AB12" not in text
    assert "CD34" not in text
    assert step.allow == sorted(hash_id(one, step.salt) for one in ("AB12", "CD34"))
    assert step.exclude == step.allow
    assert made(tmp_path, "other", allow="ids.txt").allow != step.allow
    assert made(tmp_path, allow="ids.txt").allow == step.allow


def test_without_lists_whoever_has_the_form_comes_in(tmp_path: Path) -> None:
    step = made(tmp_path, roles={"tutor": "T[0-9]", "pupil": "P[0-9]"})
    assert (step.allow, step.exclude, list(step.roles)) == (None, [], ["tutor", "pupil"])


def test_ids_of_other_keyboards_are_listed_as_the_page_reads_them(tmp_path: Path) -> None:
    (tmp_path / "ids.txt").write_text("\u3000\uff21\uff22\uff11\uff12\n", encoding="utf-8")
    step = made(tmp_path, allow="ids.txt")
    assert step.allow == [hash_id("AB12", step.salt)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"AB12\nab12\n", "ids.txt:2: nobody can come in as `ab12`"),
        (b"\n\n", "the list has 0 ids"),
        (b"AB12\xff\n", "can't be read as UTF-8"),
        (b"AB\x0712\n", "ids.txt:1: this is no id"),
    ],
)
def test_what_is_no_list_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "ids.txt").write_bytes(content)
    with pytest.raises(UserError) as caught:
        made(tmp_path, allow="ids.txt", pattern="[A-Z]{2}.?[0-9]{2}")
    assert words in str(caught.value)


def test_a_login_that_only_the_experiment_has_is_told_to_who_lets_bots_in(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "study")
    file = tmp_path / "study" / "exp.yml"
    file.write_text(
        file.read_text("utf-8").replace("steps:\n", "steps:\n  - login: {}\n", 1), "utf-8"
    )
    with pytest.raises(UserError, match="has 1 login, and its site has 0"):
        login_lists(load_experiment(file), manifest("live"))
