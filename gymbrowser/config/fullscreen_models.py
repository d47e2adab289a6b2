"""The shape of a `fullscreen` step in exp.yml."""

from gymbrowser.config.base import Config, StepId


class FullscreenConfig(Config):
    """Asks to fill the whole screen with the study, in words first."""

    page: str | None = None
    """Markdown or HTML file that says what it is for; a few words of ours if not given."""
    required: bool = False
    """Whether nobody goes on without it: whose browser can't, or who would rather not, is screened
    out. If not, they go on without, and the record says why."""
    id: StepId | None = None
    """Name of the step in the data; `fullscreen` if not given."""
