"""exp.yml to site: joins the stages."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gymbrowser.boot import (
    Boot,
    Part,
    Snapshot,
    Study,
    compressed_copies,
    make_parts,
    prepare,
)
from gymbrowser.check import Checked, check
from gymbrowser.clips.make import make_clips
from gymbrowser.config import Experiment
from gymbrowser.console import Stages
from gymbrowser.contract.wire import Mode
from gymbrowser.lock import write_lock
from gymbrowser.plan import Plan, plan_site
from gymbrowser.resolve import Lock
from gymbrowser.resolve.cache import Cache
from gymbrowser.resolve.sources import Sources
from gymbrowser.write import Earlier, require_target, write_site


@dataclass(frozen=True)
class Built:
    """A site that was written."""

    checked: Checked
    folder: Path
    plan: Plan
    earlier: Earlier
    """What is kept of the versions before it."""

    @property
    def experiment(self) -> Experiment:
        """exp.yml and its files."""
        return self.checked.experiment

    @property
    def lock(self) -> Lock:
        """The wheels."""
        return self.checked.lock

    @property
    def files(self) -> int:
        """How many files this version of the site has."""
        return len(self.plan.assets)

    @property
    def size(self) -> int:
        """All of them, in bytes."""
        return sum(asset.size for asset in self.plan.assets)


def build(
    file: Path,
    output: Path | None,
    stages: Stages,
    sources: Sources,
    *,
    clean: bool = False,
    plain: bool = False,
    snapshot: bool = True,
    mode: Mode | None = None,
) -> Built:
    """Validate, resolve, plan, write.

    Args:
        file: exp.yml.
        output: The site's folder; `build/<id>` below the current folder if not given.
        stages: Shows what is under way.
        sources: Where packages come from.
        clean: Drop the earlier versions that the site's folder holds.
        plain: Leave the start of Python to Pyodide, and compress nothing: a simpler site, of more
            bytes.
        snapshot: Take a snapshot of Python's memory, from which it may be started.
        mode: In the place of exp.yml's: a preview's records are no study's.

    Raises:
        UserError: The experiment cannot become a site; an earlier site is untouched.
    """
    if output is not None:
        require_target(output.resolve())
    with _Compiling(sources.cache) as compiling:
        told = (lambda _lock: None) if plain else compiling.begin
        checked = check(file, stages, sources, thoroughly=False, on_resolved=told)
        if mode is not None:
            checked = checked.in_mode(mode)
        plan = _plan(checked, compiling, stages, sources.cache, plain=plain, snapshot=snapshot)
    target = output or Path("build") / checked.experiment.config.id
    # Of `.` too a name is needed; and a link stays one, while what it leads to is replaced.
    place = target.resolve()
    if checked.resolved.before is None:
        write_lock(checked.resolved, file)  # first: no site without the lock that made it
    with stages("Writing", total=len(plan.assets)) as advance:
        earlier = write_site(plan, place, lambda _asset: advance(), clean=clean)
    return Built(checked, target, plan, earlier)


class _Compiling:
    """Compiles a site's packages while its environment is looked at, which takes as long."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._pool = ThreadPoolExecutor(1)
        self._parts: Future[list[Part]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Who hears that the build has failed need not wait for what is compiled just now.
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, lock: Lock) -> None:
        """What is made is kept in the cache, whatever becomes of this build."""
        self._parts = self._pool.submit(make_parts, lock, self._cache)

    def parts(self) -> list[Part]:
        """Waits for them."""
        assert self._parts is not None
        return self._parts.result()


def _plan(
    checked: Checked,
    compiling: _Compiling,
    stages: Stages,
    cache: Cache,
    *,
    plain: bool,
    snapshot: bool,
) -> Plan:
    given = (checked.experiment, checked.lock, checked.inspection, checked.policies)
    clips = make_clips(checked, cache, stages)
    if plain:
        return plan_site(*given, clips=clips)

    def prepared(study: Study) -> Boot:
        return prepare(study, checked.lock, compiling.parts, cache, stages, with_snapshot=snapshot)

    plan = plan_site(*given, prepared, clips)
    with stages("Compressing"):
        return plan.with_copies(compressed_copies(plan.assets, cache, _copied(plan.boot)))


def _copied(boot: Boot | None) -> dict[str, Path]:
    """SHA-256 to file, of what was compressed when it was made."""
    snapshot = boot and boot.snapshot
    if not isinstance(snapshot, Snapshot) or isinstance(snapshot.asset.source, bytes):
        return {}
    return {snapshot.asset.sha256: snapshot.asset.source}
