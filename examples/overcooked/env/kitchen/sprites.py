"""Things in the kitchen, as shapes. Each is drawn about its centre (x, y); units are pixels."""

from gymbrowser import draw as d

from .codes import Facing, Item

WHITE, INK = "#ffffff", "#1f2937"
GOLD, BROWN, BROTH, FOAM = "#f2b134", "#a8641c", "#e08a1e", "#ffd98a"
STEEL, LIGHT_STEEL, DARK_STEEL = "#8b96a5", "#d5dbe3", "#4b5563"
GREEN, LEAF = "#2b8a3e", "#6fae45"
SKIN, BLUSH = "#f0c09a", "#dd9a72"
PLEAT = "#a5b1c2"
SHADOW = "#00000026"

BLUE, ORANGE = "#1864ab", "#f76707"
"""The chefs' coats: told apart by hue and by lightness, with every kind of colour vision."""

BRIMS = {BLUE: "#0b3a66", ORANGE: "#a83a00"}
"""The brims of their hats: dark, or the hat would look like a white beard."""


def item(kind: Item, x: float, y: float, radius: float) -> list[d.Shape]:
    """Return what a chef can carry."""
    match kind:
        case Item.ONION:
            return onion(x, y, radius)
        case Item.DISH:
            return dish(x, y, radius)
        case Item.SOUP:
            return [*dish(x, y, radius), *broth(x, y, 0.66 * radius)]
        case Item.NOTHING:
            return []


def onion(x: float, y: float, radius: float) -> list[d.Shape]:
    """Return a bulb with green shoots and the lines of its skin."""
    r = radius
    shoots = [(-0.4, -1.45), (0.4, -1.45), (0, -1.65)]
    skin = [(0, -0.85), (0.36, -0.5), (0.48, 0), (0.36, 0.5), (0.16, 0.8)]
    return [
        *(
            d.line(
                [(x, y - 0.8 * r), (x + right * r, y + up * r)], stroke=LEAF, line_width=0.26 * r
            )
            for right, up in shoots
        ),
        d.circle(x, y, r, fill=GOLD, stroke=BROWN, line_width=0.15 * r),
        *(
            d.line(
                [(x + side * dx * r, y + dy * r) for dx, dy in skin],
                stroke=BROWN,
                line_width=0.1 * r,
            )
            for side in (-1, 1)
        ),
    ]


def dish(x: float, y: float, radius: float) -> list[d.Shape]:
    return [
        d.circle(x, y + 0.12 * radius, radius, fill=SHADOW),
        d.circle(x, y, radius, fill=WHITE, stroke=STEEL, line_width=0.12 * radius),
        d.circle(x, y, 0.66 * radius, fill=None, stroke=LIGHT_STEEL, line_width=0.1 * radius),
    ]


def broth(x: float, y: float, radius: float, tick: int = 0) -> list[d.Shape]:
    """Return a round of soup; its bubbles wander with the tick."""
    bubbles = [(-0.4, -0.2), (0.35, -0.4), (0.1, 0.4), (-0.3, 0.35), (0.5, 0.15)]
    return [
        d.circle(x, y, radius, fill=BROTH, stroke=BROWN, line_width=0.1 * radius),
        *(
            d.circle(x + radius * right, y + radius * down, radius * size, fill=FOAM)
            for (right, down), size in zip(
                (bubbles[(tick + i) % len(bubbles)] for i in range(3)),
                (0.2, 0.14, 0.1),
                strict=True,
            )
        ),
    ]


def crate(x: float, y: float) -> list[d.Shape]:
    """Return a wooden crate of onions."""
    return [
        d.rectangle(x - 38, y - 32, 76, 70, fill=SHADOW, radius=8),
        d.rectangle(x - 38, y - 36, 76, 70, fill="#8a5a2b", radius=8),
        d.rectangle(x - 31, y - 29, 62, 56, fill="#5b3a1a", radius=5),
        *onion(x - 14, y - 9, 14),
        *onion(x + 15, y - 9, 14),
        *onion(x, y + 11, 15),
        d.rectangle(x - 38, y + 20, 76, 14, fill="#a06a34", radius=4),
    ]


def dishes(x: float, y: float) -> list[d.Shape]:
    """Return a pile of dishes."""
    return [shape for height in range(4) for shape in dish(x, y + 9 - 6 * height, 32)]


def pot(x: float, y: float) -> list[d.Shape]:
    """Return an empty pot on its stove."""
    return [
        d.rectangle(x - 43, y - 39, 86, 78, fill=INK, radius=12),
        d.rectangle(x - 45, y - 9, 90, 18, fill=STEEL, stroke=DARK_STEEL, line_width=2, radius=8),
        d.circle(x, y, 35, fill=STEEL, stroke=DARK_STEEL, line_width=2),
        d.circle(x, y, 31, fill=LIGHT_STEEL),
        d.circle(x, y, 27, fill=DARK_STEEL),
    ]


def steam(x: float, y: float, tick: int) -> list[d.Shape]:
    """Return three wisps that sway with the tick."""
    sway = 3 if tick % 2 else -3
    bends = [(0, 0), (0.8, -5), (0.8, -9), (-0.8, -16), (-0.8, -20), (0, -26)]
    return [
        d.line(
            [(x + at + sway * right, y + up) for right, up in bends],
            stroke="#ffffff",
            line_width=4.5,
        )
        for at in (-13, 0, 13)
    ]


