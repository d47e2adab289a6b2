"""`v/<site hash>/manifest.json`: everything that the page and the game worker know of a site.

All addresses in it are relative to its own: a site works below any base path, and the version
folder is named by a hash that the manifest itself is part of.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.assets import Assets
from gymbrowser.contract.controls import Controls
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.flow import Factor, FlowNode
from gymbrowser.contract.policies import OnnxPolicy, Population
from gymbrowser.contract.rules import Rules
from gymbrowser.contract.ui import UiCall
from gymbrowser.contract.wire import (
    AgentLayout,
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


class Hook(Wire):
    """The study's own Python beside a game, see `gymbrowser.bridge.hook`."""

    entry_point: str
    """`module:Class`, called with `kwargs`."""
    kwargs: str
    """As JSON text, see `Environment`."""
    sha256: Sha256
    """Of the hook's name, its kwargs and the hashes of all locked wheels."""


type Policy = Annotated[OnnxPolicy | PythonPolicy | Population, Field(discriminator="kind")]


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


class PageStep(StepBase):
    """A text to read."""

    kind: Literal["page"]
    html: str


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


class QuestionBase(Wire):
    """What every question has."""

    name: str
    """The key of its answer."""
    prompt: str
    """Inline HTML."""
    required: bool


class TextQuestion(QuestionBase):
    """Free text."""

    kind: Literal["text"]
    multiline: bool
    max_length: int


class NumberQuestion(QuestionBase):
    """A number within bounds."""

    kind: Literal["number"]
    min: float | None
    max: float | None
    integer: bool


class Option(Wire):
    """One option of a choice."""

    value: str
    label: str


class ChoiceQuestion(QuestionBase):
    """One or several of a list."""

    kind: Literal["choice"]
    options: list[Option]
    multiple: bool
    """Radio buttons, or boxes of which any number may be ticked."""


class LikertQuestion(QuestionBase):
    """A scale with labelled ends."""

    kind: Literal["likert"]
    points: int
    """The answer is 1 to `points`."""
    low: str
    high: str
    """Labels of the two ends."""


type Question = Annotated[
    TextQuestion | NumberQuestion | ChoiceQuestion | LikertQuestion, Field(discriminator="kind")
]


class FormStep(StepBase):
    """Questions on one page."""

    kind: Literal["form"]
    html: str
    """What stands above the questions."""
    questions: list[Question]


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
    PageStep | ConsentStep | FormStep | GameStep | EndStep, Field(discriminator="kind")
]


class Withdrawal(Wire):
    """The control by which a participant stops taking part, and the page after it."""

    label: str
    html: str
    """What stands above our own words on the last page; may be empty."""
    redirect: str | None
    """Where a link on that page leads."""


type CompletionOutcome = Literal["declined", "screened_out", "failed", "timed_out"]
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
    on_abandon: Literal["keep", "discard"]
    """`discard`: nothing is sent before the participant has reached the end."""
    max_minutes: float | None = None
    """From the consent on, after which a session ends by itself."""
    completions: dict[CompletionOutcome, Completion] = Field(default={})
    withdrawal: Withdrawal | None
    """None: the study offers no such control."""
    runtime: Runtime
    environment: Environment
    policies: dict[str, Policy]
    hooks: dict[str, Hook] = Field(default={})
    """Those that any game has, by name."""
    assets: Assets
    """The images and sounds that the games can use."""
    steps: list[Step]
    """As they are written; the last one is an `end`."""
    flow: list[FlowNode]
    """The order in which the participant sees them: each of them stands in it once."""
    factors: list[Factor]
    exclusions: list[Exclusion] = Field(default=[])
    """What was declared before anybody took part: the page does nothing by it."""
    connect: list[str]
    """The origins beyond the site's own that its CSP lets it talk to."""
