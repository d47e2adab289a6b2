"""`v/<site hash>/manifest.json`: everything that the page and the game worker know of a site.

All addresses in it are relative to its own: a site works below any base path, and the version
folder is named by a hash that the manifest itself is part of.
"""

from typing import Annotated, Literal

from pydantic import Field

from gymbrowser.contract.assets import Assets
from gymbrowser.contract.bonus import Bonus
from gymbrowser.contract.clips import Clip
from gymbrowser.contract.exclusions import Exclusion
from gymbrowser.contract.flow import Factor, FlowNode
from gymbrowser.contract.policies import ByCondition, OnnxPolicy, Population, Script, Thinking
from gymbrowser.contract.presence import Presence
from gymbrowser.contract.requires import Requires
from gymbrowser.contract.steps import Step
from gymbrowser.contract.wire import Device, Mode, Sha256, Wire


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


class WebGpu(Wire):
    """ONNX Runtime for the graphics processor: loaded only by browsers that have WebGPU."""

    script: str
    """Relative to the manifest, as `wasm`."""
    wasm: str


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
    webgpu: WebGpu | None = None
    """None: no policy is to be tried on the graphics processor."""
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


type LanguageSource = Literal["param", "browser", "question"]
"""Who says in which language the study is taken: the address's parameter `language`, the browser,
or the participant on a page before all others."""


class Languages(Wire):
    """The languages that the study can be taken in."""

    offered: list[str]
    """BCP 47 tags. Beside the manifest `languages/<tag>.json` has what stands in it otherwise: a
    JSON object of JSON Pointer (RFC 6901) to value; there is none for the manifest's own."""
    by: list[LanguageSource]
    """The first who says anything decides; where nobody does, it is the manifest's own."""


class Manifest(Wire):
    """A whole site."""

    format: Literal["gymbrowser.site/1"]
    gymbrowser: str
    """Version of the builder."""
    experiment: str
    title: str
    mode: Mode
    language: str
    """BCP 47 tag of the texts in it."""
    languages: Languages | None = None
    """None: there is no other."""
    participant: Participant
    device: Device
    """`shared`: nothing of one person is gone on with by, or kept for, the next."""
    requires: Requires | None = None
    """None: nothing is measured."""
    on_abandon: Literal["keep", "discard"]
    """`discard`: nothing is sent before the participant has reached the end."""
    max_minutes: float | None = None
    """From the consent on, after which a session ends by itself."""
    idle: Presence | None = None
    """None: nobody is asked on a page whether they are still there."""
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
    step_hook: str | None = None
    """The one of them that is told which steps are entered and left; None: none is."""
    assets: Assets
    """The images and sounds that the games can use."""
    clips: dict[str, Clip] = Field(default={})
    """All of the study, by name; steps show some of them."""
    steps: list[Step]
    """As they are written; the last one is an `end`."""
    flow: list[FlowNode]
    """The order in which the participant sees them: each of them stands in it once, but for those
    that a game asks for."""
    factors: list[Factor]
    exclusions: list[Exclusion] = Field(default=[])
    """What was declared before anybody took part: the page does nothing by it."""
    connect: list[str]
    """The origins beyond the site's own that its CSP lets it talk to."""
