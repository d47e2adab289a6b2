"""What a question of a SurveyJS survey would be in a form file."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from gymbrowser.contract.questions import (
    OTHER,
    ChoiceQuestion,
    DateQuestion,
    LikertQuestion,
    NumberQuestion,
    Option,
    Question,
    RankingQuestion,
    SurveyJsSource,
    TextQuestion,
)

_LONGEST = 100_000
"""Characters of a text without a limit."""
_SILENT = {"html", "image", "panel", "empty"}
"""They give no answer."""
_FURTHER = {
    "None": ("none", "None"),
    "Refuse": ("refused", "Refuse to answer"),
    "DontKnow": ("dontknow", "Don't know"),
}
"""Options that SurveyJS has words for, by the end of their property: value and label."""
_MOST_POINTS = 11


@dataclass(frozen=True)
class Asked:
    """One question, and where the page finds its answers."""

    element: str
    """The element's own name."""
    title: Any
    """As the survey has it; None where the name is asked."""
    question: Question
    sources: Mapping[str, SurveyJsSource]
    """By the answer's name."""


def said(value: Any, language: str) -> str:
    """A text in a language, or in the survey's own."""
    if isinstance(value, dict):
        known = [value.get(key) for key in (language, language.partition("-")[0], "default", "en")]
        found: Any = next((one for one in known if isinstance(one, str)), "")
        return str(found)
    return "" if value is None else str(value)


def questions_of(element: dict[str, Any], language: str) -> Iterator[Asked]:
    """What an element asks: nothing, one question, or one for each of its rows or items."""
    kind, name = str(element.get("type")), str(element.get("name", ""))
    if kind in _SILENT:
        return
    if kind == "matrix":
        yield from _matrix(element, name, language)
    elif kind == "multipletext":
        yield from _items(element, name, language)
    else:
        yield _single(kind, element, name, language)
    if element.get("showCommentArea", element.get("hasComment")):
        words = said(element.get("commentText"), language) or "Comment"
        note = {"kind": "text", "multiline": True, "max_length": _LONGEST}
        base = {"name": f"{_key(name)}_comment", "prompt": escape(words), "required": False}
        question = TextQuestion.model_validate(base | note)
        source = SurveyJsSource(question=_held(element), comment=True)
        yield Asked(name, None, question, {question.name: source})


def _matrix(element: dict[str, Any], name: str, language: str) -> Iterator[Asked]:
    columns = _options(element.get("columns"), language)
    title = said(element.get("title"), language) or name
    for row in _given(element.get("rows")):
        label = said(row.get("text"), language) or str(row["value"])
        question = ChoiceQuestion(
            kind="choice",
            name=f"{_key(name)}_{_key(row['value'])}",
            prompt=escape(f"{title} {label}"),
            required=bool(element.get("eachRowRequired") or element.get("isAllRowRequired")),
            options=columns,
            multiple=element.get("cellType") == "checkbox",
        )
        source = SurveyJsSource(question=_held(element), part=str(row["value"]))
        yield Asked(name, element.get("title"), question, {question.name: source})


def _items(element: dict[str, Any], name: str, language: str) -> Iterator[Asked]:
    for item in element.get("items") or ():
        own = str(item.get("name", "")) if isinstance(item, dict) else str(item)
        content = item if isinstance(item, dict) else {}
        base = {
            "name": f"{_key(name)}_{_key(own)}",
            "prompt": escape(said(content.get("title"), language) or own),
            "required": bool(content.get("isRequired")),
        }
        question = _line_of(content, base)
        source = SurveyJsSource(question=_held(element), part=own)
        yield Asked(name, element.get("title"), question, {question.name: source})


def _single(kind: str, element: dict[str, Any], name: str, language: str) -> Asked:
    base = {
        "name": _key(name),
        "prompt": escape(said(element.get("title"), language) or name),
        # Whoever is not shown it is not asked for it.
        "required": bool(element.get("isRequired")) and "visibleIf" not in element,
    }
    question = _question(kind, element, base, language)
    sources = {question.name: SurveyJsSource(question=_held(element))}
    if isinstance(question, ChoiceQuestion) and question.other is not None:
        comment = SurveyJsSource(question=_held(element), comment=True)
        sources[f"{question.name}_{OTHER}"] = comment
    return Asked(name, element.get("title"), question, sources)


