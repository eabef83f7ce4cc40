"""The lens as makers' own notes in EXIF have it: cameras of before EXIF 2.3 (2010) name it nowhere else.

Tags after exiftool's tables "Canon" (0x0095 LensModel) and "Nikon" (0x0084 Lens: shortest and longest focal length,
largest aperture at each). Canon's note is a directory whose offsets count from the file's own TIFF header; Nikon's,
since its type 2, is a TIFF of its own behind ten bytes.
"""

from __future__ import annotations

from ppr10k_data.files.headers.ifd import Ifd, read_ifd, tiff_start
from ppr10k_data.files.headers.shot import Shot, lens_limits

MAKER_NOTE = 0x927C
CANON_LENS_MODEL, NIKON_LENS = 0x0095, 0x0084

_NIKON_2, _NIKON_HEAD_BYTES = b"Nikon\0\2", 10


def maker_shot(exif: Ifd, make: str | None) -> Shot:
    """Read the lens from a maker's note; empty where there is none, or it is of a kind that is not read.

    Parameters
    ----------
    exif : Ifd
        The EXIF directory.
    make : str or None
        Maker of the camera, as the main directory has it.
    """
    entry = exif.entries.get(MAKER_NOTE)
    if entry is None:
        return Shot()
    if (make or "").startswith("Canon"):
        note = read_ifd(exif.view, exif.order, entry.offset)
        return Shot() if note is None else Shot(lens=note.text(CANON_LENS_MODEL))
    raw = exif.view[entry.offset : entry.offset + entry.length]
    return _nikon(raw[_NIKON_HEAD_BYTES:]) if bytes(raw[: len(_NIKON_2)]) == _NIKON_2 else Shot()


def _nikon(tiff: memoryview) -> Shot:
    start = tiff_start(tiff)
    note = None if start is None else read_ifd(tiff, *start)
    return Shot() if note is None else Shot(lens_limits=lens_limits(note.numbers(NIKON_LENS)))
