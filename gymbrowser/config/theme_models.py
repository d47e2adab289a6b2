"""The shape of `theme` in exp.yml: the looks of a study."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from gymbrowser.config.base import Config
from gymbrowser.config.patterns import FONTS, HEX_COLOR

type Color = Annotated[str, StringConstraints(pattern=HEX_COLOR)]
type ColorName = Literal[
    "background",
    "surface",
    "text",
    "muted",
    "line",
    "edge",
    "accent",
    "accent-strong",
    "accent-soft",
    "on-accent",
    "danger",
    "good",
]
"""The variables of the site's style sheet that are colours."""


@dataclass(frozen=True)
class Logo:
    """The logo's pictures, by their paths below the version folder."""

    file: str
    dark: str | None


class LogoConfig(Config):
    """A picture at the top of every page."""

    file: str
    """The picture, relative to exp.yml."""
    dark: str | None = None
    """The one for dark pages. Without it, the picture stands there on the colour of light ones."""
    alt: Annotated[str, StringConstraints(min_length=1)]
    """Whose it is, for those who can't see it; the same in all languages."""


class ThemeConfig(Config):
    """The looks of a study. What is not given stays as it is."""

    colors: dict[ColorName, Color] = {}
    """Colours such as `accent: "#7a1f5c"`. Of `accent` the other three of its family follow."""
    dark: dict[ColorName, Color] = {}
    """The same for who reads light on dark."""
    font: Annotated[str, StringConstraints(pattern=FONTS)] | None = None
    """Fonts that the participant's device may have, the first choice first: `Georgia, serif`."""
    radius: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] | None = None
    """How round corners are, in the height of a letter (rem)."""
    logo: LogoConfig | None = None
    """A picture at the top of every page."""
