"""What the records of a game weigh, measured on the steps of a walk through it.

It writes them as the browser's recorder does (`js/src/worker/recorder.ts`). What is only known in a
browser, the times and what a model gives, is noise of the same form here.
"""

import base64
import json
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from gymbrowser.bridge.actions import Action
from gymbrowser.bridge.game import Game
from gymbrowser.bridge.layout import row_size
from gymbrowser.bridge.memory import HAS_INFO, PRESENT, TERMINATED, TRUNCATED
from gymbrowser.environment.recording import Selector

MEASURED_STEPS = 200
_SAMPLED_BYTES = 2_000_000
"""Enough of whole observations to tell how well they compress."""
_RECORDS_PER_SECOND = 10
_FRAMES_S = 1
"""What a `frames` record holds."""
_HELD_STEPS = 10
"""A person holds a key for some steps; then another input decides."""
_GZIP = 16 + zlib.MAX_WBITS

type Columns = defaultdict[str, bytearray]


class Footprint:
    """Takes the steps of a game, one after the other.

    Args:
        step: Id of the game step.
        agents: Agent to what `look_at_agents` found.
        recorded: Agent to the contract's Recorded.
        sources: Agent to `device`, `policy` (in Python), `model` or `donor`.
        fps: Environment steps per second; None in a turn-based game.

    Attributes:
        lines: The records as JSON, without the bytes of observations.
    """

    def __init__(
        self,
        step: str,
        agents: Mapping[str, Mapping[str, Any]],
        recorded: Mapping[str, Mapping[str, Any]],
        sources: Mapping[str, str],
        fps: float | None,
    ) -> None:
        self._place = {"step": step, "attempt": 1, "episode": 0}
        self._rules = {name: each["rule"] for name, each in recorded.items()}
        self._seen = {
            name: _Seen(agent, recorded[name], sources[name]) for name, agent in agents.items()
        }
        self._rows_per_record = max(1, round((fps or 0) / _RECORDS_PER_SECOND))
        self._frames_per_record = max(1, round((fps or 0) * _FRAMES_S))
        self._clock = _Clock(1000 / (fps or 1))
        self.lines: list[str] = []
        self._episodes = 0
        self._steps = 0
        self._count = 0
        self._frames = 0
        self._info: dict[str, str] = {}

    def begin(self, game: Game, info: str) -> None:
        """`reset` was called."""
        self._emit()
        self._emit_frames()
        self._episodes += 1
        observed = zip(self._seen.items(), game.memory.packers, strict=True)
        digest = {name: _base64(seen.look(packer.whole())) for (name, seen), packer in observed}
        names = dict.fromkeys(self._seen, "")
        start = {
            "pace": "real_time",
            "seed": 2**31,
            "streams": dict.fromkeys(self._seen, "game/main/1/0/policy/player"),
            "policy_seeds": {},
            "actors": names,
            "present": list(self._seen),
            "recorded": self._rules,
            "observation": names,
        }
        self._line("episode", digest=digest, info=info, **start)

    def step(self, game: Game, actions: Sequence[Action], flags: int) -> None:
        """`step` was called. `flags` is what it returned."""
        self._clock.tick()
        for index, (seen, action) in enumerate(zip(self._seen.values(), actions, strict=True)):
            memory = game.memory
            seen.digests += seen.look(memory.packers[index].whole())
            seen.write(action, memory.flags[index], float(memory.rewards[index]), self._clock)
        if flags & HAS_INFO:
            self._info[str(self._count)] = game.info()
        self._steps += 1
        self._count += 1
        self._frames += 1
        self._hear()
        if self._count == self._rows_per_record:
            self._emit()
        if self._frames == self._frames_per_record:
            self._emit_frames()

    def measured(self) -> dict[str, Any]:
        """What was seen, and its bytes as JSON and after gzip: `bare` is all but observations.

        `agents` has `whole`, the bytes of observations; `taken`, how many these are; and
        `looked_at`, the number that those which `changed` would record were taken from.
        """
        self._emit()
        self._emit_frames()
        return {
            "steps": self._steps,
            "episodes": self._episodes,
            "bare": _weight("\n".join(self.lines)),
            "agents": {name: seen.observations() for name, seen in self._seen.items()},
        }

    def _emit(self) -> None:
        if self._count == 0:
            return
        agents = {name: seen.drain() for name, seen in self._seen.items()}
        times = {name: _base64(times) for name, times in self._clock.drain().items()}
        place = {"first": self._steps, "count": self._count}
        self._line("steps", **place, agents=agents, info=self._info, **times)
        self._count, self._info = 0, {}

    def _emit_frames(self) -> None:
        if self._frames > 0:
            painted = _base64(self._clock.painted())
            self._line("frames", first=self._steps, count=self._frames, painted=painted)
        self._frames = 0

    def _hear(self) -> None:
        """Of each person a key that goes down, and the one before that comes up."""
        people = [name for name, seen in self._seen.items() if seen.is_person]
        if not people or not self._clock.is_new_input:
            return
        rows = 2 * len(people)
        numbers = [self._clock.input_ms, self._clock.now_ms, float("nan"), float("nan")]
        event_t, received_t, x, y = (_base64(_f8(number) * rows) for number in numbers)
        small = {"agent": 2, "kind": 1, "code": 2, "after": 4}
        packed = {name: _base64(bytes(width * rows)) for name, width in small.items()}
        times = {"event_t": event_t, "received_t": received_t, "x": x, "y": y}
        names = [*people, "ArrowLeft", "ArrowRight"]
        self._line("inputs", first=self._steps, count=rows, names=names, **packed, **times)

    def _line(self, kind: str, /, **record: Any) -> None:
        own = {"n": len(self.lines), "t": self._clock.now_ms, "mode": "live", "type": kind}
        self.lines.append(json.dumps({**own, **self._place, **record}, separators=(",", ":")))


