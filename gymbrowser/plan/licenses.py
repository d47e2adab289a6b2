"""THIRD_PARTY_LICENSES of a site: what travels in every site, and what its author added."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from gymbrowser import resources
from gymbrowser.config.surveys import notice_of
from gymbrowser.resolve import Lock, LockedWheel

_LICENSE = re.compile(
    r"[^/]+\.dist-info/(licenses/.+|(LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*)", re.IGNORECASE
)
"""Core metadata 2.4 has a folder for them; older wheels have them beside their METADATA."""
_RULE = "=" * 80

SURVEYJS_TITLES = (
    "SurveyJS",
    "Preact, in SurveyJS",
    "Signature Pad, in SurveyJS",
    "tslib, in SurveyJS",
)
"""What only sites with a `surveyjs` step carry; as .ci/runtime_files/licenses.py has it."""


def third_party_licenses(lock: Lock, surveys: Iterable[str] = (), *, surveyjs: bool) -> bytes:
    """The licences of the runtime, and those that packages and questionnaires bring along.

    Args:
        lock: The wheels.
        surveys: The names of the questionnaires that come with gymbrowser and are asked.
        surveyjs: Whether a step shows a survey of SurveyJS.
    """
    base = (resources.runtime() / "THIRD_PARTY_LICENSES").read_text(encoding="utf-8")
    base = base if surveyjs else without_surveyjs(base)
    required = [w for w in lock.wheels if w.origin in {"distribution", "index"}]
    sections = [section for wheel in required for section in _sections(wheel)]
    sections += [_section(f"Survey: {name}", notice_of(name)) for name in sorted(set(surveys))]
    return "\n".join([base, *sections]).encode()


def without_surveyjs(text: str) -> str:
    """The licences of the runtime but for those of SurveyJS and its parts."""
    text = re.sub(r"^our own scripts: survey-.*\n    .*\n", "", text, flags=re.MULTILINE)
    for title in SURVEYJS_TITLES:
        section = rf"^{_RULE}\n{re.escape(title)} \([^\n]*\)\n{_RULE}\n.*?(?=^{_RULE}\n|\Z)"
        text = re.sub(section, "", text, count=1, flags=re.MULTILINE | re.DOTALL)
    return text


def _sections(wheel: LockedWheel) -> Iterator[str]:
    texts = list(_texts(wheel)) or ["The package carries no licence text: see its METADATA."]
    for text in texts:
        yield _section(f"{wheel.name} {wheel.version}", text)


def _section(title: str, text: str) -> str:
    return f"{_RULE}\n{title}\n{_RULE}\n{text.strip()}\n"


def _texts(wheel: LockedWheel) -> Iterator[str]:
    content = wheel.content
    with zipfile.ZipFile(content if isinstance(content, Path) else io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if _LICENSE.fullmatch(name) and not name.endswith("/"):
                yield archive.read(name).decode(errors="replace")
