"""The theme of a study as a style sheet, and whether everybody can read it."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Literal

from gymbrowser import resources
from gymbrowser.config.base import Broken
from gymbrowser.config.theme_models import ColorName, ThemeConfig

type Scheme = Literal["colors", "dark"]
"""The keys of `theme` with the colours of a light and of a dark page."""

TEXT, GRAPHICS = 4.5, 3.0
"""The least contrasts. Source: WCAG 2.2, success criteria 1.4.3 (AA) and 1.4.11."""

_PAIRS = (
    *((name, behind, TEXT) for name in ("text", "muted") for behind in ("background", "surface")),
    *((name, "background", TEXT) for name in ("accent", "danger", "good")),
    *(("on-accent", behind, TEXT) for behind in ("accent", "accent-strong")),
    ("text", "accent-soft", TEXT),
    *(("edge", behind, GRAPHICS) for behind in ("background", "surface")),
)
"""What stands on what, and how well it has to be told from it."""


def style_of(theme: ThemeConfig) -> str:
    """What comes behind the site's own style sheet."""
    light = _family(theme.colors, "colors")
    # What is set for all pages would hold in the dark too: there the usual colours come again.
    dark = {**(_usual("dark") if light else {}), **_family(theme.dark, "dark")}
    if theme.font is not None:
        light["font"] = theme.font
    if theme.radius is not None:
        light["radius"] = f"{theme.radius:g}rem"
    night = f"@media (prefers-color-scheme:dark){{{_rule(dark)}}}" if dark else ""
    return _rule(light) + night + _paper(theme)


def _paper(theme: ThemeConfig) -> str:
    """In the dark, a logo for light pages stands on the colour of the author's own ones."""
    background = theme.colors.get("background")
    if background is None or theme.logo is None:
        return ""
    return f"@media (prefers-color-scheme:dark){{.logo.light{{background:{background}}}}}"


def _rule(variables: Mapping[str, str]) -> str:
    said = ";".join(f"--{name}:{value}" for name, value in variables.items())
    return f":root{{{said}}}" if said else ""


def broken_theme(theme: ThemeConfig) -> Iterator[Broken]:
    """Every pair of colours of the author's that is hard to tell apart."""
    schemes: tuple[tuple[Scheme, Mapping[ColorName, str]], ...] = (
        ("colors", theme.colors),
        ("dark", theme.dark),
    )
    for scheme, given in schemes:
        own = _family(given, scheme)
        colors = {**_usual(scheme), **own}
        for name, behind, least in _PAIRS:
            ratio = contrast(colors[name], colors[behind])
            if ratio < least and (name in own or behind in own):
                key = next((each for each in (name, behind) if each in given), "accent")
                yield (
                    ("theme", scheme, key),
                    f"`{name}` ({colors[name]}) on `{behind}` ({colors[behind]}) has a contrast "
                    f"of {ratio:.2f}, and needs {least}",
                    "Some people could not read it (WCAG 2.2, level AA).",
                    "Make one of the two darker or lighter.",
                )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21.

    Source: WCAG 2.2, "contrast ratio" and "relative luminance".
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[int, int, int]:
    digits = color.removeprefix("#")
    six = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    return int(six[:2], 16), int(six[2:4], 16), int(six[4:], 16)


def _family(colors: Mapping[ColorName, str], scheme: Scheme) -> dict[str, str]:
    """The colours that are given, and those that follow from an `accent`."""
    given = {str(name): color for name, color in colors.items()}
    if "accent" not in given:
        return given
    accent, usual = given["accent"], {**_usual(scheme), **given}
    follows = {
        "accent-strong": _mixed(accent, usual["text"], 0.3),
        "accent-soft": _mixed(accent, usual["background"], 0.9),
        "on-accent": max("#000000", "#ffffff", key=lambda color: contrast(color, accent)),
    }
    return {**follows, **given}


def _mixed(one: str, other: str, share: float) -> str:
    """`one` with a share of `other` in it."""
    channels = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in channels)


@cache
def _usual(scheme: Scheme) -> dict[str, str]:
    """The colours of the site's own style sheets: those of a light page stand first there."""
    sheet = (resources.templates() / "base.css").read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{([^}]*)\}", sheet)[:2]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light if scheme == "colors" else dark))
