"""The shape of the steps in exp.yml, and of the blocks that they stand in."""

from typing import Annotated, Literal, Self

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from gymbrowser.config.base import Config, StepId, short_for
from gymbrowser.config.completion_models import Redirect
from gymbrowser.config.fullscreen_models import FullscreenConfig
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.judging_models import CompareConfig, RankConfig, WatchConfig
from gymbrowser.config.login_models import LoginConfig
from gymbrowser.config.microphone_models import MicrophoneConfig
from gymbrowser.config.question_models import QuestionName
from gymbrowser.config.surveyjs_models import SurveyJsConfig
from gymbrowser.config.surveys import Survey
from gymbrowser.config.text import TRANSLATED, Text

type Condition = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
"""An expression, see `gymbrowser.flow.parse`; it is read when all steps are known."""


class PageConfig(Config):
    """A text to read; `page: FILE` is short for `page: {file: FILE}`."""

    file: str
    """Markdown (.md) or HTML (.html) file, relative to exp.yml."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""


class ConsentItemConfig(Config):
    """Something that is agreed to by a box of its own."""

    name: QuestionName
    """The box's name in the data."""
    text: Annotated[str, StringConstraints(min_length=1), TRANSLATED]
    """What is agreed to, one line of Markdown."""
    required: bool = True
    """Whether nobody takes part who does not tick it."""


class ConsentConfig(Config):
    """A text to agree to; `consent: FILE` is short for `consent: {page: FILE}`."""

    page: str
    """Markdown or HTML file with the text that is agreed to."""
    version: Annotated[str, BeforeValidator(lambda v: v if v is None else str(v))] = "1"
    """Your own name for this wording; the record also holds the hash of the text."""
    accept: Text | None = None
    """Label of the button that agrees; "I agree", in the page's language, if not given."""
    decline: Text | None = None
    """Label of the button that does not; "I do not agree" if not given."""
    scroll: bool = False
    """Whether the button that agrees waits until the end of the text was on the screen."""
    items: Annotated[list[ConsentItemConfig], Field(max_length=50)] = []
    """Boxes below the text, for what is agreed to one by one."""
    id: StepId | None = None
    """Name of the step in the data; the page's file name if not given."""


class FormConfig(Config):
    """Questions from a form file; `form: FILE` is short for `form: {file: FILE}`."""

    file: str | None = None
    """YAML file with questions, or [HTML](form-files.md#a-form-in-html) with controls, relative to
    exp.yml."""
    survey: Survey | None = None
    """In its place: questions that come with gymbrowser, see [Surveys](surveys.md)."""
    id: StepId | None = None
    """Name of the step in the data; the name of the file or survey if not given."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.file is None) == (self.survey is None):
            raise ValueError("give exactly one of `file` and `survey`")
        return self


class QuizConfig(Config):
    """A form that is given again until it is right; `quiz: FILE` is short for `{file: FILE}`."""

    file: str
    """Form file whose questions have a `check`, relative to exp.yml."""
    attempts: Annotated[int, Field(ge=1, le=100)] = 3
    """How often it can be sent. A reload gives nobody another one."""
    on_fail: Literal["go_on", "screen_out"] = "go_on"
    """The way on after the last attempt. `screen_out` ends the session, with this outcome."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""


class MediaConfig(Config):
    """A recording to hear or to see; pictures stand on pages."""

    file: str
    """Audio (.m4a, .mp3, .ogg, .wav) or video (.mp4, .webm), relative to exp.yml. It is loaded
    ahead, when the participant's browser has nothing else to load."""
    label: Annotated[str, StringConstraints(min_length=1), TRANSLATED]
    """What it is, for those who can't see it."""
    captions: str | None = None
    """WebVTT file (.vtt) with what is said in it, for those who can't hear it."""
    page: str | None = None
    """Markdown or HTML file above it."""
    to_end: bool = False
    """Whether the way on opens only when all of it was played; nothing can be skipped then."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""


class WaitConfig(Config):
    """A break; `wait: 60` is short for `wait: {seconds: 60}`."""

    seconds: Annotated[float, Field(ge=1, le=3600)]
    """How long it is. A reload begins it anew."""
    page: str | None = None
    """Markdown or HTML file above the time that is left."""
    goes_on: bool = False
    """Whether the study goes on by itself when it is over, and not at the press of a button."""
    id: StepId | None = None
    """Name of the step in the data."""


class EndConfig(Config):
    """The last page."""

    page: str | None = None
    """Markdown or HTML file that thanks the participant."""
    code: str | None = None
    """Completion code, shown with a copy button. Anybody can read it in the site's source."""
    redirect: Redirect | None = None
    """Where the participant is sent once everything is uploaded; `{participant}` in it stands for
    their id, and the name of a kept URL parameter for its value."""
    id: StepId | None = None
    """Name of the step in the data."""


class ScreenOutConfig(Config):
    """A last page before the end, for those who don't go on."""

    page: str | None = None
    """Markdown or HTML file that tells so."""
    code: str | None = None
    """Completion code of its own, shown with a copy button."""
    redirect: Redirect | None = None
    """Where the participant is sent once everything is uploaded; `{participant}` in it stands for
    their id, and the name of a kept URL parameter for its value."""
    id: StepId | None = None
    """Name of the step in the data."""


