"""The picture: a meadow with apples on its trees, and two pickers."""

from gymbrowser import draw as d

from .world import HEIGHT, WIDTH, Field, Orchard

FIELD = 72  # pixels
GRASS, SHADE, LEAVES, APPLE, STALK = "#d8f5a2", "#c0eb75", "#8fbf4d", "#e03131", "#5c3d1e"
COLOURS = {"you": "#1864ab", "partner": "#d9480f"}


def draw(env: Orchard) -> d.Scene:
    """Return the orchard as it is now."""
    apples = [shape for field in sorted(env.apples) for shape in _apple(field)]
    pickers = [shape for agent, field in env.at.items() for shape in _picker(agent, field)]
    return d.scene(WIDTH * FIELD, HEIGHT * FIELD, [MEADOW, *apples, *pickers], background=GRASS)


def _meadow() -> list[d.Shape]:
    """Every second field is darker, so that distances can be seen."""
    fields = [(c, r) for c in range(WIDTH) for r in range(HEIGHT) if (c + r) % 2]
    return [d.rectangle(c * FIELD, r * FIELD, FIELD, FIELD, fill=SHADE) for c, r in fields]


MEADOW = d.layer("meadow", _meadow())


def _apple(field: Field) -> list[d.Shape]:
    x, y = _middle(field)
    return [
        d.circle(x, y, FIELD * 0.38, fill=LEAVES),
        d.line([(x, y - 4), (x + 4, y - 18)], stroke=STALK, line_width=4),
        d.circle(x, y + 3, FIELD * 0.17, fill=APPLE),
        d.circle(x - 4, y - 1, FIELD * 0.04, fill="white", alpha=0.8),
    ]


def _picker(agent: str, field: Field) -> list[d.Shape]:
    """Two shapes that differ in more than colour, and need no words in any language."""
    x, y = _middle(field)
    half, colour = FIELD * 0.37, COLOURS[agent]
    if agent == "you":
        body = d.circle(x, y, half, fill=colour)
    else:
        body = d.rectangle(x - half, y - half, 2 * half, 2 * half, radius=8, fill=colour)
    eyes = [d.circle(x + side * 9, y - 4, 5, fill="white") for side in (-1, 1)]
    return [body, *eyes]


def _middle(field: Field) -> tuple[float, float]:
    return (field[0] + 0.5) * FIELD, (field[1] + 0.5) * FIELD
