"""The archive: the same files give the same bytes, on every machine and at any time."""

import hashlib
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from gymbrowser.bundle.contents import CONTENTS, Contents
from gymbrowser.errors import Place, UserError
from gymbrowser.store.files import write_atomically

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name."""
_MADE = "A bundle is what `gymbrowser bundle` makes."


def hashes_of(folder: Path) -> dict[str, str]:
    """Path relative to a folder to SHA-256, of every file in it, in the order of the paths."""
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in sorted(files.items())
        if path.is_file()
    }


def pack(folder: Path, target: Path) -> str:
    """Write all files of a folder into an archive; gives its SHA-256.

    Nothing is compressed: zlib's output differs between its versions, and what is large in a bundle
    is compressed already.

    Raises:
        OSError: It can't be written; nothing is left of it.
    """
    with TemporaryDirectory() as temporary:
        made = Path(temporary, "bundle.zip")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            for name in hashes_of(folder):
                member = zipfile.ZipInfo(name, _WHEN)
                member.external_attr = (stat.S_IFREG | 0o644) << 16
                member.create_system = 3  # Unix, also where it is not
                archive.writestr(member, (folder / name).read_bytes())
        data = made.read_bytes()
    write_atomically(target, [data])
    return hashlib.sha256(data).hexdigest()


@contextmanager
def unpacked(bundle: Path) -> Iterator[tuple[Path, Contents]]:
    """A bundle's folder, an archive's for the length of the `with`; its files are as they were.

    Raises:
        UserError: It is no bundle, or not whole.
    """
    with TemporaryDirectory() as temporary:
        folder = bundle if bundle.is_dir() else _extracted(bundle, Path(temporary))
        contents = _contents(folder, bundle)
        _check_files(folder, contents, bundle)
        yield folder, contents


def _extracted(bundle: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(bundle) as archive:
            for name in archive.namelist():
                parts = PurePosixPath(name).parts
                if name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
                    raise UserError(
                        f"a file in it would lie outside: {name!r}", where=Place(bundle)
                    )
            archive.extractall(folder)
    except FileNotFoundError as error:
        raise UserError(f"There is no file {bundle}.", why=_MADE) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        # The last two are zipfile's own: of a compression that it does not know, and of a password.
        raise UserError("this is no archive", where=Place(bundle), why=_MADE) from error
    return folder


def _contents(folder: Path, bundle: Path) -> Contents:
    try:
        return Contents.model_validate_json((folder / CONTENTS).read_bytes())
    except FileNotFoundError as error:
        raise UserError(f"it has no {CONTENTS}", where=Place(bundle), why=_MADE) from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise UserError(
            f"its {CONTENTS} cannot be read",
            where=Place(bundle),
            why=f"{'.'.join(map(str, first['loc'])) or 'It'}: {first['msg']}.",
            remedy="Use the version of gymbrowser that made it.",
        ) from error


def _check_files(folder: Path, contents: Contents, bundle: Path) -> None:
    for name, sha256 in contents.files.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()) or not file.is_file():
            raise UserError(f"{name} is missing", where=Place(bundle), remedy="Get it anew.")
        if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
            raise UserError(
                f"{name} is not as it was when the bundle was made",
                where=Place(bundle),
                remedy="Get it anew.",
            )
