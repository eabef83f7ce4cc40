"""The curves of the tone curve panel: parametric and master together, then one for each channel.

They act on ProPhoto primaries with the sRGB transfer curve, which Adobe calls Melissa RGB.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.curves import cubic_spline
from ppr10k_data.develop.look.parametric import parametric_curve
from ppr10k_data.develop.look.rgb_tone import rgb_tone
from ppr10k_data.develop.look.tables import INTERVALS, look_up
from ppr10k_data.xmp import ParametricCurve, PointCurves
from ppr10k_data.xmp.groups import LINEAR

Array = NDArray[np.float64]
Points = tuple[tuple[float, float], ...]


def point_curve(x: Array, points: Points) -> Array:
    """A natural cubic spline through points.

    Parameters
    ----------
    x : (M,) float64
        Encoded values 0..1.
    points : tuple of (x, y)
        0..255, x rising; flat beyond the first and the last.

    Returns
    -------
    (M,) float64
        Clamped to 0..1.

    References
    ----------
    lightcraft (storytold, MIT): within 0.05/255 of Lightroom Classic 15.6.
    """
    at, to = np.array(points, dtype=np.float64).T / 255.0
    if len(at) == 1:
        return np.full_like(x, np.clip(to[0], 0.0, 1.0))
    return np.clip(cubic_spline(at, to, x), 0.0, 1.0)


def panel_curves(
    x: Array, parametric: ParametricCurve, curves: PointCurves
) -> tuple[Array, tuple[Array, Array, Array]]:
    """Parametric and master curve as one, and the three channels' curves.

    Parameters
    ----------
    x : (M,) float64
        Rising encoded values 0..1.
    parametric : ParametricCurve
    curves : PointCurves
    """
    master = point_curve(parametric_curve(x, parametric), curves.master)
    channels = (curves.red, curves.green, curves.blue)
    red, green, blue = (x if points == LINEAR else point_curve(x, points) for points in channels)
    return master, (red, green, blue)


@lru_cache(maxsize=16)
def _sampled_panel(
    parametric: ParametricCurve, curves: PointCurves
) -> tuple[Array, tuple[Array, Array, Array]]:
    return panel_curves(np.linspace(0.0, 1.0, INTERVALS + 1), parametric, curves)


def tone_curves(rgb: Array, parametric: ParametricCurve, curves: PointCurves) -> Array:
    """The whole panel.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, display side.
    parametric : ParametricCurve
    curves : PointCurves
        The master is applied hue-preserving, the others to their channels.

    Notes
    -----
    Lightroom reads the channel curves only of a file that has all four; here a curve that the file does not have is
    linear.
    """
    master, channels = _sampled_panel(parametric, curves)
    encoded = rgb_tone(srgb_encode(rgb), lambda v: look_up(master, v))
    planes = [look_up(curve, encoded[..., channel]) for channel, curve in enumerate(channels)]
    return srgb_decode(np.stack(planes, axis=-1))
