"""The steps of a study, as the manifest has them: what the page shows and asks, and the games."""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.controls import Controls
from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.judging import CompareStep, RankStep, WatchStep
from gymbrowser.contract.probes import Probe
from gymbrowser.contract.questions import Question, Quiz, Score, SurveyJs
from gymbrowser.contract.rules import Rules
from gymbrowser.contract.ui import UiCall
from gymbrowser.contract.wire import AgentLayout, Count, Layout, ObservationRule, Pace, Sha256, Wire


class View(Wire):
    """How the environment shows itself."""

    render_mode: Literal["rgb_array", "ansi", "human", "scene"] | None
    """Given to the environment's constructor; None where `draw` makes the picture."""
    draw: str | None
    """`module:function` that takes the unwrapped environment and gives a draw list."""
    width: int
    height: int
    """The canvas in CSS pixels at its full size."""


class Discrete(Wire):
    """The action space of an agent (Gymnasium's Discrete)."""

    n: int
    start: int


class Recorded(Wire):
    """What is recorded of an agent's observations."""

    rule: ObservationRule
    layout: Layout
    """Of an observation as it is recorded: after downsampling."""


class Agent(Wire):
    """Who acts for one agent of the environment, and in which terms."""

    actor: str
    """`human`, `donor`, `random`, or the name of a policy."""
    action_space: Discrete | None
    """None: it is none; then `layout` says all that is known of its actions here."""
    layout: AgentLayout
    recorded: Recorded


class StepBase(Wire):
    """What every step has."""

    id: str
    """Unique in the experiment; it is in every record of the step."""
    shown: list[Expression] = Field(default=[])
    """What stands in its `html` for `<output data-shown="i"></output>`, from 0."""


class PageStep(StepBase):
    """A text to read."""

    kind: Literal["page"]
    html: str


class ConsentItem(Wire):
    """Something that is agreed to by a box of its own."""

    name: str
    label: str
    """Inline HTML."""
    required: bool
    """Whether nobody takes part without it."""


class ConsentStep(StepBase):
    """Nothing is stored or sent before it is accepted; declining leaves nothing."""

    kind: Literal["consent"]
    html: str
    version: str
    sha256: Sha256
    """Of `html`: names the exact text that was agreed to."""
    accept: str
    decline: str
    """Labels of the two buttons."""
    scroll: bool = False
    """Whether the button that agrees waits until the end of the text was on the screen."""
    items: list[ConsentItem] = Field(default=[])
    """Boxes below the text."""


class LoginStep(StepBase):
    """The participant types an id; before the consent, so that it is stored with all else."""

    kind: Literal["login"]
    html: str
    """What stands above the field."""
    label: str
    pattern: str | None
    """That the whole id must match."""
    roles: dict[str, str]
    """Role to its pattern, in the place of `pattern`: the first that matches."""
    salt: str
    allow: list[str] | None
    """The first 32 digits of the SHA-256 of `<salt>/<id>`; None: whoever is not excluded."""
    exclude: list[str]


class FormStep(StepBase):
    """Questions on one page."""

    kind: Literal["form"]
    html: str
    """What stands above the questions."""
    questions: list[Question]
    in_html: bool = Field(default=False)
    """Whether their controls stand in `html`, as the author wrote them; a question has then all
    controls of its name."""
    surveyjs: SurveyJs | None = None
    """Where SurveyJS shows them and not the page itself: the questions then say what it asks."""
    scores: list[Score] = Field(default=[])
    quiz: Quiz | None = None
    """None: it is sent once, and tells nothing of its checks."""


class MediaStep(StepBase):
    """A recording to hear or to see."""

    kind: Literal["media"]
    html: str
    form: Literal["audio", "video"]
    file: str
    """Relative to the manifest."""
    label: str
    """What it is, in words."""
    captions: str | None
    """A WebVTT file with what is said in it."""
    to_end: bool
    """Whether the way on opens only when it was played to its end."""


class WaitStep(StepBase):
    """A break: the way on opens when its time is over."""

    kind: Literal["wait"]
    html: str
    seconds: float
    goes_on: bool
    """Whether the study then goes on by itself."""


class MicrophoneStep(StepBase):
    """Asks for the microphone, shows that it hears something, and may record what is said."""

    kind: Literal["microphone"]
    html: str
    required: bool
    """Whether who has none is screened out."""
    record: bool
    """Whether what is said here is recorded, between two presses of a button."""
    max_seconds: float
    """Of such a recording."""


class FullscreenStep(StepBase):
    """Asks to fill the screen; goes on once it does, or the person goes on without."""

    kind: Literal["fullscreen"]
    html: str
    required: bool
    """Whether who can't, or would rather not, is screened out."""


class Between(Wire):
    """What is asked between the episodes of a game."""

    steps: list[str]
    """Ids of pages and forms, in their order."""
    every: Count
    """After every n-th episode, the last one too."""
    when: Expression | None = None
    """Only where this is true then."""


class GameStep(StepBase):
    """Episodes of the environment, played or watched."""

    kind: Literal["game"]
    html: str
    """What stands above the game."""
    agents: dict[str, Agent]
    controls: dict[str, Controls]
    """By agent: those that are human, each with a device or keys of its own."""
    view: View
    episodes: int
    pace: Pace
    fps: float | None
    """Environment steps per second; None in a turn-based game."""
    turn_delay_ms: float | None
    """In a PettingZoo `AECEnv`, how long a policy's turn waits in a turn-based game. None: all
    agents act at the same time, when the person does."""
    max_steps: int | None
    """Of one episode, beyond what the environment itself truncates."""
    seeds: list[int] | None
    """The environment's seed of each episode; None: drawn from the session's seed, unless the rules
    have lists of them."""
    rules: Rules
    between: Between | None = None
    probes: list[Probe] = Field(default=[])
    """What is asked in the middle of an episode."""
    practice: bool = Field(default=False)
    """Whether its episodes count for nothing: their records say so, and so does the page."""
    microphone: bool = Field(default=False)
    """Whether what is said during the game is recorded, by who allows it."""
    around: list[UiCall] = Field(default=[])
    """What stands around the game before Python says anything: widgets and panels."""
    words: dict[str, str] = Field(default={})
    """What Python says around the picture to what is read in its place."""
    hook: str | None = None
    """The name of the hook that sees and changes what passes in this game."""


class EndStep(StepBase):
    """A last page."""

    kind: Literal["end"]
    html: str
    code: str | None
    """Completion code to copy."""
    redirect: str | None
    """Where the participant is sent once everything is uploaded. `{participant}` in it stands for
    their id, the name of a kept parameter for its value."""
    outcome: Literal["done", "screened_out"]
    """How the session ends by it."""


type Step = Annotated[
    PageStep
    | LoginStep
    | ConsentStep
    | FormStep
    | MediaStep
    | WaitStep
    | MicrophoneStep
    | FullscreenStep
    | GameStep
    | WatchStep
    | CompareStep
    | RankStep
    | EndStep,
    Field(discriminator="kind"),
]
