"""The DNG SDK's tone: exposure ramp, highlight-preserving exposure curve and the default tone curve.

Formulas after ``dng_render.cpp`` of the DNG SDK 1.7.1 (``dng_function_exposure_ramp``,
``dng_function_exposure_tone``, ``dng_tone_curve_acr3_default``). All values are linear, 0..1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.curves import cubic_spline

Array = NDArray[np.float64]

DEFAULT_SHADOWS = 5.0
"""The SDK's default black point, in thousandths of the scene's white."""

# A cubic spline fitted by least squares to Adobe's default curve "ACR3" (DNG SDK 1.7.1, evaluated): its values at our
# knots, linear to linear, and its slope at black. It stays within 8e-5 and 0.06 of an 8-bit sRGB code of that curve.
_ACR3_X = (
    0.0, 0.003, 0.006, 0.01, 0.015, 0.02, 0.025, 0.035, 0.05, 0.065, 0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.225,
    0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0,
)  # fmt: skip
_ACR3_Y = (
    0.0, 0.00246, 0.00471, 0.0083, 0.01404, 0.02103, 0.02902, 0.047, 0.07709, 0.10997, 0.14511, 0.19492, 0.24687,
    0.2968, 0.34393, 0.38808, 0.42935, 0.47704, 0.5207, 0.59721, 0.66177, 0.71679, 0.80485, 0.87079, 0.92018, 0.95665,
    0.98266, 0.99234, 1.0,
)  # fmt: skip
_ACR3_SLOPE_AT_BLACK = 0.773


def acr3_curve(x: Array) -> Array:
    """Adobe's default tone curve, which a profile without a curve of its own is given.

    Parameters
    ----------
    x : (M,) float64
        Linear values; clamped to 0..1.

    Returns
    -------
    (M,) float64
        Linear values in 0..1; 0.18 becomes 0.388.

    References
    ----------
    ``dng_tone_curve_acr3_default::Evaluate``, DNG SDK 1.7.1; ours is a fit to it.
    """
    knots_x, knots_y = np.array(_ACR3_X), np.array(_ACR3_Y)
    return cubic_spline(knots_x, knots_y, np.asarray(x, dtype=np.float64), start_slope=_ACR3_SLOPE_AT_BLACK)


def exposure_tone(x: Array, exposure_ev: float) -> Array:
    """Darken without losing white: the curve that carries a negative exposure.

    Parameters
    ----------
    x : (M,) float64
        Linear values in 0..1.
    exposure_ev : float
        Total exposure in EV; 0 and above leave ``x`` as it is.

    Returns
    -------
    (M,) float64
        A plain gain of 2^EV up to 0.25, then a parabola that meets white at 1.

    References
    ----------
    ``dng_function_exposure_tone``, DNG SDK 1.7.1.
    """
    if exposure_ev >= 0.0:
        return x
    gain = 2.0**exposure_ev
    a = 16.0 / 9.0 * (1.0 - gain)
    b = gain - 0.5 * a
    c = 1.0 - a - b
    return np.asarray(np.where(x <= 0.25, x * gain, (a * x + b) * x + c))


@dataclass(frozen=True)
class ExposureRamp:
    """Scene-linear gain with a soft black point: a parabola around black, then a straight line.

    Parameters
    ----------
    black : float
        Scene value that becomes 0.
    slope : float
        Gain of the straight part.
    radius : float
        Half-width of the parabola around ``black``; 0 for none.

    References
    ----------
    ``dng_function_exposure_ramp``, DNG SDK 1.7.1.
    """

    black: float
    slope: float
    radius: float

    @classmethod
    def of(
        cls, exposure_ev: float, *, shadows: float = DEFAULT_SHADOWS, shadow_scale: float = 1.0
    ) -> ExposureRamp:
        """The ramp of a total exposure.

        Parameters
        ----------
        exposure_ev : float
            User's exposure plus BaselineExposure, in EV. Below 0 only the black point acts here; see
            :func:`exposure_tone`.
        shadows : float
            Black point in thousandths; 0 for none.
        shadow_scale : float
            The DNG tag ShadowScale.
        """
        white = 2.0 ** -max(0.0, exposure_ev)
        black = min(0.001 * shadows * shadow_scale, 0.99 * white)
        slope = 1.0 / (white - black)
        return cls(black, slope, min(0.5 * black, 1.0 / (16.0 * slope)))

    def __call__(self, x: Array) -> Array:
        """Apply to linear values: (M,) float64 to (M,) float64, not clipped at 1."""
        quadratic = self.slope / (4.0 * self.radius) if self.radius > 0.0 else 0.0
        near = quadratic * (x - (self.black - self.radius)) ** 2
        line = (x - self.black) * self.slope
        return np.where(
            x <= self.black - self.radius, 0.0, np.where(x >= self.black + self.radius, line, near)
        )
