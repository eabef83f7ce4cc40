"""From a finished photograph back to the scene: Adobe's default rendering, undone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.base_tone import BaseTone
from ppr10k_data.develop.color_spaces import PROPHOTO_TO_SRGB, srgb_decode
from ppr10k_data.develop.tone import ExposureRamp

Pixels = NDArray[np.float64]
"""(H, W, 3), linear."""


def scene_from_photograph(photograph: NDArray[np.uint8], tone: BaseTone) -> Pixels:
    """Undo Adobe's default rendering of a photograph.

    Parameters
    ----------
    photograph : (H, W, 3) uint8
        sRGB-encoded.
    tone : BaseTone
        The rendering to undo: it would show the result as the photograph again.

    Returns
    -------
    (H, W, 3) float64
        Scene-linear ProPhoto, at least 0; the photograph's white lies at 2^-exposure.

    Notes
    -----
    Adobe applies its curve to the largest and the smallest channel and leaves the middle one at the same
    relative place between them. That place is known from the output, so the inverse curve applied the same
    way undoes it.
    """
    linear = srgb_decode(np.arange(256) / 255.0)[photograph]
    display = np.maximum(linear @ np.linalg.inv(PROPHOTO_TO_SRGB).T, 0.0)
    return undo_ramp(_undo_curve(display, tone), tone.ramp)


def _undo_curve(display: Pixels, tone: BaseTone) -> Pixels:
    curve = tone.curve.astype(np.float64)
    x = np.linspace(0.0, 1.0, len(curve))
    highest, lowest = display.max(axis=2, keepdims=True), display.min(axis=2, keepdims=True)
    top, bottom = np.interp(highest, curve, x), np.interp(lowest, curve, x)
    spread = highest - lowest
    gain = np.divide(top - bottom, spread, out=np.zeros_like(spread), where=spread > 0.0)
    scene: Pixels = bottom + (display - lowest) * gain
    return scene


def undo_ramp(y: Pixels, ramp: ExposureRamp) -> Pixels:
    """Invert :class:`ExposureRamp`; 0 becomes the brightest value that the ramp still shows as 0.

    Parameters
    ----------
    y : array of float64
        Output of the ramp, at least 0.
    ramp : ExposureRamp
        Its parabola spans ``black - radius .. black + radius``, its line lies above.
    """
    near = ramp.black - ramp.radius + np.sqrt(4.0 * ramp.radius * y / ramp.slope)
    return np.where(y < ramp.slope * ramp.radius, near, ramp.black + y / ramp.slope)
