"""The copyright notice inside a picture file, so that what is made of a picture can carry it on."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import tifffile

from ppr10k_data.errors import ImageFileError

_COPYRIGHT_TAG = 33432


def copyright_notice(path: Path) -> str:
    """Read a picture's notice: a TIFF's Copyright tag, a PNG's ``Copyright`` text, a JPEG's first comment.

    Parameters
    ----------
    path : Path
        ``.tif``, ``.tiff``, ``.png`` or ``.jpg`` in any case, as
        :func:`~ppr10k_data.files.images.write_picture` writes them.

    Returns
    -------
    str
        In ASCII, on one line; empty where there is none.

    Raises
    ------
    ImageFileError
        If the file cannot be read.
    """
    try:
        found = _of_tiff(path) if path.suffix.lower() in (".tif", ".tiff") else _of_bytes(path.read_bytes())
    except (OSError, ValueError, struct.error, tifffile.TiffFileError) as error:
        raise ImageFileError(f"{path}: picture cannot be read: {error}") from error
    return " ".join(found.encode("ascii", "replace").decode().split())


def _of_tiff(path: Path) -> str:
    with tifffile.TiffFile(path) as tiff:
        return str(tiff.pages.first.tags.valueof(_COPYRIGHT_TAG, ""))


def _of_bytes(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        texts = (chunk.split(b"\0", 1) for kind, chunk in _png_chunks(data) if kind == b"tEXt")
        return next(
            (text[1].decode("latin-1") for text in texts if text[0] == b"Copyright" and len(text) == 2), ""
        )
    return next(_jpeg_comments(data), b"").decode("utf-8", "replace").partition("\n")[0]


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """PNG specification, 5.3: length, kind, data, checksum."""
    at = 8
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        yield data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        at += 12 + length


def _jpeg_comments(data: bytes) -> Iterator[bytes]:
    """ITU-T T.81, B.1.1.4: segments of a marker and a length, up to the start of the scan."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, at + 2)
        if data[at + 1] == 0xFE:
            yield data[at + 4 : at + 2 + length]
        at += 2 + length
