"""What participants play with beside keys, as tests and the pictures of the documentation do."""

from typing import Any

from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.browser.participant import Participant

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
GAMEPAD = """
  window.pad = {
    connected: true, mapping: "standard", timestamp: 0, axes: [0, 0, 0, 0],
    buttons: Array.from({ length: 17 }, () => ({ pressed: false, touched: false, value: 0 })),
  };
  navigator.getGamepads = () => [window.pad];
"""


class Finger:
    """Touches the screen, as `Input.dispatchTouchEvent` does."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)

    def down(self, place: tuple[float, float]) -> None:
        self._send("touchStart", place)

    def move(self, place: tuple[float, float]) -> None:
        self._send("touchMove", place)

    def up(self) -> None:
        self._send("touchEnd")

    def _send(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


class Player(Participant):
    """Plays with more than keys."""

    @property
    def canvas(self) -> Locator:
        return self.page.locator("canvas.screen")

    def begin(self) -> None:
        self.start_episode()
        expect(self.canvas).to_be_focused()

    def place(self, x: float, y: float, element: Locator | None = None) -> tuple[float, float]:
        """By shares of the picture's width and height, or of an element's, in the window."""
        box = (element or self.canvas).bounding_box()
        assert box is not None
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def push(self, x: float, y: float) -> None:
        """Moves the gamepad's left stick."""
        self._set_pad("pad.axes = [...set, 0, 0]", [x, y])

    def hold(self, button: int, pressed: bool = True) -> None:
        self._set_pad("pad.buttons[set[0]].pressed = set[1]", [button, pressed])

    def _set_pad(self, change: str, to: list[Any]) -> None:
        """A page looks at gamepads once a frame: a busy one may take steps without such a look."""
        self.page.evaluate(
            f"""(set) => {{
              {change};
              pad.timestamp = performance.now();
              return new Promise((looked) => requestAnimationFrame(
                () => requestAnimationFrame(() => looked())));
            }}""",
            to,
        )

    def steps(self) -> int:
        """Taken so far, as the page says."""
        row = self.page.locator(".hud div", has=self.page.get_by_text("Steps", exact=True)).first
        return int(row.locator("dd").inner_text().replace(",", ""))

    def expect_steps(self, least: int) -> None:
        """So many steps of the episode are taken."""
        self.page.wait_for_function(
            "(least) => [...document.querySelectorAll('.hud dl > div')].some((row) =>"
            " row.textContent.startsWith('Steps')"
            " && Number(row.querySelector('dd').textContent.replace(',', '')) >= least)",
            arg=least,
        )

    def has_loaded(self, name: str) -> bool:
        """Whether the page has asked for a file."""
        entries = "performance.getEntriesByType('resource').map(({ name }) => name)"
        return any(address.endswith(f"/{name}") for address in self.page.evaluate(entries))

    def is_over(self) -> None:
        expect(self.next_button()).to_be_visible()
