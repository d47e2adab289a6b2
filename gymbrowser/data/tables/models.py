"""The tables: what a row of each is, and what its columns mean.

These models are never made into objects: they are the schema, and their docstrings are the data
dictionary. A column that is a field of a record, unchanged, says so by `Of`, and has that field's
docstring.
"""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict

from gymbrowser.contract.judging_records import ComparisonRecord
from gymbrowser.contract.records import AnswersRecord, SessionRecord


class Of:
    """The column is a field of this record: its docstring is there.

    Args:
        record: A model of the contract.
        field: Its field, if it has another name than the column.
    """

    def __init__(self, record: type[BaseModel], field: str | None = None) -> None:
        self.record = record
        self.field = field


class Personal:
    """The column could tell who took part, or holds what they wrote: no public export has it."""


type Json = str
"""A text that is JSON."""


class Row(BaseModel):
    """What every row has. In Parquet, `experiment` and `date` are in the path of its file."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    experiment: str
    """The study's `id`."""
    date: str | None
    """The day on which the session began, in UTC by the participant's clock: `2026-11-21`."""
    session: str
    """The session: a random number in hexadecimal."""


class SessionRow(Row):
    """One participant's way through the study."""

    participant: Annotated[str | None, Personal]
    """The id that the participant came with, if identities were read."""
    params: Annotated[Json | None, Personal]
    """What else of the page's address was kept, as a JSON object, if identities were read."""
    started: Annotated[datetime | None, Personal]
    """When it began, in UTC by the participant's clock. Columns named `t_ms` count from here."""
    duration_ms: float | None
    """From its begin to its end; empty without an end, or where the clock was set back between."""
    visits: int
    """Loads of the page."""
    outcome: str | None
    """How it ended: `done`, `screened_out`, `withdrawn`, `superseded`, `failed` or `timed_out`;
    empty without an end."""
    state: str
    """`whole`: ended, and nothing is missing. `open`: not ended. `damaged`: something is missing or
    wrong."""
    problems: list[str]
    """What is missing or wrong, in sentences."""
    conditions: Json
    """A JSON object of factor to level, as far as they were asked for."""
    steps: list[str]
    """Ids of the study's steps, in the order in which they were first entered."""
    gymbrowser: Annotated[str | None, Of(SessionRecord)]
    """Version of gymbrowser that built the site."""
    site: Annotated[str | None, Of(SessionRecord)]
    """SHA-256 of the site: the name of its folder below `v/`."""
    environment: Annotated[str | None, Of(SessionRecord)]
    """SHA-256 of the environment's name, arguments and packages."""
    policies: Annotated[Json | None, Of(SessionRecord)]
    """A JSON object of policy to its SHA-256."""
    seed: Annotated[str | None, Of(SessionRecord)]
    simulated: Annotated[bool | None, Of(SessionRecord)]
    user_agent: Annotated[str | None, Personal]
    """How the participant's browser calls itself."""
    languages: Annotated[list[str] | None, Personal]
    """The browser's languages."""
    language: Annotated[str | None, Of(SessionRecord)]
    """In which the study was taken, as a BCP 47 tag."""
    screen: Annotated[list[float] | None, Of(SessionRecord), Personal]
    pixel_ratio: Annotated[float | None, Personal]
    """The screen's pixels to one CSS pixel."""


class EventRow(Row):
    """A record of anything that is in no other table: see the records' reference.

    Such are `enter`, `consent`, `pause`, `error`, `ui`, `signal` and `hook`.
    """

    writer: str
    """Who wrote it: `page-<k>` or `game-<k>`, anew at each load of the page."""
    n: int
    """Its number among the writer's records."""
    t_ms: float | None
    """When it was written: ms since the session began."""
    type: str
    """The record's kind."""
    step: str | None
    """The study's step, of a record that has one."""
    attempt: int | None
    """The attempt at the game step, of a record that has one."""
    episode: int | None
    """The episode, of a record that has one."""
    after: int | None
    """How many environment steps of the episode were over, of a record that says so."""
    detail: Json | None
    """All other fields of the record, as a JSON object. A public export leaves it out of records
    that may hold what a person wrote."""


class AnswerRow(Row):
    """One answer of a form that was sent, or a score of it.

    One that was not given is empty in `text`, `number` and `chosen`.
    """

    t_ms: float | None
    """When the form was sent: ms since the session began."""
    step: str
    """The form's step."""
    after_game: str | None
    """The game between whose episodes, or in which, it was asked; empty for a form of its own."""
    after_attempt: int | None
    """The attempt at this game that it was asked in."""
    after_episode: int | None
    """The episode that it followed, or that waited for it, from 0."""
    after_steps: int | None
    """How many of its steps were over when a probe froze it; empty where the episode was over."""
    question: str
    """The answer's name, or the score's."""
    calculated: bool
    """Whether it is a score, which nobody answered."""
    text: str | None
    """What was written, or the option that was chosen. A public export has only what is an option
    of the site's forms."""
    number: float | None
    """A number, or a point of a scale."""
    chosen: list[str] | None
    """The options that were chosen, where several may be; of a ranking all, the first one first."""
    passed: bool | None
    """Of a question with a `check`: whether this was the right answer."""
    attempt: int | None
    """Of a quiz: which one it was, from 1."""
    first_ms: float | None
    """When it was changed first: ms since the form was shown. Empty: it was not."""
    last_ms: float | None
    """When it was changed last."""
    changes: int | None
    """How often: keys typed, options chosen, places of a ranking changed."""
    focus_ms: float | None
    """How long its controls had the keyboard's focus, all in all."""
    duration_ms: Annotated[float, Of(AnswersRecord)]
    """From the begin of the form to its sending."""


class ComparisonRow(Row):
    """Which of two clips is better. One that was given again after a crash is here once."""

    t_ms: float | None
    """When it was answered: ms since the session began."""
    step: str
    """The study's step."""
    judgement: Annotated[int, Of(ComparisonRecord)]
    """From 0, in the order in which they were asked for."""
    first: str
    """The clip to the left, or above where the page is narrow."""
    second: str
    """The other clip."""
    answer: Annotated[str, Of(ComparisonRecord)]
    """`first`, `second`, `tie` or `cant_tell`."""
    preferred: Annotated[str | None, Of(ComparisonRecord)]
    """The clip that is better by this answer; empty for the last two."""
    gold: Annotated[str | None, Of(ComparisonRecord)]
    repeat_of: Annotated[int | None, Of(ComparisonRecord)]
    by: Annotated[str, Of(ComparisonRecord)]
    """`key` or `button`."""
    duration_ms: Annotated[float, Of(ComparisonRecord)]
    viewed_ms: Annotated[float, Of(ComparisonRecord)]
    plays: Annotated[int, Of(ComparisonRecord)]
    first_data: str
    """`sha256` of the first clip in `gymbrowser.load_clips`: names exactly what was seen."""
    second_data: str
    """The same of the second one."""
