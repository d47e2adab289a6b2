"""draw.scene, draw.rgb, draw.pygame: what a picture costs on its way from Python to the canvas.

The benchmark's worker (`js/src/bench/draw.ts`) is made of the product's own modules. Chromium draws
in software here, as it does on a machine without a graphics card.
"""

from playwright.sync_api import Browser

from benchmarks.bench_page import ask
from benchmarks.rows import Row
from gymbrowser.build import Built

ROUNDS = 200
SHAPES = 500
SIZE = {"width": 600, "height": 400}
_TIMEOUT_S = 300


def measure(browser: Browser, built: Built) -> list[Row]:
    """A scene of 500 shapes and a frame of 600 by 400 pixels, in turn; then pygame's stand-in."""
    answer = ask(
        browser, built, "measureDrawing", _TIMEOUT_S, rounds=ROUNDS, shapes=SHAPES, size=SIZE
    )
    return [
        Row.of("draw.scene_500", "ms", answer["scene"], target="<= 2"),
        Row.of("draw.scene_500_until_read", "ms", answer["scenePixels"]),
        Row.of("draw.scene_500_in_python", "ms", answer["python"]),
        Row.of("draw.rgb_600x400", "ms", answer["rgb"], target="<= 6"),
        Row.of(
            "draw.pygame_cartpole",
            "ms",
            answer["window"],
            answer["windowAsPixels"],
            target="<= 0.25 of rgb_array",
        ),
    ]
