"""What differs from place to place: a smooth field of affine maps of colour, fitted to a small picture.

The affine model of the guided filter, with a picture of three channels as guide: where the guide changes sharply,
so does the result, and where it does not, the correction is smooth. So there are no halos, and the field can be
enlarged.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

SIGMA_PX = 2.0
"""Spread of the neighbourhoods, in small pixels; larger ones are worse."""

EPSILON = 3e-5
"""Variance of the guide below which a neighbourhood is taken for flat; 1e-5 to 1e-4 do as well."""

COEFFICIENTS = 12
"""A pixel's: three rows of (red, green, blue, 1)."""


def fit_local(guide: Float32, correction: Float32, seen: NDArray[np.bool_]) -> Float32:
    """Affine maps that give each pixel's correction from its colour.

    Parameters
    ----------
    guide : (h, w, 3) float32
        The small picture as it is.
    correction : (h, w, 3) float32
        What should be added to it.
    seen : (h, w) bool
        Pixels that count.

    Returns
    -------
    (h, w, 12) float32
        For each output channel the factors of red, green and blue, and the constant.

    References
    ----------
    K. He, J. Sun, X. Tang, "Guided Image Filtering", IEEE Transactions on Pattern Analysis and Machine Intelligence 35
    (2013), equations 14 to 16, with Gaussian windows.
    """
    means = _Means.over(seen)
    mean, mean_c = means(guide), means(correction)
    spread = means.covariance(guide, guide, mean, mean) + np.float32(EPSILON) * np.eye(3, dtype=np.float32)
    joint = means.covariance(correction, guide, mean_c, mean)
    factors = joint @ _inverse(spread.astype(np.float64))
    constant = mean_c - (factors @ mean[..., None].astype(np.float64))[..., 0]
    field = np.concatenate([factors, constant[..., None]], axis=3).astype(np.float32)
    return means(np.ascontiguousarray(field.reshape(*guide.shape[:2], COEFFICIENTS)))


def _inverse(matrices: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverses of (..., 3, 3) symmetric matrices, by cofactors: five times as fast as LAPACK, one by one."""
    a, b, c = (matrices[..., 0, k] for k in range(3))
    d, e, f = matrices[..., 1, 1], matrices[..., 1, 2], matrices[..., 2, 2]
    first, second, third = d * f - e * e, c * e - b * f, b * e - c * d
    cofactors = [
        first,
        second,
        third,
        second,
        a * f - c * c,
        b * c - a * e,
        third,
        b * c - a * e,
        a * d - b * b,
    ]
    determinant = a * first + b * second + c * third
    return np.stack(cofactors, axis=-1).reshape(matrices.shape) / determinant[..., None, None]


@dataclass(frozen=True)
class _Means:
    """Gaussian means over the pixels that count.

    Parameters
    ----------
    seen, share : (h, w, 1) float32, or None where all count
        1 or 0; and the part of each neighbourhood that counts.
    """

    seen: Float32 | None
    share: Float32 | None

    @classmethod
    def over(cls, seen: NDArray[np.bool_]) -> _Means:
        if seen.all():
            return cls(None, None)
        weights = seen.astype(np.float32)[..., None]
        return cls(weights, np.maximum(_blurred(weights), np.float32(1e-6)))

    def __call__(self, planes: Float32) -> Float32:
        if self.seen is None or self.share is None:
            return _blurred(planes)
        return np.asarray(_blurred(planes * self.seen) / self.share, dtype=np.float32)

    def covariance(self, a: Float32, b: Float32, mean_a: Float32, mean_b: Float32) -> Float32:
        """Local covariance of each channel of one picture with each of another: (h, w, 3, 3)."""
        products = (a[..., :, None] * b[..., None, :]).reshape(*a.shape[:2], 9)
        return np.asarray(self(products).reshape(*a.shape, 3) - mean_a[..., :, None] * mean_b[..., None, :])


def _blurred(planes: Float32) -> Float32:
    """Gaussian means."""
    result = np.empty_like(planes)
    for k in range(planes.shape[2]):
        plane = np.ascontiguousarray(planes[..., k])
        result[..., k] = cv2.GaussianBlur(plane, (0, 0), SIGMA_PX, borderType=cv2.BORDER_REFLECT)
    return result
