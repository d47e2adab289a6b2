"""The local store: a folder that takes uploads in the form of S3's POST, under the same rules.

A preview on the researcher's machine goes the whole way that a study goes, and never writes to the
study's bucket. Objects can be put, not read or listed.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from python_multipart.exceptions import FormParserError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from gymbrowser.contract.upload import PostPolicy
from gymbrowser.contract.wire import Mode
from gymbrowser.errors import GymbrowserError, Place
from gymbrowser.store.files import FULL, write_atomically
from gymbrowser.store.grant import grant
from gymbrowser.store.policy import Refusal, Upload, judge
from gymbrowser.store.signature import AccessKey

BUCKET, ALSO = "local", "also"
REGION = "local"
LIFETIME = timedelta(hours=12)
"""Of a policy: a page asks for a new one when its own has expired."""

_FORM_BYTES = 64 * 1024
"""What a form may weigh beside its file; S3 allows 20 KB."""
_LENGTH_DIGITS = 15
_MALFORMED = Refusal("MalformedPOSTRequest", 400, "The body is not a multipart form.")
_PIECE_BYTES = 256 * 1024
_FORBIDDEN = frozenset('\\:*?"<>|')
"""In a part of a key: separators and wildcards of some file system."""


@dataclass(frozen=True)
class LocalStore:
    """A folder, the key pair that its policies are signed with, and the clock that they run by."""

    folder: Path
    key: AccessKey
    max_bytes: int
    clock: Callable[[], datetime]
    warn: Callable[[GymbrowserError], None]
    """Told what keeps objects from being written; once, however often a page tries again."""
    name: str = BUCKET
    """In the place of a bucket's name."""
    _failing: set[int | None] = field(default_factory=set)
    """Error numbers since something could be written."""

    def policy(
        self, url: str, prefix: str, mode: Mode, *, session: str | None = None
    ) -> PostPolicy:
        """A fresh permission to put objects below `<prefix>/<mode>/`, posted to `url`.

        Args:
            url: Where the store's form is taken.
            prefix: Of the keys.
            mode: Of the site.
            session: The only one whose objects may be put; None: any.
        """
        now = self.clock()
        return grant(
            self.name,
            prefix,
            mode,
            url=url,
            region=REGION,
            key=self.key,
            now=now,
            expires_at=now + LIFETIME,
            max_bytes=self.max_bytes,
            session=session,
        )

    async def post(self, request: Request) -> Response:
        """Answer one POST of a form: 204 once the object is on the disk, or an error of S3's."""
        refusal = await self._read(request)
        if refusal is None:
            return Response(status_code=204)
        return Response(refusal.xml(), refusal.status, media_type="application/xml")

    async def _read(self, request: Request) -> Refusal | None:
        refusal = _check_headers(request.headers, self.max_bytes + _FORM_BYTES)
        if refusal is not None:
            await _drain(request)
            return refusal
        try:
            form = await request.form(max_files=1, max_fields=40, max_part_size=_FORM_BYTES)
        except (HTTPException, MultiPartException, FormParserError):
            return _MALFORMED
        try:
            return await self._take(form)
        finally:
            await form.close()

    async def _take(self, form: FormData) -> Refusal | None:
        fields, file = _split(form)
        if fields is None:
            return Refusal("InvalidRequest", 400, "A field is there more than once.")
        if file is None:
            return Refusal(
                "IncorrectNumberOfFilesInPostRequest", 400, "The form needs one file, at its end."
            )
        if "key" not in fields:
            return Refusal("UserKeyMustBeSpecified", 400, "The form has no field 'key'.")
        upload = Upload(self.name, fields, file.size or 0)
        refusal = judge(upload, key=self.key, now=self.clock())
        return refusal or await run_in_threadpool(self.put, fields["key"], file.file)

    def put(self, key: str, content: BinaryIO) -> Refusal | None:
        """Write an object durably below the folder; as in S3, it replaces one of the same key."""
        path = object_path(self.folder, key)
        if path is None:
            return Refusal("InvalidRequest", 400, "The key can't be the path of a file.")
        try:
            write_atomically(path, _pieces(content))
        except OSError as error:
            self._say_once(error)
            status = 507 if error.errno in FULL else 500
            return Refusal("InternalError", status, "The object could not be written.")
        self._failing.clear()
        return None

    def _say_once(self, error: OSError) -> None:
        if error.errno in self._failing:
            return
        self._failing.add(error.errno)
        room = "Make room on that disk" if error.errno in FULL else "Mend that"
        self.warn(
            GymbrowserError(
                f"records cannot be stored: {error.strerror}",
                where=Place(self.folder),
                why="Nothing is lost: the page keeps them, and sends them again until they are.",
                remedy=f"{room}; this server need not be started again.",
            )
        )


def new_key() -> AccessKey:
    """A key pair that lives as long as the process."""
    return AccessKey(f"LOCAL{secrets.token_hex(8).upper()}", secrets.token_urlsafe(32))


def object_path(folder: Path, key: str) -> Path | None:
    """Where an object of this key lies below `folder`; None if the key could lead elsewhere."""
    parts = key.split("/")
    if len(key.encode()) > 1024 or not all(map(_is_plain, parts)):
        return None
    path = folder.joinpath(*parts)
    inside = path.parent.resolve().is_relative_to(folder.resolve())
    return path if inside and not path.is_dir() else None


def _is_plain(part: str) -> bool:
    harmless = part.isprintable() and not _FORBIDDEN.intersection(part)
    return harmless and part.strip(" .") != "" and part[-1] not in " ." and len(part) <= 200


def _check_headers(headers: Headers, limit: int) -> Refusal | None:
    length = headers.get("content-length", "")
    if not length.isdecimal() or len(length) > _LENGTH_DIGITS:
        return Refusal("MissingContentLength", 411, "The request needs a Content-Length.")
    if int(length) > limit:
        return Refusal("EntityTooLarge", 400, f"{length} bytes are more than {limit}.")
    # No browser names one, and several of Python's codecs fail in ways of their own.
    return _MALFORMED if "charset" in headers.get("content-type", "").lower() else None


async def _drain(request: Request) -> None:
    """Read on to the end: a browser that is still sending would not see the answer."""
    async for _ in request.stream():
        pass


def _split(form: FormData) -> tuple[dict[str, str] | None, UploadFile | None]:
    """The fields before the file, and the file; S3 ignores what comes after it."""
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            return fields, value if name == "file" else None
        if name.lower() in fields:
            return None, None
        fields[name.lower()] = value
    return fields, None


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    while piece := content.read(_PIECE_BYTES):
        yield piece
