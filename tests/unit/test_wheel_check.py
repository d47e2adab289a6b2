"""Nobody's wheel is opened before it was found sound: right, whole and harmless."""

import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gymbrowser.errors import Place, UserError
from gymbrowser.resolve.wheels import check_wheel
from tests.wheels import NAME, claim, members, record, renamed, save, with_mode, zipped

INFO = "thing-1.0.dist-info"
FILES = {"b/__init__.py": b"X = 1\n", "a.py": b"", "b/map.txt": "#..ä#\n".encode()}


def encrypted() -> bytes:
    content = bytearray(zipped([("a.py", b""), *members({}).items()]))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    return bytes(content)


def lying_about_its_size() -> bytes:
    """One MiB of zeros that claims to be ten bytes, in both headers."""
    content = bytearray(zipped([("a.bin", bytes(1 << 20)), *members({}).items()]))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(signature) + offset, 10)
    return bytes(content)


def claiming(size: int) -> bytes:
    content = bytearray(zipped([("a.bin", b"x"), *members({}).items()]))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, size)
    return bytes(content)


def without(file: str) -> bytes:
    kept = {name: data for name, data in members({}).items() if not name.endswith(file)}
    return zipped(kept.items())


def with_record(text: str) -> bytes:
    return zipped({**members({"a.py": b"1"}), f"{INFO}/RECORD": text.encode()}.items())


def with_member(name: str | zipfile.ZipInfo, data: bytes = b"") -> bytes:
    text = name if isinstance(name, str) else name.filename
    return zipped([*members({text: data}).items(), (name, data)][1:])


def damaged() -> bytes:
    content = bytearray(zipped(members({"a.py": b"import math"}).items(), zipfile.ZIP_STORED))
    content[content.index(b"import math")] ^= 1
    return bytes(content)


TWICE = [("a.py", b"1"), *members({"a.py": b"2"}).items()]
SOUND = zipped(members(FILES).items())
OTHER_METADATA = b"Metadata-Version: 2.1\nName: other\nVersion: 1.0\n"

