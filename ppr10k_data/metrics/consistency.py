"""Group-level consistency: how far the photos of a group differ in their mean colour."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ppr10k_data.metrics.lab import lab_from_srgb
from ppr10k_data.metrics.pictures import check_rgb, unit


def mean_ab(picture: NDArray[Any]) -> tuple[float, float]:
    """Mean a* and b* of a picture.

    Parameters
    ----------
    picture : (H, W, 3) uint8, uint16, or float in 0..1
        sRGB-encoded.

    Raises
    ------
    ValueError
        If it is no such picture.
    """
    check_rgb(picture)
    lab = lab_from_srgb(unit(picture))
    return float(lab[..., 1].mean()), float(lab[..., 2].mean())


def group_variance(colours: NDArray[np.float64]) -> float:
    """How far the photos of one group differ.

    Parameters
    ----------
    colours : (N, 2) float64
        Mean a* and b* of each photo.

    Returns
    -------
    float
        Mean of the two variances, with N - 1 in the denominator; 0 for a single photo, as MATLAB's ``var`` has it.
    """
    return 0.0 if len(colours) < 2 else float(np.var(colours, axis=0, ddof=1).mean())


def glc(colours: ArrayLike, groups: Sequence[Hashable]) -> float:
    """Group-level consistency of results: the less, the more alike the photos of a group are.

    Parameters
    ----------
    colours : (N, 2) array_like
        Mean a* and b* of each photo, see :func:`mean_ab`.
    groups : sequence of N
        The group of each photo, in any order.

    Returns
    -------
    float
        Mean over the groups of :func:`group_variance`.

    Raises
    ------
    ValueError
        If there is no photo, or not one group a photo.

    References
    ----------
    Liang et al., "PPR10K", CVPR 2021, M_GLC; ``calculate_metrics.m`` of csjliang/PPR10K, which divides by 325 whatever
    the number of groups and gives NaN where there are fewer; here it is the number of groups that are there.
    """
    table = np.asarray(colours, dtype=np.float64)
    if table.shape != (len(groups), 2) or not groups:
        raise ValueError(
            f"colours of shape {table.shape} for {len(groups)} photos: expected a* and b* of each"
        )
    of_group: dict[Hashable, list[int]] = {}
    for index, group in enumerate(groups):
        of_group.setdefault(group, []).append(index)
    return float(np.mean([group_variance(table[photos]) for photos in of_group.values()]))
