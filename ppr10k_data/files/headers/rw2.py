"""Panasonic's RW2: a TIFF with the number 0x55 and tags of its own in the main directory.

Tag names after exiftool's PanasonicRaw table; sizes of packed data after LibRaw 0.21
(``panasonic_load_raw``, ``panasonicC6_load_raw``, ``panasonicC7_load_raw``).
"""

from __future__ import annotations

from ppr10k_data.files.headers.header import Header
from ppr10k_data.files.headers.ifd import Ifd
from ppr10k_data.files.headers.jpeg import exif_block, xmp_block
from ppr10k_data.files.headers.shot import Shot, merge_shots, positive
from ppr10k_data.files.headers.tiff import XMP, read_tiff_shot, read_tree, tree_shots

SENSOR_WIDTH, SENSOR_HEIGHT, BITS_PER_SAMPLE, RAW_FORMAT = 0x02, 0x03, 0x0A, 0x2D
ISO, ISO_LONG, JPG_FROM_RAW, RAW_DATA_OFFSET = 0x17, 0x37, 0x2E, 0x118

_PACKET_BYTES = 16
_PIXELS_PER_PACKET = {
    (4, 12): 14,
    (5, 12): 10,
    (5, 14): 9,
    (6, 12): 14,
    (6, 14): 11,
    (7, 12): 10,
    (7, 14): 9,
}
"""Pixels in a packet of 16 bytes, by RawFormat and bits: all but the newest formats pack at a fixed rate."""


def read_rw2(view: memoryview) -> Header | None:
    """Read an RW2; None where its directory cannot be read.

    The EXIF directory and the camera's JPEG (JpgFromRaw) fill in what the main directory does not say.
    """
    tree = read_tree(view)
    if tree is None:
        return None
    main = tree.main
    jpeg = main.blob(JPG_FROM_RAW) or view[:0]
    exif = exif_block(jpeg)
    shots = (*tree_shots(tree), _own_shot(main), Shot() if exif is None else read_tiff_shot(exif))
    return Header(merge_shots(shots), xmp=main.blob(XMP) or xmp_block(jpeg))


def _own_shot(main: Ifd) -> Shot:
    """Read what stands in Panasonic's own tags: the ISO speed, in the long tag above 65535."""
    return Shot(iso=positive(main.number(ISO_LONG)) or positive(main.number(ISO)))


def least_raw_bytes(main: Ifd) -> int | None:
    """Calculate how many bytes the raw data take at least.

    Returns
    -------
    int or None
        None where the packing's rate is not fixed or not known (RawFormat 8, a sensor without a size). Older
        files without RawFormat hold 12 or 16 bits a pixel, or RawFormat 4, which is the tightest of these.
        StripByteCounts is of no use: in RawFormat 4 it states the size of the unpacked picture.
    """
    width, height = main.integer(SENSOR_WIDTH), main.integer(SENSOR_HEIGHT)
    packing = (main.integer(RAW_FORMAT) or 4, main.integer(BITS_PER_SAMPLE) or 12)
    if not width or not height or packing not in _PIXELS_PER_PACKET:
        return None
    return width * height // _PIXELS_PER_PACKET[packing] * _PACKET_BYTES
