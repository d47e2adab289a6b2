"""What the manifest says otherwise in the other languages of the study."""

from collections.abc import Iterator, Mapping
from typing import Any

from gymbrowser.config import Experiment
from gymbrowser.environment.inspect import Inspection
from gymbrowser.errors import Place, UserError
from gymbrowser.plan.manifest import make_manifest
from gymbrowser.plan.paths import Runtime
from gymbrowser.plan.policies import used_policies
from gymbrowser.policy import PolicyInspection
from gymbrowser.resolve import Lock

type _Path = tuple[str | int, ...]

_READ = frozenset(
    {
        *("above", "alt", "body", "confirm", "debrief", "html", "label", "low", "high", "title"),
        *("accept", "decline", "other", "prompt", "question", "right", "wrong"),
        *("captions", "file", "sha256", "shown", "survey"),
    }
)
"""The keys of the manifest whose values are read, seen or heard, or follow from those."""

_BARE = Runtime("rt/", ())
"""Where the runtime lies says nothing of words."""


def translations_of(
    experiment: Experiment,
    lock: Lock,
    inspection: Inspection,
    policies: Mapping[str, PolicyInspection],
) -> dict[str, dict[str, Any]]:
    """Language to JSON Pointer (RFC 6901) to what stands there in it.

    Args:
        experiment: exp.yml and its files, in all languages.
        lock: The wheels.
        inspection: What the environment is like.
        policies: What each ONNX policy is like, by name.

    Raises:
        UserError: Two languages differ in more than words, so that their data could not be put
            together.
    """
    used = {name: policies[name] for name in used_policies(experiment) & policies.keys()}

    def told(study: Experiment) -> dict[str, Any]:
        manifest = make_manifest(study, lock, inspection, used, _BARE, (), None)
        return manifest.model_dump(mode="json", exclude={"language", "runtime"})

    usual = told(experiment)
    return {
        language: _texts(usual, told(translation), experiment, language)
        for language, translation in experiment.translations.items()
    }


def _texts(
    usual: dict[str, Any], other: dict[str, Any], experiment: Experiment, language: str
) -> dict[str, Any]:
    found = dict(_differences(usual, other, ()))
    for path in found:
        if not _is_read(path):
            raise UserError(
                f"the study in `{language}` is not the one in `{experiment.config.language}`: "
                f"{_in_words(path, usual)} differs",
                where=Place(experiment.file),
                why="What is recorded must be the same in all languages.",
                remedy="Let the versions have the same questions in the same order; give options "
                "as `value: label`, with the same values.",
            )
    return {"".join(f"/{_escaped(key)}" for key in path): value for path, value in found.items()}


def _differences(here: Any, there: Any, path: _Path) -> Iterator[tuple[_Path, Any]]:
    if here == there:
        return
    if _is_read(path) and not isinstance(here, dict):
        yield path, there
    elif isinstance(here, dict) and isinstance(there, dict) and here.keys() == there.keys():
        for key, value in here.items():
            yield from _differences(value, there[key], (*path, key))
    elif isinstance(here, list) and isinstance(there, list) and len(here) == len(there):
        for index, (one, other) in enumerate(zip(here, there, strict=True)):
            yield from _differences(one, other, (*path, index))
    else:
        yield path, there


def _is_read(path: _Path) -> bool:
    match path:
        case ("steps", int(), "words", str()):
            return True
        case (*_, last):
            return last in _READ
    return False


def _in_words(path: _Path, manifest: dict[str, Any]) -> str:
    """`step "trust", questions.0.options.1.value`."""
    if path[0] == "steps" and len(path) > 1:
        name = manifest["steps"][path[1]]["id"]
        return f"in the step `{name}`, `{'.'.join(map(str, path[2:]))}`"
    return f"`{'.'.join(map(str, path))}`"


def _escaped(key: str | int) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")
