"""The post-crop vignette: a gain, or paint, that grows from the picture's middle to its corners.

References
----------
lightcraft (storytold, MIT): shape and strength, of which only darkening at -50 is fitted to renders by Lightroom
Classic (mean dE2000 1.7); lightening is known to be of another shape there (6.1). Roundness, paint overlay and the
highlights slider are heuristics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.xmp import PostCropVignette

Array = NDArray[np.float64]

HIGHLIGHT_PRIORITY, COLOR_PRIORITY, PAINT_OVERLAY = 1, 2, 3

_DARKENING = {HIGHLIGHT_PRIORITY: 4.0, COLOR_PRIORITY: 4.5}
_LIGHTENING = 1.5
"""Natural logarithm of the gain at the corners at amount 100."""

_WHITE_PAINT = 0.85
_SQUARER = 6.0
"""What roundness -100 adds to the power 2 of the outline's curve."""

_GREY = 0.18
"""Luminance from which the highlights slider begins to spare a pixel; it spares white fully."""


@dataclass(frozen=True)
class Vignette:
    """A vignette over one picture.

    The place of a pixel is ``sqrt(sqrt(across(u) + down(v)))``, 0 in the middle and 1 in the corners, with u and v its
    distances from the middle, 1 at the sides.

    Parameters
    ----------
    size : tuple of int
        Width and height of the picture.
    across, down : (M + 1,) float64
        Over u and v, 0..1, in M intervals.
    falloff : (M + 1,) float64
        How strongly the vignette acts, 0..1, over the place.
    strength : float
        Natural logarithm of the gain of linear light at falloff 1; 0 for paint.
    paint : float
        Share of black (below 0) or white that is painted at falloff 1; 0 for a gain.
    spared : float
        How much less highlights are darkened, 0..1.
    """

    size: tuple[int, int]
    across: Array
    down: Array
    falloff: Array
    strength: float
    paint: float
    spared: float


def plan_vignette(settings: PostCropVignette, size: tuple[int, int], intervals: int) -> Vignette | None:
    """Lay a sidecar's vignette over a picture.

    Parameters
    ----------
    settings : PostCropVignette
        Amount and roundness -100..100, the rest 0..100; style 1 highlight priority, 2 colour priority, 3 paint overlay.
    size : tuple of int
        Width and height of the cropped picture, in pixels of the pixel loop.
    intervals : int
        Of the tables.

    Returns
    -------
    Vignette or None
        None where the amount is 0.
    """
    amount = settings.amount / 100.0
    if amount == 0.0:
        return None
    places = np.linspace(0.0, 1.0, intervals + 1)
    power = 2.0 + _SQUARER * max(0.0, -settings.roundness / 100.0)
    wide, tall = _half_sides(size, (1.0 + settings.roundness / 100.0) / 2.0)
    corner = wide**power + tall**power
    strength = amount * (_LIGHTENING if amount > 0.0 else _DARKENING.get(settings.style, 0.0))
    paint = amount * (_WHITE_PAINT if amount > 0.0 else 1.0)
    paints = settings.style == PAINT_OVERLAY
    return Vignette(
        size,
        (wide * places) ** power / corner,
        (tall * places) ** power / corner,
        _falloff(settings, (corner * places**4) ** (1.0 / power)),
        strength=0.0 if paints else strength,
        paint=paint if paints else 0.0,
        spared=0.0 if paints or amount > 0.0 else settings.highlight_contrast / 100.0,
    )


def _half_sides(size: tuple[int, int], squareness: float) -> tuple[float, float]:
    """The picture's half width and height, the longer 1.

    ``squareness`` 0 takes both for equally long, so that the outline is as oblong as the picture; 1 makes it a circle.
    """
    aspect = size[0] / size[1]
    wide = max(1.0, 1.0 + (aspect - 1.0) * squareness)
    tall = max(1.0, 1.0 + (1.0 / aspect - 1.0) * squareness)
    return wide / max(wide, tall), tall / max(wide, tall)


def _falloff(settings: PostCropVignette, distance: Array) -> Array:
    start = 0.025 + 0.95 * settings.midpoint / 100.0
    width = 0.05 + 1.9 * settings.feather / 100.0
    return smoothstep((distance - start) / width)


def smoothstep(t: Array) -> Array:
    """Rise from 0 to 1 while ``t`` does, level at both ends."""
    t = np.clip(t, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def highlight(luminance: Array) -> Array:
    """How much of a highlight a scene luminance is, 0..1."""
    return smoothstep((np.sqrt(luminance) - np.sqrt(_GREY)) / (1.0 - np.sqrt(_GREY)))


def falloff(vignette: Vignette) -> Array:
    """How strongly a vignette acts on each pixel.

    Parameters
    ----------
    vignette : Vignette

    Returns
    -------
    (H, W) float64
        0..1.
    """
    places = np.linspace(0.0, 1.0, len(vignette.falloff))
    u, v = (np.abs((np.arange(n) + 0.5) / n * 2.0 - 1.0) for n in vignette.size)
    shares = np.interp(u, places, vignette.across) + np.interp(v, places, vignette.down)[:, None]
    return np.interp(np.sqrt(np.sqrt(shares)), places, vignette.falloff)


def vignetted(scene: Array, luminance: Array, vignette: Vignette) -> Array:
    """Scale scene-linear light by a vignette of priority style: the specification of the pixel loop's step.

    Parameters
    ----------
    scene : (H, W, 3) float64
        Linear, before exposure and tone.
    luminance : (H, W) float64
        Of the scene, 1 for white.
    vignette : Vignette

    Returns
    -------
    (H, W, 3) float64
    """
    share = falloff(vignette) * (1.0 - vignette.spared * highlight(luminance))
    return np.asarray(scene * np.exp(vignette.strength * share)[..., None])


def painted(linear: Array, vignette: Vignette) -> Array:
    """Paint black or white over linear light: the specification of the paint overlay.

    Parameters
    ----------
    linear : (H, W, 3) float64
        0..1, after all other adjustments of colour.
    vignette : Vignette
    """
    share = abs(vignette.paint) * falloff(vignette)[..., None]
    return np.asarray(linear * (1.0 - share) + (share if vignette.paint > 0.0 else 0.0))
