"""The shape of clips in exp.yml, and of the steps in which people watch and judge them."""

from math import comb
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from gymbrowser.config.base import Config, StepId, text_keys
from gymbrowser.config.game_models import ViewConfig
from gymbrowser.config.text import TRANSLATED
from gymbrowser.config.widget_models import FeedbackField

type ClipName = StepId

type _Seed = Annotated[int, Field(ge=0, lt=2**32)]
type _Speed = Annotated[float, Field(gt=0, le=16)]
type _Share = Annotated[float, Field(ge=0, le=1)]
type _Question = Annotated[str, StringConstraints(min_length=1, max_length=300), TRANSLATED]
type _Pair = Annotated[list[ClipName], Field(min_length=2, max_length=2)]
type _Clips = Annotated[list[ClipName], Field(max_length=1000)]

MOST_STEPS = 3000
"""Of one clip: a page holds all of its pictures."""


class DonorClipConfig(Config):
    """An episode that somebody played, from a file that `gymbrowser data donors` has written."""

    file: str
    """The file, relative to exp.yml."""
    donor: Annotated[int, Field(ge=0)] = 0
    """Which session of the file, from 0."""
    episode: Annotated[int, Field(ge=0)] = 0
    """Which of its episodes, from 0."""


class ClipConfig(Config):
    """A piece of an episode, made when the site is built: by a policy, or from a recorded one.

    Pages show it without Python. What was observed, done and rewarded in it lies in a file beside
    its pictures: see `gymbrowser.load_clips`.
    """

    policy: str | None = None
    """Who acts, where the environment has one agent: a policy, or `random`."""
    agents: Annotated[dict[str, str] | None, BeforeValidator(text_keys)] = None
    """Who acts for each agent, where there are several."""
    recorded: DonorClipConfig | None = None
    """An episode that somebody played, instead of a policy."""
    seed: _Seed | None = None
    """What the environment is reset with, and what the policies draw from; 0 if not given."""
    seeds: Annotated[list[_Seed], Field(min_length=1, max_length=1000)] | None = None
    """A clip for each of these seeds: of `fast` with `seeds: [1, 2]`, `fast-1` and `fast-2`."""
    from_: Annotated[int, Field(alias="from", ge=0, le=1_000_000)] = 0
    """How many environment steps of the episode are left out at its beginning."""
    steps: Annotated[int, Field(ge=1, le=MOST_STEPS)] = 300
    """How many environment steps it has at most; it ends earlier where the episode does."""
    game: StepId | None = None
    """The game whose `view`, `fps` and `frame_skip` it has."""
    view: ViewConfig | None = None
    """How the environment shows itself, where no game says it; `{render_mode: rgb_array}` if not
    given."""
    fps: Annotated[float, Field(gt=0, le=240)] | None = None
    """Environment steps per second; the game's, or the environment's own `render_fps`, if not
    given."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(each is not None for each in (self.policy, self.agents, self.recorded)) != 1:
            raise ValueError("give exactly one of `policy`, `agents` and `recorded`")
        if self.seed is not None and self.seeds is not None:
            raise ValueError("give `seed` or `seeds`, not both")
        if self.recorded is not None and not (self.seed is None and self.seeds is None):
            raise ValueError("`recorded` has the seed of its episode: remove `seed` and `seeds`")
        if self.game is not None and self.view is not None:
            raise ValueError("`game` says how it looks: remove `view`")
        return self

    def names(self, name: str) -> list[str]:
        """Of all clips that it makes."""
        return [name] if self.seeds is None else [f"{name}-{seed}" for seed in self.seeds]


class JudgingConfig(Config):
    """What all steps with clips have."""

    id: StepId | None = None
    """Name of the step in the data; its kind if not given."""
    page: str | None = None
    """Markdown or HTML file that stands above the clips."""
    speed: _Speed = 1.0
    """2 shows the clips twice as fast."""
    min_viewing: _Share = 1.0
    """How much of each clip must have been shown before an answer counts; 0: nothing."""


class WatchConfig(JudgingConfig):
    """Clips to watch, one after the other."""

    clips: Annotated[_Clips, Field(min_length=1)]
    """Their names, in this order."""
    replay: bool = True
    """`false`: each clip is seen once."""
    feedback: FeedbackField = {}
    """Judgements of what is seen, by key and by a button on the screen: `{good: KeyG, bad: KeyB}`.
    Each is recorded with the clip's step."""


class GoldConfig(Config):
    """A pair of which the better clip is known: it tests whether a person looks."""

    pair: _Pair
    """The two clips."""
    better: ClipName
    """Which of them is better beyond doubt."""

    @model_validator(mode="after")
    def _of_them(self) -> Self:
        if self.better not in self.pair:
            raise ValueError(f"`better` is `{self.better}`, which is not one of the pair")
        return self


class CompareConfig(JudgingConfig):
    """Which of two clips is better, pair after pair. Sides and order are drawn and recorded."""

    question: _Question | None = None
    """What is asked; "Which one is better?", in the page's language, if not given."""
    pairs: Annotated[list[_Pair], Field(min_length=1, max_length=1000)] | None = None
    """The pairs, each of two clips."""
    draw: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Instead of `pairs`: so many different pairs of `clips`, drawn for each session."""
    clips: Annotated[_Clips, Field(min_length=2)] | None = None
    """Of which pairs are drawn; all clips if not given."""
    tie: bool = True
    """Whether "both are as good" is an answer."""
    cant_tell: bool = True
    """Whether "I can't tell" is an answer."""
    gold: Annotated[list[GoldConfig], Field(max_length=100)] = []
    """Pairs with a known answer, which come among the others; `results.STEP.gold` is the share that
    was answered so."""
    repeats: Annotated[int, Field(ge=0, le=1000)] = 0
    """So many of the pairs, drawn, come a second time with the sides swapped;
    `results.STEP.consistency` is the share that was answered alike."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.pairs is None) == (self.draw is None):
            raise ValueError("give exactly one of `pairs` and `draw`")
        if self.pairs is not None and self.clips is not None:
            raise ValueError("`clips` says nothing beside `pairs`")
        if self.repeats > self.count:
            raise ValueError(f"`repeats` is {self.repeats}, but there are {self.count} pairs")
        if self.draw is not None and self.clips is not None and self.draw > most(self.clips):
            raise ValueError(
                f"`draw` is {self.draw}, but these clips make {most(self.clips)} pairs"
            )
        return self

    @property
    def count(self) -> int:
        """How many pairs there are, without those of `gold` and `repeats`."""
        return self.draw or len(self.pairs or ())


class RankConfig(JudgingConfig):
    """Clips to be put into an order, the best first, by dragging or by buttons."""

    clips: Annotated[list[ClipName], Field(min_length=2, max_length=12)]
    """Their names; the order at first is drawn."""
    question: _Question | None = None
    """What is asked; "Put them into order, the best first." if not given."""


def most(clips: list[str]) -> int:
    """How many different pairs there are of these clips."""
    return comb(len(set(clips)), 2)
