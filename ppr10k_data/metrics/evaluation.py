"""The official measures of many results: by image, by group, and in all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ppr10k_data.metrics.consistency import glc
from ppr10k_data.metrics.measures import Measures


@dataclass(frozen=True)
class ImageMeasures:
    """One result.

    Parameters
    ----------
    name : str
        ``1356_0``.
    group : str
        What its group is called: ``1356``.
    measures : Measures
    """

    name: str
    group: str
    measures: Measures

    def recorded(self) -> dict[str, Any]:
        """As JSON has it; an infinite PSNR is null."""
        return {"name": self.name, "group": self.group, **_finite(asdict(self.measures))}


@dataclass(frozen=True)
class Means:
    """Several results, or all.

    Parameters
    ----------
    name : str
        Of the group; ``total`` for all.
    images : int
    psnr : float
        Mean over the images in dB; infinity where one of them equals its target, as MATLAB has it.
    delta_e : float
        Mean over the images.
    psnr_hc, delta_e_hc : float or None
        Means over the images; None without masks.
    glc : float
        Of one group, the mean variance of its images' mean a* and b*; of all, its mean over the groups.
    """

    name: str
    images: int
    psnr: float
    delta_e: float
    psnr_hc: float | None
    delta_e_hc: float | None
    glc: float

    def recorded(self) -> dict[str, Any]:
        """As JSON has it; an infinite PSNR is null."""
        return _finite(asdict(self))


@dataclass(frozen=True)
class Evaluation:
    """What many results come to.

    Parameters
    ----------
    images : tuple of ImageMeasures
        In the order given.
    groups : tuple of Means
        In the order of their first image.
    total : Means
    """

    images: tuple[ImageMeasures, ...]
    groups: tuple[Means, ...]
    total: Means


def evaluated(images: Iterable[ImageMeasures]) -> Evaluation:
    """Sum up the measures of images.

    Parameters
    ----------
    images : iterable of ImageMeasures
        Of any groups, in any order; at least one.

    Raises
    ------
    ValueError
        If there is none.

    References
    ----------
    ``calculate_metrics.m`` of csjliang/PPR10K: means over images, M_GLC over groups.
    """
    everything = tuple(images)
    if not everything:
        raise ValueError("no image to evaluate")
    groups: dict[str, list[ImageMeasures]] = {}
    for image in everything:
        groups.setdefault(image.group, []).append(image)
    means = tuple(_means(name, members) for name, members in groups.items())
    return Evaluation(everything, means, _means("total", everything))


def _means(name: str, images: Sequence[ImageMeasures]) -> Means:
    measures = [image.measures for image in images]
    colours = np.array([(m.mean_a, m.mean_b) for m in measures])
    return Means(
        name=name,
        images=len(images),
        psnr=_mean([m.psnr for m in measures]),
        delta_e=_mean([m.delta_e for m in measures]),
        psnr_hc=_mean_of_all([m.psnr_hc for m in measures]),
        delta_e_hc=_mean_of_all([m.delta_e_hc for m in measures]),
        glc=glc(colours, [image.group for image in images]),
    )


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _mean_of_all(values: Sequence[float | None]) -> float | None:
    """None where one is missing."""
    known = [value for value in values if value is not None]
    return _mean(known) if len(known) == len(values) else None


def _finite(record: dict[str, Any]) -> dict[str, Any]:
    return {
        key: None if isinstance(value, float) and math.isinf(value) else value
        for key, value in record.items()
    }
