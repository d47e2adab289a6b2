"""A theme is a handful of variables that everybody can read."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gymbrowser import resources
from gymbrowser.config.theme import broken_theme, contrast, style_of
from gymbrowser.config.theme_models import ThemeConfig

colors = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000", "#ffffff", 21),
        ("#777777", "#ffffff", 4.48),  # the greyest grey that fails, in all of WCAG's examples
        ("#767676", "#ffffff", 4.54),
        ("#f00", "#fff", 4.0),
        ("#123456", "#123456", 1),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(colors, colors)
def test_contrast_is_the_same_both_ways(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


def test_the_usual_looks_can_be_read() -> None:
    sheet = (resources.templates() / "base.css").read_text(encoding="utf-8")
    usual = [dict(line.strip(" ;").split(": ", 1) for line in block.splitlines() if ": #" in line)
             for block in (part.split("}")[0] for part in sheet.split(":root {")[1:3])]  # fmt: skip
    for scheme, found in zip(("colors", "dark"), usual, strict=True):
        given = {name.removeprefix("--"): color for name, color in found.items()}
        assert len(given) == 12
        assert list(broken_theme(ThemeConfig.model_validate({scheme: given}))) == []


def test_the_family_of_an_accent_follows() -> None:
    style = style_of(ThemeConfig(colors={"accent": "#7a1f5c"}))
    light, night = style.split("@media (prefers-color-scheme:dark)")
    assert "--accent:#7a1f5c" in light
    assert "--on-accent:#ffffff" in light
    assert "--accent-strong:#" in light
    # In the dark the usual colours come again.
    assert "--accent:#8fc3e8" in night
    assert "#7a1f5c" not in night


def test_what_is_given_is_given() -> None:
    style = style_of(
        ThemeConfig(dark={"accent": "#e7a6cf", "on-accent": "#111111"}, font="Georgia", radius=0)
    )
    assert style.startswith(":root{--font:Georgia;--radius:0rem}@media")
    assert "--on-accent:#111111" in style
    assert style_of(ThemeConfig()) == ""


@settings(deadline=None)  # the style sheet is read in the first example
@given(st.lists(colors, min_size=2, max_size=2, unique=True))
def test_what_is_said_of_text_is_its_contrast(pair: list[str]) -> None:
    text, background = pair
    theme = ThemeConfig(colors={"text": text, "background": background})
    told = [what for _, what, _, _ in broken_theme(theme) if f"`text` ({text}) on `back" in what]
    assert bool(told) == (contrast(text, background) < 4.5)
    assert all(f"{contrast(text, background):.2f}" in what for what in told)


def test_places_are_those_of_the_authors_keys() -> None:
    theme = ThemeConfig(colors={"accent": "#ffee00"})
    found = list(broken_theme(theme))
    assert {place for place, *_ in found} == {("theme", "colors", "accent")}
    assert all(one != other for one, other in pairwise(found))
