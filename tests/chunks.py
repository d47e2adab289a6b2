"""Makes chunks as the recorder does, for tests of everything that reads them."""

import base64
import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from gymbrowser.contract.wire import Mode
from gymbrowser.data.keys import ChunkKey

type Plain = dict[str, Any]
"""A record or header as `json.loads` gives it; records without `n`, which their writer counts."""

SITE = "5" * 64
SEED = "6" * 32
STARTED_MS = 1_790_000_000_000.0
SOURCES = ["device", "default", "policy", "absent"]
KINDS = ["down", "up", "axis", "point_down", "point_move", "point_up", "point_leave", "release"]
COLUMNS = {
    **dict.fromkeys(("source", "present", "observed", "terminated", "truncated"), "|u1"),
    **dict.fromkeys(("input_t", "reward", "uniform", "due", "started", "stepped", "drawn"), "<f8"),
    **dict.fromkeys(("painted", "x", "y", "event_t", "received_t"), "<f8"),
    **dict.fromkeys(("agent", "code"), "<u2"),
    "kind": "|u1",
    "after": "<u4",
}


def array(dtype: str, *shape: int, path: Sequence[str] = ()) -> Plain:
    """A field of a layout."""
    return {"path": list(path), "dtype": dtype, "shape": list(shape)}


CART = {
    "observation": [array("<f4", 4)],
    "action": [array("<i8")],
    "output": [],
}
"""How one agent of CartPole is packed, without a policy."""


EACH = {"keep": "all", "every": 1, "downsample": 1}
"""The rule by which each observation is recorded."""


@dataclass(frozen=True)
class Sealed:
    """A chunk as it travels."""

    key: ChunkKey
    data: bytes


@dataclass
class Writer:
    """One writer of a session: seals records into the chunks of its chain."""

    name: str = "page-0"
    session: str = "a" * 32
    mode: Mode = "live"
    layouts: Plain = field(default_factory=dict)
    number: int = 0
    previous: str | None = None
    first: int = 0

    def seal(self, *records: Plain, **header: Any) -> Sealed:
        """The next chunk of the chain; `header` replaces fields of its header."""
        own = {"t": STARTED_MS, "mode": self.mode}
        numbered = [{"n": self.first + i, **own, **r} for i, r in enumerate(records)]
        sealed = seal({**self._header(len(records)), **header}, numbered)
        self.number += 1
        self.previous = sealed.key.sha256
        self.first += len(records)
        return sealed

    def _header(self, records: int) -> Plain:
        return {
            "format": "gymbrowser.chunk/1",
            "experiment": "cartpole",
            "mode": self.mode,
            "site": SITE,
            "session": self.session,
            "writer": self.name,
            "number": self.number,
            "previous": self.previous,
            "first": self.first,
            "records": records,
            "layouts": self.layouts,
            "columns": COLUMNS if self.layouts else {},
            "sources": SOURCES,
            "kinds": KINDS if self.layouts else [],
        }


def seal(header: Plain, records: Sequence[Plain]) -> Sealed:
    """A chunk of exactly this header and these records, under the key that it should have."""
    text = "".join(f"{json.dumps(line)}\n" for line in (header, *records))
    return stored(gzip.compress(text.encode(), mtime=0), header)


def stored(data: bytes, header: Plain) -> Sealed:
    """Any bytes, under the key that a chunk of this header would have."""
    sha256 = hashlib.sha256(data).hexdigest()
    names = (header["mode"], header["session"], header["writer"], header["number"])
    return Sealed(ChunkKey(*names, sha256), data)


def save(folder: Path, *chunks: Sealed) -> None:
    """Write chunks to where `pull` would."""
    for chunk in chunks:
        path = folder / chunk.key.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(chunk.data)


def labelled(key: str, data: bytes, **other: object) -> bytes:
    """A chunk in a participant's download, as js/src/page/record/download.ts writes it."""
    label = {"format": "gymbrowser.download/1", "key": key, "size": len(data), **other}
    return gzip.compress(f"{json.dumps(label)}\n".encode()) + data


def download(*chunks: Sealed) -> bytes:
    """The file that a participant downloads."""
    return b"".join(labelled(str(chunk.key.path), chunk.data) for chunk in chunks)


def pack(values: ArrayLike, dtype: str) -> str:
    """A column: the values' bytes in base64."""
    return base64.b64encode(np.asarray(values, dtype).tobytes()).decode()


def session(load: int = 1, **other: Any) -> Plain:
    return {
        "type": "session",
        "session": "a" * 32,
        "load": load,
        "experiment": "cartpole",
        "gymbrowser": "0.1.0",
        "site": SITE,
        "environment": SITE,
        "policies": {},
        "seed": SEED,
        "user_agent": "test",
        "languages": ["en"],
        "screen": [1280, 720],
        "pixel_ratio": 1,
        "time_origin": STARTED_MS,
        **other,
    }


def identity(participant: str | None = "P1", **params: str) -> Plain:
    return {"type": "identity", "participant": participant, "params": params}


def withdrawal(choice: str = "delete", step: str = "main") -> Plain:
    return {"type": "withdrawal", "step": step, "choice": choice}


def enter(step: str, index: int) -> Plain:
    return {"type": "enter", "step": step, "index": index}


def end(writers: Mapping[str, int], outcome: str = "done") -> Plain:
    return {"type": "end", "outcome": outcome, "writers": dict(writers)}


def episode(observation: Mapping[str, str], *, info: str = "{}", **other: Any) -> Plain:
    """The beginning of an episode; `observation` is packed."""
    return {
        "type": "episode",
        "step": "main",
        "attempt": 1,
        "episode": 0,
        "pace": "real_time",
        "seed": 7,
        "streams": {},
        "policy_seeds": {},
        "actors": dict.fromkeys(observation, "human"),
        "present": list(observation),
        "recorded": dict.fromkeys(observation, EACH),
        "observation": dict(observation),
        "digest": dict.fromkeys(observation, ""),
        "info": info,
        **other,
    }


