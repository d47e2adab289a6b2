"""The steps of exp.yml, each with the text of the files that it names."""

import hashlib
from functools import partial
from typing import Literal

from gymbrowser.config.base import Where
from gymbrowser.config.drafts import GameDraft, JudgingStep, StepDraft, step_id
from gymbrowser.config.forms import read_form
from gymbrowser.config.formulas import FormulaError
from gymbrowser.config.fullscreen_models import FullscreenConfig
from gymbrowser.config.game_models import GameConfig
from gymbrowser.config.judging import judging_step
from gymbrowser.config.judging_models import JudgingConfig
from gymbrowser.config.judging_rules import clip_names
from gymbrowser.config.login_models import LoginConfig
from gymbrowser.config.logins import make_login
from gymbrowser.config.microphone_models import MicrophoneConfig
from gymbrowser.config.page_reader import PageReader
from gymbrowser.config.pages import (
    placed,
    render_inline,
)
from gymbrowser.config.parts import Parts
from gymbrowser.config.recordings import read_media
from gymbrowser.config.seeds import Seeds, seeds_of
from gymbrowser.config.step_models import (
    ConsentConfig,
    EndConfig,
    FormConfig,
    MediaConfig,
    PageConfig,
    QuizConfig,
    ScreenOutConfig,
    StepConfig,
    WaitConfig,
)
from gymbrowser.config.surveyjs import read_surveyjs
from gymbrowser.config.surveyjs_models import SurveyJsConfig
from gymbrowser.config.surveys import read_survey
from gymbrowser.config.yaml import Location
from gymbrowser.contract.questions import Quiz
from gymbrowser.contract.steps import (
    ConsentItem,
    ConsentStep,
    EndStep,
    FormStep,
    FullscreenStep,
    LoginStep,
    MediaStep,
    MicrophoneStep,
    PageStep,
    WaitStep,
)
from gymbrowser.errors import UserError
from gymbrowser.words import words_of

type _BelowPage = (
    LoginConfig | MediaConfig | WaitConfig | MicrophoneConfig | FullscreenConfig | JudgingConfig
)


