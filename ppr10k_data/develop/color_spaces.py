"""The RGB spaces that pixels pass through, all relative to the D50 white of the profile connection space."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
OutputSpace = Literal["srgb", "prophoto", "scene-linear"]

D50_XY = (0.3457, 0.3585)
"""The PCS white as Adobe spells it (``dng_xy_coord.h``: D50_xy_coord)."""

BRADFORD: Matrix = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]], dtype=np.float64
)
"""XYZ to the sharpened cones of Bradford (Lam 1985)."""


def xyz_from_xy(xy: tuple[float, float]) -> Matrix:
    """XYZ, of Y = 1, of a chromaticity.

    Parameters
    ----------
    xy : tuple of float
        CIE 1931 chromaticity; pinned to 1e-6..0.999999 with x + y below 1, as ``XYtoXYZ`` of the DNG SDK.

    Returns
    -------
    (3,) float64
    """
    x, y = (min(max(c, 1e-6), 0.999999) for c in xy)
    if x + y > 0.999999:
        scale = 0.999999 / (x + y)
        x, y = x * scale, y * scale
    return np.array([x / y, 1.0, (1.0 - x - y) / y])


def xy_from_xyz(xyz: Matrix) -> tuple[float, float]:
    """Chromaticity of an XYZ colour; that of D50 for black.

    Parameters
    ----------
    xyz : (3,) float64
    """
    total = float(xyz.sum())
    return D50_XY if total <= 0.0 else (float(xyz[0]) / total, float(xyz[1]) / total)


def adaptation(white_from: tuple[float, float], white_to: tuple[float, float]) -> Matrix:
    """Linear Bradford adaptation from one white to another, XYZ to XYZ.

    Parameters
    ----------
    white_from, white_to : tuple of float
        CIE 1931 chromaticities.

    Returns
    -------
    (3, 3) float64

    Notes
    -----
    Cone ratios are pinned to 0.1..10, as ``MapWhiteMatrix`` does (``dng_color_spec.cpp``, DNG SDK 1.7.1).
    """
    cones_from = np.maximum(BRADFORD @ xyz_from_xy(white_from), 0.0)
    cones_to = np.maximum(BRADFORD @ xyz_from_xy(white_to), 0.0)
    ratio = np.divide(cones_to, cones_from, out=np.full(3, 10.0), where=cones_from > 0.0)
    return np.linalg.inv(BRADFORD) @ np.diag(np.clip(ratio, 0.1, 10.0)) @ BRADFORD


def white_maps_to_d50(rgb_to_pcs: Matrix) -> Matrix:
    """Scale the rows so that RGB (1, 1, 1) is exactly the PCS white (``SetMatrixToPCS`` of the DNG SDK)."""
    return np.diag(xyz_from_xy(D50_XY) / rgb_to_pcs.sum(axis=1)) @ rgb_to_pcs


PROPHOTO_TO_PCS: Matrix = white_maps_to_d50(
    np.array([[0.7977, 0.1352, 0.0313], [0.2880, 0.7119, 0.0001], [0.0000, 0.0000, 0.8249]])
)
"""Linear ProPhoto (ROMM RGB) to XYZ D50; four-digit figures of ``dng_color_space.cpp``."""

SRGB_TO_PCS: Matrix = white_maps_to_d50(
    np.array([[0.4361, 0.3851, 0.1431], [0.2225, 0.7169, 0.0606], [0.0139, 0.0971, 0.7141]])
)
"""Linear sRGB (IEC 61966-2-1), adapted to D50, to XYZ; four-digit figures of ``dng_color_space.cpp``."""

PCS_TO_PROPHOTO: Matrix = np.asarray(np.linalg.inv(PROPHOTO_TO_PCS), dtype=np.float64)
PCS_TO_SRGB: Matrix = np.asarray(np.linalg.inv(SRGB_TO_PCS), dtype=np.float64)
PROPHOTO_TO_SRGB: Matrix = PCS_TO_SRGB @ PROPHOTO_TO_PCS


def output_matrix(space: OutputSpace) -> Matrix:
    """Linear ProPhoto to the linear primaries of an output space: a (3, 3) float64 matrix."""
    return np.eye(3) if space == "prophoto" else PROPHOTO_TO_SRGB


def srgb_encode(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Encode by the sRGB transfer curve (IEC 61966-2-1): values in 0..1 to 0..1."""
    curve = 1.055 * np.power(np.maximum(linear, 0.0031308), 1.0 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, 12.92 * linear, curve)


def srgb_decode(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo :func:`srgb_encode`."""
    return np.where(encoded <= 12.92 * 0.0031308, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def romm_encode(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Encode by the ROMM curve (ISO 22028-2): gamma 1.8, slope 16 below 1/512; values in 0..1 to 0..1."""
    return np.where(linear < 1.0 / 512.0, 16.0 * linear, np.power(np.maximum(linear, 1e-12), 1.0 / 1.8))
