"""Draw lists: pictures as plain data, which the browser paints sharply at every size.

A function `draw(env)` named in exp.yml, or the environment's own `render()`, returns a `scene` of
shapes. x grows to the right and y down; angles are degrees, clockwise; colours are CSS colours
("white", "#1b9e77", "rgb(0 0 0 / 50%)"). Later shapes cover earlier ones of the same depth.

    from gymbrowser import draw

    def picture(env):
        x = 300 + 100 * env.state[0]
        return draw.scene(600, 400, [draw.circle(x, 200, 20, fill="crimson")])

Every shape also takes the `Options`. A scene is a whole picture: what is not in it is not seen.
Objects that stay until they are removed are kept by a `Stage`; what never changes is a `layer`.
`to_svg` and `to_png` give the same picture natively.
"""

from gymbrowser.bridge.png import to_png
from gymbrowser.bridge.shapes import (
    Number,
    Options,
    Point,
    Scene,
    Shape,
    arc,
    circle,
    ellipse,
    image,
    layer,
    line,
    polygon,
    rectangle,
    scene,
    sprite,
    text,
)
from gymbrowser.bridge.stage import Stage
from gymbrowser.bridge.svg import to_svg

__all__ = [
    "Number",
    "Options",
    "Point",
    "Scene",
    "Shape",
    "Stage",
    "arc",
    "circle",
    "ellipse",
    "image",
    "layer",
    "line",
    "polygon",
    "rectangle",
    "scene",
    "sprite",
    "text",
    "to_png",
    "to_svg",
]
