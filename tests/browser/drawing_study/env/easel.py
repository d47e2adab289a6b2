"""Shows one of everything, and says one of everything; three steps long."""

from typing import Any

import gymnasium
from gymnasium import spaces

from gymbrowser import draw as d
from gymbrowser import ui


class Easel(gymnasium.Env[Any, Any]):
    metadata = {"render_modes": ["scene"]}  # noqa: RUF012 - Gymnasium's own form

    def __init__(self, render_mode: str | None = None) -> None:
        self.render_mode = render_mode
        self.observation_space = spaces.Discrete(4)
        self.action_space = spaces.Discrete(2)

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, Any]]:
        super().reset(seed=seed)
        self.taken = 0
        ui.hud({"<b>Name</b>": "<i>Anna</i>"}, Fuel=12345.678)
        return 0, {}

    def step(self, action: int) -> tuple[int, float, bool, bool, dict[str, Any]]:
        self.taken += 1
        ui.message(f"Step {self.taken} of 3")
        ui.progress("Way", self.taken, 3)
        ui.budget("Hints", 3 - self.taken, 3)
        ui.info("Your taxi", {"Seats": 4, "Colour": "yellow"})
        ui.image("flag", alt="A flag")
        ui.border("rgb(255 0 255)")
        ui.sound("tone")
        return self.taken, 1.0, self.taken == 3, False, {}

    def render(self) -> d.Scene:  # type: ignore[override]  # Gymnasium knows no draw lists
        return draw(self)


QUARTERS = d.layer("quarters", [d.rectangle(0, 0, 0.5, 0.5, fill="rgb(255 0 0)")])


def draw(env: Easel) -> d.Scene:
    """120 by 80, in parts of it: quarters that the test knows by their middles."""
    left = 0.25 if env.taken < 2 else 0.125
    return d.scene(
        120,
        80,
        [
            QUARTERS,
            d.image("flag", 0.5, 0, 0.5, 0.5, flip=True),
            d.sprite("tiles", 1, 0, 0.5, 0.25, 0.5),
            d.ellipse(left, 0.25, 0.05, 0.1, fill="blue", id="dot", tween_ms=100),
            d.arc(0.75, 0.75, 0.2, 0, 180, fill="blue", stroke=None, depth=1),
        ],
        units="relative",
    )
