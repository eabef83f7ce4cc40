"""Whether a RAW file holds all the raw data that its own directory promises.

LibRaw fills in what is missing and may say nothing, so a file that was cut short would become a picture that
is part black or magenta.
"""

from __future__ import annotations

from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.headers.ciff import RAW_DATA, heap_records
from ppr10k_data.files.headers.container import identify
from ppr10k_data.files.headers.cr3 import boxes
from ppr10k_data.files.headers.ifd import Ifd
from ppr10k_data.files.headers.raf import raf_places
from ppr10k_data.files.headers.rw2 import RAW_DATA_OFFSET, least_raw_bytes
from ppr10k_data.files.headers.tiff import (
    STRIP_BYTE_COUNTS,
    STRIP_OFFSETS,
    TILE_BYTE_COUNTS,
    TILE_OFFSETS,
    image_parts,
    marked_raw_ifd,
    raw_ifd,
    read_tree,
)

_PART_TAGS = frozenset({STRIP_OFFSETS, STRIP_BYTE_COUNTS, TILE_OFFSETS, TILE_BYTE_COUNTS})


def check_complete(data: bytes | memoryview, *, name: str) -> None:
    """Refuse a file whose raw data go on beyond its end.

    What is looked at: in TIFF-like files the strips and tiles of the raw image, in RAF and CRW the place of
    the raw data, in CR3 the end of the media data, in RW2 the place of the raw data and the bytes that its
    pixels take at the packing's fixed rate. A preview that is cut short is no reason to refuse a file: it is
    not used.

    Parameters
    ----------
    data : bytes or memoryview
        The whole file.
    name : str
        The file's name, for messages.

    Raises
    ------
    RawDecodeError
        If the file is cut short, its directory cannot be read, or it is no RAW file. Says how many bytes
        there should be.
    """
    view = memoryview(data).cast("B")
    container = identify(view, name)
    end = _ENDS[container.name](view)
    if end is None:
        raise RawDecodeError(
            f"{name}: the directory that says where the raw data are cannot be read: the file "
            f"({len(view):,} bytes) is cut short or damaged; copy it from its source again"
        )
    if end > len(view):
        raise RawDecodeError(
            f"{name}: the file is cut short: by its own directory the raw data end at byte {end:,}, but it "
            f"has only {len(view):,} bytes; copy it from its source again"
        )


def _tiff_end(view: memoryview) -> int | None:
    """Find where the raw image's last strip or tile ends; None where its directory is not to be found."""
    tree = read_tree(view)
    if tree is None or (tree.missing and marked_raw_ifd(tree.ifds) is None):
        return None
    return _image_end(raw_ifd(tree))


def _image_end(ifd: Ifd) -> int | None:
    """Find where a directory's image ends; None where its list of strips or tiles lies beyond the file.

    A directory without such a list promises nothing (Sony's DSLR-A100 has none): its end is 0.
    """
    if ifd.beyond & _PART_TAGS:
        return None
    return max((offset + size for offset, size in image_parts(ifd)), default=0)


def _rw2_end(view: memoryview) -> int | None:
    """Find where an RW2's raw data end at the earliest."""
    tree = read_tree(view)
    if tree is None:
        return None
    start = _rw2_start(tree.main)
    if start is None:
        return None
    return start + (least_raw_bytes(tree.main) or 1)  # of an unknown packing only the first byte is certain


def _rw2_start(main: Ifd) -> int | None:
    """Find where the raw data begin: RawDataOffset, or StripOffsets in older files."""
    offset = main.integer(RAW_DATA_OFFSET)
    return offset if offset is not None else main.integer(STRIP_OFFSETS)


def _raf_end(view: memoryview) -> int | None:
    """Find where a RAF's raw data end."""
    places = raf_places(view)
    return None if places is None else places.raw_offset + places.raw_length


def _cr3_end(view: memoryview) -> int | None:
    """Find where the ``mdat`` boxes end, which hold the raw data; None where there is none."""
    return max((box.end for box in boxes(view) if box.kind == b"mdat"), default=None)


def _crw_end(view: memoryview) -> int | None:
    """Find where the raw data end; the directory itself stands behind them, at the end of the file."""
    raws = [record for record in heap_records(view) or () if record.tag == RAW_DATA]
    return max((record.offset + record.length for record in raws), default=None)


_ENDS = {
    "tiff": _tiff_end,
    "orf": _tiff_end,
    "rw2": _rw2_end,
    "raf": _raf_end,
    "cr3": _cr3_end,
    "crw": _crw_end,
}
