"""The shape of a `surveyjs` step in exp.yml."""

from gymbrowser.config.base import Config, StepId


class SurveyJsConfig(Config):
    """A survey of SurveyJS; `surveyjs: FILE` is short for `surveyjs: {file: FILE}`."""

    file: str
    """JSON file, as SurveyJS Creator exports it, relative to exp.yml."""
    id: StepId | None = None
    """Name of the step in the data; the file's name if not given."""
