"""The directories of a TIFF-like RAW (DNG, NEF, ARW, CR2, PEF, KDC, ORF, RW2), and which is the raw one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ppr10k_data.files.headers.dng import read_dng_color
from ppr10k_data.files.headers.header import Header
from ppr10k_data.files.headers.ifd import Ifd, read_ifd, tiff_start
from ppr10k_data.files.headers.maker_note import maker_shot
from ppr10k_data.files.headers.shot import EXIF_IFD, Shot, merge_shots, read_shot
from ppr10k_data.files.headers.tags import Tag

NEW_SUBFILE_TYPE, WIDTH, HEIGHT, PHOTOMETRIC = 254, 256, 257, 262
STRIP_OFFSETS, STRIP_BYTE_COUNTS, SUB_IFDS, TILE_OFFSETS, TILE_BYTE_COUNTS, XMP = 273, 279, 330, 324, 325, 700
_CFA, _LINEAR_RAW = 32803, 34892
_CR2_SLICES, _CR2_RAW = 50752, 50648
"""Tags that only the raw directory of a CR2 has (L. Clévy, "Inside the Canon RAW format version 2")."""

_MOST_DIRECTORIES = 64
"""More than any camera writes (a DNG of nine previews has about a dozen); ends loops of damaged files."""


@dataclass(frozen=True)
class TiffTree:
    """All image directories of a file.

    Parameters
    ----------
    ifds : tuple of Ifd
        The main directory first; never empty.
    missing : tuple of int
        Offsets beyond the end of the file, where there should be a directory. An offset inside the file that
        holds none is not counted: Sony's DSLR-A100 has one that leads to its raw data.
    """

    ifds: tuple[Ifd, ...]
    missing: tuple[int, ...]

    @property
    def main(self) -> Ifd:
        """The first directory."""
        return self.ifds[0]


def read_tree(view: memoryview) -> TiffTree | None:
    """Follow the chain of directories and their SubIFDs; None where even the first cannot be read."""
    start = tiff_start(view)
    if start is None:
        return None
    order, first = start
    found: dict[int, Ifd | None] = {}
    waiting = [first]
    while waiting and len(found) < _MOST_DIRECTORIES:
        offset = waiting.pop(0)
        if offset == 0 or offset in found:
            continue
        ifd = found[offset] = read_ifd(view, order, offset)
        if ifd is not None:
            waiting += [ifd.next_offset, *ifd.integers(SUB_IFDS)[:_MOST_DIRECTORIES]]
    if found.get(first) is None:
        return None
    ifds = tuple(ifd for ifd in found.values() if ifd is not None)
    return TiffTree(ifds, tuple(offset for offset in found if offset >= len(view)))


def marked_raw_ifd(ifds: Iterable[Ifd]) -> Ifd | None:
    """Find the largest full-size directory that says it holds a mosaic or linear raw; None if none does."""
    raws = [ifd for ifd in ifds if ifd.integer(PHOTOMETRIC) in (_CFA, _LINEAR_RAW) or _is_cr2_raw(ifd)]
    full_size = [ifd for ifd in raws if not ifd.integer(NEW_SUBFILE_TYPE)]
    return max(full_size or raws, key=_area, default=None)


def raw_ifd(tree: TiffTree) -> Ifd:
    """Find the directory of the raw image: the one that says so, else the one with most bytes of image."""
    return marked_raw_ifd(tree.ifds) or max(
        tree.ifds, key=lambda ifd: sum(size for _, size in image_parts(ifd))
    )


def image_parts(ifd: Ifd) -> tuple[tuple[int, int], ...]:
    """List the strips and tiles of a directory's image as pairs of offset and byte count."""
    pairs = ((STRIP_OFFSETS, STRIP_BYTE_COUNTS), (TILE_OFFSETS, TILE_BYTE_COUNTS))
    return tuple(
        part
        for offsets, counts in pairs
        for part in zip(ifd.integers(offsets), ifd.integers(counts), strict=False)
    )


def tree_shots(tree: TiffTree) -> tuple[Shot, ...]:
    """Read the shot from EXIF, the main directory and the maker's note, in the order in which they are to be believed.

    EXIF goes first because of the time: DateTime in the main directory is when the file was last changed.
    """
    main = tree.main
    exif = read_ifd(main.view, main.order, main.integer(EXIF_IFD) or 0)
    own = read_shot(main)
    return (own,) if exif is None else (read_shot(exif), own, maker_shot(exif, own.make))


def read_tiff(view: memoryview) -> Header | None:
    """Read DNG, NEF, ARW, CR2, PEF, KDC, ORF and what else is a TIFF; None where no directory can be read."""
    tree = read_tree(view)
    if tree is None:
        return None
    main = tree.main
    return Header(
        merge_shots(tree_shots(tree)),
        xmp=main.blob(XMP),
        unique_camera_model=main.text(Tag.UniqueCameraModel),
        dng=read_dng_color(main, raw_ifd(tree)) if Tag.DNGVersion in main else None,
    )


def read_tiff_shot(view: memoryview) -> Shot:
    """Read the shot from a TIFF inside another file (the EXIF of a JPEG, a box of a CR3)."""
    tree = read_tree(view)
    return Shot() if tree is None else merge_shots(tree_shots(tree))


def _is_cr2_raw(ifd: Ifd) -> bool:
    return _CR2_SLICES in ifd or _CR2_RAW in ifd


def _area(ifd: Ifd) -> int:
    return (ifd.integer(WIDTH) or 0) * (ifd.integer(HEIGHT) or 0)