class _Seen:
    """What one agent saw and did."""

    def __init__(self, agent: Mapping[str, Any], recorded: Mapping[str, Any], source: str) -> None:
        rule, whole = recorded["rule"], agent["observation"]
        self._source = source
        self.is_person = source == "device"
        heads, bounds = agent["heads"], agent["bounds"]
        sizes = heads["sizes"] if heads else [1] * len(bounds["low"]) if bounds else []
        self._outputs = 4 * sum(sizes) if source == "model" else 0
        self._uniforms = max(1, len(sizes))
        self._action_bytes = row_size(agent["action"])
        self._selector = Selector(recorded, whole)
        self._is_sampled = rule["keep"] != "none"
        # Of `every` and `key_frames` there would be too few to measure.
        each = rule if rule["keep"] == "changed" else {**rule, "keep": "all", "every": 1}
        self._sampler = Selector({**recorded, "rule": each}, whole)
        self._random = np.random.default_rng(0)
        self._columns: Columns = defaultdict(bytearray)
        self._sample = bytearray()
        self._observations = self._sampled = 0
        self.digests = bytearray()

    def look(self, row: Any) -> bytes:
        """An observation; gives its digest."""
        self._selector.take(row)
        if self._is_sampled and len(self._sample) < _SAMPLED_BYTES:
            self._observations += 1
            taken = self._sampler.take(row)
            self._sampled += taken is not None
            self._sample += taken or b""
        return self._selector.digest

    def write(self, action: Action, flags: int, reward: float, clock: "_Clock") -> None:
        """Everything else of a step."""
        columns, is_model = self._columns, self._source == "model"
        for name in ("action", "intended"):
            columns[name] += _packed(action, self._action_bytes)
        columns["source"].append(not self.is_person)
        columns["observed"].append(True)
        for name, bit in (
            ("present", PRESENT),
            ("terminated", TERMINATED),
            ("truncated", TRUNCATED),
        ):
            columns[name].append(bool(flags & bit))
        columns["input_t"] += _f8(clock.input_ms if self.is_person else float("nan"))
        columns["reward"] += _f8(reward)
        columns["output"] += self._random.bytes(self._outputs)
        columns["uniform"] += (
            self._random.bytes(8 * self._uniforms) if is_model else _f8(float("nan"))
        )

    def drain(self) -> dict[str, str]:
        """The columns of a record."""
        packed = {name: _base64(column) for name, column in self._columns.items()}
        packed |= {"observation": "", "digest": _base64(self.digests)}
        self._columns.clear()
        self.digests.clear()
        return packed

    def observations(self) -> dict[str, Any]:
        """How many were looked at, how many taken of these, and what those weigh."""
        weight = _weight(_base64(self._sample))
        return {"looked_at": self._observations, "taken": self._sampled, "whole": weight}


class _Clock:
    """Times of steps, as exact as a browser gives them: to 0.1 ms."""

    def __init__(self, interval_ms: float) -> None:
        self._interval_ms = interval_ms
        self._random = np.random.default_rng(0)
        self._columns: Columns = defaultdict(bytearray)
        self._painted = bytearray()
        self._ticks = 0
        self.now_ms = 5000.0
        self.input_ms = 5000.0
        self.is_new_input = False

    def tick(self) -> None:
        """The next step."""
        due = 5000 + self._ticks * self._interval_ms
        self.now_ms = due
        for name in ("due", "started", "stepped", "drawn"):
            self._columns[name] += _f8(self.now_ms)
            self.now_ms = round(self.now_ms + float(self._random.exponential(0.5)), 1)
        self._painted += _f8(self.now_ms + 10)
        self.is_new_input = self._ticks % _HELD_STEPS == 0
        if self.is_new_input:
            self.input_ms = round(due - float(self._random.uniform(0, self._interval_ms)), 1)
        self._ticks += 1

    def painted(self) -> bytes:
        """The column of a `frames` record."""
        painted = bytes(self._painted)
        self._painted.clear()
        return painted

    def drain(self) -> dict[str, bytes]:
        """The columns of a record."""
        columns = {name: bytes(column) for name, column in self._columns.items()}
        self._columns.clear()
        return columns


def _packed(action: Action, size: int) -> bytes:
    """`size` counts where nobody acted."""
    if isinstance(action, int):
        return action.to_bytes(size, "little", signed=True)
    return action.encode("latin-1")


def _weight(text: str) -> list[int]:
    """Bytes as JSON, and after gzip at the level that browsers use."""
    packer = zlib.compressobj(6, wbits=_GZIP)
    data = text.encode()
    return [len(data), len(packer.compress(data)) + len(packer.flush())]


def _f8(number: float) -> bytes:
    return np.float64(number).tobytes()


def _base64(data: bytes | bytearray) -> str:
    return base64.b64encode(data).decode()
