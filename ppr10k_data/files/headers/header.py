"""What a reader of one format hands on."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.cameras.dng import DngColor
from ppr10k_data.files.headers.shot import Shot


@dataclass(frozen=True)
class Header:
    """The facts in front of a file's pixels.

    Parameters
    ----------
    shot : Shot
    xmp : memoryview of bytes, or None
        The embedded XMP packet, not copied.
    unique_camera_model : str or None
        Only DNG has it.
    dng : DngColor or None
        None for a file that is no DNG.
    """

    shot: Shot
    xmp: memoryview | None = None
    unique_camera_model: str | None = None
    dng: DngColor | None = None