class RepeatConfig(Config):
    """How often a block is passed."""

    times: Annotated[int, Field(ge=2, le=1000)] | None = None
    """So often, and not more."""
    until: Condition | None = None
    """An expression: after each pass the block is over if it is true. Needs `max`."""
    max: Annotated[int, Field(ge=1, le=1000)] | None = None
    """The greatest number of passes with `until`."""
    on_fail: Literal["go_on", "screen_out", "fail"] = "go_on"
    """The way on when the last pass is over and `until` is still not true. `screen_out` and `fail`
    end the session, with this outcome and without a code."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.times is None) == (self.until is None):
            raise ValueError("give exactly one of `times` and `until`")
        if self.until is not None and self.max is None:
            raise ValueError("`until` needs `max`, or it might never be over")
        if self.times is not None and {"max", "on_fail"} & self.model_fields_set:
            raise ValueError("`max` and `on_fail` say nothing beside `times`")
        return self


class BlockConfig(Config):
    """Steps that belong together."""

    id: StepId
    """Name of the block in the data."""
    steps: Annotated[list["StepConfig"], Field(min_length=1, max_length=1000)]
    """What is in it, further blocks too."""
    order: Literal["as_written", "shuffled", "latin_square", "counterbalanced"] = "as_written"
    """In which order its steps come. `shuffled`: drawn for each session. `latin_square`: one row of
    a square in which each step stands at each place once (and follows each other step once, where
    their number is even). `counterbalanced`: one of all orders, of at most six steps. Of the last
    two the session's number (`participant.number`) chooses, in turn; without one it is drawn."""
    choose: Annotated[int, Field(ge=1)] | None = None
    """Only so many of its steps, drawn for each session."""
    repeat: Annotated[
        RepeatConfig | None,
        BeforeValidator(
            lambda value: {"times": value} if isinstance(value, int) else value,
            json_schema_input_type=int | RepeatConfig,
        ),
    ] = None
    """How often it is passed; `repeat: 3` is short for `repeat: {times: 3}`. Orders and draws are
    made anew for each pass."""

    @model_validator(mode="after")
    def _enough_steps(self) -> Self:
        count = len(self.steps)
        if self.choose is not None and self.choose > count:
            raise ValueError(f"`choose` is {self.choose}, but there are {count} steps")
        if self.order == "counterbalanced" and count > 6:
            raise ValueError(f"`counterbalanced` is for at most six steps, and there are {count}")
        if self.order in ("latin_square", "counterbalanced") and self.choose is not None:
            raise ValueError(f"`choose` would take steps out of the order `{self.order}`")
        return self


class StepConfig(Config):
    """One step: exactly one of these keys, and perhaps `when` beside it."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 2})

    page: Annotated[
        PageConfig | None,
        BeforeValidator(short_for("file"), json_schema_input_type=str | PageConfig),
    ] = None
    """A text to read."""
    consent: Annotated[
        ConsentConfig | None,
        BeforeValidator(short_for("page"), json_schema_input_type=str | ConsentConfig),
    ] = None
    """Nothing is stored or sent before it is accepted."""
    login: LoginConfig | None = None
    """The participant types an id that you gave them."""
    form: Annotated[
        FormConfig | None,
        BeforeValidator(short_for("file"), json_schema_input_type=str | FormConfig),
    ] = None
    """Questions."""
    quiz: Annotated[
        QuizConfig | None,
        BeforeValidator(short_for("file"), json_schema_input_type=str | QuizConfig),
    ] = None
    """Questions that have a right answer, which the participant is to find."""
    surveyjs: Annotated[
        SurveyJsConfig | None,
        BeforeValidator(short_for("file"), json_schema_input_type=str | SurveyJsConfig),
    ] = None
    """Questions of a [SurveyJS survey](form-files.md#a-survey-of-surveyjs)."""
    media: MediaConfig | None = None
    """A recording to hear or to see."""
    wait: Annotated[
        WaitConfig | None,
        BeforeValidator(
            lambda value: {"seconds": value} if isinstance(value, int | float) else value,
            json_schema_input_type=float | WaitConfig,
        ),
    ] = None
    """A break of some seconds."""
    microphone: MicrophoneConfig | None = None
    """Asks for the microphone; games may record it too."""
    fullscreen: FullscreenConfig | None = None
    """Asks to fill the whole screen with the study."""
    game: GameConfig | None = None
    """Episodes of the environment, played or watched."""
    watch: WatchConfig | None = None
    """Clips to watch, maybe to judge while they are seen."""
    compare: CompareConfig | None = None
    """Which of two clips is better, pair after pair."""
    rank: RankConfig | None = None
    """Clips to be put into an order."""
    end: EndConfig | None = None
    """Thanks, completion code, redirect. Always the last step."""

    screen_out: ScreenOutConfig | None = None
    """A last page for those who don't go on; it needs `when`, or all would end here."""
    block: BlockConfig | None = None
    """Steps that belong together: in a drawn order, only some of them, several times."""
    when: Condition | None = None
    """An expression over what is known of the session: the step, or the whole block, is passed only
    where it is true. For example `answers.screening.age >= 18 and params.site == 'lab'`."""

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if len(self.model_fields_set - {"when"}) != 1:
            kinds = (
                "page, login, consent, form, quiz, surveyjs, media, wait, microphone, "
                "fullscreen, game, watch, compare, rank, end, screen_out, block"
            )
            raise ValueError(f"a step has exactly one of {kinds}")
        return self

    @property
    def kind(self) -> str:
        """The one key that is given, beside `when`."""
        return next(iter(self.model_fields_set - {"when"}))


BlockConfig.model_rebuild()  # now that there is a StepConfig
