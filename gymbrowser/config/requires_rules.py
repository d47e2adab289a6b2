"""What holds of `requires`: it is looked at before a consent, and turns somebody away."""

from collections.abc import Iterator

from gymbrowser.config.base import Broken
from gymbrowser.config.parts import Parts


def broken_requires(parts: Parts) -> Iterator[Broken]:
    """Every rule that is broken."""
    if parts.has_requires and not {"consent", None} & set(parts.kinds.values()):
        yield (
            ("requires",),
            "`requires` is looked at before the consent, and there is no `consent` step",
            "A session is recorded from the consent on, and without one from its first page.",
            "Add a `consent` step, or remove `requires`.",
        )
    completion = None if parts.completion is None else parts.completion.value
    if completion is not None and completion.unsupported and not parts.has_requires:
        yield (
            ("completion", "unsupported"),
            "no device is turned away: there is no `requires`",
            None,
            "Say what a device must do: `requires: {fps: 50}`; or remove `unsupported`.",
        )
