"""Which matrices and profile a RAW file is developed with: its own, else Adobe's for its model, else LibRaw's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import (
    CameraProfile,
    DngColor,
    ProfileLight,
    camera_matrices,
    embedded_profile,
    illuminant_kelvin,
)
from ppr10k_data.cameras.matrices import Matrix as MatrixRows
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
from ppr10k_data.develop.profile.color import NO_PROFILE, ProfileColor
from ppr10k_data.develop.profile.tone_curve import is_straight
from ppr10k_data.develop.white_balance import xy_from_temp_tint
from ppr10k_data.errors import ProfileError
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
    bodies = (dng.camera_calibration_1, dng.camera_calibration_2) if same_signature else ()
    balance = np.array(dng.analog_balance) if dng.analog_balance is not None else np.ones(3)
    return _of_lights(embedded_profile(dng), bodies, "DNG tags", balance)


def _of_lights(
    profile: CameraProfile, bodies: Sequence[MatrixRows | None], source: str, balance: Matrix
) -> CameraColor | None:
    """A profile's first two lights; None where their matrices are not of three colours."""
    calibrations = []
    lights = _usable_lights(profile)
    for light, body in zip(lights, (*bodies, None, None), strict=False):
        kelvin = illuminant_kelvin(light.illuminant) if light.illuminant is not None else None
        forward = light.forward_matrix
        calibrations.append(
            IlluminantMatrices(
                kelvin if kelvin is not None else D65_K,
                normalized_color_matrix(np.array(light.color_matrix)),
                None if forward is None else normalized_forward_matrix(np.array(forward)),
                None if body is None else np.array(body),
            )
        )
    if not calibrations or any(c.color_matrix.shape != (3, 3) for c in calibrations):
        return None
    return CameraColor(tuple(calibrations), source, balance)


def _usable_lights(profile: CameraProfile) -> tuple[ProfileLight, ...]:
    """The first two that have a ColorMatrix; the first alone where an illuminant is unknown, as the SDK does it."""
    lights = tuple(light for light in profile.lights if light.color_matrix is not None)[:2]
    known = all(light.illuminant is not None and illuminant_kelvin(light.illuminant) for light in lights)
    return lights if known else lights[:1]


def embedded_color(metadata: RawMetadata, own: CameraColor) -> ProfileColor:
    """What a file's own profile does to its colour.

    Parameters
    ----------
    metadata : RawMetadata
        What the file says.
    own : CameraColor
        Its matrices, from :func:`camera_color`.

    Returns
    -------
    ProfileColor
        Without a name where the file is no DNG, or its profile holds nothing but its matrices.
    """
    if metadata.dng is None or _of_dng(metadata.dng) is None:
        return ProfileColor(own)
    profile = embedded_profile(metadata.dng)
    return _with_tables(profile, own, "embedded" if has_profile(metadata.dng) else NO_PROFILE)


def has_profile(dng: DngColor) -> bool:
    """Whether a DNG holds a profile of its own: a name, forward matrices or tables."""
    tables = dng.profile
    lights = embedded_profile(dng).lights
    return (
        tables.name is not None
        or tables.look_table is not None
        or tables.tone_curve is not None
        or any(light.forward_matrix or light.hue_sat_map for light in lights)
    )


def profile_color(profile: CameraProfile, own: CameraColor, source: str, *, named: bool) -> ProfileColor:
    """What a profile from a file of its own does to a photo's colour.

    Parameters
    ----------
    profile : CameraProfile
    own : CameraColor
        The camera's own matrices; its analog balance holds under every profile.
    source : str
        The profile's file.
    named : bool
        Whether the sidecar asks for this very profile. If not, a straight tone curve is taken for that of a profile
        that was made to measure colours, and Adobe's default curve stands in.

    Raises
    ------
    ProfileError
        If it has no matrices of three colours.
    """
    color = _of_lights(profile, (), f"profile {source}", own.analog_balance)
    if color is None:
        raise ProfileError(f"{source}: not a profile of a camera of three colours")
    ready = _with_tables(profile, color, source)
    curve = ready.tone_curve
    return replace(ready, tone_curve=None) if curve and is_straight(curve) and not named else ready


def _with_tables(profile: CameraProfile, color: CameraColor, source: str) -> ProfileColor:
    tables = profile.tables
    return ProfileColor(
        color,
        name=profile.name,
        source=source,
        hue_sat_maps=tuple(light.hue_sat_map for light in _usable_lights(profile)),
        look_table=tables.look_table,
        tone_curve=tables.tone_curve,
        exposure_offset_ev=tables.baseline_exposure_offset_ev or 0.0,
        black_render=tables.default_black_render != 1,
    )


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
