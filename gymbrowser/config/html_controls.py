"""The controls of an HTML form, as HTML tells which of them are sent and by which names.

Source: HTML Living Standard, "The input element" and "Constructing the entry list".
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_LISTED = {"input", "select", "textarea", "button"}
_TYPES = {
    *("text", "search", "url", "email", "tel", "password", "hidden"),
    *("number", "range", "date", "time", "month", "week", "datetime-local", "color"),
    *("checkbox", "radio", "file", "image", "submit", "reset", "button"),
}
"""Any other type of an `input` is a text, as browsers have it."""


@dataclass
class Fieldset:
    """What stands around controls."""

    disabled: bool
    legends: int = 0
    in_legend: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def legend(self) -> str:
        """The words of the first legend, which is the one that counts."""
        return _plain("".join(self.words))


@dataclass
class Control:
    """Something that a person fills in, chooses or presses."""

    kind: str
    """`select`, `textarea`, or the type of an `input` or `button`."""
    attributes: dict[str, str]
    line: int
    fieldset: Fieldset | None
    disabled: bool
    """It, or its fieldset, can't be used: HTML sends nothing of it."""
    label: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    """Of a `select`: values and labels of the options that can be chosen."""

    @property
    def name(self) -> str:
        """The key of its answer; its `id` where it has no name, and "" where it has neither."""
        return self.attributes.get("name") or self.attributes.get("id", "")

    @property
    def value(self) -> str:
        """What a box, a radio button or a button gives."""
        usual = {"checkbox": "on", "radio": "on", "submit": ""}
        return self.attributes.get("value", usual.get(self.kind, ""))

    @property
    def required(self) -> bool:
        """Whether the form can't be sent without it."""
        return "required" in self.attributes


def read_controls(html: str) -> list[Control]:
    """All controls in the order of the text, those too that give no answer."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return list(reader.labelled())


class HtmlReader(HTMLParser):
    """Reads HTML as browsers do: `<![` begins a comment there, and here an error for most words."""

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Skip it."""
        return self.parse_bogus_comment(i, report)


class _Reader(HtmlReader):
    """Goes through the tags, and remembers what stands around."""

    def __init__(self) -> None:
        super().__init__()
        self._controls: list[Control] = []
        self._fieldsets: list[Fieldset] = []
        self._labels: dict[str, str] = {}
        self._label: tuple[str, list[Control], list[str]] | None = None
        self._select: Control | None = None
        self._option: tuple[str | None, list[str]] | None = None
        self._no_options = False

    def labelled(self) -> Iterator[Control]:
        """The controls, those too with the words whose `label` names them by their id."""
        for control in self._controls:
            control.label = control.label or self._labels.get(control.attributes.get("id", ""), "")
            yield control

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a control, or what stands around some."""
        given = {name: value or "" for name, value in reversed(attrs)}  # the first one counts
        match tag:
            case "fieldset":
                self._fieldsets.append(Fieldset("disabled" in given))
            case "legend" if self._fieldsets:
                self._fieldsets[-1].in_legend = self._fieldsets[-1].legends == 0
                self._fieldsets[-1].legends += 1
            case "label":
                self._label = (given.get("for", ""), [], [])
            case "optgroup":
                self._no_options = "disabled" in given
            case "option" if self._select is not None:
                self._end_option()
                self._option = (given.get("value"), [])
                if self._no_options or "disabled" in given:
                    self._option = None
            case _ if tag in _LISTED:
                self._take(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Leave what stood around controls."""
        match tag:
            case "fieldset" if self._fieldsets:
                self._fieldsets.pop()
            case "legend" if self._fieldsets:
                self._fieldsets[-1].in_legend = False
            case "label":
                self._end_label()
            case "optgroup":
                self._no_options = False
            case "option":
                self._end_option()
            case "select":
                self._end_option()
                self._select = None

    def handle_data(self, data: str) -> None:
        """Words belong to an option, a label or a legend."""
        if self._option is not None:
            self._option[1].append(data)
        elif self._select is None:
            if self._label is not None:
                self._label[2].append(data)
            if self._fieldsets and self._fieldsets[-1].in_legend:
                self._fieldsets[-1].words.append(data)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        around = [it for it in self._fieldsets if it.disabled and not it.in_legend]
        control = Control(
            kind=_kind(tag, given.get("type", "").lower()),
            attributes=given,
            line=self.getpos()[0],
            fieldset=self._fieldsets[-1] if self._fieldsets else None,
            disabled="disabled" in given or bool(around),
        )
        self._controls.append(control)
        if self._label is not None:
            self._label[1].append(control)
        if tag == "select":
            self._select, self._no_options = control, False

    def _end_label(self) -> None:
        if self._label is None:
            return
        named, within, words = self._label
        self._label = None
        for control in within[:1]:
            control.label = _plain("".join(words))
        if named:
            self._labels.setdefault(named, _plain("".join(words)))

    def _end_option(self) -> None:
        if self._option is None or self._select is None:
            return
        value, words = self._option
        label = _plain("".join(words))
        self._select.options.append((label if value is None else value, label))
        self._option = None


def _kind(tag: str, given: str) -> str:
    if tag == "button":
        return given if given in ("reset", "button") else "submit"
    if tag != "input":
        return tag
    return given if given in _TYPES else "text"


def _plain(text: str) -> str:
    return " ".join(text.split())