def tick_mark(x: float, y: float, radius: float) -> list[d.Shape]:
    """Return the badge of something that is done."""
    r = radius
    return [
        d.circle(x, y, r, fill=GREEN, stroke=WHITE, line_width=0.2 * r),
        d.line(
            [(x - 0.42 * r, y), (x - 0.1 * r, y + 0.34 * r), (x + 0.45 * r, y - 0.34 * r)],
            stroke=WHITE,
            line_width=0.26 * r,
        ),
    ]


def bar(x: float, y: float, width: float, share: float, fill: str) -> list[d.Shape]:
    """Return a bar of which a share in [0, 1] is full; (x, y) is the middle of its left end."""
    height = 12
    return [
        d.rectangle(x, y - height / 2, width, height, fill=INK, radius=height / 2),
        d.rectangle(
            x + 2.5,
            y - height / 2 + 2.5,
            max(height - 5, (width - 5) * share),
            height - 5,
            fill=fill,
            radius=(height - 5) / 2,
        ),
    ]


def hatch(x: float, y: float, out: Facing) -> list[d.Shape]:
    """Return the place to serve at: a mat with arrows that point out of the kitchen."""
    return [
        d.rectangle(x - 43, y - 41, 86, 80, fill=GREEN, radius=12),
        d.rectangle(x - 36, y - 34, 72, 66, fill=None, stroke="#8ce99a", line_width=3, radius=8),
        *(
            d.line(
                [
                    turned(corner, out, x, y - 1)
                    for corner in ((tip - 14, -18), (tip, 0), (tip - 14, 18))
                ],
                stroke=WHITE,
                line_width=8,
            )
            for tip in (-2, 18)
        ),
    ]


def chef(x: float, y: float, facing: Facing, held: Item, coat: str) -> list[d.Shape]:
    """Return a chef from above: shoulders, arms, a face that looks ahead, a hat with a brim."""

    def at(ahead: float, right: float) -> tuple[float, float]:
        return turned((ahead, right), facing, x, y)

    arms = [[at(0, side * 28), at(22, side * 25), at(32, side * 14)] for side in (-1, 1)]
    puffs = [(10, 0), (5, -9), (5, 9), (-5, -9), (-5, 9), (-10, 0)]
    return [
        d.circle(x, y + 5, 36, fill=SHADOW),
        d.line([at(-5, -20), at(-5, 20)], stroke=coat, line_width=36),
        *(d.line(arm, stroke=coat, line_width=14) for arm in arms),
        *(d.circle(*arm[-1], 8, fill=SKIN) for arm in arms),
        d.circle(*at(10, 0), 22, fill=SKIN),
        d.circle(*at(32, 0), 5, fill=BLUSH),
        *(d.circle(*at(26, side * 9), 3.4, fill=INK) for side in (-1, 1)),
        d.circle(*at(-2, 0), 24, fill=BRIMS[coat]),
        *(
            d.circle(*at(ahead - 2, right), 9.5, fill=WHITE, stroke=PLEAT, line_width=2)
            for ahead, right in puffs
        ),
        d.circle(*at(-2, 0), 11, fill=WHITE),
        *item(held, *at(43, 0), 19),
    ]


def soup_bowl(x: float, y: float, radius: float) -> list[d.Shape]:
    return item(Item.SOUP, x, y, radius)


def star(x: float, y: float, radius: float) -> list[d.Shape]:
    """Return a star with five points, on a circle of this radius."""
    # cos and sin of 0°, 36°, 72°, … from the top.
    outer = [(0, -1), (0.951, -0.309), (0.588, 0.809), (-0.588, 0.809), (-0.951, -0.309)]
    inner = [(0.588, -0.809), (0.951, 0.309), (0, 1), (-0.951, 0.309), (-0.588, -0.809)]
    corners = [
        (x + radius * share * right, y + radius * share * down)
        for far, near in zip(outer, inner, strict=True)
        for share, (right, down) in ((1, far), (0.48, near))
    ]
    return [d.polygon(corners, fill="#ffd43b", stroke="#ffd43b", line_width=0.16 * radius)]


def clock(x: float, y: float, radius: float, colour: str) -> list[d.Shape]:
    return [
        d.circle(x, y, radius, fill=None, stroke=colour, line_width=0.22 * radius),
        d.line(
            [(x, y - 0.55 * radius), (x, y), (x + 0.4 * radius, y + 0.2 * radius)],
            stroke=colour,
            line_width=0.18 * radius,
        ),
    ]


def turned(offset: tuple[float, float], facing: Facing, x: float, y: float) -> tuple[float, float]:
    """Return the point that lies (ahead, to the right) of (x, y) for one who looks that way."""
    ahead, right = offset
    match facing:
        case Facing.RIGHT:
            return x + ahead, y + right
        case Facing.DOWN:
            return x - right, y + ahead
        case Facing.LEFT:
            return x - ahead, y - right
        case Facing.UP:
            return x + right, y - ahead
