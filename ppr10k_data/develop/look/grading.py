"""Colour grading, and split toning, which is its shadows and highlights wheels."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.hsv import rgb_from_hsv
from ppr10k_data.develop.look.luminance import luminance, stops_of
from ppr10k_data.xmp import ColorGrading, ColorWheel

Array = NDArray[np.float64]


class _Range(NamedTuple):
    """One wheel's strength of colour and of luminance, and its range of log2 luminance."""

    color: float
    luminance: float
    centre: float
    width: float


# lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
_SHADOWS = _Range(1.969, 0.492, -4.711, 1.625)
_MIDTONES = _Range(0.847, 0.340, -2.860, 3.208)
_HIGHLIGHTS = _Range(0.893, 0.201, -2.449, 1.527)
_OVERALL = _Range(1.091, 0.436, -0.927, 0.999)
_SHADOW_REACH, _HIGHLIGHT_REACH = (0.941, 0.740), (0.300, 3.990)
"""How far, as natural logarithms, a full wheel may raise and lower a channel."""

_BALANCE_STOPS, _BLENDING_STOPS, _BLENDING_WIDTH = -2.625, 4.234, 0.828


def _sigmoid(z: Array) -> Array:
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * z))


def _neutral_of(color: Array, strength: float, reach: tuple[float, float]) -> float:
    """What a wheel's colour is measured from: its own luminance, held where a channel would go too far.

    Where both limits cannot be kept, both are missed in proportion.
    """
    up, down = reach
    lowest, highest = 1.0 - up / strength, down / strength
    if lowest > highest:
        return down / (up + down)
    return float(np.clip(luminance(color), lowest, highest))


def _push(wheel: ColorWheel, range_: _Range, reach: tuple[float, float] | None = None) -> Array:
    """A wheel's gain of each channel at its full weight, as natural logarithms: (3,) float64."""
    lift = np.full(3, range_.luminance * wheel.luminance / 100.0)
    strength = range_.color * wheel.saturation / 100.0
    if strength == 0.0:
        return lift
    color = rgb_from_hsv(np.array(wheel.hue_deg), np.array(1.0), np.array(1.0))
    neutral = 0.5 if reach is None else _neutral_of(color, strength, reach)
    return np.asarray(lift + strength * (color - neutral))


def grade(rgb: Array, grading: ColorGrading) -> Array:
    """Tint and scale shadows, mid-tones, highlights and everything.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto 0..1, display side, after the curves.
    grading : ColorGrading

    Returns
    -------
    (..., 3) float64
        Clipped at 1.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
    """
    return np.minimum(rgb * gains(luminance(rgb), grading), 1.0)


def gains(y: Array, grading: ColorGrading) -> Array:
    """What :func:`grade` multiplies each channel by at luminances ``y``: (..., 3) float64."""
    x = stops_of(y)
    moved = _BALANCE_STOPS * grading.balance / 100.0
    apart = grading.blending / 100.0 - 0.5
    narrower = 1.0 - _BLENDING_WIDTH * apart
    shadows = _SHADOWS.centre + moved + _BLENDING_STOPS * apart
    highlights = _HIGHLIGHTS.centre + moved - _BLENDING_STOPS * apart
    middle = _MIDTONES.centre + moved
    weighted = (
        (
            _push(grading.shadows, _SHADOWS, _SHADOW_REACH),
            _sigmoid((shadows - x) / (_SHADOWS.width * narrower)),
        ),
        (_push(grading.midtones, _MIDTONES), np.exp(-(((x - middle) / _MIDTONES.width) ** 2))),
        (
            _push(grading.highlights, _HIGHLIGHTS, _HIGHLIGHT_REACH),
            _sigmoid((x - highlights) / (_HIGHLIGHTS.width * narrower)),
        ),
        (_push(grading.overall, _OVERALL), _sigmoid((_OVERALL.centre - x) / _OVERALL.width)),
    )
    return np.exp(sum(weight[..., None] * push for push, weight in weighted))
