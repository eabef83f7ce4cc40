"""Colour differences between CIE Lab colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics.lab import lab_from_srgb
from ppr10k_data.metrics.pictures import same_rgb, unit

Array = NDArray[np.float64]

_OPPOSITE = 180.0 + 1e-9
"""Opposite hues come out a rounding error less or more than 180 degrees apart, as the platform's arctan2 has it."""


def delta_e_76(lab_1: Array, lab_2: Array) -> Array:
    """CIE 1976 colour difference: the Euclidean distance.

    Parameters
    ----------
    lab_1, lab_2 : (..., 3) float64
        L* in 0..100.

    Returns
    -------
    (...) float64
        At least 0.

    References
    ----------
    CIE 15:2004, 8.2.1.3.
    """
    return np.asarray(np.sqrt(np.sum((lab_1 - lab_2) ** 2, axis=-1)))


def delta_e(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Mean CIE 1976 colour difference of two pictures.

    Parameters
    ----------
    a, b : (H, W, 3) uint8, uint16, or float in 0..1
        sRGB-encoded.

    Returns
    -------
    float
        Over all pixels, under D65.

    Raises
    ------
    ValueError
        If the shapes differ, or they are no such pictures.

    References
    ----------
    ``calculate_metrics.m`` of csjliang/PPR10K, there Eab.
    """
    same_rgb(a, b)
    return float(delta_e_76(lab_from_srgb(unit(a)), lab_from_srgb(unit(b))).mean())


def delta_e_2000(lab_1: Array, lab_2: Array) -> Array:
    """CIE 2000 colour difference, with k_L = k_C = k_H = 1.

    Parameters
    ----------
    lab_1, lab_2 : (..., 3) float64
        L* in 0..100.

    Returns
    -------
    (...) float64
        At least 0; 1 is about the smallest difference that is seen side by side.

    References
    ----------
    G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes, Supplementary Test
    Data, and Mathematical Observations", Color Research and Application 30 (2005), equations 2 to 22, whose symbols
    are kept.
    """
    L_1, C_1, h_1 = _lightness_chroma_hue(lab_1, other=lab_2)
    L_2, C_2, h_2 = _lightness_chroma_hue(lab_2, other=lab_1)
    product = C_1 * C_2
    dh = h_2 - h_1
    dh = np.where(np.abs(dh) > _OPPOSITE, dh - np.copysign(360.0, dh), dh)
    dH = 2.0 * np.sqrt(product) * np.sin(np.radians(dh) / 2.0)
    L, C = (L_1 + L_2) / 2.0, (C_1 + C_2) / 2.0
    h = _mean_hue(h_1, h_2, achromatic=product == 0.0)
    S_L = 1.0 + 0.015 * (L - 50.0) ** 2 / np.sqrt(20.0 + (L - 50.0) ** 2)
    S_C = 1.0 + 0.045 * C
    S_H = 1.0 + 0.015 * C * _hue_weight(h)
    lightness, chroma, hue = (L_2 - L_1) / S_L, (C_2 - C_1) / S_C, dH / S_H
    squared = lightness**2 + chroma**2 + hue**2 + _rotation(C, h) * chroma * hue
    return np.asarray(np.sqrt(np.maximum(squared, 0.0)))


def _chroma_gain(C: Array) -> Array:
    """sqrt(C^7 / (C^7 + 25^7)): near 0 for greys, 1 for vivid colours."""
    C_7 = C**7
    return np.sqrt(C_7 / (C_7 + 25.0**7))


def _lightness_chroma_hue(lab: Array, *, other: Array) -> tuple[Array, Array, Array]:
    """L, C' and h' in degrees (equations 2 to 7); a is stretched by the pair's mean chroma."""
    L, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    mean = (np.hypot(a, b) + np.hypot(other[..., 1], other[..., 2])) / 2.0
    a = a * (1.0 + 0.5 * (1.0 - _chroma_gain(mean)))
    return L, np.hypot(a, b), np.degrees(np.arctan2(b, a)) % 360.0


def _mean_hue(h_1: Array, h_2: Array, *, achromatic: NDArray[np.bool_]) -> Array:
    """Middle of the shorter arc, 0..360 (equation 14); of a grey and a colour, the colour's hue."""
    total = h_1 + h_2
    across = np.where(total < 360.0, total + 360.0, total - 360.0)
    mean = np.where(np.abs(h_1 - h_2) > _OPPOSITE, across, total) / 2.0
    return np.where(achromatic, total, mean)


def _hue_weight(h: Array) -> Array:
    """T of equation 15."""
    return np.asarray(
        1.0
        - 0.17 * np.cos(np.radians(h - 30.0))
        + 0.24 * np.cos(np.radians(2.0 * h))
        + 0.32 * np.cos(np.radians(3.0 * h + 6.0))
        - 0.20 * np.cos(np.radians(4.0 * h - 63.0))
    )


def _rotation(C: Array, h: Array) -> Array:
    """R_T of equation 21, which couples chroma and hue among the blues."""
    theta = 30.0 * np.exp(-(((h - 275.0) / 25.0) ** 2))
    return np.asarray(-np.sin(np.radians(2.0 * theta)) * 2.0 * _chroma_gain(C))
