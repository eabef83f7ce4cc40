"""All measures of a pair of pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics.delta_e import delta_e_76, delta_e_2000
from ppr10k_data.metrics.lab import lab_from_srgb
from ppr10k_data.metrics.pictures import same_rgb, unit
from ppr10k_data.metrics.psnr import psnr


@dataclass(frozen=True)
class Scores:
    """How far a picture lies from another.

    Parameters
    ----------
    psnr_db : float
        Over RGB; infinity for equal pictures.
    de76_mean, de76_p95 : float
        CIE 1976 difference: mean and 95th percentile over the pixels.
    de2000_mean, de2000_p95 : float
        CIE 2000 difference likewise.
    """

    psnr_db: float
    de76_mean: float
    de76_p95: float
    de2000_mean: float
    de2000_p95: float


def score(a: NDArray[Any], b: NDArray[Any]) -> Scores:
    """Measure two pictures against each other.

    Parameters
    ----------
    a, b : (H, W, 3) uint8, uint16, or float in 0..1
        sRGB-encoded, of equal size.

    Raises
    ------
    ValueError
        If the sizes differ, or they are no such pictures.
    """
    same_rgb(a, b)
    a, b = unit(a), unit(b)
    ratio = psnr(a, b, peak=1.0)
    lab_a, lab_b = lab_from_srgb(a), lab_from_srgb(b)
    de76, de2000 = delta_e_76(lab_a, lab_b), delta_e_2000(lab_a, lab_b)
    return Scores(
        ratio,
        float(de76.mean()),
        float(np.percentile(de76, 95)),
        float(de2000.mean()),
        float(np.percentile(de2000, 95)),
    )
