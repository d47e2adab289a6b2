"""Settings from the environment: right ones, and all that is wrong at once."""

import pytest

from gymbrowser.config import patterns
from gymbrowser.endpoint import settings
from gymbrowser.endpoint.settings import VARIABLE, read_settings
from gymbrowser.errors import UserError

GIVEN = {
    "EXPERIMENT": "balance",
    "ORIGINS": "https://lab.example.org, http://localhost:8000",
    "BUCKET": "my-bucket",
    "PREFIX": "in/balance",
}


def named(**changes: str) -> dict[str, str]:
    return {VARIABLE + name: value for name, value in {**GIVEN, **changes}.items()}


def test_what_is_not_said_has_a_default() -> None:
    read = read_settings({**named(), "PATH": "/bin"})
    assert read.origins == ["https://lab.example.org", "http://localhost:8000"]
    assert (read.modes, read.method, read.lifetime_s) == (["pilot", "live"], "put", 900)
    assert (read.sessions_per_participant, read.code) == (None, None)


def test_an_empty_variable_is_none() -> None:
    assert read_settings(named(CODE="", SESSIONS_PER_PARTICIPANT="")).code is None


def test_numbers_and_lists_are_read() -> None:
    read = read_settings(named(MODES="live", MAX_CHUNKS="7", SESSIONS_PER_PARTICIPANT="1"))
    assert (read.modes, read.max_chunks, read.sessions_per_participant) == (["live"], 7, 1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ORIGINS": "https://lab.example.org/"}, "ORIGINS is wrong"),
        ({"ORIGINS": "*"}, "ORIGINS is wrong"),
        ({"ORIGINS": "null"}, "ORIGINS is wrong"),
        ({"ORIGINS": "https://a.example\nhttps://b.example"}, "ORIGINS is wrong"),
        ({"PREFIX": "/in/"}, "PREFIX is wrong"),
        ({"MODES": "real"}, "MODES is wrong"),
        ({"LIFETIME_S": "700000"}, "LIFETIME_S is wrong"),
        ({"METHOD": "get"}, "METHOD is wrong"),
        ({"BUCKET": ""}, "BUCKET is missing"),
        ({"MAX_CHUNK": "3"}, "Did you mean GYMBROWSER_ENDPOINT_MAX_CHUNKS?"),
    ],
)
def test_what_is_wrong_is_said(changes: dict[str, str], said: str) -> None:
    with pytest.raises(UserError) as error:
        read_settings(named(**changes))
    assert said in str(error.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(UserError) as error:
        read_settings({})
    assert len(error.value.problems) == 4


@pytest.mark.parametrize("name", ["SLUG", "BUCKET", "PREFIX", "ENDPOINT"])
def test_names_have_the_form_that_they_have_in_exp_yml(name: str) -> None:
    assert getattr(settings, name) == getattr(patterns, name)
