"""Which matrices a RAW file is developed with: its own, else Adobe's for its model, else LibRaw's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import DngColor, camera_matrices, illuminant_kelvin
from ppr10k_data.develop.anchor import DAYLIGHT
from ppr10k_data.develop.camera_color import (
    D65_K,
    STANDARD_A_K,
    CameraColor,
    IlluminantMatrices,
    normalized_color_matrix,
    normalized_forward_matrix,
)
from ppr10k_data.develop.color_spaces import PCS_TO_SRGB
from ppr10k_data.develop.white_balance import xy_from_temp_tint
from ppr10k_data.files.metadata import RawMetadata

Matrix = NDArray[np.float64]


def camera_color(
    metadata: RawMetadata, libraw_matrix: NDArray[Any], neutral: Matrix | None = None
) -> CameraColor:
    """Choose a photo's colour matrices.

    Parameters
    ----------
    metadata : RawMetadata
        What the file says.
    libraw_matrix : (4, 3) array
        LibRaw's own XYZ to camera matrix for D65 (``rgb_xyz_matrix``); zeros where it has none.
    neutral : (3,) float64, optional
        Camera RGB of white as shot. Equal channels are a camera's that balances before it stores (Nikon D1): what
        it balanced for is not known, and is taken to be daylight.

    Returns
    -------
    CameraColor
        Of the DNG's own tags; else of Adobe's table by make and model; else of LibRaw; else of a camera whose RGB is
        linear sRGB. Its ``source`` says which.
    """
    own = None if metadata.dng is None else _of_dng(metadata.dng)
    if own is not None:
        return own
    color = _of_table(metadata) or _of_libraw(libraw_matrix)
    if neutral is None or np.ptp(neutral) > 0.0:
        return color
    daylight = color.neutral_from_xy(xy_from_temp_tint(*DAYLIGHT))
    return replace(
        color, analog_balance=1.0 / daylight, source=f"{color.source}, balanced for daylight in camera"
    )


def _of_table(metadata: RawMetadata) -> CameraColor | None:
    """Adobe's matrices by make and model."""
    known = camera_matrices(metadata.make or "", metadata.model or "")
    if known is None:
        return None
    pairs = ((STANDARD_A_K, known.standard_a), (D65_K, known.d65))
    calibrations = tuple(
        IlluminantMatrices(k, normalized_color_matrix(np.array(m))) for k, m in pairs if m is not None
    )
    names = "A and D65" if len(calibrations) == 2 else "one illuminant"
    source = f"camera_matrices.csv ({metadata.make} {metadata.model}, {names})"
    return CameraColor(calibrations, source) if calibrations else None


def _of_libraw(matrix: NDArray[Any]) -> CameraColor:
    """LibRaw's matrix, or where it has none, that of a camera whose RGB is linear sRGB."""
    if np.any(matrix[:3]):
        normalized = normalized_color_matrix(np.asarray(matrix[:3], dtype=np.float64))
        return CameraColor((IlluminantMatrices(D65_K, normalized),), "LibRaw (D65 only)")
    generic = IlluminantMatrices(D65_K, normalized_color_matrix(PCS_TO_SRGB))
    return CameraColor((generic,), "none known: camera RGB taken as linear sRGB")


def _of_dng(dng: DngColor) -> CameraColor | None:
    """The DNG's calibrations; CameraCalibration only under the profile's own signature (DNG 1.7, chapter 6)."""
    same_signature = (dng.profile.calibration_signature or "") == (dng.camera_calibration_signature or "")
    rows = (
        (dng.calibration_illuminant_1, dng.color_matrix_1, dng.forward_matrix_1, dng.camera_calibration_1),
        (dng.calibration_illuminant_2, dng.color_matrix_2, dng.forward_matrix_2, dng.camera_calibration_2),
    )
    calibrations = []
    for illuminant, color, forward, body in rows:
        if color is None:
            continue
        kelvin = illuminant_kelvin(illuminant) if illuminant is not None else None
        calibrations.append(
            IlluminantMatrices(
                kelvin if kelvin is not None else D65_K,
                normalized_color_matrix(np.array(color)),
                None if forward is None else normalized_forward_matrix(np.array(forward)),
                np.array(body) if body is not None and same_signature else None,
            )
        )
    if not calibrations or any(c.color_matrix.shape != (3, 3) for c in calibrations):
        return None
    known = all(row[0] is not None and illuminant_kelvin(row[0]) for row in rows if row[1] is not None)
    balance = np.array(dng.analog_balance) if dng.analog_balance is not None else np.ones(3)
    # With an illuminant that nobody knows the two cannot be mixed: Adobe's renderer then takes the first alone.
    return CameraColor(tuple(calibrations if known else calibrations[:1]), "DNG tags", balance)


def as_shot_neutral(metadata: RawMetadata, libraw_multipliers: list[float]) -> Matrix | None:
    """Camera RGB of white at the camera's own white balance.

    Parameters
    ----------
    metadata : RawMetadata
        A DNG's AsShotNeutral or AsShotWhiteXY goes first.
    libraw_multipliers : list of float
        LibRaw's ``camera_whitebalance``: R, G, B and second green (0 where equal to the first).

    Returns
    -------
    (3,) float64 or None
        Largest channel 1; None where the file does not say: some multiplier is 0. Equal multipliers are a camera's
        that balances before it stores (Nikon D1).
    """
    dng = metadata.dng
    if dng is not None and dng.as_shot_neutral is not None and len(dng.as_shot_neutral) == 3:
        return _largest_one(np.array(dng.as_shot_neutral))
    if dng is not None and dng.as_shot_white_xy is not None:
        color = _of_dng(dng)
        return None if color is None else color.neutral_from_xy(dng.as_shot_white_xy)
    red, green, blue, second_green = (float(m) for m in libraw_multipliers)
    if second_green > 0.0:
        green = (green + second_green) / 2.0
    if min(red, green, blue) <= 0.0:
        return None
    return _largest_one(1.0 / np.array([red, green, blue]))


def _largest_one(neutral: Matrix) -> Matrix:
    return np.asarray(neutral / neutral.max())
