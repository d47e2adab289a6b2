"""Follows every reference of exp.yml to the file that it names."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal, get_args

from ruamel.yaml.comments import CommentedMap

from gymbrowser.config.assets import read_assets
from gymbrowser.config.completion_models import CompletionConfig
from gymbrowser.config.drafts import GameDraft, JudgingStep, PolicyFile, StepDraft, step_id
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
from gymbrowser.config.pages import (
    Media,
    add_picture,
    inside,
    placed,
    render_inline,
    render_page,
)
from gymbrowser.config.parts import Parts
from gymbrowser.config.recordings import read_media
from gymbrowser.config.requirements import is_requirement
from gymbrowser.config.scripts import Script, read_script
from gymbrowser.config.seeds import Seeds, seeds_of
from gymbrowser.config.shown import Shown, ShownPage, read_shown, refuse_shown
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
from gymbrowser.config.theme_models import Logo
from gymbrowser.config.tongue import Tongue
from gymbrowser.config.yaml import Location, line_of, missing_file
from gymbrowser.contract.assets import Assets
from gymbrowser.contract.manifest import Completion, CompletionOutcome, Withdrawal
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
from gymbrowser.errors import Place, Problem, UserError
from gymbrowser.words import words_of

type _Path = tuple[str | int, ...]
type _BelowPage = (
    LoginConfig | MediaConfig | WaitConfig | MicrophoneConfig | FullscreenConfig | JudgingConfig
)


class References:
    """Reads what the understood parts of exp.yml name, and gathers what is wrong on the way.

    Attributes:
        media: The pictures of all pages, and the images and sounds of games.
        problems: What was wrong so far.
        shown: What pages show of the session.
    """

    def __init__(self, file: Path, document: CommentedMap, parts: Parts, tongue: Tongue) -> None:
        self.media = Media()
        self.problems: list[Problem] = []
        self.shown: list[Shown] = []
        self._file = file
        self._folder = file.parent
        self._document = document
        self._parts = parts
        self._tongue = tongue
        self._words = words_of(tongue.language)

    def source(self) -> Path | None:
        """The folder or wheel with the environment's Python."""
        environment = self._parts.environment
        named = None if environment is None else environment.value.source
        if named is None or is_requirement(named):
            return None
        place = self.place(("environment", "source"))
        path = self._gather(lambda: inside(self._folder / named, self._folder, place))
        if path is None or path.is_dir() or (path.suffix == ".whl" and path.is_file()):
            return path
        if path.exists():
            what = f"`source` is neither a folder nor a wheel: {named}"
            remedy = "Name the folder that holds your module, relative to exp.yml."
            self.problems.append(Problem(what, place, remedy=remedy))
        else:
            problem = missing_file(self._folder / named, place, named)
            what = f"`source`: there is no folder or wheel {named}"
            self.problems.append(replace(problem, what=what))
        return None

    def policies(self) -> dict[str, PolicyFile]:
        """The models, by the names of the policies that have one."""
        found = {}
        for name, policy in self._parts.policies.items():
            if policy.value.onnx is None:
                continue
            place = self.place(("policies", name, "onnx"))
            path = self._folder / policy.value.onnx
            file = self._gather(partial(inside, path, self._folder, place))
            if file is not None and not file.is_file():
                self.problems.append(missing_file(path, place, policy.value.onnx))
            elif file is not None:
                found[name] = PolicyFile(file, place)
        return found

    def scripts(self) -> dict[str, Script]:
        """The actions of scripts, by the names of the policies that have one."""
        found = {}
        for name, policy in self._parts.policies.items():
            if policy.value.script is None or not policy.has("script"):
                continue
            place_of = partial(self._place_in, ("policies", name, "script"))
            read = partial(read_script, policy.value.script, self._folder, place_of)
            if (script := self._gather(read)) is not None:
                found[name] = script
        return found

    def assets(self) -> Assets:
        """The images and sounds of games; none where they are not understood."""
        nothing = Assets(images={}, atlases={}, sounds={})
        part = self._parts.assets
        if part is None:
            return nothing

        def place_of(*location: str) -> Place:
            return self.place(("assets", *location))

        read = partial(read_assets, part.value, self._folder, self.media, place_of)
        return self._gather(read) or nothing

    def steps(self) -> dict[tuple[str | int, ...], StepDraft]:
        """Every step with the text of its files, by its place, in reading order."""
        drafts = {
            location: self._gather(partial(self._step, step.value, location))
            for location, step in self._parts.steps.items()
            if step.value.kind != "block"
        }
        return {place: draft for place, draft in drafts.items() if draft is not None}

    def withdrawal(self) -> Withdrawal | None:
        """The control by which a participant stops, and the page after it; None if not offered."""
        part = self._parts.withdrawal
        if part is None or not part.value.offered:
            return None
        config, location = part.value, ("withdrawal", "page")
        page = config.page
        html = None if page is None else self._gather(lambda: self._page(page, location))
        label = config.label or self._words.stop
        return Withdrawal(label=label, html=html or "", redirect=config.redirect)

    def logo(self) -> Logo | None:
        """The theme's pictures."""
        part = self._parts.theme
        logo = None if part is None else part.value.logo
        if logo is None:
            return None
        take = partial(add_picture, page=self._file, folder=self._folder, media=self.media)
        dark = logo.dark
        night = None if dark is None else self._gather(lambda: take(dark))
        file = self._gather(lambda: take(logo.file))
        return None if file is None else Logo(file, night)

    def debrief(self) -> str:
        """What every last page ends with; empty where there is nothing."""
        page = self._document.get("debrief")
        if not isinstance(page, str):
            return ""
        return self._gather(lambda: self._page(page, ("debrief",))) or ""

    def completions(self) -> dict[CompletionOutcome, Completion]:
        """What participants take along who don't reach the end, by outcome."""
        part = self._parts.completion
        if part is None:
            return {}
        names: tuple[CompletionOutcome, ...] = get_args(CompletionOutcome.__value__)
        given = ((name, getattr(part.value, name)) for name in names)
        return {name: self._completion(name, it) for name, it in given if it is not None}

    def _completion(self, outcome: CompletionOutcome, config: CompletionConfig) -> Completion:
        page, location = config.page, ("completion", outcome, "page")
        html = None if page is None else self._gather(lambda: self._page(page, location))
        return Completion(html=html or "", code=config.code, redirect=config.redirect)

    def _step(self, step: StepConfig, location: tuple[str | int, ...]) -> StepDraft:
        location, name = (*location, step.kind), step_id(step)
        match getattr(step, step.kind):
            case PageConfig() as page:
                read = self._shown(page.file, (*location, "file"))
                return PageStep(kind="page", id=name, html=read.html, shown=read.expressions)
            case ConsentConfig() as consent:
                return self._consent(name, consent, (*location, "page"))
            case FormConfig() | QuizConfig() as form:
                return self._form(name, form, (*location, "file"))
            case SurveyJsConfig(file=file):
                place, path = self.place((*location, "file")), self._folder / file
                return read_surveyjs(path, name, self._folder, self.media, place, self._tongue)
            case GameConfig() as game:
                read = self._shown(game.page, (*location, "page"))
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
                html = "" if other.page is None else self._page(other.page, (*location, "page"))
                return self._below(html, name, other, location)
            case EndConfig() as end:
                return self._end(name, end, (*location, "page"), "done")
            case ScreenOutConfig() as end:
                return self._end(name, end, (*location, "page"), "screened_out")
        place = self.place(location)
        remedy = "An `end`, `screen_out` or `login` may be `{}`; all others need a file or more."
        raise UserError(f"the step `{step.kind}` is empty", where=place, remedy=remedy)

    def _seeds(self, name: str, game: GameConfig, location: Location) -> Seeds:
        places = self.place((*location, "seeds")), self.place((*location, "yoke"))
        return seeds_of(game, str(self._document.get("id")), name, self._folder, places)

    def _below(
        self,
        html: str,
        name: str,
        config: _BelowPage,
        location: Location,
    ) -> LoginStep | MediaStep | WaitStep | MicrophoneStep | FullscreenStep | JudgingStep:
        """A step below a page, which may be empty."""
        match config:
            case LoginConfig():
                study, place = str(self._document.get("id")), self.place(location)
                label = self._words.participant
                return make_login(name, config, html, study, self._folder, place, label=label)
            case MediaConfig():
                place = self.place((*location, "file"))
                return read_media(config, name, html, self._folder, self.media, place, self._tongue)
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
            place = self.place((*location[:-1], "survey"))
            return read_survey(config.survey, name, self.media, self._tongue, place)
        assert config.file is not None  # a form has either
        file, place = self._folder / config.file, self.place(location)
        return read_form(file, name, self._folder, self.media, place, self._tongue, quiz)

    def _consent(self, name: str, consent: ConsentConfig, location: Location) -> ConsentStep:
        html = self._page(consent.page, location)
        try:
            labels = [render_inline(it.text) for it in consent.items]
        except FormulaError as error:
            raise placed(error, self.place(location).file) from error
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
        location: _Path,
        outcome: Literal["done", "screened_out"],
    ) -> EndStep:
        read = self._shown(end.page, location)
        return EndStep(
            kind="end",
            id=name,
            html=f"<h1>{self._words.thanks}</h1>" if end.page is None else read.html,
            shown=read.expressions,
            code=end.code,
            redirect=end.redirect,
            outcome=outcome,
        )

    def _shown(self, name: str | None, location: _Path) -> ShownPage:
        """The page of a step, whose place is two keys above; an empty one where there is none."""
        if name is None:
            return ShownPage("", ())
        html, file = self._rendered(name, location)
        page = read_shown(html, file, tuple(location[:-2]))
        self.shown += page.shown
        return page

    def _page(self, name: str, location: Location) -> str:
        html, file = self._rendered(name, location)
        refuse_shown(html, file)
        return html

    def _rendered(self, name: str, location: Location) -> tuple[str, Path]:
        """A page as HTML, and the file that it was read from."""
        place = self.place(location)
        inside(self._folder / name, self._folder, place)
        file = self._tongue.required_version(self._folder / name, place)
        return render_page(file, self._folder, self.media, place), file

    def _gather[T](self, read: Callable[[], T]) -> T | None:
        """What `read` gives; None if it fails, whose problems are kept."""
        try:
            return read()
        except UserError as error:
            self.problems.extend(error.problems)
            return None

    def _place_in(self, location: Location, *further: str | int) -> Place:
        return self.place((*location, *further))

    def place(self, location: Location) -> Place:
        """Where a value stands in exp.yml."""
        return Place(self._file, line_of(self._document, location))
