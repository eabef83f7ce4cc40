"""Whether a file is what the release says: the headers of RAW files and TIFFs. Nothing is decoded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.errors import ImageFileError, RawDecodeError
from ppr10k_data.files.completeness import check_complete
from ppr10k_data.files.headers.ifd import Ifd
from ppr10k_data.files.headers.tiff import HEIGHT, WIDTH, image_parts, read_tree
from ppr10k_data.files.mapped import mapped
from ppr10k_data.files.raw import open_frame
from ppr10k_data.files.raw_frame import RawFrame

_BITS, _SAMPLES = 258, 277
"""Tags BitsPerSample and SamplesPerPixel (TIFF 6.0, section 8)."""

_AGAIN = "download it again"


@dataclass(frozen=True)
class TiffFacts:
    """What a TIFF's header says.

    Parameters
    ----------
    size : tuple of int
        Width and height.
    bits : int
        Of each channel.
    channels : int
    """

    size: tuple[int, int]
    bits: int
    channels: int


def check_raw(path: Path) -> RawFrame:
    """Open a RAW file's header, and see that the raw data go on to their end.

    Parameters
    ----------
    path : Path
        Any format that LibRaw opens.

    Returns
    -------
    RawFrame
        Its size and orientation.

    Raises
    ------
    RawDecodeError
        If the file is empty, cut short, damaged, or no RAW file.
    """
    try:
        with mapped(path) as view:
            check_complete(view, name=str(path))
    except OSError as error:
        if isinstance(error, RawDecodeError):
            raise
        raise RawDecodeError(f"{path}: cannot be read: {error.strerror or error}") from error
    return open_frame(path)


def check_tiff(path: Path) -> TiffFacts:
    """Read a TIFF's header, and see that its strips lie inside the file.

    Raises
    ------
    ImageFileError
        If the file is empty, cut short, or no TIFF.
    """
    try:
        with mapped(path) as view:
            return _tiff_facts(path, view)
    except OSError as error:
        if isinstance(error, ImageFileError):
            raise
        raise ImageFileError(f"{path}: cannot be read: {error.strerror or error}") from error


def _tiff_facts(path: Path, view: memoryview) -> TiffFacts:
    if not view:
        raise ImageFileError(f"{path}: the file is empty; {_AGAIN}")
    tree = read_tree(view) if bytes(view[:4]) in (b"II*\0", b"MM\0*") else None
    if tree is None:
        raise ImageFileError(f"{path}: not a readable TIFF ({len(view):,} bytes); {_AGAIN}")
    main = tree.main
    width, height = main.integer(WIDTH), main.integer(HEIGHT)
    end = max((offset + size for offset, size in image_parts(main)), default=0)
    if not (width and height and end):
        raise ImageFileError(f"{path}: the TIFF's directory is damaged; {_AGAIN}")
    if end > len(view):
        raise ImageFileError(
            f"{path}: the file is cut short: its pixels end at byte {end:,}, but it has {len(view):,}; {_AGAIN}"
        )
    return TiffFacts((width, height), _bits(main), main.integer(_SAMPLES) or 1)


def _bits(ifd: Ifd) -> int:
    """The deepest channel's; 1 where the tag is absent, as TIFF 6.0 has it."""
    return max(ifd.integers(_BITS), default=1)