class StepReader:
    """Reads the files of steps.

    Args:
        pages: Reads their pages, and gathers what is wrong.
        parts: Of exp.yml.
    """

    def __init__(self, pages: PageReader, parts: Parts) -> None:
        self._pages = pages
        self._parts = parts
        self._folder = pages.folder
        self._media = pages.media
        self._tongue = pages.tongue
        self._place = pages.place
        self._study = str(pages.document.get("id"))
        self._words = words_of(pages.tongue.language)

    def read(self) -> dict[Where, StepDraft]:
        """Every step with the text of its files, by its place, in reading order."""
        drafts = {
            location: self._pages.gather(partial(self._step, step.value, location))
            for location, step in self._parts.steps.items()
            if step.value.kind != "block"
        }
        return {place: draft for place, draft in drafts.items() if draft is not None}

    def _step(self, step: StepConfig, location: Where) -> StepDraft:
        location, name = (*location, step.kind), step_id(step)
        match getattr(step, step.kind):
            case PageConfig() as page:
                read = self._pages.shown_page(page.file, (*location, "file"))
                return PageStep(kind="page", id=name, html=read.html, shown=read.expressions)
            case ConsentConfig() as consent:
                return self._consent(name, consent, (*location, "page"))
            case FormConfig() | QuizConfig() as form:
                return self._form(name, form, (*location, "file"))
            case SurveyJsConfig(file=file):
                place, path = self._place((*location, "file")), self._folder / file
                return read_surveyjs(path, name, self._folder, self._media, place, self._tongue)
            case GameConfig() as game:
                read = self._pages.shown_page(game.page, (*location, "page"))
                return GameDraft(
                    id=name,
                    html=read.html,
                    config=game,
                    location=location,
                    seeds=self._seeds(name, game, location),
                    shown=tuple(read.expressions),
                )
            case (
                LoginConfig()
                | MediaConfig()
                | WaitConfig()
                | MicrophoneConfig()
                | FullscreenConfig()
                | JudgingConfig() as other
            ):
                return self._below(name, other, location)
            case EndConfig() as end:
                return self._end(name, end, (*location, "page"), "done")
            case ScreenOutConfig() as end:
                return self._end(name, end, (*location, "page"), "screened_out")
        place = self._place(location)
        remedy = "An `end`, `screen_out` or `login` may be `{}`; all others need a file or more."
        raise UserError(f"the step `{step.kind}` is empty", where=place, remedy=remedy)

    def _seeds(self, name: str, game: GameConfig, location: Location) -> Seeds:
        places = self._place((*location, "seeds")), self._place((*location, "yoke"))
        return seeds_of(game, self._study, name, self._folder, places)

    def _below(
        self,
        name: str,
        config: _BelowPage,
        location: Location,
    ) -> LoginStep | MediaStep | WaitStep | MicrophoneStep | FullscreenStep | JudgingStep:
        """A step below a page, which may be empty."""
        page = config.page
        html = "" if page is None else self._pages.page(page, (*location, "page"))
        match config:
            case LoginConfig():
                study, place = self._study, self._place(location)
                label = self._words.participant
                return make_login(name, config, html, study, self._folder, place, label=label)
            case MediaConfig():
                place = self._place((*location, "file"))
                return read_media(
                    config, name, html, self._folder, self._media, place, self._tongue
                )
            case WaitConfig(seconds=seconds, goes_on=goes_on):
                html = html or f"<h1>{self._words.pause}</h1>"
                return WaitStep(kind="wait", id=name, html=html, seconds=seconds, goes_on=goes_on)
            case MicrophoneConfig():
                said = config.model_dump(include={"required", "record", "max_seconds"})
                html = html or f"<h1>{self._words.microphone}</h1>"
                return MicrophoneStep(kind="microphone", id=name, html=html, **said)
            case FullscreenConfig(required=required):
                html = html or f"<h1>{self._words.fullscreen}</h1>"
                return FullscreenStep(kind="fullscreen", id=name, html=html, required=required)
            case JudgingConfig():
                clips = clip_names(self._parts) or []
                return judging_step(config, name, html, clips, self._words)

    def _form(self, name: str, config: FormConfig | QuizConfig, location: Location) -> FormStep:
        quiz = None
        if isinstance(config, QuizConfig):
            quiz = Quiz(attempts=config.attempts, on_fail=config.on_fail)
        elif config.survey is not None:
            place = self._place((*location[:-1], "survey"))
            return read_survey(config.survey, name, self._media, self._tongue, place)
        assert config.file is not None  # a form has either
        file, place = self._folder / config.file, self._place(location)
        return read_form(
            file,
            name,
            self._folder,
            self._media,
            place,
            self._tongue,
            quiz,
            in_game="game" in location,
        )

    def _consent(self, name: str, consent: ConsentConfig, location: Location) -> ConsentStep:
        html = self._pages.page(consent.page, location)
        try:
            labels = [render_inline(it.text) for it in consent.items]
        except FormulaError as error:
            raise placed(error, self._place(location).file) from error
        return ConsentStep(
            kind="consent",
            id=name,
            html=html,
            version=consent.version,
            sha256=hashlib.sha256(html.encode()).hexdigest(),
            accept=consent.accept or self._words.agree,
            decline=consent.decline or self._words.disagree,
            scroll=consent.scroll,
            items=[
                ConsentItem(name=it.name, label=label, required=it.required)
                for it, label in zip(consent.items, labels, strict=True)
            ],
        )

    def _end(
        self,
        name: str,
        end: EndConfig | ScreenOutConfig,
        location: Where,
        outcome: Literal["done", "screened_out"],
    ) -> EndStep:
        read = self._pages.shown_page(end.page, location)
        return EndStep(
            kind="end",
            id=name,
            html=f"<h1>{self._words.thanks}</h1>" if end.page is None else read.html,
            shown=read.expressions,
            code=end.code,
            redirect=end.redirect,
            outcome=outcome,
        )
