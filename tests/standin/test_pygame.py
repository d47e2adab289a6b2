"""The stand-in for pygame draws, computes and refuses as it should; judged by the real one."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pygame as real
import pygame.gfxdraw  # of the real one it must be imported
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from gymbrowser.standin import pygame as standin
from gymbrowser.standin.pygame._png import PngError, decode, encode
from tests.standin.ssim import ssim

type Pictures = NDArray[np.uint8]

RED, GREEN, BLUE = (200, 30, 30), (30, 160, 60), (40, 60, 220)


def star(pg: Any, surface: Any) -> None:
    points = [(60, 5), (75, 45), (115, 45), (82, 68), (95, 110), (60, 84), (25, 110), (40, 60)]
    pg.draw.polygon(surface, RED, points)
    pg.draw.polygon(surface, BLUE, points, 1)


def boxes(pg: Any, surface: Any) -> None:
    pg.draw.rect(surface, RED, (5, 5, 50, 30))
    pg.draw.rect(surface, GREEN, pg.Rect(60, 5, 50, 30), 4)
    pg.draw.rect(surface, BLUE, (5, 50, 60, 50), border_radius=12)
    pg.draw.rect(surface, BLUE, (70, 50, 45, 60), 6, 10)
    pg.draw.rect(surface, RED, (80, 60, 20, 12), 30)


def rounds(pg: Any, surface: Any) -> None:
    pg.draw.circle(surface, RED, (30, 30), 22)
    pg.draw.circle(surface, GREEN, (85, 30), 25, 6)
    pg.draw.ellipse(surface, BLUE, (5, 65, 70, 40))
    pg.draw.ellipse(surface, RED, (80, 62, 36, 50), 5)
    pg.draw.circle(surface, RED, (60, 100), 8, 20)
    pg.draw.arc(surface, RED, (5, 5, 110, 110), 0, 3, 0)


def lines(pg: Any, surface: Any) -> None:
    for index, end in enumerate([(115, 10), (110, 60), (90, 110), (20, 115), (60, 118)]):
        pg.draw.line(surface, RED, (5, 5), end, 1 + 2 * index)
    pg.draw.lines(surface, BLUE, True, [(20, 80), (50, 30), (100, 100)], 2)
    pg.draw.aalines(surface, GREEN, False, [(0, 60.5), (40.2, 20), (119, 77)])


def mixed(pg: Any, surface: Any) -> None:
    """What lies over other things and can be seen through."""
    pg.gfxdraw.filled_circle(surface, 40, 40, 30, (*RED, 128))
    pg.gfxdraw.aacircle(surface, 40, 40, 30, RED)
    pg.gfxdraw.filled_polygon(surface, [(30, 30), (110, 40), (60, 110)], (*BLUE, 90))
    pg.gfxdraw.box(surface, (80, 70, 30, 40), (*GREEN, 60))
    pg.gfxdraw.hline(surface, 0, 119, 100, (0, 0, 0))
    pg.gfxdraw.vline(surface, 7, 3, 90, (0, 0, 0, 120))
    over = pg.Surface((50, 50), pg.SRCALPHA)
    over.fill((*GREEN, 100))
    pg.draw.circle(over, (*BLUE, 200), (25, 25), 15)
    surface.blit(over, (65, 5))
    faint = pg.Surface((40, 20))
    faint.fill(RED)
    faint.set_alpha(70)
    surface.blit(faint, (5, 95))


def parts(pg: Any, surface: Any) -> None:
    """Subsurfaces, clips, parts of others, and a colour that can be seen through."""
    part = surface.subsurface((20, 30, 60, 50))
    part.fill(GREEN)
    pg.draw.circle(part, RED, (0, 0), 30)
    surface.set_clip((70, 60, 30, 30))
    pg.draw.circle(surface, BLUE, (70, 60), 25)
    surface.set_clip(None)
    tiles = pg.Surface((40, 40))
    tiles.fill(BLUE, (0, 0, 20, 20))
    tiles.fill(RED, (20, 20, 20, 20))
    surface.blit(tiles, (2, 2), (10, 10, 20, 20))
    tiles.set_colorkey((0, 0, 0))
    surface.blit(tiles, (75, 5))
    surface.blit(tiles.subsurface((5, 5, 30, 30)), (75, 80))


def changed(pg: Any, surface: Any) -> None:
    arrow = pg.Surface((40, 24), pg.SRCALPHA)
    pg.draw.polygon(arrow, RED, [(0, 8), (24, 8), (24, 0), (39, 12), (24, 23), (24, 16), (0, 16)])
    for index, angle in enumerate((0, 90, 33, 180, 250.5)):
        surface.blit(pg.transform.rotate(arrow, angle), (40 * (index % 3), 40 * (index // 3)))
    surface.blit(pg.transform.flip(arrow, True, False), (75, 45))
    surface.blit(pg.transform.scale(arrow, (55, 17)), (2, 85))
    surface.blit(pg.transform.smoothscale(arrow, (50, 34)), (62, 80))


def odd(pg: Any, surface: Any) -> None:
    """Parts that lie beside what they are parts of, sizes below 0, and alpha that is forgotten."""
    tiles = pg.Surface((40, 40))
    tiles.fill(BLUE, (0, 0, 20, 20))
    surface.blit(tiles, (2, 2), (-10, -10, 40, 40))
    surface.blit(tiles, (60, 2), (30, 30, 40, 40))
    surface.blit(tiles, (80, 2), (50, 50, 9, 9))
    pg.draw.rect(surface, RED, (118, 118, -40, -40))
    pg.draw.rect(surface, GREEN, (60, 110, -40, -30), border_radius=6)
    faint = pg.Surface((30, 30), pg.SRCALPHA)
    faint.fill((*RED, 90))
    try:
        pg.display.set_mode((120, 120))
        surface.blit(faint.convert(), (70, 40))
    finally:
        pg.display.quit()


def faded(pg: Any, surface: Any) -> None:
    """What is made of surfaces that can be seen through as a whole."""
    plain, clear = pg.Surface((20, 30)), pg.Surface((20, 30), pg.SRCALPHA)
    pg.display.set_mode((120, 120))
    try:
        for row, each in enumerate((plain, clear)):
            each.fill((*RED, 160))
            each.set_alpha(100)
            made = (
                each.copy(),
                each.convert(),
                each.convert_alpha(),
                each.subsurface((0, 0, 9, 9)),
            )
            for column, one in enumerate(made):
                surface.blit(one, (30 * column, 40 * row))
    finally:
        pg.display.quit()


@pytest.mark.parametrize("draw", [star, boxes, rounds, lines, mixed, parts, changed, odd, faded])
def test_draws_as_the_real_one(draw: Callable[[Any, Any], None]) -> None:

    pictures = []
    for pg in (real, standin):
        surface = pg.Surface((120, 120))
        surface.fill((255, 255, 255))
        draw(pg, surface)
        pictures.append(pg.surfarray.array3d(surface))
    assert ssim(*pictures) >= 0.97
    apart = np.abs(pictures[0].astype(int) - pictures[1])
    assert (apart <= 3).all(axis=2).mean() >= 0.97


def test_named_corners_are_round() -> None:
    boxes = []
    for corners in ({"border_radius": 5}, {"border_top_left_radius": 5}, {}):
        surface = standin.Surface((20, 20))
        standin.draw.rect(surface, RED, (0, 0, 20, 20), **corners)
        boxes.append(surface.get_at((0, 0)))
    assert boxes == [(0, 0, 0, 255), (0, 0, 0, 255), (*RED, 255)]


def test_an_arc_lies_where_the_real_one_does() -> None:
    pictures = []
    for pg in (real, standin):
        surface = pg.Surface((120, 120))
        pg.draw.arc(surface, BLUE, (20, 20, 80, 80), 0.5, 3.5, 4)
        pictures.append(pg.surfarray.array3d(surface)[..., 2] > 0)
    assert (pictures[0] & pictures[1]).sum() / (pictures[0] | pictures[1]).sum() > 0.6


NUMBERS = st.integers(-40, 40)
SIZES = st.integers(0, 40)
BOXES = st.tuples(NUMBERS, NUMBERS, SIZES, SIZES)


@given(BOXES, BOXES, st.tuples(NUMBERS, NUMBERS))
def test_rectangles_compute_as_the_real_ones(
    box: tuple[int, ...], other: tuple[int, ...], point: tuple[int, int]
) -> None:
    def told(pg: Any) -> Iterator[Any]:
        rect, that = pg.Rect(box), pg.Rect(other)
        yield from (tuple(each) for each in (rect.move(point), rect.inflate(point)))
        yield from (tuple(rect.clip(that)), tuple(rect.union(that)), tuple(rect.clamp(that)))
        yield from (rect.colliderect(that), rect.collidepoint(point), rect.contains(that))
        yield from (rect.center, rect.midtop, rect.bottomright, rect.centery, rect.size)
        for name in ("center", "bottomleft", "midright"):
            setattr(rect, name, point)
            yield tuple(rect)

    assert [*told(standin)] == [*map(_plain, told(real))]


def _plain(value: Any) -> Any:
    return bool(value) if isinstance(value, bool) else value


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(-720, 720))
def test_vectors_compute_as_the_real_ones(x: float, y: float, angle: float) -> None:
    for make in (
        lambda pg: pg.math.Vector2(x, y).rotate(angle),
        lambda pg: pg.math.Vector2((x, y)).rotate_rad(angle),
        lambda pg: 2 * pg.Vector2(x, y) - (1, y),
        lambda pg: (pg.Vector2(x, y).length(), pg.Vector2(x, y) * pg.Vector2(y, 3)),
    ):
        assert [*make(standin)] == pytest.approx([*make(real)], abs=1e-4)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1"])
def test_png_files_of_all_kinds_are_read(mode: str) -> None:
    random = np.random.default_rng(3)
    # Smooth, so that the writer uses every filter of PNG.
    waves = np.sin(np.arange(70)[:, None] / 9) * np.cos(np.arange(53) / 7) * 100 + 128
    pixels = (waves[..., None] + random.normal(0, 4, (70, 53, 4))).clip(0, 255).astype(np.uint8)
    image = Image.fromarray(pixels, "RGBA").convert(mode if mode != "LA" else "LA")
    file = io.BytesIO()
    image.save(file, "PNG")
    assert (decode(file.getvalue()).pixels == np.asarray(image.convert("RGBA"))).all()


def test_a_png_without_all_of_its_rows_is_damaged() -> None:
    whole = encode(np.zeros((1, 3, 4), np.uint8))
    with pytest.raises(PngError, match="this PNG is damaged"):
        decode(whole[:20] + (2).to_bytes(4, "big") + whole[24:])


def test_what_is_saved_is_read_again() -> None:
    surface = standin.Surface((9, 7), standin.SRCALPHA)
    surface.fill((1, 2, 3, 40), (2, 2, 4, 4))
    file = io.BytesIO()
    standin.image.save(surface, file)
    again = standin.image.load(io.BytesIO(file.getvalue()))
    assert again.get_at((3, 3)) == (1, 2, 3, 40)
    assert again.get_at((0, 0)) == (0, 0, 0, 0)


def test_an_array_of_pixels_is_the_surface_itself() -> None:
    surface = standin.Surface((4, 3))
    pixels = standin.surfarray.pixels3d(surface)
    pixels[1, 2] = 10, 20, 30
    assert surface.get_at((1, 2)) == (10, 20, 30, 255)
    surface.fill((9, 9, 9))
    assert surface.get_at((1, 2)) == (9, 9, 9, 255)
    pixels[0, 0] = 1, 1, 1
    assert surface.get_at((0, 0)) == (1, 1, 1, 255)


def test_a_blit_is_of_the_moment() -> None:
    stamp, surface = standin.Surface((2, 2)), standin.Surface((4, 2))
    stamp.fill(RED)
    surface.blit(stamp, (0, 0))
    stamp.fill(BLUE)
    surface.blit(stamp, (2, 0))
    assert [surface.get_at((x, 0))[:3] for x in (1, 2)] == [RED, BLUE]


class Shown:
    """What the window shows: its scene, and the pixels that it names."""

    def __init__(self) -> None:
        shown = standin.display.shown_scene()
        assert shown is not None
        self.scene, self.images = json.loads(shown[0]), shown[1]

    def kinds(self) -> list[str]:
        return [*self._kinds(self.scene["shapes"])]

    def _kinds(self, shapes: Any) -> Iterator[str]:
        for shape in shapes:
            yield shape["kind"]
            yield from self._kinds(shape.get("shapes", ()))


@pytest.fixture
def window() -> Iterator[Any]:
    yield standin.display.set_mode((60, 40))
    standin.display.quit()


def test_a_window_is_told_as_shapes_that_keep_their_fractions(window: Any) -> None:
    sheet = standin.Surface((60, 40))
    sheet.fill((255, 255, 255))
    standin.gfxdraw.filled_polygon(sheet, [(1.25, 2), (10, 2), (5, 8.5)], RED)
    window.blit(standin.transform.flip(sheet, False, True), (0, 0))
    standin.display.flip()
    shown = Shown()
    assert shown.kinds() == ["group", "group", "rectangle", "polygon"]
    [flipped] = shown.scene["shapes"][0]["shapes"]
    assert flipped["matrix"] == [1, 0, 0, -1, 0, 40]
    assert flipped["shapes"][1]["points"] == [[1.75, 2.5], [10.5, 2.5], [5.5, 9.0]]
    assert not shown.images


def test_a_rim_that_leaves_nothing_free_is_told_as_all_of_it(window: Any) -> None:
    standin.draw.circle(window, RED, (30, 20), 5, 12)
    standin.draw.rect(window, BLUE, (2, 2, 9, 5), 3)
    standin.display.flip()
    _, circle, box = Shown().scene["shapes"]
    assert (circle["radius"], circle["fill"], circle["stroke"]) == (5, "#c81e1e", None)
    assert (box["width"], box["fill"], box["stroke"]) == (9, "#283cdc", None)


def test_a_pixel_of_a_surface_without_alpha_is_told_with_none(window: Any) -> None:
    window.set_at((3, 4), (*RED, 0))
    assert window.get_at((3, 4)) == (*RED, 255)
    standin.display.flip()
    assert Shown().scene["shapes"][-1]["fill"] == "#c81e1e"


def test_what_is_hidden_is_not_told_and_a_window_that_is_never_cleared_does_not_grow(
    window: Any,
) -> None:
    tile = standin.Surface((20, 20))
    for frame in range(400):
        for x in range(0, 60, 20):
            for y in range(0, 40, 20):
                tile.fill((frame % 256, x, y))
                window.blit(tile, (x, y))
        standin.draw.circle(window, RED, (30, 20), 5)
        standin.display.flip()
    assert Shown().kinds() == ["rectangle", *["group", "rectangle"] * 6, "circle"]
    assert len(window._ops) < 300


def test_a_window_in_which_everything_can_be_seen_becomes_pixels(window: Any) -> None:
    for index in range(5_000):
        standin.gfxdraw.pixel(window, index % 60, index % 40, (255, 255, 255, 3))
    standin.display.flip()
    shown = Shown()
    assert shown.kinds()[0] == "pixels"
    assert len(shown.kinds()) < 2_000


def test_an_image_that_is_loaded_again_has_the_number_that_it_had(
    window: Any, tmp_path: Any
) -> None:
    file = tmp_path / "a.png"
    Image.new("RGBA", (8, 8), "red").save(file)
    numbers: list[int] = []
    for _ in range(2):
        window.fill((0, 0, 0))
        window.blit(standin.image.load(str(file)), (3, 3))
        standin.display.flip()
        numbers += Shown().images
    assert len(numbers) == 2
    assert len(set(numbers)) == 1


def test_what_can_be_seen_through_keeps_the_number_of_its_pixels(window: Any) -> None:
    sheet = standin.Surface((20, 10))
    sheet.fill(RED, (3, 3, 4, 4))
    sheet.set_colorkey((0, 0, 0))
    part = sheet.subsurface((0, 0, 10, 10))
    numbers: list[int] = []
    for _ in range(2):
        window.fill(BLUE)
        window.blit(part, (0, 0))
        standin.display.flip()
        numbers += Shown().images
    assert len(numbers) == 2
    assert len(set(numbers)) == 1
    sheet.fill(GREEN, (3, 3, 4, 4))
    window.blit(part, (0, 0))
    assert [window.get_at(at)[:3] for at in ((0, 0), (4, 4))] == [BLUE, GREEN]


def test_arrays_that_nobody_holds_any_more_are_drawn_over_as_shapes(window: Any) -> None:
    window.fill(RED)
    assert np.array(standin.surfarray.pixels3d(window))[0, 0].tolist() == [*RED]
    window.fill(BLUE)
    standin.display.flip()
    assert Shown().kinds() == ["rectangle"]


@pytest.mark.parametrize(
    ("use", "name"),
    [
        (lambda: standin.mixer.init(), "pygame.mixer"),
        (lambda: standin.draw.bezier, "pygame.draw.bezier"),
        (lambda: standin.Surface((1, 1)).scroll(1, 1), "Surface.scroll"),  # type: ignore[attr-defined]
        (lambda: standin.Color(0).hsva, "Color.hsva"),  # type: ignore[attr-defined]
        (
            lambda: standin.draw.circle(
                standin.Surface((9, 9)), RED, (4, 4), 4, draw_top_left=True
            ),
            "draw.circle of quarters",
        ),
        (
            lambda: standin.Surface((1, 1)).blit(standin.Surface((1, 1)), (0, 0), None, 1),
            "blending of Surface.blit",
        ),
    ],
)
def test_what_is_missing_is_said_with_the_way_to_the_real_one(
    use: Callable[[], object], name: str
) -> None:
    with pytest.raises(standin.MissingError) as caught:
        use()
    assert name in str(caught.value)
    assert "add `pygame-ce` to `environment.requirements`" in str(caught.value)


def test_a_colour_takes_no_more_than_it_has() -> None:
    with pytest.raises(AttributeError):
        standin.Color("red").hsva = 90, 100, 100, 100  # type: ignore[attr-defined]


def test_texts_are_as_wide_as_the_real_ones() -> None:
    real.font.init()
    for size in (15, 24, 48):
        sizes = [pg.font.Font(None, size).size("Hello World, 42%") for pg in (real, standin)]
        assert sizes[1][0] == pytest.approx(sizes[0][0], rel=0.08)
        assert sizes[1][1] == pytest.approx(sizes[0][1], abs=1)
