"""What a RAW file says of its camera and its shot, which LibRaw does not hand on."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ppr10k_data.cameras.dng import DngColor
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.headers.container import identify


@dataclass(frozen=True)
class RawMetadata:
    """The facts of one RAW file, None where it does not state them.

    Parameters
    ----------
    container : {"dng", "tiff", "rw2", "orf", "raf", "cr3", "crw"}
        The file format; "tiff" stands for NEF, CR2, ARW, PEF, KDC and their like.
    make, model : str or None
        The camera as EXIF spells it, without the space around it.
    unique_camera_model : str or None
        DNG's own name of the camera.
    orientation : int or None
        1..8 as in EXIF, from the main directory.
    iso, exposure_time_s, f_number, focal_length_mm : float or None
        Above 0.
    lens, software : str or None
        The lens's model; firmware or program that wrote the file.
    date_time : datetime or None
        The camera's clock when the photo was taken, without a time zone.
    dng : DngColor or None
        Colour, profile and frame of a DNG; None for other files.
    xmp : bytes or None
        The XMP packet inside the file.
    lens_limits : tuple of float, or None
        The lens's shortest and longest focal length in millimetres, and its largest aperture (f-number) at each.
    """

    container: str
    make: str | None
    model: str | None
    unique_camera_model: str | None
    orientation: int | None
    iso: float | None
    exposure_time_s: float | None
    f_number: float | None
    focal_length_mm: float | None
    lens: str | None
    date_time: datetime | None
    software: str | None
    dng: DngColor | None
    xmp: bytes | None
    lens_limits: tuple[float, ...] | None = None


def read_metadata(data: bytes | memoryview, *, name: str) -> RawMetadata:
    """Read a RAW file's metadata from its bytes.

    Parameters
    ----------
    data : bytes or memoryview
        The whole file; only the XMP packet and the profile's tables are copied.
    name : str
        The file's name, for messages.

    Returns
    -------
    RawMetadata

    Raises
    ------
    RawDecodeError
        If the file is empty, is no RAW file, or its header cannot be read. Damaged tags are absent; whether
        the pixels are all there is for :func:`~ppr10k_data.files.completeness.check_complete` to say.
    """
    view = memoryview(data).cast("B")
    container = identify(view, name)
    header = container.read(view)
    if header is None:
        raise RawDecodeError(
            f"{name}: starts like {container.name.upper()}, but its directory cannot be read: "
            f"the file ({len(view):,} bytes) is damaged or cut short; copy it from its source again"
        )
    return RawMetadata(
        container="dng" if header.dng is not None else container.name,
        unique_camera_model=header.unique_camera_model,
        dng=header.dng,
        xmp=None if header.xmp is None else bytes(header.xmp),
        **vars(header.shot),
    )


def open_metadata(path: Path) -> RawMetadata:
    """Read a RAW file's metadata without reading the whole file.

    Parameters
    ----------
    path : Path
        Any format that :func:`read_metadata` knows.

    Raises
    ------
    RawDecodeError
        If the file cannot be opened, is empty, is no RAW file, or its header cannot be read.
    """
    try:
        with path.open("rb") as file:
            # Closed with its last reference: an error on its way up still holds views of it.
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError as error:
        raise RawDecodeError(f"{path}: the file is empty; copy it from its source again") from error
    except OSError as error:
        raise RawDecodeError(f"{path}: cannot be read: {error.strerror or error}") from error
    return read_metadata(memoryview(mapped), name=str(path))
