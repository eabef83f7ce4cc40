"""The HSL mixer: hue, saturation and luminance of eight colours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.hsv import hsv_from_rgb, rgb_from_hsv
from ppr10k_data.xmp import HslMixer

Array = NDArray[np.float64]

# All figures: lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6; red to magenta.
CENTRES_DEG: Array = np.array([0.0, 29.5, 54.0, 95.8, 159.7, 230.6, 275.6, 331.0])
"""HSV hue in linear ProPhoto that each slider has its full effect on."""

_HUE_RAISED_DEG = np.array([30.1, 30.0, 35.5, 58.0, 62.8, 40.1, 49.1, 30.0])
_HUE_LOWERED_DEG = np.array([30.1, 29.9, 29.6, 35.7, 58.3, 62.4, 40.2, 49.5])
_SPREAD_RAISED = np.array([0.258, 0.295, 0.261, 0.277, 0.284, 0.277, 0.271, 0.305])
_SPREAD_LOWERED = np.array([0.987, 0.983, 0.965, 0.967, 0.989, 0.985, 0.977, 0.991])
COLORFUL_POWER, SPREAD_POWER, _FULL_COLOR = 0.9604, 0.5675, 0.4568
_LIGHTNESS = np.array([1.717, 1.636, 1.662, 1.612, 1.565, 1.630, 1.633, 1.636])


def hue_weights(hue_deg: Array) -> Array:
    """Share of each of the eight colours in a hue: raised cosines between neighbouring centres.

    Parameters
    ----------
    hue_deg : (M,) float64
        0..360 degrees.

    Returns
    -------
    (M, 8) float64
        Each row sums to 1, and at most two of it are not 0.
    """
    ends = np.append(CENTRES_DEG, 360.0)
    below = np.clip(np.searchsorted(ends, hue_deg, side="right") - 1, 0, 7)
    t = (hue_deg - ends[below]) / (ends[below + 1] - ends[below])
    upper = 0.5 - 0.5 * np.cos(np.pi * t)
    weights = np.zeros((len(hue_deg), 8))
    rows = np.arange(len(hue_deg))
    weights[rows, below] = 1.0 - upper
    weights[rows, (below + 1) % 8] += upper
    return weights


def mix(rgb: Array, mixer: HslMixer) -> Array:
    """Turn hues, spread or gather the channels about their lightness, and scale the lightness.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, display side.
    mixer : HslMixer
        Sliders -100..100.

    Returns
    -------
    (..., 3) float64
        Greys are unchanged. The spread is held where the smallest channel would fall below 0.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6 at +-50 and +-100 (mean dE2000: hue
    0.1..0.3, saturation 0.2..1.7, luminance 0.6..1.8).
    """
    hue, s, v = (part.ravel() for part in hsv_from_rgb(rgb))
    shift, spread, stops = by_hue(mixer, hue)
    lightness, reach = v * (1.0 - 0.5 * s), 0.5 * s * v
    gain = 1.0 + colorfulness(s, v) * (np.exp2(stops) - 1.0)
    turned = rgb_from_hsv(hue + shift, s, v) - lightness[:, None]
    factor = spread * gain**SPREAD_POWER
    furthest = lightness * gain / np.where(reach > 0.0, reach, 1.0)
    factor = np.where(reach > 0.0, np.minimum(factor, furthest), factor)
    out = (lightness * gain)[:, None] + turned * factor[:, None]
    return np.clip(out, 0.0, 1.0).reshape(rgb.shape)


def colorfulness(saturation: Array, value: Array) -> Array:
    """How fully a colour takes part in a change of lightness: 0 for greys, 1 for bright saturated colours.

    Parameters
    ----------
    saturation, value : (...) float64
        HSV of linear ProPhoto.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
    """
    return color_share(saturation, value) ** COLORFUL_POWER


def color_share(saturation: Array, value: Array) -> Array:
    """What :func:`colorfulness` is a power of."""
    return np.asarray(np.minimum(1.0, saturation * np.cbrt(value) / _FULL_COLOR))


def by_hue(mixer: HslMixer, hue_deg: Array) -> tuple[Array, Array, Array]:
    """What the sliders do at each hue.

    Parameters
    ----------
    mixer : HslMixer
    hue_deg : (M,) float64
        0..360.

    Returns
    -------
    shift_deg, spread, stops : (M,) float64
        Turn of the hue, factor of the distance from the lightness, stops of lightness.
    """
    weights = hue_weights(hue_deg)
    hue, saturation, light = (
        np.array(part) / 100.0 for part in (mixer.hue, mixer.saturation, mixer.luminance)
    )
    shift = weights @ np.where(hue > 0.0, hue * _HUE_RAISED_DEG, hue * _HUE_LOWERED_DEG)
    raised = weights @ (np.maximum(saturation, 0.0) * _SPREAD_RAISED)
    lowered = weights @ (np.minimum(saturation, 0.0) * _SPREAD_LOWERED)
    stops = weights @ (_LIGHTNESS * np.log2(np.maximum(1.0 + light, 2.0**-10)))
    return shift, np.exp(raised) * (1.0 + lowered), stops
