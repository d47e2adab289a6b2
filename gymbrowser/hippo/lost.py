"""What of a step file a page does not show: said for each file, with the line."""

from collections.abc import Callable
from pathlib import Path

from gymbrowser.config.html_controls import HtmlReader
from gymbrowser.hippo.project import Project

_ACTIVE = "A page runs nothing of its own and loads nothing from elsewhere."
_LOOK = "Pages have the site's look."
_TAGS = {
    "script": _ACTIVE,
    "iframe": f"{_ACTIVE} A recording is a `media` step.",
    "video": "A recording is a `media` step, and is loaded ahead.",
    "audio": "A recording is a `media` step, and is loaded ahead.",
    "object": _ACTIVE,
    "embed": _ACTIVE,
    "canvas": _ACTIVE,
    "style": _LOOK,
    "link": _LOOK,
}


def tell_lost(project: Project, file: Path, text: str) -> None:
    """Say which parts of a file are taken out when the site is built."""
    found: dict[str, int] = {}
    reader = _Reader(lambda what, line: found.setdefault(what, line))
    reader.feed(text)
    reader.close()
    for what, line in found.items():
        sentence = _TAGS.get(what.strip("<>"), _LOOK if what == "style=" else _ACTIVE)
        project.tell(f"{file}:{line}: {what}", "left out", sentence)


class _Reader(HtmlReader):
    def __init__(self, note: Callable[[str, int], object]) -> None:
        super().__init__()
        self._note = note

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is taken out."""
        line = self.getpos()[0]
        if tag in _TAGS:
            self._note(f"<{tag}>", line)
        for name, _ in attrs:
            if name == "style" or name.startswith("on"):
                self._note(f"{name}=", line)
