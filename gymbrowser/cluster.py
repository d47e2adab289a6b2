"""`data verify` on an existing Dask cluster: its workers judge sessions, a batch at a time.

Nothing of the data goes through Dask: workers read the folder and the site at the same paths as
this machine, as clusters with a shared file system have them. Of a batch only the sessions' names
and files are sent, and its verdicts come back.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gymbrowser.contract.wire import Mode
from gymbrowser.data.sessions import Files, read_session
from gymbrowser.errors import GymbrowserError, Problem, UserError
from gymbrowser.referee import Judged, Referee

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_S = 10
_MOST_BATCHES = 4
"""For each thread of the workers: nobody waits long for the last ones."""
_BATCH_BYTES = 256 * 1024
"""A batch starts a Python: without so much to read it is not worth a second one for a thread."""


@dataclass(frozen=True)
class Cluster:
    """A scheduler that runs already."""

    scheduler: str
    """Its address, such as `tcp://10.0.0.1:8786`."""
    connect_s: float = _CONNECT_S
    """So long it may take to answer."""


@dataclass(frozen=True)
class _Batch:
    """Sessions that one task judges."""

    site: Path
    mode: Mode
    sessions: Mapping[str, Files]


def judge_on(
    cluster: Cluster, sessions: Mapping[str, Files], site: Path, mode: Mode
) -> Iterator[Judged]:
    """Have the workers of a cluster judge sessions.

    Args:
        cluster: Where its scheduler is.
        sessions: Name to files.
        site: The folder that `build` wrote.
        mode: Of the sessions.

    Yields:
        What each session was found to be, in their order.

    Raises:
        UserError: distributed is not installed, nobody answers, or the workers can't do it.
        GymbrowserError: The cluster failed on the way.
    """
    there = {
        name: {key: path.resolve() for key, path in files.items()}
        for name, files in sessions.items()
    }
    with _connected(cluster) as client:
        _require_able(client, cluster, site.resolve(), there)
        threads = sum(client.nthreads().values())
        batches = [_Batch(site.resolve(), mode, part) for part in shared_out(there, threads)]
        with _explained(cluster):
            # What a batch was found to be is not kept: the files may be other ones tomorrow.
            futures = client.map(_judge, batches, pure=False)
        try:
            for future in futures:
                yield from _result(future, cluster)
        finally:
            client.cancel(futures)


@contextmanager
def _connected(cluster: Cluster) -> Iterator["Client"]:
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(
            "a Dask cluster needs the package distributed, which is not installed here",
            remedy="Install gymbrowser[dask], here and where the workers are.",
        ) from error
    try:
        client = Client(cluster.scheduler, timeout=cluster.connect_s, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise UserError(
            f"no Dask scheduler answers at {cluster.scheduler}",
            why=f"{type(error).__name__}: {error}",
            remedy="Write the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786.",
        ) from error
    with client:
        yield client


@contextmanager
def _explained(cluster: Cluster) -> Iterator[None]:
    """What a cluster throws is of many kinds: a worker that died, a connection that broke."""
    try:
        yield
    except GymbrowserError:
        raise
    except Exception as error:
        raise GymbrowserError(
            f"the Dask cluster at {cluster.scheduler} failed",
            why=f"{type(error).__name__}: {error}",
            remedy="See the logs of its scheduler and workers.",
        ) from error


def _require_able(
    client: "Client", cluster: Cluster, site: Path, sessions: Mapping[str, Files]
) -> None:
    """Every worker must have this gymbrowser, and see the files."""
    if not client.nthreads():
        raise UserError(
            f"the Dask cluster at {cluster.scheduler} has no workers",
            remedy=f"Start some: dask worker {cluster.scheduler}",
        )
    first = next((path for files in sessions.values() for path in files.values()), None)
    try:
        states: Mapping[str, _State] = client.run(_look, [site, *([first] if first else [])])
    except Exception as error:  # whatever the worker's Python raises where the package is missing
        raise UserError(
            "the workers of the Dask cluster can't run gymbrowser",
            why=f"{type(error).__name__}: {error}",
            remedy=f"Install gymbrowser {version('gymbrowser')} where the workers are.",
        ) from error
    for worker, state in states.items():
        if state.gymbrowser != version("gymbrowser"):
            raise UserError(
                f"the worker {worker} has gymbrowser {state.gymbrowser}",
                why=f"Here it is {version('gymbrowser')}, and verdicts must be of one version.",
                remedy="Install the same one there.",
            )
        if state.missing:
            raise UserError(
                f"the worker {worker} does not see {state.missing[0]}",
                why="Workers read the data and the site at the same paths as this machine.",
                remedy="Put both into a folder that all of them share.",
            )


@dataclass(frozen=True)
class _State:
    """What a worker says of itself."""

    gymbrowser: str
    missing: tuple[str, ...]


def _look(paths: Sequence[Path]) -> _State:
    """Runs at each worker."""
    return _State(version("gymbrowser"), tuple(str(path) for path in paths if not path.exists()))


def _judge(batch: _Batch) -> list[Judged] | Problem:
    """Runs at a worker, in one process of the site's Python."""
    try:
        with Referee(batch.site, None) as referee:
            return [
                referee.judge(read_session(name, batch.mode, files))
                for name, files in batch.sessions.items()
            ]
    except GymbrowserError as error:
        return error.problems[0]  # errors of ours are not made to be pickled
    except OSError as error:
        return Problem(str(error))


def _result(future: "Future[Any]", cluster: Cluster) -> list[Judged]:
    with _explained(cluster):
        result: list[Judged] | Problem = future.result()
        if isinstance(result, Problem):
            raise GymbrowserError(
                f"a worker of the Dask cluster at {cluster.scheduler} could not go on",
                why=result.what,
                remedy=result.remedy,
                quote=result.quote,
            )
    return result


def shared_out(sessions: Mapping[str, Files], threads: int) -> Iterator[dict[str, Files]]:
    """Some for each thread, one after the other, of about the same size in bytes."""
    sizes = {
        name: 1 + sum(path.stat().st_size for path in files.values())
        for name, files in sessions.items()
    }
    total = sum(sizes.values())
    for_each = min(max(1, total // (threads * _BATCH_BYTES)), _MOST_BATCHES)
    share, part, held = total / (threads * for_each), dict[str, Files](), 0
    for name, files in sessions.items():
        part[name] = files
        held += sizes[name]
        if held >= share:
            yield part
            part, held = {}, 0
    if part:
        yield part
