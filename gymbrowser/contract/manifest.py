"""`v/<site hash>/manifest.json`: everything that the page and the game worker know of a site.

All addresses in it are relative to its own: a site works below any base path, and the version
folder is named by a hash that the manifest itself is part of.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.assets import Assets
from gymbrowser.contract.bonus import Bonus
from gymbrowser.contract.clips import Clip
from gymbrowser.contract.controls import Controls
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.expressions import Expression
from gymbrowser.contract.flow import Factor, FlowNode
from gymbrowser.contract.judging import CompareStep, RankStep, WatchStep
from gymbrowser.contract.policies import ByCondition, OnnxPolicy, Population, Script, Thinking
from gymbrowser.contract.questions import Question, Quiz, Score
from gymbrowser.contract.requires import Requires
from gymbrowser.contract.rules import Rules
from gymbrowser.contract.ui import UiCall
from gymbrowser.contract.wire import (
    AgentLayout,
    Count,
    Device,
    Layout,
    Mode,
    ObservationRule,
    Pace,
    Sha256,
    Wire,
)


class File(Wire):
    """A file of the site that the game worker downloads; sizes make an honest progress bar."""

    path: str
    size: int
    """Bytes, before any transfer compression."""
    gzip: bool = False
    """Whether its gzip lies beside it, named with `.gz`, for hosts that compress nothing."""


class PythonFiles(Wire):
    """Python's files in archives: compiled, and at first only those that are used."""

    folder: str
    """Where they go in Python's file system, without a slash at its end."""
    listing: str
    """The FileListing, relative to the manifest; so are the archives."""
    early: list[str]
    """The archives that a boot waits for; of the others, one comes when a file of it is opened."""


class Snapshot(Wire):
    """Python's memory when all is imported, for a start that imports nothing.

    What is restored is only relied on if it gives what the build has seen: see `probe`.
    """

    file: File
    """The memory, as js/src/worker/snapshot/file.ts writes it."""
    sha256: Sha256
    early: list[str]
    """The archives that such a start waits for: some of those of `PythonFiles`."""
    libraries: list[str]
    """Shared libraries that are loaded first, in this order: paths below `PythonFiles.folder`."""
    memory: int
    """Bytes of Python's memory once it is restored."""
    probe: Sha256
    """Of the beginning of the first game as `probeOf` plays it (js/src/worker/rehearsal.ts)."""


class Runtime(Wire):
    """Where the parts of the runtime lie in the site."""

    pyodide: str
    """Version of Pyodide."""
    core: str
    """Folder with `pyodide.asm.js`, `pyodide.asm.wasm`, `python_stdlib.zip`; slash at its end. The
    standard library is empty where `python` has it."""
    lock: str
    """The site's `pyodide-lock.json`; every `file_name` in it is relative to the lock's address."""
    packages: list[str]
    """Names of all packages of the lock, all loaded at boot."""
    python: PythonFiles | None = None
    """None: the standard library and the packages are loaded as Pyodide loads them by itself."""
    snapshot: Snapshot | None = None
    """Another way to start the same Python; None where none could be proven."""
    ort: str
    """Folder with `ort-wasm-simd-threaded.wasm`, slash at its end; there if a policy needs it."""
    files: list[File]
    """Everything that a boot without a snapshot downloads, in no particular order."""
    later: list[File] = Field(default=[])
    """What no boot waits for, but a visit without a network may want, the most wanted first."""


class Environment(Wire):
    """Gymnasium's `gym_id`, or the `entry_point` of what makes a Gymnasium or PettingZoo one."""

    gym_id: str | None
    entry_point: str | None
    """`module:attribute`, called with `kwargs` (Gymnasium's own notation)."""
    kwargs: str
    """The constructor's arguments as JSON text: JavaScript would turn 10.0 into 10 on the way."""
    sha256: Sha256
    """Of the environment's name, its kwargs and the hashes of all locked wheels."""


