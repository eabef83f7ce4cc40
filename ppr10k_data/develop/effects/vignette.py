"""The post-crop vignette: a gain, or paint, that grows from the picture's middle to its corners.

References
----------
lightcraft (storytold, MIT): shape and strength, of which only darkening at -50 is fitted to renders by Lightroom Classic
15.6 (mean dE2000 1.7); lightening is known to be of another shape there (6.1). Roundness, paint overlay and the highlights
slider are heuristics.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.xmp import PostCropVignette

Array = NDArray[np.float64]
Float32 = NDArray[np.float32]

HIGHLIGHT_PRIORITY, COLOR_PRIORITY, PAINT_OVERLAY = 1, 2, 3

_DARKENING = {HIGHLIGHT_PRIORITY: 4.0, COLOR_PRIORITY: 4.5}
_LIGHTENING = 1.5
"""Natural logarithm of the gain at the corners at amount 100."""

_WHITE_PAINT = 0.85
_SQUARER = 6.0
"""What roundness -100 adds to the power 2 of the outline's curve."""

INTERVALS = 1024
_GREY = 0.18
"""Luminance from which the highlights slider begins to spare a pixel; it spares white fully."""


class VignetteTable(NamedTuple):
    """A vignette for the pixel loop, as arrays of float32.

    The place of a pixel is ``sqrt(sqrt(columns[x] + rows[y]))``, 0 in the middle and 1 in the corners.

    Attributes
    ----------
    columns : (W,)
    rows : (H,)
    falloff : (M + 2,)
        How strongly the vignette acts, 0..1, over the place, in M intervals; the last sample stands twice.
    strength : float32
        Natural logarithm of the gain of linear light at falloff 1; 0 for paint.
    paint : float32
        Share of black (below 0) or white that is painted at falloff 1; 0 for a gain.
    spared : float32
        How much less highlights are darkened, 0..1.
    """

    columns: Float32
    rows: Float32
    falloff: Float32
    strength: np.float32
    paint: np.float32
    spared: np.float32


def plan_vignette(settings: PostCropVignette, size: tuple[int, int]) -> VignetteTable | None:
    """Lay a sidecar's vignette over a picture.

    Parameters
    ----------
    settings : PostCropVignette
        Amount and roundness -100..100, the rest 0..100; style 1 highlight priority, 2 colour priority, 3 paint overlay.
    size : tuple of int
        Width and height of the cropped picture, in pixels of the pixel loop.

    Returns
    -------
    VignetteTable or None
        None where the amount is 0.
    """
    amount = settings.amount / 100.0
    if amount == 0.0:
        return None
    roundness = settings.roundness / 100.0
    power = 2.0 + _SQUARER * max(0.0, -roundness)
    columns, rows = _axes(size, (1.0 + roundness) / 2.0, power)
    corner = float(columns[0] + rows[0])
    paint = settings.style == PAINT_OVERLAY
    strength = amount * (_LIGHTENING if amount > 0.0 else _DARKENING.get(settings.style, 0.0))
    spared = settings.highlight_contrast / 100.0 if amount < 0.0 else 0.0
    return VignetteTable(
        (columns / corner).astype(np.float32),
        (rows / corner).astype(np.float32),
        _falloff(settings, power, corner),
        np.float32(0.0 if paint else strength),
        np.float32(amount * (_WHITE_PAINT if amount > 0.0 else 1.0) if paint else 0.0),
        np.float32(0.0 if paint else spared),
    )


def _axes(size: tuple[int, int], squareness: float, power: float) -> tuple[Array, Array]:
    """Each column's and row's share of the distance from the middle, to the power ``power``.

    ``squareness`` 0 takes both sides for equally long, so that the outline is as oblong as the picture; 1 makes it a circle.
    """
    aspect = size[0] / size[1]
    wide = max(1.0, 1.0 + (aspect - 1.0) * squareness)
    tall = max(1.0, 1.0 + (1.0 / aspect - 1.0) * squareness)
    longest = max(wide, tall)
    across, down = (np.abs((np.arange(n) + 0.5) / n * 2.0 - 1.0) for n in size)
    return (across * wide / longest) ** power, (down * tall / longest) ** power


def _falloff(settings: PostCropVignette, power: float, corner: float) -> Float32:
    start = 0.025 + 0.95 * settings.midpoint / 100.0
    width = 0.05 + 1.9 * settings.feather / 100.0
    place = np.linspace(0.0, 1.0, INTERVALS + 1)
    distance = (corner * place**4) ** (1.0 / power)
    t = np.clip((distance - start) / width, 0.0, 1.0)
    samples = t * t * (3.0 - 2.0 * t)
    return np.append(samples, samples[-1]).astype(np.float32)


def falloff(table: VignetteTable) -> Array:
    """How strongly a vignette acts on each pixel.

    Parameters
    ----------
    table : VignetteTable

    Returns
    -------
    (H, W) float64
        0..1.
    """
    place = np.sqrt(np.sqrt(table.rows[:, None].astype(np.float64) + table.columns))
    return np.interp(place, np.linspace(0.0, 1.0, INTERVALS + 1), table.falloff[:-1])


def vignetted(scene: Array, luminance: Array, table: VignetteTable) -> Array:
    """Scale scene-linear light by a vignette of priority style: the specification of the pixel loop's step.

    Parameters
    ----------
    scene : (H, W, 3) float64
        Linear, before exposure and tone.
    luminance : (H, W) float64
        Of the scene, 1 for white.
    table : VignetteTable

    Returns
    -------
    (H, W, 3) float64
    """
    t = np.clip((np.sqrt(luminance) - np.sqrt(_GREY)) / (1.0 - np.sqrt(_GREY)), 0.0, 1.0)
    kept = 1.0 - float(table.spared) * t * t * (3.0 - 2.0 * t)
    return np.asarray(scene * np.exp(float(table.strength) * falloff(table) * kept)[..., None])


def painted(linear: Array, table: VignetteTable) -> Array:
    """Paint black or white over linear light of the output: the specification of the paint overlay.

    Parameters
    ----------
    linear : (H, W, 3) float64
        0..1, after all other adjustments of colour.
    table : VignetteTable
    """
    share = abs(float(table.paint)) * falloff(table)[..., None]
    return np.asarray(linear * (1.0 - share) + (share if table.paint > 0.0 else 0.0))
