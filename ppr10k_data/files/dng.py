"""A small DNG writer: one uncompressed Bayer mosaic with the tags that a RAW converter needs.

References
----------
Adobe, Digital Negative Specification 1.4.0.0 (tags 50706 and up, and which are required);
TIFF 6.0; TIFF/EP (ISO 12234-2) for the CFA tags and for EXIF values in the main directory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError, SettingsError
from ppr10k_data.files.atomic import atomic_path

ASCII, BYTE, SHORT, LONG, RATIONAL, SRATIONAL = 2, 1, 3, 4, 5, 10
"""TIFF 6.0 data types."""

BAYER_PATTERNS = ("RGGB", "GRBG", "GBRG", "BGGR")
"""Colours of the 2 x 2 photosites at the top left corner, row by row."""

_MILLIONTHS = 1_000_000
_TEN_THOUSANDTHS = 10_000
_LARGEST = 65_535  # of an unsigned 16-bit number

Tag = tuple[int, int, int, Any, bool]
"""Code, type, count, value, once: an entry of tifffile's ``extratags``."""


@dataclass(frozen=True)
class DngCalibration:
    """The camera's colour under one light.

    Parameters
    ----------
    illuminant : int
        EXIF LightSource code: 17 is Standard Illuminant A, 21 is D65.
    color_matrix : 3 rows of 3 float
        XYZ to camera RGB.
    """

    illuminant: int
    color_matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class DngFacts:
    """What a DNG says of its mosaic.

    Parameters
    ----------
    make, model, unique_camera_model, software : str
        ASCII names.
    cfa : str
        One of :data:`BAYER_PATTERNS`.
    black_level : tuple of 4 int
        For each photosite of the pattern, row by row.
    white_level : int
        The value at which the sensor clips.
    crop : tuple of 4 int
        Left, top, width and height of the picture within the mosaic.
    calibrations : tuple of DngCalibration
        One or two.
    as_shot_neutral : tuple of 3 float
        Camera RGB of a white object, 0..1.
    baseline_exposure_ev : float
        EV that a converter adds at exposure 0.
    orientation : int
        EXIF orientation 1..8.
    iso : int
        Sensitivity.
    exposure_time_s, f_number, focal_length_mm : float
        EXIF values.
    """

    make: str
    model: str
    unique_camera_model: str
    software: str
    cfa: str
    black_level: tuple[int, int, int, int]
    white_level: int
    crop: tuple[int, int, int, int]
    calibrations: tuple[DngCalibration, ...]
    as_shot_neutral: tuple[float, float, float]
    baseline_exposure_ev: float
    orientation: int
    iso: int
    exposure_time_s: float
    f_number: float
    focal_length_mm: float


def stored_neutral(neutral: Sequence[float]) -> tuple[float, ...]:
    """The AsShotNeutral that a reader finds: each value in millionths.

    Parameters
    ----------
    neutral : sequence of 3 float
        Camera RGB of white, 0..1.
    """
    return tuple(round(float(n) * _MILLIONTHS) / _MILLIONTHS for n in neutral)


def write_dng(path: Path, mosaic: NDArray[np.uint16], facts: DngFacts) -> None:
    """Write a Bayer mosaic as DNG 1.4, atomically. The same input gives the same bytes.

    Parameters
    ----------
    path : Path
        The file; its folder must exist.
    mosaic : (H, W) uint16
        Sensor values, black level included.
    facts : DngFacts
        What the file says of them.

    Raises
    ------
    SettingsError
        If the mosaic or the facts make no valid Bayer DNG.
    ImageFileError
        If the file cannot be written; nothing is left of it.
    """
    import tifffile

    for fault in _faults(mosaic, facts):
        raise SettingsError(f"{path}: {fault}")
    try:
        with atomic_path(path) as temporary, tifffile.TiffWriter(temporary, byteorder="<") as tiff:
            tiff.write(
                mosaic,
                photometric="cfa",
                subfiletype=0,  # the main image; readers look for this value
                compression=None,
                metadata=None,
                software=facts.software,
                extratags=list(_tags(facts)),
            )
    except OSError as error:
        raise ImageFileError(f"{path}: cannot be written: {error.strerror or error}") from error


