"""How near a matched picture comes to its guide, and whether that is near enough."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics import delta_e_76, lab_from_srgb

LARGEST_MEAN, LARGEST_P95 = 2.0, 6.0
"""Differences of CIE 1976 from which on a fit is not trusted."""

LOSSY_ALLOWANCE = 1.5
"""What they are multiplied by for a JPEG, whose own errors count too: 2.2 and 5.8 are left beside Adobe's preview
of 256 pixels by a fit that is within 2.2 of the large one."""


@dataclass(frozen=True)
class Quality:
    """Differences of CIE 1976 between small pictures and their guide.

    Parameters
    ----------
    before_mean, before_p95 : float
        Of the render as it was: mean and 95th percentile.
    after_mean, after_p95 : float
        Of the matched render, without what is laid over it of a lossless guide's own pixels.
    lossless : bool
        Whether the guide's own pixels can be trusted.
    """

    before_mean: float
    before_p95: float
    after_mean: float
    after_p95: float
    lossless: bool = True

    @property
    def reason(self) -> str:
        """Why the fit is not to be trusted; empty where it is."""
        allowance = 1.0 if self.lossless else LOSSY_ALLOWANCE
        mean, p95 = LARGEST_MEAN * allowance, LARGEST_P95 * allowance
        if self.after_mean <= mean and self.after_p95 <= p95:
            return ""
        return (
            f"it cannot be matched: the difference stays at dE {self.after_mean:.1f} in the mean and "
            f"{self.after_p95:.1f} at the 95th percentile, {mean:g} and {p95:g} are allowed"
        )


def quality(before: NDArray[Any], after: NDArray[Any], guide: NDArray[Any], *, lossless: bool) -> Quality:
    """Measure a fit.

    Parameters
    ----------
    before, after, guide : (P, 3) or (H, W, 3) array of floats
        Encoded sRGB, 0..1: the small render, the same matched, and what it should be.
    lossless : bool
        Whether the guide's own pixels can be trusted.
    """
    goal = lab_from_srgb(np.asarray(guide, np.float64))
    before_mean, before_p95 = _apart(before, goal)
    after_mean, after_p95 = _apart(after, goal)
    return Quality(before_mean, before_p95, after_mean, after_p95, lossless)


def mean_difference(a: NDArray[Any], b: NDArray[Any]) -> float:
    """Mean difference of CIE 1976 of two pictures in encoded sRGB, (H, W, 3) floats in 0..1."""
    return _apart(a, lab_from_srgb(np.asarray(b, np.float64)))[0]


def _apart(picture: NDArray[Any], goal: NDArray[np.float64]) -> tuple[float, float]:
    """Mean and 95th percentile of the difference to colours in Lab."""
    apart = delta_e_76(lab_from_srgb(np.asarray(picture, np.float64)), goal)
    return float(apart.mean()), float(np.percentile(apart, 95))
