"""How coarsely a JPEG holds colour, from its header."""

from __future__ import annotations

from pathlib import Path

from ppr10k_data.match.chroma import EVERY_PIXEL, Step

_SIZES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Second bytes of the markers that begin a frame (ITU-T T.81, table B.1); 0xC4, 0xC8 and 0xCC begin other things."""

_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Of markers that no length follows."""


def chroma_step(path: Path) -> Step:
    """Pixels to a sample of colour, across and down: (1, 1) for 4:4:4, (2, 2) for 4:2:0.

    Parameters
    ----------
    path : Path
        A JPEG.

    Returns
    -------
    tuple of int
        1 and 1 where the file does not say, or says nothing that can be understood.

    References
    ----------
    ITU-T T.81, annex B.2: a frame's header has the sampling factors of each component.
    """
    data = path.read_bytes()
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill bytes may stand before a marker
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _SIZES:
            return _of_frame(data[at + 4 : at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")])
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return EVERY_PIXEL


def _of_frame(header: bytes) -> Step:
    """Precision, height, width, number of components; then of each its name, factors and table."""
    if len(header) < 15 or header[5] != 3:
        return EVERY_PIXEL
    factors = [(header[at] >> 4, header[at] & 15) for at in (7, 10, 13)]
    (across, down), colors = factors[0], factors[1:]
    if (
        colors[0] != colors[1]
        or 0 in (across, down, *colors[0])
        or across % colors[0][0]
        or down % colors[0][1]
    ):
        return EVERY_PIXEL
    return across // colors[0][0], down // colors[0][1]
