"""Recordings that a `media` step plays: files that go into the site."""

from collections.abc import Sequence
from pathlib import Path

from gymbrowser.config.pages import Media, inside
from gymbrowser.config.step_models import MediaConfig
from gymbrowser.config.tongue import Tongue
from gymbrowser.config.yaml import missing_file
from gymbrowser.contract.steps import MediaStep
from gymbrowser.errors import Place, UserError

_AUDIO = (".m4a", ".mp3", ".ogg", ".wav")
_VIDEO = (".mp4", ".webm")


def read_media(
    config: MediaConfig,
    step: str,
    html: str,
    folder: Path,
    media: Media,
    place: Place,
    tongue: Tongue,
) -> MediaStep:
    """The step that plays a recording.

    Args:
        config: As exp.yml has it.
        step: Its id.
        html: What stands above the recording.
        folder: The folder of exp.yml: nothing outside it is read.
        media: Takes the files.
        place: Where the step stands.
        tongue: A version of a file in this language is taken before the file itself.

    Raises:
        UserError: A file is missing or of the wrong kind.
    """

    def take(named: str, suffixes: Sequence[str], what: str) -> str:
        if Path(named).suffix.lower() not in suffixes:
            raise UserError(
                f"`{named}` is no {what} that browsers play",
                where=place,
                why=f"Its name must end in {', '.join(suffixes[:-1])} or {suffixes[-1]}."
                if len(suffixes) > 1
                else f"Its name must end in {suffixes[0]}.",
                remedy="Convert it, for example with ffmpeg.",
            )
        file = inside(tongue.version_of(folder / named), folder, place)
        if not file.is_file():
            raise UserError.of([missing_file(folder / named, place, named)])
        return media.add(file)

    return MediaStep(
        kind="media",
        id=step,
        html=html,
        form="video" if Path(config.file).suffix.lower() in _VIDEO else "audio",
        file=take(config.file, (*_AUDIO, *_VIDEO), "recording"),
        label=config.label,
        captions=None if config.captions is None else take(config.captions, (".vtt",), "caption"),
        to_end=config.to_end,
    )
