"""What holds of the languages of a study."""

from collections.abc import Iterator
from typing import Any

from gymbrowser.config.base import Broken
from gymbrowser.config.tongue import USUAL


def broken_languages(document: dict[Any, Any]) -> Iterator[Broken]:
    """Every rule that is broken, as far as exp.yml is understood."""
    given, by = document.get("languages"), document.get("language_by")
    if given is None and by is not None:
        yield (
            ("language_by",),
            "`language_by` says nothing without `languages`",
            "There is one language only.",
            "Add `languages: [en, de]`, or remove `language_by`.",
        )
    if isinstance(given, list):
        yield from _offered(given, document.get("language", USUAL))
    if isinstance(by, list):
        yield from _sources(by)


def _offered(given: list[Any], usual: Any) -> Iterator[Broken]:
    for index in _repeated(given):
        yield (
            ("languages", index),
            f"`{given[index]}` stands twice among the languages",
            None,
            "Remove one of the two.",
        )
    if usual not in given:
        yield (
            ("languages",),
            f"`{usual}` is not among the languages",
            "It is `language`, the one that the texts without a language are in.",
            f"Add `{usual}` to `languages`, or give another `language`.",
        )


def _sources(by: list[Any]) -> Iterator[Broken]:
    for index in _repeated(by):
        yield (
            ("language_by", index),
            f"`{by[index]}` stands twice in `language_by`",
            None,
            "Remove one of the two.",
        )
    if "question" in by[:-1]:
        yield (
            ("language_by", by.index("question") + 1),
            "what stands behind `question` is never asked",
            "A participant who is asked has chosen.",
            "Put `question` last.",
        )


def _repeated(items: list[Any]) -> Iterator[int]:
    return (index for index, item in enumerate(items) if item in items[:index])