def _faults(mosaic: NDArray[Any], facts: DngFacts) -> Iterator[str]:
    """Say what keeps the mosaic and its facts from being a valid Bayer DNG."""
    if mosaic.ndim != 2 or mosaic.dtype != np.uint16:
        yield f"a mosaic is (H, W) uint16, got {mosaic.shape} {mosaic.dtype}"
        return
    left, top, width, height = facts.crop
    rows, columns = mosaic.shape
    if min(left, top) < 0 or min(width, height) < 1 or left + width > columns or top + height > rows:
        yield f"crop={facts.crop}: must lie within the mosaic of {columns} x {rows}"
    levels = (*facts.black_level, facts.white_level)
    if min(levels) < 0 or max(facts.black_level) >= facts.white_level or facts.white_level > _LARGEST:
        yield f"black_level, white_level={levels}: black must lie below white, both in 0..{_LARGEST}"
    if facts.cfa not in BAYER_PATTERNS:
        yield f"cfa={facts.cfa!r}: must be one of {', '.join(BAYER_PATTERNS)}"
    if not 1 <= len(facts.calibrations) <= 2:
        yield f"calibrations: must be one or two, got {len(facts.calibrations)}"
    if len(facts.as_shot_neutral) != 3 or not all(0.0 < value <= 1.0 for value in facts.as_shot_neutral):
        yield f"as_shot_neutral={facts.as_shot_neutral}: must be three values above 0, at most 1"
    if facts.orientation not in range(1, 9):
        yield f"orientation={facts.orientation}: must be 1..8"
    if not 1 <= facts.iso <= _LARGEST:
        yield f"iso={facts.iso}: must be 1..{_LARGEST}"


def _tags(facts: DngFacts) -> Iterator[Tag]:
    """All tags beside those of the TIFF image itself."""
    left, top, width, height = facts.crop
    yield _text(271, facts.make)
    yield _text(272, facts.model)
    yield _numbers(274, SHORT, [facts.orientation])
    yield _numbers(33421, SHORT, [2, 2])  # CFARepeatPatternDim
    yield _numbers(33422, BYTE, ["RGB".index(colour) for colour in facts.cfa])  # CFAPattern
    yield from _exif_tags(facts)
    yield _numbers(50706, BYTE, [1, 4, 0, 0])  # DNGVersion
    yield _numbers(50707, BYTE, [1, 1, 0, 0])  # DNGBackwardVersion: nothing newer is needed to read it
    yield _text(50708, facts.unique_camera_model)
    yield _numbers(50710, BYTE, [0, 1, 2])  # CFAPlaneColor: red, green, blue
    yield _numbers(50711, SHORT, [1])  # CFALayout: rectangular
    yield _numbers(50713, SHORT, [2, 2])  # BlackLevelRepeatDim
    yield _numbers(50714, SHORT, list(facts.black_level))
    yield _numbers(50717, SHORT, [facts.white_level])
    yield _numbers(50719, LONG, [left, top])  # DefaultCropOrigin
    yield _numbers(50720, LONG, [width, height])  # DefaultCropSize
    yield from _color_tags(facts)


def _exif_tags(facts: DngFacts) -> Iterator[Tag]:
    """Exposure, in the main directory as TIFF/EP has it."""
    yield _fractions(33434, RATIONAL, [facts.exposure_time_s], _MILLIONTHS)
    yield _fractions(33437, RATIONAL, [facts.f_number], 10)
    yield _numbers(34855, SHORT, [facts.iso])
    yield _fractions(37386, RATIONAL, [facts.focal_length_mm], 10)


def _color_tags(facts: DngFacts) -> Iterator[Tag]:
    """ColorMatrix1, 2, CalibrationIlluminant1, 2, AsShotNeutral and BaselineExposure."""
    for number, calibration in enumerate(facts.calibrations):
        values = [value for row in calibration.color_matrix for value in row]
        yield _fractions(50721 + number, SRATIONAL, values, _TEN_THOUSANDTHS)
        yield _numbers(50778 + number, SHORT, [calibration.illuminant])
    yield _fractions(50728, RATIONAL, facts.as_shot_neutral, _MILLIONTHS)
    yield _fractions(50730, SRATIONAL, [facts.baseline_exposure_ev], 100)


def _text(code: int, text: str) -> Tag:
    return code, ASCII, 0, text, True


def _numbers(code: int, kind: int, values: Sequence[int]) -> Tag:
    return code, kind, len(values), tuple(values), True


def _fractions(code: int, kind: int, values: Sequence[float], denominator: int) -> Tag:
    pairs = [part for value in values for part in (round(value * denominator), denominator)]
    return code, kind, len(values), tuple(pairs), True
