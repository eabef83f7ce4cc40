"""Pictures turned upright by the Orientation in their file, alike for every format."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from ppr10k_data.files.headers.ifd import read_ifd, tiff_start
from ppr10k_data.files.headers.jpeg import exif_block
from ppr10k_data.files.headers.png import chunk

_ORIENTATION = 274

Pixels = NDArray[Any]
_UPRIGHT: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: p.swapaxes(0, 1)[:, ::-1],
    7: lambda p: p.swapaxes(0, 1)[::-1, ::-1],
    8: lambda p: p.swapaxes(0, 1)[::-1],
}
"""What turns pixels as stored upright (TIFF 6.0, tag Orientation); 1 and what is not defined are upright."""


def upright(picture: Pixels, orientation: int) -> Pixels:
    """Turn a picture.

    Parameters
    ----------
    picture : (H, W) or (H, W, C) array
        As stored.
    orientation : int
        1..8.

    Returns
    -------
    array
        A view; of height and width exchanged from 5 on.
    """
    turn = _UPRIGHT.get(orientation)
    return picture if turn is None else turn(picture)


def orientation_of(data: bytes) -> int:
    """Find the Orientation of a TIFF, of a JPEG's EXIF segment, or of a PNG's eXIf chunk.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    int
        1..8; 1 where none stands.

    References
    ----------
    TIFF 6.0; EXIF 2.3, 4.7.2; PNG specification, third edition, 11.3.4.5.
    """
    view = memoryview(data)
    block: memoryview | None = view
    if data.startswith(b"\x89PNG"):
        block = chunk(view, b"eXIf")
    elif data.startswith(b"\xff\xd8"):
        block = exif_block(view)
    start = None if block is None else tiff_start(block)
    ifd = None if block is None or start is None else read_ifd(block, *start)
    found = None if ifd is None else ifd.integer(_ORIENTATION)
    return found if found is not None and found in _UPRIGHT else 1
