"""`upload.json`, as the list of destinations that it names."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

from gymbrowser.contract.upload import NoUpload, OneUpload, SeveralUploads, Upload

_UPLOAD: TypeAdapter[Upload] = TypeAdapter(Upload)


def read_destinations(file: Path) -> list[OneUpload]:
    """The destinations, in the order of exp.yml; at least one.

    Raises:
        OSError: The file can't be read.
        ValidationError: It is no upload.json.
    """
    return parse_destinations(file.read_bytes())


def parse_destinations(text: bytes) -> list[OneUpload]:
    """The same of a file's content.

    Raises:
        ValidationError: It is no upload.json.
    """
    upload = _UPLOAD.validate_json(text)
    return upload.destinations if isinstance(upload, SeveralUploads) else [upload]


def upload_text(destinations: Sequence[OneUpload]) -> str:
    """The file's content; one destination stands alone, as sites have always had it."""
    upload: Upload
    match destinations:
        case []:
            upload = NoUpload(kind="none")
        case [only]:
            upload = only
        case _:
            upload = SeveralUploads(kind="several", destinations=list(destinations))
    return f"{upload.model_dump_json(indent=2)}\n"
