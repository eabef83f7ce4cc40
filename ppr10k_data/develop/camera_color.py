"""From a camera's own RGB to the profile connection space, by Adobe's two-illuminant model."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ppr10k_data.develop.color_spaces import (
    D50_XY,
    PCS_TO_PROPHOTO,
    Matrix,
    adaptation,
    xy_from_xyz,
    xyz_from_xy,
)
from ppr10k_data.develop.white_balance import temp_tint_from_xy

STANDARD_A_K = 2850.0
"""CCT that Adobe gives CIE Standard Illuminant A (``dng_camera_profile.cpp``: IlluminantToTemperature)."""
D65_K = 6500.0
"""CCT that Adobe gives D65, in the same table."""

MAX_NEUTRAL_STEPS = 30
NEUTRAL_TOLERANCE = 1e-7


@dataclass(frozen=True)
class IlluminantMatrices:
    """What a camera profile says of one illuminant.

    Parameters
    ----------
    temperature_k : float
        Correlated colour temperature of the illuminant, in kelvin.
    color_matrix : (3, 3) float64
        XYZ to camera RGB (DNG tags ColorMatrix1, ColorMatrix2).
    forward_matrix : (3, 3) float64, optional
        White-balanced camera RGB to XYZ D50 (ForwardMatrix1, ForwardMatrix2).
    camera_calibration : (3, 3) float64, optional
        This body against its model (CameraCalibration1, CameraCalibration2); None for identity.
    """

    temperature_k: float
    color_matrix: Matrix
    forward_matrix: Matrix | None = None
    camera_calibration: Matrix | None = None


def normalized_color_matrix(matrix: Matrix) -> Matrix:
    """A ColorMatrix scaled so that the D50 white just saturates the camera.

    Parameters
    ----------
    matrix : (3, 3) float64
        XYZ to camera RGB.

    Notes
    -----
    ``dng_camera_profile::NormalizeColorMatrix``: only where the largest response to D50 is outside
    0.99..1.01; the result is rounded to 1e-4.
    """
    largest = float((matrix @ xyz_from_xy(D50_XY)).max())
    if largest > 0.0 and not 0.99 <= largest <= 1.01:
        matrix = matrix / largest
    return np.round(matrix, 4)


def normalized_forward_matrix(matrix: Matrix) -> Matrix:
    """A ForwardMatrix with its rows scaled so that camera white is exactly the D50 white.

    Parameters
    ----------
    matrix : (3, 3) float64
        White-balanced camera RGB to XYZ D50.
    """
    return np.diag(xyz_from_xy(D50_XY) / matrix.sum(axis=1)) @ matrix


@dataclass(frozen=True)
class CameraColor:
    """The colour model of one camera: one or two calibrations, mixed by the colour temperature of the light.

    Parameters
    ----------
    calibrations : tuple of IlluminantMatrices
        One, or two of different temperature, in either order.
    analog_balance : (3,) float64
        Gains already applied to the stored values (AnalogBalance); ones for nearly every camera.
    source : str
        Where the matrices came from, for the manifest.

    References
    ----------
    DNG specification 1.7.0.0, chapter 6; ``dng_color_spec.cpp`` of the DNG SDK 1.7.1.
    """

    calibrations: tuple[IlluminantMatrices, ...]
    source: str
    analog_balance: Matrix = field(default_factory=lambda: np.ones(3))

    def __post_init__(self) -> None:
        if not 1 <= len(self.calibrations) <= 2:
            raise ValueError(f"one or two calibrations are needed, got {len(self.calibrations)}")

    def weight_of_first(self, xy: tuple[float, float]) -> float:
        """Share of the first calibration in the light of chromaticity ``xy``, linear in 1/T, in 0..1."""
        if len(self.calibrations) == 1:
            return 1.0
        t1, t2 = (c.temperature_k for c in self.calibrations)
        if t1 == t2:
            return 1.0
        t = temp_tint_from_xy(*xy).temperature_k
        return min(max((1.0 / t - 1.0 / t2) / (1.0 / t1 - 1.0 / t2), 0.0), 1.0)

    def _mixed(self, name: str, xy: tuple[float, float]) -> Matrix | None:
        """One kind of matrix at the light ``xy``; that of the other calibration where one lacks it."""
        matrices = [getattr(c, name) for c in self.calibrations]
        present = [m for m in matrices if m is not None]
        if not present:
            return None
        if len(present) < len(matrices) or len(present) == 1:
            return np.asarray(present[0])
        g = self.weight_of_first(xy)
        return np.asarray(g * present[0] + (1.0 - g) * present[1])

    def _individual(self, xy: tuple[float, float]) -> Matrix:
        """Reference camera to this very body: AnalogBalance x CameraCalibration."""
        calibration = self._mixed("camera_calibration", xy)
        balance = np.diag(self.analog_balance)
        return np.asarray(balance if calibration is None else balance @ calibration, dtype=np.float64)

    def xyz_to_camera(self, xy: tuple[float, float]) -> Matrix:
        """XYZ to camera RGB in the light ``xy``: a (3, 3) float64 matrix."""
        color_matrix = self._mixed("color_matrix", xy)
        assert color_matrix is not None  # every calibration has one
        return np.asarray(self._individual(xy) @ color_matrix, dtype=np.float64)

    def neutral_from_xy(self, xy: tuple[float, float]) -> Matrix:
        """Camera RGB of a white object in the light ``xy``.

        Returns
        -------
        (3,) float64
            Largest channel 1; pinned to 0.001..1, as ``SetWhiteXY`` of the DNG SDK.
        """
        neutral = self.xyz_to_camera(xy) @ xyz_from_xy(xy)
        return np.asarray(np.clip(neutral / neutral.max(), 0.001, 1.0), dtype=np.float64)

    def xy_from_neutral(self, neutral: Matrix) -> tuple[float, float]:
        """Chromaticity of the light that makes ``neutral`` a white object.

        Parameters
        ----------
        neutral : (3,) float64
            Camera RGB of white, in any scale.

        Notes
        -----
        Fixed-point iteration from D50, at most 30 steps, the last two averaged if it oscillates
        (``dng_color_spec::NeutralToXY``).
        """
        last = D50_XY
        for step in range(MAX_NEUTRAL_STEPS):
            xyz = np.linalg.solve(self.xyz_to_camera(last), neutral)
            now = xy_from_xyz(np.asarray(xyz, dtype=np.float64))
            if abs(now[0] - last[0]) + abs(now[1] - last[1]) < NEUTRAL_TOLERANCE:
                return now
            if step == MAX_NEUTRAL_STEPS - 1:
                return (now[0] + last[0]) / 2.0, (now[1] + last[1]) / 2.0
            last = now
        raise AssertionError("the loop always returns")

    def camera_to_pcs(self, neutral: Matrix) -> Matrix:
        """Camera RGB to XYZ D50 for a photo whose white is ``neutral``.

        Parameters
        ----------
        neutral : (3,) float64
            Camera RGB of white, largest channel 1.

        Returns
        -------
        (3, 3) float64
            Maps ``neutral`` to the D50 white.
        """
        xy = self.xy_from_neutral(neutral)
        forward = self._mixed("forward_matrix", xy)
        if forward is not None:
            individual = np.linalg.inv(self._individual(xy))
            return forward @ np.diag(1.0 / (individual @ neutral)) @ individual
        pcs_to_camera = self.xyz_to_camera(xy) @ adaptation(D50_XY, xy)
        scale = float((pcs_to_camera @ xyz_from_xy(D50_XY)).max() / neutral.max())
        return np.asarray(np.linalg.inv(pcs_to_camera / scale), dtype=np.float64)

    def balanced_to_prophoto(self, neutral: Matrix) -> Matrix:
        """White-balanced camera RGB (1, 1, 1 is white) to linear ProPhoto: a (3, 3) float64 matrix."""
        return PCS_TO_PROPHOTO @ self.camera_to_pcs(neutral) @ np.diag(neutral)
