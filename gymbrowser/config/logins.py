"""A `login` step with its lists of ids, which leave this machine as hashes alone."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from gymbrowser.config.login_models import LoginConfig
from gymbrowser.config.pages import inside
from gymbrowser.config.yaml import missing_file
from gymbrowser.contract.steps import LoginStep
from gymbrowser.errors import Place, Problem, UserError

MOST_IDS = 20_000
"""Of one list: the page loads all of their hashes."""
HASH_DIGITS = 32
"""Of a SHA-256: enough that no two ids meet."""
_LONGEST = 200


def make_login(
    name: str,
    config: LoginConfig,
    html: str,
    experiment: str,
    folder: Path,
    place: Place,
    *,
    label: str,
) -> LoginStep:
    """The step as the page gets it.

    Args:
        name: Of the step.
        config: As exp.yml has it.
        html: The author's words.
        experiment: Its id: the same person has other hashes in another study.
        folder: Of exp.yml.
        place: Where the step stands.
        label: What stands at the field where the step does not say it.

    Raises:
        UserError: A list can't be read, or has something in it that is no id of the study's.
    """
    salt = hashlib.sha256(f"gymbrowser login {experiment}".encode()).hexdigest()[:HASH_DIGITS]
    patterns = [*config.roles.values(), *([config.pattern] if config.pattern else [])]

    def hashes(file: str | None) -> list[str] | None:
        if file is None:
            return None
        inside(folder / file, folder, place)
        ids = read_ids(folder / file, file, patterns, place)
        return sorted({hash_id(one, salt) for one in ids})

    return LoginStep(
        kind="login",
        id=name,
        html=html,
        label=config.label or label,
        pattern=config.pattern,
        roles=dict(config.roles),
        salt=salt,
        allow=hashes(config.allow),
        exclude=hashes(config.exclude) or [],
    )


def hash_id(participant: str, salt: str) -> str:
    """The beginning of a salted SHA-256; the twin of `hashOf` in js/src/page/login.ts."""
    return hashlib.sha256(f"{salt}/{participant}".encode()).hexdigest()[:HASH_DIGITS]


def read_ids(path: Path, named: str, patterns: list[str], place: Place) -> list[str]:
    """The ids of a list.

    Args:
        path: The list.
        named: What exp.yml calls it.
        patterns: One of them each id must match; empty: any does.
        place: Where the step stands.

    Raises:
        UserError: It can't be read, or has something in it that is no id of the study's.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise UserError.of([missing_file(path, place, named)]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{named} can't be read as UTF-8", where=place, why=str(error)) from error
    ids = list(_ids_in(text))
    problems = [
        Problem(what, Place(path, line), remedy="Write one id into each line, and nothing else.")
        for line, one in ids
        if (what := _why_no_id(one, patterns)) is not None
    ]
    if problems:
        raise UserError.of(problems[:10])
    if not 0 < len(ids) <= MOST_IDS:
        raise UserError(
            f"the list has {len(ids)} ids",
            where=Place(path),
            remedy=f"Write one id into each line, {MOST_IDS} at most.",
        )
    return [one for _, one in ids]


def _ids_in(text: str) -> Iterator[tuple[int, str]]:
    """Line and id, without empty lines; as the page reads what is typed."""
    for number, line in enumerate(text.split("\n"), start=1):
        one = unicodedata.normalize("NFKC", line).strip()
        if one:
            yield number, one


def _why_no_id(one: str, patterns: list[str]) -> str | None:
    if len(one) > _LONGEST or not one.isprintable():
        return "this is no id: it is too long, or has characters that nobody can type"
    if patterns and not any(re.fullmatch(pattern, one) for pattern in patterns):
        return f"nobody can come in as `{one}`: it does not match the step's pattern"
    return None