FLAWS: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is not a zip archive"),
    "html": (lambda: b"<!doctype html>" * 99, "is not a zip archive"),
    "truncated": (lambda: SOUND[: len(SOUND) // 2], "is cut off"),
    "truncated late": (lambda: SOUND[:-4], "is cut off"),
    "flipped bit": (damaged, "is damaged: Bad CRC-32"),
    "parent": (lambda: renamed("aaa.py", "../.py"), "name leads elsewhere: '../.py'"),
    "deep parent": (lambda: renamed("a/bb/c.py", "a/../c.py"), "name leads elsewhere"),
    "absolute": (lambda: renamed("xetc/x", "/etc/x"), "name leads elsewhere: '/etc/x'"),
    "backslash": (lambda: renamed("..xx.py", "..\\x.py"), "name leads elsewhere"),
    "drive": (lambda: renamed("cc/x.py", "c:/x.py"), "name leads elsewhere: 'c:/x.py'"),
    "NUL": (lambda: renamed("a.py_txt", "a.py\0txt"), "name leads elsewhere"),
    "link": (
        lambda: with_member(with_mode("a.py", stat.S_IFLNK | 0o777), b"/etc/passwd"),
        "holds a symbolic link: 'a.py'",
    ),
    "device": (lambda: with_member(with_mode("a", stat.S_IFCHR)), "neither file nor folder: 'a'"),
    "encrypted": (encrypted, "encrypted or packed in an unusual way"),
    "bzip2": (
        lambda: zipped(members(FILES).items(), zipfile.ZIP_BZIP2),
        "encrypted or packed in an unusual way",
    ),
    "below a file": (
        lambda: zipped(members({"a": b"", "a/b.py": b""}).items()),
        "holds something below a file: 'a/b.py'",
    ),
    "size that is a lie": (lying_about_its_size, "is damaged"),
    "claimed size": (lambda: claiming(2**31), "unpacks to 21474\\d+ bytes"),
    "data/purelib": (
        lambda: zipped(members({"thing-1.0.data/purelib/a.py": b""}).items()),
        "Pyodide does not install them",
    ),
    "no METADATA": (lambda: without("METADATA"), f"has no {INFO}/METADATA"),
    "no WHEEL": (lambda: without("WHEEL"), f"has no {INFO}/WHEEL"),
    "no RECORD": (lambda: without("RECORD"), f"has no {INFO}/RECORD"),
    "no dist-info": (lambda: zipped([("a.py", b"")]), "one folder .dist-info, and holds 0"),
    "two dist-infos": (
        lambda: zipped(members({"x-1.dist-info/METADATA": b""}).items()),
        "one folder .dist-info, and holds 2",
    ),
    "other name": (lambda: zipped(members({}, name="other").items()), "holds other-1.0.dist-info"),
    "other version": (lambda: zipped(members({}, version="2").items()), "holds thing-2.dist-info"),
    "wrong hash": (
        lambda: zipped({**members({"a.py": b"1"}), "a.py": b"2"}.items()),
        "not the one in its RECORD: 'a.py'",
    ),
    "unlisted": (
        lambda: zipped({**members({}), "a.py": b""}.items()),
        "RECORD does not list: 'a.py'",
    ),
    "listed but absent": (
        lambda: with_record(f"gone.py,{claim(b'')},0\n"),
        "lacks a file that its RECORD lists: 'gone.py'",
    ),
    "weak hash": (lambda: with_record("a.py,md5=x,1\n"), "has no SHA-256 in its RECORD"),
    "odd RECORD": (lambda: with_record("a.py\n"), "no file, hash and size"),
}


@pytest.mark.parametrize("flaw", FLAWS)
def test_an_unsound_wheel_is_refused_in_words(tmp_path: Path, flaw: str) -> None:
    make, message = FLAWS[flaw]
    wheel = save(tmp_path, make())
    place = Place(Path("exp.yml"), 7)
    with pytest.raises(UserError, match=message) as caught:
        check_wheel(wheel, place)
    problem = caught.value.problems[0]
    assert problem.what.startswith(f"{NAME} ")
    assert problem.where == place


def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = zipped(TWICE)
    with pytest.raises(UserError, match=r"two members of one name: 'a\.py'"):
        check_wheel(save(tmp_path, content))


def test_metadata_of_another_package_is_refused(tmp_path: Path) -> None:
    files = {**members({}), f"{INFO}/METADATA": OTHER_METADATA}
    del files[f"{INFO}/RECORD"]
    files[f"{INFO}/RECORD"] = record(files, f"{INFO}/RECORD")
    with pytest.raises(UserError, match=r"is of thing 1\.0 by its file name, but of other 1.0"):
        check_wheel(save(tmp_path, zipped(files.items())))


@pytest.mark.parametrize(
    ("text", "message"),
    [("Wheel-Version: 2.0\n", "has version 2 of the wheel format"), ("", "does not say in WHEEL")],
)
def test_another_format_is_refused(tmp_path: Path, text: str, message: str) -> None:
    files = {**members({}), f"{INFO}/WHEEL": text.encode()}
    del files[f"{INFO}/RECORD"]
    files[f"{INFO}/RECORD"] = record(files, f"{INFO}/RECORD")
    with pytest.raises(UserError, match=message):
        check_wheel(save(tmp_path, zipped(files.items())))


def test_a_real_bomb_is_refused(tmp_path: Path) -> None:
    wheel = save(tmp_path, zipped(members({"zeros.bin": bytes(70 << 20)}).items()))
    with pytest.raises(UserError, match="is a zip bomb"):
        check_wheel(wheel)


@pytest.mark.parametrize("name", ["thing.whl", "thing-1.0.tar.gz", "thing-1.0-any.whl"])
def test_a_file_name_that_is_no_wheels_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="has no file name of a wheel"):
        check_wheel(save(tmp_path, SOUND, name))


@pytest.mark.parametrize("bits", [0x01, 0x80])
def test_whichever_byte_a_disk_loses_the_answer_is_a_sentence(tmp_path: Path, bits: int) -> None:
    refused = 0
    for where in range(len(SOUND)):
        content = bytearray(SOUND)
        content[where] ^= bits
        try:
            check_wheel(save(tmp_path, bytes(content)))
        except UserError:
            refused += 1
    # What is left are dates, modes and versions in the headers, which nobody reads.
    assert refused > len(SOUND) / 2


def test_wherever_a_download_ends_the_answer_is_a_sentence(tmp_path: Path) -> None:
    for end in range(len(SOUND)):
        with pytest.raises(UserError, match=r"is cut off|is not a zip archive"):
            check_wheel(save(tmp_path, SOUND[:end]))


def test_a_member_before_the_beginning_is_refused(tmp_path: Path) -> None:
    content = bytearray(SOUND)
    struct.pack_into("<I", content, len(content) - 6, 2**31)  # where the directory should begin
    with pytest.raises(UserError, match="a member begins before the file does"):
        check_wheel(save(tmp_path, bytes(content)))
