"""PNG (ISO/IEC 15948): read into pixels, and written.

Interlaced files are not read. The filters of a file make each byte depend on the one to the left,
the one above and the one between; along a diagonal nothing depends on anything else of it, so that
NumPy can do one diagonal at a time.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ._raster import Array

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_GREY, _RGB, _PALETTE, _GREY_ALPHA, _RGB_ALPHA = _CHANNELS

type Bytes = NDArray[np.uint8]


class PngError(ValueError):
    """Not a PNG, or one that cannot be read here."""


class InterlacedError(PngError):
    """A PNG that is interlaced, which others can read."""


@dataclass(frozen=True)
class Png:
    """A picture that was read."""

    pixels: Array
    has_alpha: bool
    """Whether the file can say of its pixels that they are transparent."""


def decode(data: bytes) -> Png:
    """Read a PNG.

    Raises:
        PngError: It is none, or is damaged.
        InterlacedError: It is interlaced.
    """
    if not data.startswith(SIGNATURE):
        raise PngError("this is no PNG")
    try:
        chunks = list(_chunks(data))
        kinds = dict(chunks)
        header = struct.unpack(">IIBBBBB", kinds[b"IHDR"])
        width, height, depth, kind, _, _, interlaced = header
        if interlaced:
            raise InterlacedError("this PNG is interlaced")
        body = zlib.decompress(b"".join(content for name, content in chunks if name == b"IDAT"))
        rows = _unfiltered(body, height, (width * _CHANNELS[kind] * depth + 7) // 8, kind, depth)
        samples = _samples(rows, width, depth, _CHANNELS[kind])
        return _coloured(samples, kind, depth, kinds)
    except PngError:
        raise
    except (LookupError, ValueError, struct.error, zlib.error) as error:
        raise PngError(f"this PNG is damaged: {error}") from error


def encode(pixels: Array) -> bytes:
    """Write pixels of shape [height, width, 4] as a PNG."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, _RGB_ALPHA, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes())), (b"IEND", b"")
    return SIGNATURE + b"".join(
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
        for name, content in parts
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        yield name, data[at + 8 : at + 8 + length]
        at += 12 + length


def _unfiltered(body: bytes, height: int, stride: int, kind: int, depth: int) -> Bytes:
    """The rows without the filters that made them easier to compress."""
    lines = np.frombuffer(body, np.uint8, height * (stride + 1)).reshape(height, stride + 1)
    filters = lines[:, 0]
    unit = max(_CHANNELS[kind] * depth // 8, 1)
    columns = -(-stride // unit)
    given = np.zeros((height, columns * unit), np.int32)
    given[:, :stride] = lines[:, 1:]
    # One row above and one pixel to the left, of zeros.
    rows = np.zeros((height + 1, columns + 1, unit), np.int32)
    rows[1:, 1:] = given.reshape(height, columns, unit)
    if not filters.any():
        pass
    elif (filters <= 2).all():
        _undo_simple(rows, filters)
    else:
        _undo_all(rows, filters)
    return rows[1:, 1:].reshape(height, -1)[:, :stride].astype(np.uint8)


def _undo_simple(rows: NDArray[np.int32], filters: Bytes) -> None:
    """None, Sub and Up alone: a row at a time."""
    for index, kind in enumerate(filters):
        row = rows[index + 1]
        if kind == 1:
            np.cumsum(row, axis=0, out=row)
        elif kind == 2:
            row += rows[index]
        row &= 255


def _undo_all(rows: NDArray[np.int32], filters: Bytes) -> None:
    height, columns = rows.shape[0] - 1, rows.shape[1] - 1
    kinds = filters.astype(np.int32)
    for diagonal in range(height + columns - 1):
        y = np.arange(max(0, diagonal - columns + 1), min(height, diagonal + 1))
        x = diagonal - y
        left, up, both = rows[y + 1, x], rows[y, x + 1], rows[y, x]
        predictions = np.stack([np.zeros_like(left), left, up, (left + up) // 2])
        kind = kinds[y]
        chosen = predictions[np.minimum(kind, 3), np.arange(len(y))]
        if (paeth := kind == 4).any():
            chosen[paeth] = _paeth(left[paeth], up[paeth], both[paeth])
        rows[y + 1, x + 1] = (rows[y + 1, x + 1] + chosen) & 255


def _paeth(
    left: NDArray[np.int32], up: NDArray[np.int32], both: NDArray[np.int32]
) -> NDArray[np.int32]:
    estimate = left + up - both
    from_left, from_up, from_both = (np.abs(estimate - each) for each in (left, up, both))
    use_left = (from_left <= from_up) & (from_left <= from_both)
    return np.where(use_left, left, np.where(from_up <= from_both, up, both))


def _samples(rows: Bytes, width: int, depth: int, channels: int) -> NDArray[np.uint8]:
    """Shape [height, width, channels]; those of 16 bits lose the lower eight."""
    height = rows.shape[0]
    if depth == 16:
        return rows.reshape(height, width, channels, 2)[..., 0]
    if depth < 8:
        bits = np.unpackbits(rows, axis=1).reshape(height, -1, depth)
        values = bits @ (1 << np.arange(depth)[::-1])
        return values[:, : width * channels].reshape(height, width, channels).astype(np.uint8)
    return rows.reshape(height, width, channels)


def _coloured(samples: NDArray[np.uint8], kind: int, depth: int, chunks: dict[bytes, bytes]) -> Png:
    pixels = np.full((*samples.shape[:2], 4), 255, np.uint8)
    transparent = chunks.get(b"tRNS")
    if kind == _PALETTE:
        palette = np.full((256, 4), 255, np.uint8)
        colours = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
        palette[: len(colours), :3] = colours
        if transparent is not None:
            palette[: len(transparent), 3] = np.frombuffer(transparent, np.uint8)
        return Png(palette[samples[..., 0]], transparent is not None)
    colour = samples[..., :3] if kind in (_RGB, _RGB_ALPHA) else samples[..., :1]
    if depth < 8:
        colour = colour * (255 // (2**depth - 1))
    pixels[..., :3] = colour
    if kind in (_GREY_ALPHA, _RGB_ALPHA):
        pixels[..., 3] = samples[..., -1]
    elif transparent is not None:
        key = np.frombuffer(transparent, ">u2") >> (8 if depth == 16 else 0)
        pixels[(samples[..., : len(key)] == key).all(axis=2), 3] = 0
    return Png(pixels, kind in (_GREY_ALPHA, _RGB_ALPHA) or transparent is not None)
