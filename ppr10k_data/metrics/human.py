"""Human-centred measures: people count in full, all else by half."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics.delta_e import delta_e_76
from ppr10k_data.metrics.imresize import imresize
from ppr10k_data.metrics.lab import lab_from_srgb
from ppr10k_data.metrics.pictures import check_mask, same_rgb, unit
from ppr10k_data.metrics.psnr import psnr

Array = NDArray[np.float64]

ELSEWHERE = 0.5
"""Weight outside people (Liang et al., "PPR10K", CVPR 2021, section 5.1; ``calculate_metrics.m``)."""


def human_weights(mask: NDArray[Any], height: int, width: int) -> Array:
    """Weights of a picture's pixels.

    Parameters
    ----------
    mask : (H, W) bool, uint8, uint16, or another type of numbers
        A person where it is not 0. One of another size is resized by MATLAB's ``imresize`` first, which leaves a few
        pixels beside people at 1 or more, and these count as people, as in the official script.
    height, width : int
        Of the picture.

    Returns
    -------
    (height, width) float64
        1 on people, 0.5 elsewhere.

    Raises
    ------
    ValueError
        If the mask is not of two axes, is empty, or holds values that are no numbers.
    """
    check_mask(mask)
    if mask.shape != (height, width):
        mask = imresize(mask, height, width)
    return np.where(mask == 0, ELSEWHERE, 1.0)


def psnr_hc(result: NDArray[Any], target: NDArray[Any], mask: NDArray[Any]) -> float:
    """Human-centred PSNR.

    Parameters
    ----------
    result, target : (H, W, 3) uint8, uint16, or float in 0..1
    mask : (h, w) uint8 or bool
        See :func:`human_weights`.

    Returns
    -------
    float
        PSNR in dB of both pictures times the weights; infinity for equal pictures.

    Raises
    ------
    ValueError
        If the pictures' shapes differ, or they or the mask are none.

    References
    ----------
    ``calculate_metrics.m`` of csjliang/PPR10K.
    """
    same_rgb(result, target)
    weights = human_weights(mask, *result.shape[:2])[..., None]
    return psnr(unit(result) * weights, unit(target) * weights, peak=1.0)


def delta_e_hc(result: NDArray[Any], target: NDArray[Any], mask: NDArray[Any]) -> float:
    """Human-centred colour difference.

    Parameters
    ----------
    result, target : (H, W, 3) uint8, uint16, or float in 0..1
        sRGB-encoded.
    mask : (h, w) uint8 or bool
        See :func:`human_weights`.

    Returns
    -------
    float
        Mean over the pixels of the CIE 1976 difference of both pictures' Lab colours times the weights.

    Raises
    ------
    ValueError
        If the pictures' shapes differ, or they or the mask are none.

    References
    ----------
    ``calculate_metrics.m`` of csjliang/PPR10K.
    """
    same_rgb(result, target)
    weights = human_weights(mask, *result.shape[:2])[..., None]
    return float(
        delta_e_76(lab_from_srgb(unit(result)) * weights, lab_from_srgb(unit(target)) * weights).mean()
    )