def _question(kind: str, element: dict[str, Any], base: dict[str, Any], language: str) -> Question:
    match kind:
        case "rating":
            return _rating(element, base, language)
        case "slider":
            return _number(element, base, 0, 100)
        case "boolean":
            yes, no = element.get("valueTrue", "true"), element.get("valueFalse", "false")
            labels = [element.get("labelTrue", "Yes"), element.get("labelFalse", "No")]
            options = [
                Option(value=str(value), label=escape(said(label, language)))
                for value, label in zip((yes, no), labels, strict=True)
            ]
            return ChoiceQuestion(kind="choice", options=options, multiple=False, **base)
        case "ranking":
            options = _options(element.get("choices"), language)
            return RankingQuestion(kind="ranking", options=options, **base)
        case "comment":
            longest = _limit(element)
            return TextQuestion(kind="text", multiline=True, max_length=longest, **base)
        case "text" | "expression":
            return _line_of(element, base)
        case _:
            multiple = kind in ("checkbox", "tagbox") or bool(element.get("multiSelect"))
            return _choice(element, base, language, multiple=multiple)


def _choice(
    element: dict[str, Any], base: dict[str, Any], language: str, *, multiple: bool
) -> ChoiceQuestion:
    options = _options(element.get("choices"), language)
    if "choicesMin" in element and "choicesMax" in element:
        step = max(1, int(element.get("choicesStep", 1)))
        numbers = range(int(element["choicesMin"]), int(element["choicesMax"]) + 1, step)
        options += [Option(value=str(number), label="") for number in numbers]
    for end, (value, label) in _FURTHER.items():
        if element.get(f"show{end}Item", element.get(f"has{end}")):
            text = said(element.get(f"{value.removesuffix('d')}Text"), language)
            options.append(Option(value=value, label=escape(text or label)))
    other = None
    if element.get("showOtherItem", element.get("hasOther")):
        other = escape(said(element.get("otherText"), language) or "Other")
    return ChoiceQuestion(kind="choice", options=options, multiple=multiple, other=other, **base)


def _rating(element: dict[str, Any], base: dict[str, Any], language: str) -> Question:
    if values := _given(element.get("rateValues")):
        options = _options(element["rateValues"], language)
        if all(isinstance(one["value"], int | float) for one in values):
            numbers = [float(one["value"]) for one in values]
            bounds = {"min": min(numbers), "max": max(numbers)}
            return _number(bounds, base, None, None)
        return ChoiceQuestion(kind="choice", options=options, multiple=False, **base)
    first, step = element.get("rateMin", 1), element.get("rateStep", 1)
    last = element.get("rateMax", first + (element.get("rateCount", 5) - 1) * step)
    ends = [said(element.get(f"{end}RateDescription"), language) for end in ("min", "max")]
    if (first, step) == (1, 1) and 2 <= last <= _MOST_POINTS:
        low, high = map(escape, ends)
        return LikertQuestion(kind="likert", points=int(last), low=low, high=high, **base)
    return _number({"min": first, "max": last, "step": step}, base, None, None)


def _line_of(element: Mapping[str, Any], base: dict[str, Any]) -> Question:
    match element.get("inputType", "text"):
        case "number" | "range":
            return _number(element, base, None, None)
        case "date":
            low, high = (_day(element.get(end)) for end in ("min", "max"))
            return DateQuestion(kind="date", min=low, max=high, **base)
        case _:
            return TextQuestion(kind="text", multiline=False, max_length=_limit(element), **base)


def _number(
    element: Mapping[str, Any], base: dict[str, Any], low: float | None, high: float | None
) -> NumberQuestion:
    bounds = [
        float(value) if isinstance(value := element.get(end, usual), int | float) else None
        for end, usual in (("min", low), ("max", high))
    ]
    step = element.get("step", "any" if "inputType" in element else 1)
    whole = isinstance(step, int) and all(one is None or one.is_integer() for one in bounds)
    return NumberQuestion(kind="number", min=bounds[0], max=bounds[1], integer=whole, **base)


def _options(items: Any, language: str) -> list[Option]:
    """Each value once."""
    labels = {
        str(one["value"]): said(one.get("text"), language) or str(one["value"])
        for one in _given(items)
    }
    return [Option(value=value, label=escape(label)) for value, label in labels.items()]


def _given(items: Any) -> list[dict[str, Any]]:
    """Options and rows, which may be bare values."""
    listed = items if isinstance(items, list) else []
    return [one if isinstance(one, dict) and "value" in one else {"value": one} for one in listed]


def _limit(element: Mapping[str, Any]) -> int:
    longest = element.get("maxLength")
    return longest if isinstance(longest, int) and longest > 0 else _LONGEST


def _day(value: Any) -> str | None:
    """Expressions such as `today()` are known only to the page."""
    is_day = isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)
    return value if is_day else None


def _held(element: dict[str, Any]) -> str:
    """The name under which SurveyJS itself keeps the answer."""
    return str(element.get("valueName") or element.get("name", ""))


def _key(name: Any) -> str:
    """A name as data may have it: `Row 1` becomes `Row_1`."""
    return re.sub(r"\W+", "_", str(name), flags=re.ASCII).strip("_")
