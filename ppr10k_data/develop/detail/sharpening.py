"""Sharpening: a pixel's luminance against a blur of it, made a gain with a limit.

``gain = 2^(L tanh(k (Y / B - 1) / L))`` with Y the linear luminance of the finished picture and B its Gaussian blur.

References
----------
lightcraft (storytold, MIT), fitted to renders by Lightroom Classic 15.6 of one photo (BaselineSharpness 1.5) at eight
amounts (radius 1, detail 25), five radii (amount 50), four details (amount 50, radius 1.4) and masking 50 and 100.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.gaussian import blurred, sigma_of_variance, variance_of_sigma
from ppr10k_data.xmp import Sharpening

Array = NDArray[np.float64]

_REFERENCE_SHARPNESS = 1.5
"""BaselineSharpness of the photo that the figures were fitted on."""

_AMOUNTS = np.array([0.0, 10.0, 25.0, 40.0, 50.0, 75.0, 98.0, 150.0])
_SLOPE = np.array([0.0, 0.395, 1.374, 2.915, 4.491, 12.202, 28.011, 144.696])
_LIMIT = np.array([0.16, 0.16, 0.34, 0.48, 0.556, 0.664, 0.636, 0.494])
_SIGMA = np.array([1.143, 1.143, 0.971, 0.836, 0.754, 0.6, 0.53, 0.459])

_RADII = np.array([0.5, 1.0, 1.4, 2.0, 3.0])
_BY_RADIUS = np.array(
    [[2.972, 0.8, 0.561], [1.0, 1.0, 1.0], [0.75, 1.041, 1.39], [0.481, 1.003, 2.039], [0.27, 0.919, 3.294]]
)
"""Factors of slope, limit and sigma at amount 50."""

_SLOPE_POWER = np.array([0.3, 0.3, 0.49, 0.8, 1.0, 1.9, 2.75, 3.53])
_SIGMA_POWER = np.array([0.65, 0.65, 0.774, 0.91, 1.0, 1.1, 1.19, 1.216])
"""The powers of the radius's factors at each amount."""

_DETAILS = np.array([0.0, 25.0, 50.0, 100.0])
_BY_DETAIL = np.array([[0.245, 0.46, 1.581], [1.0, 1.0, 1.0], [1.8, 1.18, 0.839], [3.474, 1.352, 0.724]])

_MASK_START, _MASK_WIDTH = 0.0292, 0.4667
"""Gradient, in stops a photosite, where masking 100 lets sharpening begin, and over which it fades in."""

_LEAST_MASKING = 1e-3

INVISIBLE_PX = 0.2
"""Sigma in pixels of the picture below which nothing is done. On a sharp 12-megapixel landscape reduced to 540 pixels
(sigma 0.13), full-size sharpening of amount 40 makes a difference of 49 dB, of amount 80 one of 42 dB, of which
sharpening the small picture would make up 1 dB; at 1080 pixels (sigma 0.26) the small picture comes 3 dB closer if it
is sharpened (42 instead of 39), at 2160 pixels 11 dB."""


@dataclass(frozen=True)
class Sharpener:
    """What a sidecar's sharpening does to one picture.

    Parameters
    ----------
    slope : float
        k: stops of gain for a unit of Y / B - 1.
    limit : float
        L: the most that a pixel is lifted or lowered, in stops.
    sigma_px : float
        Of the blur, in pixels of the picture.
    mask_start, mask_width : float
        Gradient of log2 B, in stops a pixel, from which and over which sharpening fades in; width 0 for no mask.
    """

    slope: float
    limit: float
    sigma_px: float
    mask_start: float = 0.0
    mask_width: float = 0.0


