"""When the screen showed new pictures of a game, by Chromium's own account of them.

A worker can only say when the browser called it for the next frame. What a person sees is decided
later, by the process that makes one picture of all windows for each refresh of the screen. Chromium
traces what that puts together: https://www.chromium.org/developers/how-tos/trace-event-profiling-tool/
"""

from collections import Counter
from math import ceil
from typing import Any

from benchmarks.tracing import Event

CATEGORIES = ("viz",)
"""Of what is traced."""


def shown(events: list[Event]) -> list[float]:
    """The refreshes of the screen that showed a new picture of the game: seconds of the trace.

    The game is what hands over more pictures than anything else.

    Args:
        events: All, in any order.
    """
    by_time = sorted((event for event in events if "ts" in event), key=lambda event: event["ts"])
    pictures = _pictures(by_time)
    refreshes: list[float] = []
    due, interval, newest = 0.0, 1.0, None
    for event in by_time:
        if event["name"] == "DisplayScheduler::BeginFrame":
            frame = event["args"]["args"]
            due, interval = frame["frame_time_us"], frame["interval_us"]
        parts = _pipeline(event).get("aggregated_surface_frame_trace_ids", ())
        for picture in pictures.intersection(parts) - {newest}:
            newest = picture
            # What is put together later than until the next refresh waits for the one after it.
            waited = ceil((event["ts"] - due) / interval)
            refreshes.append((due + waited * interval) / 1_000_000)
    return refreshes


def _pictures(events: list[Event]) -> set[int]:
    """The numbers of those of the canvas that hands over most."""
    steps = [
        step
        for step in map(_pipeline, events)
        if step.get("step") == "STEP_RECEIVE_COMPOSITOR_FRAME"
    ]
    canvas = Counter(_sink(step) for step in steps).most_common(1)[0][0]
    return {step["surface_frame_trace_id"] for step in steps if _sink(step) == canvas}


def _sink(step: dict[str, Any]) -> tuple[int, int]:
    """Who hands a picture over: numbers of a process and of a canvas or page in it."""
    names = step["frame_sink_id"]
    return names["frame_sink_client_id"], names["frame_sink_id"]


def _pipeline(event: Event) -> dict[str, Any]:
    """What the event says of a picture on its way to the screen."""
    step: dict[str, Any] = event.get("args", {}).get("chrome_graphics_pipeline", {})
    return step
