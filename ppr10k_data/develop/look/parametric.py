"""The parametric curve."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.xmp import ParametricCurve

Array = NDArray[np.float64]


class _Region(NamedTuple):
    """Height, sharpness and power of the amount of a region, for raising and for lowering it."""

    raised: tuple[float, float, float]
    lowered: tuple[float, float, float]


# lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
_SHADOWS = _Region((0.1034, 0.6642, 1.3277), (0.1002, 0.7514, 0.7513))
_DARKS = _Region((0.2099, 0.9492, 1.0966), (0.2774, 0.8560, 1.0663))
_LIGHTS = _Region((0.2307, 2.9818, 0.8182), (0.2038, 2.8146, 0.9803))
_HIGHLIGHTS = _Region((0.1337, 1.9981, 0.9593), (0.1204, 1.8523, 1.0215))


def _bump(x: Array, start: float, peak: float, end: float, p: float) -> Array:
    """A hill of height 1 at ``peak``, 0 outside of ``start``..``end``; 0 where there is no room for one."""
    if not start < peak < end:
        return np.zeros_like(x)
    t = np.clip((x - start) / (end - start), 0.0, 1.0)
    top = (peak - start) / (end - start)
    return np.asarray((t / top) ** p * ((1.0 - t) / (1.0 - top)) ** (p * (1.0 - top) / top))


def parametric_curve(x: Array, settings: ParametricCurve) -> Array:
    """Camera Raw's parametric curve.

    Parameters
    ----------
    x : (M,) float64
        Rising display values 0..1, sRGB-encoded.
    settings : ParametricCurve
        Regions -100..100 and splits 0..100.

    Returns
    -------
    (M,) float64
        In 0..1, never falling. Regions act in the order lights, shadows, highlights, darks, each on the result
        of the last.

    References
    ----------
    lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6.
    """
    s1, s2, s3 = (split / 100.0 for split in _splits(settings))
    above = 1.0 - s3
    regions = (
        (settings.lights, _LIGHTS, (0.0, 0.1852 * s2 + 0.8148 * s3, 1.0)),
        (settings.shadows, _SHADOWS, (0.0, 0.6174 * s1 + 0.0017 * s2, s2)),
        (settings.highlights, _HIGHLIGHTS, (s2, s3 + 0.3864 * above, 1.0)),
        (settings.darks, _DARKS, (0.0, 0.0199 * s1 + 0.6383 * s2, s3 + 0.6208 * above)),
    )
    y = x
    for amount, region, hill in regions:
        if amount != 0.0:
            height, sharpness, power = region.raised if amount > 0.0 else region.lowered
            step = np.sign(amount) * height * abs(amount / 100.0) ** power
            y = np.clip(y + step * _bump(y, *hill, sharpness), 0.0, 1.0)
    return np.maximum.accumulate(y)


def _splits(settings: ParametricCurve) -> tuple[float, float, float]:
    return settings.shadow_split, settings.midtone_split, settings.highlight_split