class PythonPolicy(Wire):
    """A policy in the environment's own Python, see `gymbrowser.bridge.policy`."""

    kind: Literal["python"]
    entry_point: str
    """`module:attribute`, called with `kwargs`."""
    kwargs: str
    """As JSON text, see `Environment`."""
    sha256: Sha256
    """Of the policy's name, its kwargs and the hashes of all locked wheels."""
    thinking: Thinking | None = None


class Hook(Wire):
    """The study's own Python beside a game, see `gymbrowser.bridge.hook`."""

    entry_point: str
    """`module:Class`, called with `kwargs`."""
    kwargs: str
    """As JSON text, see `Environment`."""
    sha256: Sha256
    """Of the hook's name, its kwargs and the hashes of all locked wheels."""


type Policy = Annotated[
    OnnxPolicy | PythonPolicy | Script | Population | ByCondition, Field(discriminator="kind")
]


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


class Between(Wire):
    """What is asked between the episodes of a game."""

    steps: list[str]
    """Ids of pages and forms, in their order."""
    every: Count
    """After every n-th episode, the last one too."""


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
    practice: bool = Field(default=False)
    """Whether its episodes count for nothing: their records say so, and so does the page."""
    around: list[UiCall] = Field(default=[])
    """What stands around the game before Python says anything: widgets and panels."""
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
    | GameStep
    | WatchStep
    | CompareStep
    | RankStep
    | EndStep,
    Field(discriminator="kind"),
]


class Withdrawal(Wire):
    """The control by which a participant stops taking part, and the page after it."""

    label: str
    html: str
    """What stands above our own words on the last page; may be empty."""
    redirect: str | None
    """Where a link on that page leads."""


type CompletionOutcome = Literal["declined", "unsupported", "screened_out", "failed", "timed_out"]
"""The ends of a session that have no step of their own."""


class Completion(Wire):
    """What a participant takes along who does not reach the end."""

    html: str
    """In the place of our own words on the last page; may be empty."""
    code: str | None
    redirect: str | None
    """Like that of an `EndStep`."""


class Participant(Wire):
    """Which URL parameters are kept."""

    id: list[str]
    """The first of these that is present is the participant's id."""
    pattern: str | None = None
    """A regular expression that the whole id must match; None: anything does, and none too."""
    params: list[str]
    number: str | None
    """The parameter with the participant's number."""


class Manifest(Wire):
    """A whole site."""

    format: Literal["gymbrowser.site/1"]
    gymbrowser: str
    """Version of the builder."""
    experiment: str
    title: str
    mode: Mode
    language: str
    """BCP 47 tag of the pages."""
    participant: Participant
    device: Device
    """`shared`: nothing of one person is gone on with by, or kept for, the next."""
    requires: Requires | None = None
    """None: nothing is measured."""
    on_abandon: Literal["keep", "discard"]
    """`discard`: nothing is sent before the participant has reached the end."""
    max_minutes: float | None = None
    """From the consent on, after which a session ends by itself."""
    completions: dict[CompletionOutcome, Completion] = Field(default={})
    debrief: str = ""
    """HTML below the words of every last page after the consent; may be empty."""
    bonus: Bonus | None = None
    """What who comes to the end has earned; None: nothing is said of it."""
    withdrawal: Withdrawal | None
    """None: the study offers no such control."""
    runtime: Runtime
    environment: Environment
    policies: dict[str, Policy]
    hooks: dict[str, Hook] = Field(default={})
    """Those that any game has, by name."""
    assets: Assets
    """The images and sounds that the games can use."""
    clips: dict[str, Clip] = Field(default={})
    """All of the study, by name; steps show some of them."""
    steps: list[Step]
    """As they are written; the last one is an `end`."""
    flow: list[FlowNode]
    """The order in which the participant sees them: each of them stands in it once, but for those
    between the episodes of a game."""
    factors: list[Factor]
    exclusions: list[Exclusion] = Field(default=[])
    """What was declared before anybody took part: the page does nothing by it."""
    connect: list[str]
    """The origins beyond the site's own that its CSP lets it talk to."""
