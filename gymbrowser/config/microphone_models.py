"""The shape of a `microphone` step in exp.yml."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from gymbrowser.config.base import Config, StepId


class MicrophoneConfig(Config):
    """Asks for the microphone, in words first, and shows that it hears something."""

    page: str | None = None
    """Markdown or HTML file that says what it is for; a few words of ours if not given."""
    record: bool = False
    """Whether what is said at this step is recorded: the participant begins and ends it."""
    max_seconds: Annotated[float, Field(ge=1, le=3600)] = 120
    """How long such a recording may be."""
    required: bool = False
    """Whether nobody goes on without a microphone: who has none, or keeps it to themselves, is
    screened out. If not, they go on without."""
    id: StepId | None = None
    """Name of the step in the data; `microphone` if not given."""

    @model_validator(mode="after")
    def _recorded(self) -> Self:
        if not self.record and "max_seconds" in self.model_fields_set:
            raise ValueError("`max_seconds` says nothing without `record: true`")
        return self
