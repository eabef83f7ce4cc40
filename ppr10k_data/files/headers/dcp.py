"""Camera profiles in files of their own (``.dcp``): a TIFF directory behind a number of its own.

References
----------
DNG specification 1.7.0.0, chapter 5 (camera profiles): "IIRC" or "MMCR" stands in place of TIFF's "II*" or "MM*".
"""

from __future__ import annotations

from typing import NoReturn

from ppr10k_data.cameras.dng import DngColor
from ppr10k_data.cameras.profile import CameraProfile, profile_lights
from ppr10k_data.errors import ProfileError
from ppr10k_data.files.headers.dng import read_profile
from ppr10k_data.files.headers.ifd import Ifd, read_ifd, tiff_start
from ppr10k_data.files.headers.tags import Tag, TagReader

MAGIC = (b"IIRC", b"MMCR")
_SHAPE = (3, 3)


def read_dcp(data: bytes | memoryview, *, name: str) -> CameraProfile:
    """Read a camera profile.

    Parameters
    ----------
    data : bytes or memoryview
        The whole file.
    name : str
        The file's name, for messages.

    Returns
    -------
    CameraProfile

    Raises
    ------
    ProfileError
        If the file is no profile, is cut short, or a tag of it holds no usable value: half a profile would give other
        colours than the whole one. Names the file and the tag.
    """
    directory = dcp_directory(memoryview(data).cast("B"), name=name)
    beyond = [tag.name for tag in Tag if tag in directory.beyond]
    if beyond:
        _refuse(name, f"{', '.join(beyond)} would lie beyond its end")
    tags = TagReader((directory,))
    color, tables = _matrices(tags), read_profile(tags)
    if tags.unusable:
        _refuse(name, f"{', '.join(tags.unusable)} holds no usable value")
    if color.color_matrix_1 is None:
        _refuse(name, "ColorMatrix1 is missing")
    return CameraProfile(tags.text(Tag.UniqueCameraModel), profile_lights(color, tables), tables)


def read_dcp_names(view: memoryview, *, name: str) -> tuple[str, str]:
    """Read only which camera a profile is for, and what it is called.

    Parameters
    ----------
    view : memoryview of bytes
        The whole file, which may be mapped: only its directory and two strings are looked at.
    name : str
        The file's name, for messages.

    Returns
    -------
    camera, profile : str
        Empty where the file does not say.

    Raises
    ------
    ProfileError
        If the file is no profile, or its directory cannot be read.
    """
    directory = dcp_directory(view, name=name)
    return directory.text(Tag.UniqueCameraModel) or "", directory.text(Tag.ProfileName) or ""


def dcp_directory(view: memoryview, *, name: str) -> Ifd:
    """Find a profile's only directory.

    Parameters
    ----------
    view : memoryview
        The whole file.
    name : str
        For messages.

    Raises
    ------
    ProfileError
        If there is none.
    """
    if bytes(view[:4]) not in MAGIC:
        _refuse(name, f"it starts with {bytes(view[:4])!r}, a camera profile with IIRC or MMCR")
    start = tiff_start(view)
    directory = None if start is None else read_ifd(view, *start)
    if directory is None:
        _refuse(name, "its directory cannot be read")
    return directory


def _matrices(tags: TagReader) -> DngColor:
    """The matrices and illuminants, in the names that a DNG has for them."""
    return DngColor(
        color_matrix_1=tags.matrix(Tag.ColorMatrix1, *_SHAPE),
        color_matrix_2=tags.matrix(Tag.ColorMatrix2, *_SHAPE),
        color_matrix_3=tags.matrix(Tag.ColorMatrix3, *_SHAPE),
        forward_matrix_1=tags.matrix(Tag.ForwardMatrix1, *_SHAPE),
        forward_matrix_2=tags.matrix(Tag.ForwardMatrix2, *_SHAPE),
        forward_matrix_3=tags.matrix(Tag.ForwardMatrix3, *_SHAPE),
        calibration_illuminant_1=tags.integer(Tag.CalibrationIlluminant1),
        calibration_illuminant_2=tags.integer(Tag.CalibrationIlluminant2),
        calibration_illuminant_3=tags.integer(Tag.CalibrationIlluminant3),
    )


def _refuse(name: str, reason: str) -> NoReturn:
    raise ProfileError(f"{name}: not a usable camera profile: {reason}; copy it again, or take it out")
