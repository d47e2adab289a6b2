"""The codebook of a study: each answer that it asks for, before anybody has given one."""

from collections.abc import Iterator
from html.parser import HTMLParser

from gymbrowser.contract.manifest import Manifest
from gymbrowser.contract.questions import (
    ChoiceQuestion,
    DateQuestion,
    GridQuestion,
    LikertQuestion,
    NumberQuestion,
    Question,
    RankingQuestion,
    SliderQuestion,
    TextQuestion,
    answer_names,
)
from gymbrowser.contract.steps import FormStep


def codebook(manifest: Manifest) -> str:
    """Markdown: one table for each form, and one of the conditions."""
    parts = [f"# Codebook of `{manifest.experiment}`\n", _conditions(manifest)]
    parts += [_form(step) for step in manifest.steps if isinstance(step, FormStep)]
    return "\n".join(part for part in parts if part)


def meaning(question: Question) -> str:
    """What an answer is, in words."""
    match question:
        case TextQuestion(max_length=most):
            return f"text of at most {most} characters"
        case NumberQuestion(min=low, max=high, integer=integer):
            return f"{'whole ' if integer else ''}number{_bounds(low, high)}"
        case ChoiceQuestion(options=options, multiple=multiple):
            values = ", ".join(f"{o.value} ({o.label})" if o.label else o.value for o in options)
            return f"{'any' if multiple else 'one'} of: {values}"
        case LikertQuestion() | GridQuestion():
            return f"1 ({question.low}) to {question.points} ({question.high})"
        case SliderQuestion(low=low, high=high):
            return f"{question.min:g} ({low}) to {question.max:g} ({high})"
        case RankingQuestion(options=options):
            return f"the order of: {', '.join(option.value for option in options)}"
        case DateQuestion(min=low, max=high):
            return f"day, ISO 8601{_bounds(low, high)}"


def plain(html: str) -> str:
    """The words of a piece of HTML."""
    parser = _Words()
    parser.feed(html)
    return " ".join("".join(parser.words).split())


def _conditions(manifest: Manifest) -> str:
    if not manifest.factors:
        return ""
    rows = [f"| `{factor.name}` | {', '.join(factor.levels)} |" for factor in manifest.factors]
    return "\n".join(["## Conditions\n", "| Condition | Levels |", "|---|---|", *rows, ""])


def _form(step: FormStep) -> str:
    rows = [row for question in step.questions for row in _rows(question)]
    rows += [f"| `{score.name}` | a score | calculated from the answers |" for score in step.scores]
    head = [f"## The form `{step.id}`\n", "| Answer | Question | Values |", "|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def _rows(question: Question) -> Iterator[str]:
    prompts = dict.fromkeys(answer_names(question), plain(question.prompt))
    if isinstance(question, GridQuestion):
        prompts = {
            s.name: f"{plain(question.prompt)} {plain(s.label)}" for s in question.statements
        }
    for name, prompt in prompts.items():
        words = "text" if name != question.name and isinstance(question, ChoiceQuestion) else None
        said = [prompt.strip(), words or meaning(question)]
        yield f"| `{name}` | {' | '.join(text.replace('|', chr(92) + '|') for text in said)} |"


def _bounds(low: float | str | None, high: float | str | None) -> str:
    said = [
        f" {word} {end:g}" if isinstance(end, float) else f" {word} {end}"
        for word, end in (("from", low), ("to", high))
        if end is not None
    ]
    return "".join(said)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        """Called by the parser for every text."""
        self.words.append(data)
