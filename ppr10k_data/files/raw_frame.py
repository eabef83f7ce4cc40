"""How large a RAW photo is and which way up it stands: what its header says, before a pixel is decoded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from ppr10k_data.cameras import DngFrame
from ppr10k_data.files.metadata import RawMetadata


@dataclass(frozen=True)
class RawFrame:
    """What a picture's geometry goes by.

    Parameters
    ----------
    size : tuple of int
        Width and height of the default crop, in photosites.
    orientation : int
        1..8 as in EXIF.
    pixel_aspect : float
        Width of a photosite divided by its height.
    metadata : RawMetadata or None
        What the file says of its camera and shot; None where there is no RAW file.
    """

    size: tuple[int, int]
    orientation: int = 1
    pixel_aspect: float = 1.0
    metadata: RawMetadata | None = None


def default_crop(sizes: Any, frame: DngFrame | None) -> tuple[int, int, int, int]:
    """Top, left, height and width of the default crop in the raw frame: the DNG's, LibRaw's, or the visible area.

    LibRaw moves a DNG's crop to a whole Bayer cell and so loses a row or a column: the tags go first.
    """
    stated = None if frame is None else _stated_crop(frame)
    if stated is not None:
        top, left, height, width = stated
        bottom = min(top + height, sizes.top_margin + sizes.height)
        right = min(left + width, sizes.left_margin + sizes.width)
        top, left = max(top, sizes.top_margin), max(left, sizes.left_margin)
        if bottom > top and right > left:
            return top, left, bottom - top, right - left
    if sizes.crop_width and sizes.crop_height:
        top, left = sizes.crop_top_margin, sizes.crop_left_margin
        bottom = min(top + sizes.crop_height, sizes.top_margin + sizes.height)
        right = min(left + sizes.crop_width, sizes.left_margin + sizes.width)
        if top >= sizes.top_margin and left >= sizes.left_margin and bottom > top and right > left:
            return top, left, bottom - top, right - left
    return sizes.top_margin, sizes.left_margin, sizes.height, sizes.width


def _stated_crop(frame: DngFrame) -> tuple[int, int, int, int] | None:
    """Top, left, height and width by a DNG's own tags, rounded to photosites as the DNG SDK rounds them."""
    if frame.default_crop_size is None:
        return None
    area_top, area_left = (0, 0) if frame.active_area is None else frame.active_area[:2]
    across, down = frame.default_crop_origin or (0.0, 0.0)
    width, height = (math.floor(length + 0.5) for length in frame.default_crop_size)
    return area_top + math.floor(down + 0.5), area_left + math.floor(across + 0.5), height, width
