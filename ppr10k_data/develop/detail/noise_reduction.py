"""Noise reduction: encoded colour differences, then luma, by guided filters that know how noisy the picture is.

No measurement of Camera Raw's noise reduction exists; this is a heuristic. A guided filter (K. He, J. Sun, X. Tang,
Guided Image Filtering, IEEE TPAMI 2013) replaces each pixel by a local linear fit, so what varies much more than noise
stays and what varies less becomes its mean; the threshold is a multiple of the noise that is found in the picture
itself, so a clean picture is hardly touched, and a reduced one, whose noise is averaged away, neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.detail.noise_level import noise_level
from ppr10k_data.xmp import NoiseReduction

Array = NDArray[np.float64]

_COLOR_THRESHOLD, _LUMINANCE_THRESHOLD = 12.0, 8.0
"""Multiple of the noise found at half size that amount 100 smooths away."""

_COLOR_REACH, _COLOR_REACH_SMOOTH = 4.0, 8.0
"""Half the filter's window in photosites at smoothness 0, and what smoothness 100 adds."""

_LUMINANCE_REACH = 3.0

SMALLEST_REACH_PX = 0.75
"""Windows of less than this are left out, in pixels of what is filtered: half the picture for colour, the picture for
luma. Full-size renders of noisy photos, denoised and reduced, against reduced ones without or with it: at 0.2 pixels to
a photosite 45 to 49 dB without, 47 to 58 dB with colour noise reduction; at 0.135 as good without. Luma at 0.27: 44 to
46 dB without, 48 dB with; at 0.2 it does harm."""


@dataclass(frozen=True)
class Denoiser:
    """What one kind of noise reduction does to one picture.

    Parameters
    ----------
    threshold : float
        Multiple of the noise's standard deviation below which variations are smoothed.
    reach_px : float
        Half the window, in pixels of the picture.
    kept_contrast : float
        Share 0..1 of the removed coarse variation that is given back.
    """

    threshold: float
    reach_px: float
    kept_contrast: float = 0.0


def plan_color(settings: NoiseReduction, *, scale: float = 1.0) -> Denoiser | None:
    """Work out what ColorNoiseReduction, its Detail and its Smoothness do to a picture.

    Parameters
    ----------
    settings : NoiseReduction
        0..100 each.
    scale : float
        Pixels of the picture to a photosite.

    Returns
    -------
    Denoiser or None
        None where they do nothing, or nothing that can be seen at this size.
    """
    reach = (_COLOR_REACH + _COLOR_REACH_SMOOTH * settings.color_smoothness / 100.0) * scale
    if settings.color <= 0.0 or reach / 2.0 < SMALLEST_REACH_PX:
        return None
    finer = 2.0 ** ((50.0 - settings.color_detail) / 50.0)
    return Denoiser(_COLOR_THRESHOLD * settings.color / 100.0 * finer, reach)


def plan_luminance(settings: NoiseReduction, *, scale: float = 1.0) -> Denoiser | None:
    """Work out what LuminanceSmoothing, its Detail and its Contrast do: see :func:`plan_color`."""
    reach = _LUMINANCE_REACH * scale
    if settings.luminance <= 0.0 or reach < SMALLEST_REACH_PX:
        return None
    finer = 2.0 ** ((50.0 - settings.luminance_detail) / 50.0)
    threshold = _LUMINANCE_THRESHOLD * settings.luminance / 100.0 * finer
    return Denoiser(threshold, reach, 0.5 * settings.luminance_contrast / 100.0)


def window(reach_px: float) -> tuple[int, int]:
    """Sides of the square window of a reach: odd, at least 3."""
    side = 2 * max(1, round(reach_px)) + 1
    return side, side


def mean(plane: NDArray[Any], side: tuple[int, int]) -> NDArray[Any]:
    """Mean over a window about each pixel; the border is mirrored."""
    return np.asarray(cv2.boxFilter(plane, -1, side, borderType=cv2.BORDER_REFLECT_101))


def halved(image: NDArray[Any]) -> NDArray[Any]:
    """An image at half its size, each pixel the mean of four; an odd last row or column is left out."""
    height, width = max(1, image.shape[0] // 2), max(1, image.shape[1] // 2)
    return np.asarray(
        cv2.resize(image[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA)
    )


def chroma_fit(
    luma: Array, chroma: Array, side: tuple[int, int], floors: tuple[float, float]
) -> tuple[Array, ...]:
    """Fit a colour difference, around each pixel, by luma and itself, small slopes preferred.

    Parameters
    ----------
    luma, chroma : (H, W) float64
    side : tuple of int
        Window.
    floors : tuple of float
        Variances, of luma and of chroma, below which a variation is taken for noise.

    Returns
    -------
    by_luma, by_chroma, constant : (H, W) float64
        The fit is ``by_luma * luma + by_chroma * chroma + constant``, averaged over all windows that hold a pixel.
    """
    luma_mean, chroma_mean = mean(luma, side), mean(chroma, side)
    yy = mean(luma * luma, side) - luma_mean**2 + floors[0]
    yc = mean(luma * chroma, side) - luma_mean * chroma_mean
    cc = mean(chroma * chroma, side) - chroma_mean**2
    determinant = yy * (cc + floors[1]) - yc**2
    by_luma = yc * floors[1] / determinant
    by_chroma = (yy * cc - yc**2) / determinant
    constant = chroma_mean - by_luma * luma_mean - by_chroma * chroma_mean
    return mean(by_luma, side), mean(by_chroma, side), mean(constant, side)


def smoothed_luma(luma: Array, denoiser: Denoiser) -> Array:
    """Denoise luma by itself.

    Parameters
    ----------
    luma : (H, W) float64
        Encoded, 0..1.
    denoiser : Denoiser
        From :func:`plan_luminance`.
    """
    side = window(denoiser.reach_px)
    floor = (denoiser.threshold * noise_level(halved(luma))) ** 2
    average = mean(luma, side)
    variance = np.maximum(mean(luma * luma, side) - average**2, 0.0)
    slope = variance / np.maximum(variance + floor, 1e-12)
    fit = mean(slope, side) * luma + mean(average * (1.0 - slope), side)
    removed = luma - fit
    return np.asarray(fit + denoiser.kept_contrast * mean(removed, side))
