"""The page: one file without scripts that asks nobody for anything."""

import base64
import hashlib

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gymbrowser import resources
from gymbrowser.console import count_of
from gymbrowser.paper import figures
from gymbrowser.paper.model import Report, Sample
from gymbrowser.paper.scale import number, percent

MOST_ROWS = 200
"""Of a table; the JSON has all."""


def render(report: Report) -> str:
    """The report as HTML.

    All words of records and of exp.yml are shown as text; none is markup.
    """
    folder = resources.templates() / "report"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"number": number, "percent": percent, "n": count_of}
    style = (folder / "report.css").read_text(encoding="utf-8")
    page = environment.get_template("report.html.j2")
    return page.render(
        report=report,
        style=Markup(style),  # noqa: S704 - it is ours
        csp=_policy(style),
        draw=_Figures(),
        who=_who,
        most_rows=MOST_ROWS,
    )


class _Figures:
    """The figures as the template draws them: their texts were escaped when they were made."""

    def __getattr__(self, name: str) -> object:
        make = getattr(figures, name)
        return lambda *given: Markup(make(*given))  # noqa: S704 - see above


def _who(sample: Sample) -> str:
    return "Everyone" if sample == "everyone" else "After exclusions"


def _policy(style: str) -> str:
    """The page may do nothing but be styled by its own words (CSP level 3, section 8.4)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
