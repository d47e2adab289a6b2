"""A report: the numbers that the page shows, and that `--json` writes.

The docstring below a field is its line in the data dictionary.
"""

from gymbrowser.paper.model.base import Estimate, Numbers, Part, Sample
from gymbrowser.paper.model.course import Day, Exclusion, Exclusions, Factor, FunnelStep, Level
from gymbrowser.paper.model.quality import Damage, Integrity, LateBin, Timing, Version
from gymbrowser.paper.model.report import Described, Method, Report
from gymbrowser.paper.model.results import (
    CurvePoint,
    Game,
    GameSample,
    Group,
    Option,
    Question,
    QuestionSample,
)

__all__ = [
    "CurvePoint",
    "Damage",
    "Day",
    "Described",
    "Estimate",
    "Exclusion",
    "Exclusions",
    "Factor",
    "FunnelStep",
    "Game",
    "GameSample",
    "Group",
    "Integrity",
    "LateBin",
    "Level",
    "Method",
    "Numbers",
    "Option",
    "Part",
    "Question",
    "QuestionSample",
    "Report",
    "Sample",
    "Timing",
    "Version",
]
