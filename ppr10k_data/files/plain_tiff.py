"""TIFFs whose pixels stand in one piece, as Lightroom and this package write them: found without decoding anything."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.headers.ifd import Ifd, read_ifd, tiff_start
from ppr10k_data.files.headers.tiff import HEIGHT, PHOTOMETRIC, STRIP_BYTE_COUNTS, STRIP_OFFSETS, WIDTH

_BITS, _COMPRESSION, _SAMPLES, _PLANAR, _SAMPLE_FORMAT = 258, 259, 277, 284, 339
_RGB, _NONE, _CHUNKY, _UNSIGNED = 2, 1, 1, 1
_LETTERS = {8: "u1", 16: "u2"}


@dataclass(frozen=True)
class PlainTiff:
    """Where the pixels of an uncompressed RGB TIFF stand.

    Parameters
    ----------
    height, width : int
        In pixels.
    bits : int
        8 or 16 a channel.
    order : {"<", ">"}
        Byte order.
    offset : int
        Of the first byte; the others follow without a gap, interleaved.
    """

    height: int
    width: int
    bits: int
    order: str
    offset: int

    @property
    def length(self) -> int:
        """Bytes of all pixels."""
        return self.height * self.width * 3 * self.bits // 8

    def pixels(self, data: Any) -> NDArray[Any]:
        """Look at the file's bytes as a picture, without copying them where the byte order is the machine's.

        Parameters
        ----------
        data : buffer
            The whole file.

        Returns
        -------
        (H, W, 3) uint8 or uint16
        """
        kind = np.dtype(f"{self.order}{_LETTERS[self.bits]}")
        values = np.frombuffer(data, kind, self.height * self.width * 3, self.offset)
        return values.reshape(self.height, self.width, 3).astype(kind.newbyteorder("="), copy=False)


def plain_tiff(data: Any) -> PlainTiff | None:
    """Find the pixels of a TIFF.

    Parameters
    ----------
    data : buffer
        The whole file.

    Returns
    -------
    PlainTiff or None
        None where it is no TIFF, or one that has to be decoded: compressed, in planes, of other bits or colours, in
        strips with gaps between.

    Raises
    ------
    ImageFileError
        If its pixels reach beyond the end of the file.
    """
    view = memoryview(data)
    start = tiff_start(view)
    ifd = None if start is None else read_ifd(view, *start)
    if start is None or ifd is None or not _is_plain(ifd):
        return None
    offsets, counts = ifd.integers(STRIP_OFFSETS), ifd.integers(STRIP_BYTE_COUNTS)
    height, width, bits = ifd.integer(HEIGHT), ifd.integer(WIDTH), ifd.integer(_BITS)
    if not offsets or not height or not width or bits not in _LETTERS or not _in_one_piece(offsets, counts):
        return None
    found = PlainTiff(height, width, bits, start[0], offsets[0])
    if found.offset + found.length > len(view):
        raise ImageFileError(
            f"cut short: {found.width} x {found.height} pixels of {bits} bits end at byte "
            f"{found.offset + found.length:,} of {len(view):,}"
        )
    return found if sum(counts) >= found.length else None


def _is_plain(ifd: Ifd) -> bool:
    return (
        ifd.integer(PHOTOMETRIC) == _RGB
        and ifd.integer(_COMPRESSION) in (None, _NONE)
        and ifd.integer(_SAMPLES) == 3
        and ifd.integer(_PLANAR) in (None, _CHUNKY)
        and set(ifd.integers(_SAMPLE_FORMAT)) <= {_UNSIGNED}
        and len(set(ifd.integers(_BITS))) == 1
    )


def _in_one_piece(offsets: tuple[int, ...], counts: tuple[int, ...]) -> bool:
    ends = [offset + count for offset, count in zip(offsets, counts, strict=False)]
    return len(offsets) == len(counts) and ends[:-1] == list(offsets[1:])


def read_plain_tiff(path: Path) -> NDArray[Any] | None:
    """Read a TIFF whose pixels stand in one piece; None where it has to be decoded.

    Parameters
    ----------
    path : Path

    Returns
    -------
    (H, W, 3) uint8 or uint16, or None
        Read-only where it is the file's own bytes.

    Raises
    ------
    ImageFileError
        If the file cannot be read, or is cut short.
    """
    try:
        data = path.read_bytes()
        found = plain_tiff(data)
    except ImageFileError as error:
        raise ImageFileError(f"{path}: {error}; download or render it again") from error
    except OSError as error:
        raise ImageFileError(f"{path}: picture cannot be read: {error.strerror or error}") from error
    return None if found is None else found.pixels(data)


def plain_tiff_facts(path: Path) -> PlainTiff | None:
    """Look at a TIFF's directory alone; see :func:`plain_tiff`.

    Raises
    ------
    ImageFileError
        If the file cannot be read, or is cut short.
    """
    try:
        with path.open("rb") as file:
            return plain_tiff(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except ImageFileError as error:
        raise ImageFileError(f"{path}: {error}; download or render it again") from error
    except ValueError as error:  # mmap's word for an empty file
        raise ImageFileError(f"{path}: the file is empty; download or render it again") from error
    except OSError as error:
        raise ImageFileError(f"{path}: picture cannot be read: {error.strerror or error}") from error
