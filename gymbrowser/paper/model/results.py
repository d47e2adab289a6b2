"""What participants did and answered."""

from gymbrowser.paper.model.base import Estimate, Numbers, Part, Sample


class CurvePoint(Part):
    """The n-th episode of a game."""

    episode: int
    """From 1: of those that a participant ended, over all attempts."""
    episode_return: Estimate
    """Its return, over participants."""


class Group(Part):
    """Participants with the same conditions."""

    group: str | None
    """Their levels, in the order of the factors; as `FACTOR: LEVEL` where two factors have one of
    the same name. Null: all together."""
    mean_return: Estimate
    """Of each participant the mean over their episodes; of these the mean."""
    curve: list[CurvePoint]
    """The learning curve."""


class GameSample(Part):
    """The results of one game."""

    sample: Sample
    """Whose results they are: of `everyone`, or of those that are `kept`."""
    groups: list[Group]
    """All together first; then by their conditions, if there are any."""


class Game(Part):
    """A game, and one agent in it: a person's, or, where nobody plays, the first."""

    game: str
    """The game's step."""
    agent: str
    """The agent's name in the environment."""
    episodes: int
    """How many ended. Episodes for practice are not counted, nor are they in any result."""
    not_finite: int
    """How many of them have a return that is infinite or NaN: they are in no mean."""
    samples: list[GameSample]
    """With and without exclusions; only `everyone` where there are none."""


class Option(Part):
    """One answer that can be chosen."""

    option: str
    """Its value in the data."""
    label: str
    """What stood on the page."""
    count: int
    """How many chose it."""


class QuestionSample(Part):
    """The answers to one question."""

    sample: Sample
    """Whose answers they are."""
    asked: int
    """Sessions that sent the form."""
    answered: int
    """Those of them that answered it."""
    numbers: Numbers | None
    """Of answers that are numbers."""
    options: list[Option]
    """Of answers that are chosen."""


class Question(Part):
    """One question of a form. What people wrote in their own words is only counted."""

    form: str
    """The form's step."""
    question: str
    """The question's name."""
    prompt: str | None
    """What was asked; null where the site is not known."""
    kind: str | None
    """`number`, `choice`, `scale`, `text` or `other`; null where the site is not known."""
    samples: list[QuestionSample]
    """With and without exclusions."""
