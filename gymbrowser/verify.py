"""Do recorded episodes come out the same when they are run again? All of a folder, in parallel.

On this machine, or on the workers of a cluster.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Lock

from gymbrowser.cluster import Cluster, judge_on
from gymbrowser.contract.wire import Mode
from gymbrowser.data.sessions import Files, read_session, require_folder, scan, withdrawn_sessions
from gymbrowser.environment.native import NativePython
from gymbrowser.environment.site import site_python
from gymbrowser.referee import Judged, PythonOf, Referee, Verdict
from gymbrowser.resolve.cache import Cache
from gymbrowser.store.site import read_site


@dataclass
class Verified:
    """All episodes of a folder."""

    mode: Mode
    verdicts: list[Verdict] = field(default_factory=list)
    damaged: int = 0
    """Sessions of which something is missing or wrong."""

    @property
    def is_proven(self) -> bool:
        """Whether every episode came out equal, and every policy chose the same."""
        return all(v.state == "equal" and not v.other_actions for v in self.verdicts)


def verify(
    folder: Path,
    site: Path,
    mode: Mode = "live",
    *,
    jobs: int = 1,
    python_of: PythonOf | None = None,
    cluster: Cluster | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Verified:
    """Run every episode again, and compare it bit by bit with its record.

    Args:
        folder: A pulled folder, or the store of `gymbrowser serve`.
        site: The folder that `build` wrote; it keeps its earlier versions.
        mode: Which sessions.
        jobs: How many processes run at once, on this machine.
        python_of: For a second opinion, natively, on this machine; None: without one.
        cluster: Whose workers do it; None: this machine.
        progress: Called after each session.

    Raises:
        UserError: There is no such folder, or no such site.
        NoStartError: The site's Python can't be started.
        GymbrowserError: The cluster failed.
        OSError: A file can't be read.
    """
    require_folder(folder)
    read_site(site)  # says what is wrong with it before anything is started
    found = scan(folder)
    gone = set(withdrawn_sessions(found, mode))
    sessions = {n: f for n, f in sorted(found.sessions.get(mode, {}).items()) if n not in gone}
    if cluster is None:
        judged = _judge_here(sessions, site, mode, jobs, python_of)
    else:
        judged = judge_on(cluster, sessions, site, mode)
    verified = Verified(mode)
    for session in judged:
        verified.verdicts += session.verdicts
        verified.damaged += session.is_damaged
        progress()
    return verified


def _judge_here(
    sessions: Mapping[str, Files], site: Path, mode: Mode, jobs: int, python_of: PythonOf | None
) -> Iterator[Judged]:
    with ExitStack() as stack:
        idle: SimpleQueue[Referee] = SimpleQueue()
        for _ in range(jobs):
            idle.put(stack.enter_context(Referee(site, python_of)))
        pool = stack.enter_context(ThreadPoolExecutor(jobs))

        def judge(item: tuple[str, Files]) -> Judged:
            referee = idle.get()
            try:
                return referee.judge(read_session(item[0], mode, item[1]))
            finally:
                idle.put(referee)

        try:
            yield from pool.map(judge, sessions.items())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def native_pythons(site: Path, cache: Cache, *, offline: bool) -> PythonOf:
    """Makes the native Python of each version once, whoever asks for it first.

    Args:
        site: The folder that `build` wrote.
        cache: Where unpacked and native packages are kept.
        offline: Fetch nothing.
    """
    made: dict[str, NativePython] = {}
    lock = Lock()

    def python_of(version: str) -> NativePython:
        with lock:
            if version not in made:
                made[version] = site_python(site, cache, offline=offline, version=version)
            return made[version]

    return python_of


def by_game(verified: Verified) -> Iterator[tuple[str, Mapping[str, int]]]:
    """For each game: episodes and steps, and how many episodes are in which state."""
    for step in dict.fromkeys(verdict.step for verdict in verified.verdicts):
        of_step = [verdict for verdict in verified.verdicts if verdict.step == step]
        yield (
            step,
            {
                "episodes": len(of_step),
                "steps": sum(verdict.steps for verdict in of_step),
                **{
                    state: sum(verdict.state == state for verdict in of_step)
                    for state in ("equal", "different", "not_run")
                },
                "other_actions": sum(verdict.other_actions or 0 for verdict in of_step),
            },
        )
