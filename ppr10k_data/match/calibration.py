"""What renders of one camera lack of another program's, over many photos: exposure, a matrix, one curve.

out = curve(encode(matrix . 2^exposure . decode(in))), for photos that have no small rendering to be matched to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.match.curves import Curve
from ppr10k_data.match.reduction import Float32, encoded_floats
from ppr10k_data.match.toned import Toned, fit_toned
from ppr10k_data.metrics import delta_e_76, lab_from_srgb
from ppr10k_kernels import identity

Array = NDArray[np.float64]

POINTS = 33
"""Grid points of the table that is applied."""

PIXELS_PER_PHOTO = 2000
"""Of each photo, so that all count alike."""

FOLDS = 5
"""Parts that the groups are divided into; each is predicted from the others."""

OUTLIERS = 3.0
"""Photos whose error lies so many deviations beyond the median's are left out: local corrections, other profiles."""

_MIDTONES = (0.02, 0.7)
"""Luminance, linear, that the exposure is read from: neither noise nor a shoulder."""
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])


@dataclass(frozen=True, eq=False)
class Sample:
    """Pixels of one photo.

    Parameters
    ----------
    photo : str
    group : int
        Photos of one group are never on both sides of a validation.
    source, target : (P, 3) float64
        Encoded sRGB: ours, and the other program's.
    """

    photo: str
    group: int
    source: Array
    target: Array


@dataclass(frozen=True)
class Calibration:
    """Exposure, matrix and curve.

    Parameters
    ----------
    exposure_ev : float
        To be added to the camera's baseline exposure.
    matrix : tuple of tuple of float
        On linear sRGB; rows of sum 1.
    curve : tuple of float
        At 33 knots that divide the encoded values evenly; never falling.
    """

    exposure_ev: float
    matrix: tuple[tuple[float, ...], ...]
    curve: tuple[float, ...]

    def __call__(self, encoded: Array) -> Array:
        """Encoded sRGB to encoded sRGB, (..., 3), 0..1."""
        curve = Curve(np.array(self.curve))
        toned = Toned(np.array(self.matrix), (curve, curve, curve))
        return np.clip(toned(_exposed(np.asarray(encoded, np.float64), self.exposure_ev)), 0.0, 1.0)

    def table(self) -> Float32:
        """The same as a table, indexed [channel, blue, green, red]."""
        colors = np.moveaxis(identity(POINTS).astype(np.float64), 0, -1)
        return np.ascontiguousarray(np.moveaxis(self(colors), -1, 0), dtype=np.float32)


@dataclass(frozen=True)
class Gain:
    """How much nearer photos come that the calibration has not seen.

    Parameters
    ----------
    before, after : float
        Mean dE76 over the photos, each predicted from other groups.
    photos, groups : int
    left_out : tuple of str
        Photos that were too unlike the others.
    """

    before: float
    after: float
    photos: int
    groups: int
    left_out: tuple[str, ...] = ()


def sample_of(photo: str, group: int, ours: NDArray[Any], theirs: NDArray[Any]) -> Sample:
    """Take pixels of two small pictures that lie on each other, evenly, and none that are clipped in either.

    Parameters
    ----------
    photo : str
    group : int
    ours, theirs : (h, w, 3) uint8, uint16 or float32
    """
    source, target = (encoded_floats(picture).reshape(-1, 3).astype(np.float64) for picture in (ours, theirs))
    inside = np.all((source > 0.01) & (source < 0.99) & (target > 0.01) & (target < 0.99), axis=1)
    chosen = np.flatnonzero(inside)
    chosen = chosen[:: max(1, len(chosen) // PIXELS_PER_PHOTO)]
    return Sample(photo, group, source[chosen], target[chosen])


def calibrate(samples: Sequence[Sample]) -> tuple[Calibration, Gain]:
    """Fit a calibration, and measure it on photos of groups that it has not seen.

    Parameters
    ----------
    samples : sequence of Sample
        Of one camera model, of two groups at least.

    Raises
    ------
    ValueError
        If there are too few groups.
    """
    groups = sorted({sample.group for sample in samples})
    if len(groups) < 2:
        raise ValueError(f"photos of {len(groups)} group; two are needed, to measure one by the other")
    kept = _without_outliers(samples, _fitted(samples))
    groups = sorted({sample.group for sample in kept})
    before = [_apart(sample.source, sample.target) for sample in kept]
    after = []
    for fold in range(min(FOLDS, len(groups))):
        held_out = set(groups[fold::FOLDS])
        found = _fitted([sample for sample in kept if sample.group not in held_out] or kept)
        after += [_apart(found(s.source), s.target) for s in kept if s.group in held_out]
    names = {sample.photo for sample in kept}
    left_out = tuple(sample.photo for sample in samples if sample.photo not in names)
    gain = Gain(float(np.mean(before)), float(np.mean(after)), len(kept), len(groups), left_out)
    return _fitted(kept), gain


def _fitted(samples: Sequence[Sample]) -> Calibration:
    exposure_ev = float(np.median([_exposure(sample) for sample in samples]))
    source = np.concatenate([_exposed(sample.source, exposure_ev) for sample in samples])
    toned = fit_toned(source, np.concatenate([sample.target for sample in samples]), shared=True)
    matrix = tuple(tuple(float(value) for value in row) for row in toned.matrix)
    return Calibration(exposure_ev, matrix, tuple(float(value) for value in toned.curves[0].values))


def _exposure(sample: Sample) -> float:
    """How much brighter midtones should be, in EV."""
    ours, theirs = (srgb_decode(colors) @ _LUMINANCE for colors in (sample.source, sample.target))
    middle = (ours > _MIDTONES[0]) & (ours < _MIDTONES[1]) & (theirs > _MIDTONES[0])
    return float(np.median(np.log2(theirs[middle] / ours[middle]))) if middle.any() else 0.0


def _exposed(encoded: Array, exposure_ev: float) -> Array:
    return np.clip(srgb_encode(srgb_decode(encoded) * 2.0**exposure_ev), 0.0, 1.0)


def _apart(a: Array, b: Array) -> float:
    return float(delta_e_76(lab_from_srgb(a), lab_from_srgb(b)).mean())


def _without_outliers(samples: Sequence[Sample], found: Calibration) -> list[Sample]:
    errors = np.array([_apart(found(sample.source), sample.target) for sample in samples])
    middle = np.median(errors)
    spread = 1.4826 * np.median(np.abs(errors - middle))  # a standard deviation, were they normal
    kept = [s for s, error in zip(samples, errors, strict=True) if error <= middle + OUTLIERS * spread + 0.1]
    return kept if len({sample.group for sample in kept}) > 1 else list(samples)