def columns(observation: str, action: str, rewards: Sequence[float], **other: str) -> Plain:
    """The columns of one agent: `observation` and `action` are packed, the rest is filled in."""
    count = len(rewards)
    return {
        "action": action,
        "intended": action,
        "source": pack([0] * count, "|u1"),
        "present": pack([1] * count, "|u1"),
        "input_t": pack([float("nan")] * count, "<f8"),
        "observed": pack([1] * count, "|u1"),
        "observation": observation,
        "digest": "",
        "reward": pack(rewards, "<f8"),
        "terminated": pack([0] * count, "|u1"),
        "truncated": pack([0] * count, "|u1"),
        "output": "",
        "uniform": pack([float("nan")] * count, "<f8"),
        **other,
    }


def steps(first: int, count: int, agents: Mapping[str, Plain], **other: Any) -> Plain:
    times = pack(np.arange(first, first + count), "<f8")
    return {
        "type": "steps",
        "step": "main",
        "attempt": 1,
        "episode": 0,
        "first": first,
        "count": count,
        "agents": dict(agents),
        "due": times,
        "started": times,
        "stepped": times,
        "drawn": times,
        "info": {},
        **other,
    }


def frames(first: int, painted: Sequence[float], **other: Any) -> Plain:
    return {
        "type": "frames",
        "step": "main",
        "attempt": 1,
        "episode": 0,
        "first": first,
        "count": len(painted),
        "painted": pack(painted, "<f8"),
        **other,
    }


def inputs(first: int, codes: Sequence[str], **other: Any) -> Plain:
    """Keys of the agent `player` that go down one after the other."""
    count = len(codes)
    names = ["player", *dict.fromkeys(codes)]
    times = np.arange(first, first + count)
    return {
        "type": "inputs",
        "step": "main",
        "attempt": 1,
        "episode": 0,
        "first": first,
        "count": count,
        "names": names,
        "agent": pack([0] * count, "<u2"),
        "kind": pack([0] * count, "|u1"),
        "code": pack([names.index(code) for code in codes], "<u2"),
        "x": pack([float("nan")] * count, "<f8"),
        "y": pack([float("nan")] * count, "<f8"),
        "event_t": pack(times, "<f8"),
        "received_t": pack(times + 0.5, "<f8"),
        "after": pack(times, "<u4"),
        **other,
    }


def comparison(judgement: int, trial: Plain, answer: str, index: int = 1) -> Plain:
    """A pair of clips that was judged, at the step `pairs`."""
    preferred = dict(zip(("first", "second"), trial["clips"], strict=True)).get(answer)
    return {
        "type": "comparison",
        "step": "pairs",
        "index": index,
        "judgement": judgement,
        "data": ["0" * 64] * 2,
        "answer": answer,
        "preferred": preferred,
        "by": "key",
        "duration_ms": 900.0,
        "viewed_ms": 800.0,
        "plays": 1,
        **trial,
    }


def spread(count: int = 0, ms: float | None = None) -> Plain:
    return {"count": count, "p50": ms, "p95": ms, "p99": ms, "max": ms}


def timing(episode: int | None = 0, **other: Any) -> Plain:
    return {
        "type": "timing",
        "step": "main",
        "attempt": 1,
        "episode": episode,
        "fps": 60,
        "steps": 5,
        "interval": spread(4, 16.7),
        "delay": spread(5, 0.3),
        "late": 1,
        "slowed_ms": 0,
        "stalls": 0,
        "skipped": 0,
        "missed": 0,
        "frame_interval": spread(4, 16.7),
        "late_frames": 0,
        "input_to_paint": spread(2, 21.5),
        **other,
    }


def episode_end(count: int, returns: Mapping[str, float], **other: Any) -> Plain:
    return {
        "type": "episode_end",
        "step": "main",
        "attempt": 1,
        "episode": 0,
        "steps": count,
        "returns": dict(returns),
        "reason": "terminated",
        "unused_presses": None,
        **other,
    }


def cart_steps(first: int, rewards: Sequence[float], **other: Any) -> Plain:
    """Steps of the agent `player`, packed by `CART`."""
    count = len(rewards)
    observation = pack(np.full((count, 4), first, "<f4"), "<f4")
    player = columns(observation, pack([1] * count, "<i8"), rewards)
    return steps(first, count, {"player": player}, **other)


def identified(name: str = "a" * 32, mode: Mode = "live", participant: str = "P1") -> Sealed:
    """The chunk that says whose session it is."""
    return Writer("identity-1", name, mode).seal(identity(participant))


def withdrawn(name: str = "a" * 32, mode: Mode = "live", choice: str = "delete") -> Sealed:
    """The chunk that says that the participant stopped."""
    return Writer("withdrawal-1", name, mode).seal(withdrawal(choice))


def cart_session(name: str = "a" * 32, mode: Mode = "live") -> list[Sealed]:
    """A whole session: two page chunks, and a game writer with one episode of five steps in two."""
    page = Writer("page-0", name, mode)
    game = Writer("game-0", name, mode, {"main": {"player": CART}})
    start = episode({"player": pack([0, 0, 0, 0], "<f4")})
    return [
        page.seal(session(session=name), enter("welcome", 0)),
        game.seal(start, cart_steps(0, [1.0, 1.0, 1.0])),
        game.seal(cart_steps(3, [0.5, 0.25]), episode_end(5, {"player": 3.75})),
        page.seal(enter("main", 1), end({"page-0": 4, "game-0": 4})),
    ]
