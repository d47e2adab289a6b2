"""How well a game kept time: computed from what is recorded of each step, frame and input."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gymbrowser.contract.browser_records import ClockRecord
from gymbrowser.contract.timing_records import Spread
from gymbrowser.data.episodes import Episode
from gymbrowser.data.trajectory import Decoded, decode

LATE_PERIODS = 1.5
"""A step is late if it begins so many periods after the one before."""

_BINS_PER_MS = 10
_BINS = 1000 * _BINS_PER_MS
_NOISE = 1e-6
"""Sums of browsers' times, which are multiples of 0.1 ms, are a little more or less than these."""

type _Times = NDArray[np.float64]


@dataclass(frozen=True)
class Quality:
    """The fields of a `timing` record that the columns tell: see there."""

    interval: Spread
    delay: Spread
    late: int
    skipped: int
    missed: int
    frame_interval: Spread
    late_frames: int
    input_to_paint: Spread


def quality_of(
    episode: Episode, clocks: Sequence[ClockRecord] = (), fps: float | None = None
) -> Quality:
    """Compute it anew.

    Args:
        episode: A whole one.
        clocks: The session's; without them nothing is known of the time from input to frame.
        fps: Steps a second when it began; None: as at its end, by its `timing` record.

    Raises:
        DamageError: Something of it is missing, or does not follow its layout.
    """
    decoded = decode(episode)
    timed = fps if fps is not None else episode.timing and episode.timing.fps
    intervals, at = _intervals(decoded, episode) if timed else (np.empty(0), np.empty(0, int))
    frames, shown = _frame_intervals(decoded, episode)
    first = episode.start.replayed  # those before it were played in an earlier attempt
    is_drawn, is_painted = ~np.isnan(decoded.drawn[first:]), ~np.isnan(decoded.painted[first:])
    return Quality(
        interval=spread_of(intervals),
        delay=spread_of((decoded.started - decoded.due)[first:]),
        late=_late(intervals, at, episode, timed or 0.0),
        skipped=int((~is_drawn).sum()),
        missed=int(is_drawn.sum() - is_painted.sum()),
        frame_interval=spread_of(frames),
        late_frames=_late(frames, shown, episode, timed or 0.0),
        input_to_paint=spread_of(_inputs_to_paint(decoded, first, _offset_ms(episode, clocks))),
    )


def spread_of(durations: _Times) -> Spread:
    """Quantiles as the browser counts them: by nearest rank, rounded up to 0.1 ms.

    Args:
        durations: [N], ms.
    """
    count = len(durations)
    if count == 0:
        return Spread(count=0, p50=None, p95=None, p99=None, max=None)
    bins = np.sort(np.maximum(np.ceil(durations * _BINS_PER_MS - _NOISE), 0))

    def quantile(share: float) -> float:
        found = bins[int(np.ceil(share * count)) - 1]
        return float(bins[-1] if found >= _BINS else found) / _BINS_PER_MS

    p50, p95, p99 = (quantile(share) for share in (0.5, 0.95, 0.99))
    return Spread(count=count, p50=p50, p95=p95, p99=p99, max=float(bins[-1]) / _BINS_PER_MS)


def _rests(episode: Episode) -> set[int]:
    """The steps before which the game waited, or stood still."""
    paused = {pause.steps for pause in episode.pauses if pause.paused}
    return paused | {stall.steps for stall in episode.stalls}


def _intervals(decoded: Decoded, episode: Episode) -> tuple[_Times, NDArray[np.int_]]:
    """From step to step, and the indices of the later ones."""
    later = np.arange(episode.start.replayed + 1, len(decoded.started))
    kept = later[~np.isin(later, list(_rests(episode)))]
    return decoded.started[kept] - decoded.started[kept - 1], kept


def _late(intervals: _Times, at: NDArray[np.int_], episode: Episode, fps: float) -> int:
    """How many are too long at the rate of the steps that they lead to."""
    rates = np.full(len(at), fps)
    for change in episode.rates:
        rates[at >= change.steps] = change.fps
    return int((intervals * rates > LATE_PERIODS * 1000).sum())


def _frame_intervals(decoded: Decoded, episode: Episode) -> tuple[_Times, NDArray[np.int_]]:
    """From painted frame to painted frame, and the steps of the later ones."""
    [painted] = np.nonzero(~np.isnan(decoded.painted))
    rests = np.array(sorted(_rests(episode)), int)
    # How many rests each frame comes after: it differs where one lies between two frames.
    before = np.searchsorted(rests, painted, side="right")
    kept = np.diff(before) == 0
    return np.diff(decoded.painted[painted])[kept], painted[1:][kept]


def _inputs_to_paint(decoded: Decoded, first: int, offset_ms: float | None) -> _Times:
    """Args: first: The step that was played first."""
    if offset_ms is None or len(decoded.started) <= first:
        return np.empty(0)
    shown = _next_painted(decoded.painted)
    made = [
        (step, input_t + offset_ms)
        for agent in decoded.agents.values()
        for step, input_t in _new_inputs(agent.input_t)
    ]
    waits = [shown[step] - at for step, at in made if at >= decoded.started[first]]
    return np.array([wait for wait in waits if not np.isnan(wait)])


def _new_inputs(input_t: _Times) -> Iterable[tuple[int, float]]:
    """The first step that each input decided, and when it was made; none counts twice."""
    newest = -np.inf
    for step, made in enumerate(input_t.tolist()):
        if made > newest:
            newest = made
            yield step, made


def _next_painted(painted: _Times) -> _Times:
    """[T]: when that step's frame was painted, or else the first after it; NaN: none was."""
    backwards = np.where(np.isnan(painted), np.inf, painted)[::-1]
    shown = np.minimum.accumulate(backwards)[::-1]
    return np.where(np.isinf(shown), np.nan, shown)


def _offset_ms(episode: Episode, clocks: Sequence[ClockRecord]) -> float | None:
    """The worker's clock minus the page's, as it was known when the episode began."""
    if not episode.steps:
        return None
    begun = episode.steps[0].record.t
    known = [clock for clock in clocks if clock.t <= begun]
    return max(known, key=lambda clock: clock.t).offset_ms if known else None
