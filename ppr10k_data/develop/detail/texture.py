"""Texture: detail of medium size, stronger or weaker; neither fine noise nor edges. A heuristic.

No measurement of Camera Raw's Texture exists. Its author describes it as acting on features of medium size, between
sharpening's and Clarity's, and as leaving fine detail and noise alone (M. Wendt, From the ACR team: Introducing the
Texture control, Adobe blog, 2019); reach, limits and strength here are by eye. It is a guided filter (K. He, J. Sun, X.
Tang, IEEE TPAMI 2013) whose slopes are fitted on a small picture (K. He, J. Sun, Fast guided filter, arXiv:1505.00996),
the same for every size of a photo, so that all sizes look alike.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.noise_level import noise_level
from ppr10k_data.develop.detail.noise_reduction import mean, window

Array = NDArray[np.float64]

_REACH = 0.004
"""Half the filter's window as a share of the photo's long edge: a third of Clarity's."""

_STRONGER, _WEAKER = 1.0, 0.75
"""By how much of itself detail grows at +100 and shrinks at -100."""

_COARSE_REACH, _FINE_REACH = 2.25, 8.5
"""Half the window in pixels of the pictures that the filter is fitted on and applied to, where the picture is larger.
The first is that of 540 pixels along the long edge; by the second what is finer than 0.0005 of it is left alone."""

_NOISE_THRESHOLD = 2.5
"""Multiple of the noise found at which a variation counts half."""

_EDGE_STOPS = 0.25
"""Standard deviation of luminance at which a variation counts half: that of an edge of half a stop. One of a whole stop
changes by less than a twentieth of it, one of two by less than half a hundredth."""

_POWER = {"srgb": 2.2, "prophoto": 1.8}
"""Of the transfer curves, about: turns stops into shares of an encoded value."""

_NEIGHBOURS = np.ones((3, 3), np.uint8)

DARKEST = 1.0 / 64.0
"""Encoded luma below which changes are no longer in proportion to it."""


@dataclass(frozen=True)
class TextureFilter:
    """What Texture does to one picture.

    Parameters
    ----------
    strength : float
        Share of itself that detail gains, or loses below 0.
    reach_px : float
        Half the filter's window, in pixels of the picture.
    """

    strength: float
    reach_px: float

    def coarser(self, size: tuple[int, int], *, fine: bool) -> tuple[int, int]:
        """Width and height of the picture that the filter is applied to (fine) or fitted on; at most ``size``."""
        factor = max(1.0, self.reach_px / (_FINE_REACH if fine else _COARSE_REACH))
        width, height = size
        return max(1, round(width / factor)), max(1, round(height / factor))

    @property
    def side(self) -> tuple[int, int]:
        """Sides of the window on the picture that the filter is fitted on."""
        return window(min(self.reach_px, _COARSE_REACH))


def plan_texture(amount: float, *, long_edge: int, scale: float = 1.0) -> TextureFilter | None:
    """Work out what Texture does to a picture.

    Parameters
    ----------
    amount : float
        -100..100.
    long_edge : int
        Of the whole photo, in photosites.
    scale : float
        Pixels of the picture to a photosite.

    Returns
    -------
    TextureFilter or None
        None for amount 0.

    Notes
    -----
    A picture so small that the reach is under a pixel, less than 250 pixels of the whole photo, shows as much less of
    it: what it shows is coarser.
    """
    reach = _REACH * long_edge * scale
    strength = amount / 100.0 * (_STRONGER if amount > 0.0 else _WEAKER) * min(1.0, reach)
    return TextureFilter(strength, reach) if strength else None


def texture_fit(luma: NDArray[Any], side: tuple[int, int], space: str) -> tuple[NDArray[Any], NDArray[Any]]:
    """Tell texture from its surroundings, from noise and from edges.

    Parameters
    ----------
    luma : (H, W) float32 or float64
        Encoded, 0..1; of the size that the filter is fitted on.
    side : tuple of int
        Window.
    space : EncodedSpace

    Returns
    -------
    slope, constant : (H, W), of luma's type
        ``slope * luma - constant`` is the detail; slopes are 0..1.
    """
    average = mean(luma, side)
    variance = np.maximum(mean(luma * luma, side) - average**2, 1e-12)
    noise = (_NOISE_THRESHOLD * noise_level(luma)) ** 2
    edge = (_EDGE_STOPS * math.log(2.0) / _POWER[space] * np.maximum(average, DARKEST)) ** 2
    slope = 1.0 / (1.0 + (noise / variance) ** 2 + (variance / edge) ** 2)
    slope = cv2.erode(
        slope, _NEIGHBOURS
    )  # a window that holds just the foot of an edge is beside one that holds it
    return mean(slope, side), mean(slope * average, side)


def texture_gain(luma: Array, plan: TextureFilter, space: str) -> Array:
    """The factor on each pixel's encoded values.

    Parameters
    ----------
    luma : (H, W) float64
        Encoded, 0..1.
    plan : TextureFilter
    space : EncodedSpace

    Returns
    -------
    (H, W) float64
        About 1.
    """
    size = luma.shape[1], luma.shape[0]
    fine = resized(luma, plan.coarser(size, fine=True))
    coarse = resized(fine, plan.coarser(size, fine=False))
    slope, constant = (
        cv2.resize(plane, fine.shape[::-1], interpolation=cv2.INTER_LINEAR)
        for plane in texture_fit(coarse, plan.side, space)
    )
    change = plan.strength * (slope * fine - constant) / np.maximum(fine, DARKEST)
    return 1.0 + np.asarray(cv2.resize(change, size, interpolation=cv2.INTER_LINEAR))


def resized(plane: NDArray[Any], size: tuple[int, int]) -> NDArray[Any]:
    """A plane at a smaller size, or itself: areas averaged."""
    if plane.shape[::-1] == size:
        return plane
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA))


def textured(encoded: Array, weights: Array, plan: TextureFilter, space: str) -> Array:
    """Strengthen or weaken texture: the specification of :func:`ppr10k_data.develop.detail.retexture.retexture`.

    Parameters
    ----------
    encoded : (H, W, 3) float64
        0..1.
    weights : (3,) float64
        Of red, green and blue in luma.
    plan : TextureFilter
    space : EncodedSpace

    Returns
    -------
    (H, W, 3) float64
        Clipped at 1; the channels keep their ratios.
    """
    return np.asarray(np.minimum(encoded * texture_gain(encoded @ weights, plan, space)[..., None], 1.0))