def plan_sharpening(
    settings: Sharpening, *, baseline_sharpness: float = 1.0, scale: float = 1.0
) -> Sharpener | None:
    """Work out what a sidecar's sharpening does to a picture.

    Parameters
    ----------
    settings : Sharpening
        Amount 0..150, radius 0.5..3 photosites, detail and masking 0..100.
    baseline_sharpness : float
        DNG tag BaselineSharpness of the camera; 1 where it is not known, as the tag's default.
    scale : float
        Pixels of the picture to a photosite.

    Returns
    -------
    Sharpener or None
        None where it does nothing, or nothing that can be seen at this size.
    """
    amount = min(150.0, settings.amount * baseline_sharpness / _REFERENCE_SHARPNESS)
    if amount <= 0.0:
        return None
    slope, limit, sigma = _fitted(amount, settings.radius_px, settings.detail)
    if sigma * scale < INVISIBLE_PX:
        return None
    # A sampled Gaussian of less than a pixel has a smaller variance than its sigma says; the figures were fitted with
    # one, so it is the variance that is carried over to another size.
    sigma_px = sigma_of_variance(variance_of_sigma(sigma) * scale**2)
    masking = settings.masking / 100.0
    if masking < _LEAST_MASKING:
        return Sharpener(slope, limit, sigma_px)
    width = _MASK_WIDTH * min(4.0 * masking, 1.0)
    return Sharpener(slope, limit, sigma_px, _MASK_START * masking / scale, width / scale)


def _fitted(amount: float, radius: float, detail: float) -> tuple[float, float, float]:
    """Slope, limit and sigma in photosites; linear between the fitted settings, in the radius of logarithms."""
    by_slope, by_limit, by_sigma = (np.interp(radius, _RADII, np.log(column)) for column in _BY_RADIUS.T)
    slopes = _SLOPE * np.exp(by_slope * _SLOPE_POWER)
    sigmas = _SIGMA * np.exp(by_sigma * _SIGMA_POWER)
    fine_slope, fine_limit, fine_sigma = (np.interp(detail, _DETAILS, column) for column in _BY_DETAIL.T)
    return (
        float(np.interp(amount, _AMOUNTS, slopes) * fine_slope),
        float(np.interp(amount, _AMOUNTS, _LIMIT) * np.exp(by_limit) * fine_limit),
        float(np.interp(amount, _AMOUNTS, sigmas) * fine_sigma),
    )


def sharpening_gain(luminance: Array, sharpener: Sharpener) -> Array:
    """The gain of each pixel.

    Parameters
    ----------
    luminance : (H, W) float64
        Linear, at least 0.
    sharpener : Sharpener

    Returns
    -------
    (H, W) float64
        Within 2^-limit..2^limit; 1 where the picture or its blur is black.
    """
    blur = blurred(luminance, sharpener.sigma_px)
    lit = (luminance > 0.0) & (blur > 0.0)
    contrast = np.where(lit, luminance, 1.0) / np.where(lit, blur, 1.0) - 1.0
    stops = sharpener.limit * np.tanh(sharpener.slope * contrast / sharpener.limit)
    if sharpener.mask_width > 0.0:
        stops = stops * _edges(blur, sharpener)
    return np.exp2(stops)


def _edges(blur: Array, sharpener: Sharpener) -> Array:
    """How much of an edge each pixel is: a smoothstep of the blur's gradient in stops."""
    log = np.log2(np.maximum(np.pad(blur, 1, mode="edge"), 1e-9))
    across, down = log[1:-1, 2:] - log[1:-1, :-2], log[2:, 1:-1] - log[:-2, 1:-1]
    gradient = 0.5 * np.hypot(across, down)
    t = np.clip((gradient - sharpener.mask_start) / sharpener.mask_width, 0.0, 1.0)
    return np.asarray(t * t * (3.0 - 2.0 * t))


def sharpened(linear: Array, weights: Array, sharpener: Sharpener) -> Array:
    """Sharpen a picture: the specification of :func:`ppr10k_data.develop.detail.sharpen.sharpen`.

    Parameters
    ----------
    linear : (H, W, 3) float64
        Linear light of the output space, 0..1.
    weights : (3,) float64
        Luminance of its primaries.
    sharpener : Sharpener

    Returns
    -------
    (H, W, 3) float64
        Clipped at 1; the channels keep their ratios.
    """
    gain = sharpening_gain(linear @ weights, sharpener)
    return np.asarray(np.minimum(linear * gain[..., None], 1.0))
