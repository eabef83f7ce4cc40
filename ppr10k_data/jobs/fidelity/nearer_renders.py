"""What matching and calibrations would make of a render that is compared with Lightroom's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras.names import camera_key
from ppr10k_data.match import TooSmallError, apply, fit, misfit
from ppr10k_data.match.calibration import Calibration
from ppr10k_data.metrics import Scores, score
from ppr10k_kernels import apply_lut

Picture = NDArray[np.uint8]

CALIBRATED, MATCHED = "calibrated", "matched"


@dataclass(frozen=True)
class Nearer:
    """What is tried beside the render itself.

    Parameters
    ----------
    match : bool
        Whether it is matched to Lightroom's picture, without what a lossless guide still has beyond the fit: that would
        be the picture itself.
    calibrations : mapping or None
        Of camera models.
    """

    match: bool = False
    calibrations: Mapping[tuple[str, str], Calibration] | None = None

    def scores(self, ours: Picture, theirs: Picture, camera: str) -> dict[str, Scores]:
        """Scores of the calibrated and the matched render; the unmatched one's where that cannot be made.

        Parameters
        ----------
        ours, theirs : (H, W, 3) uint8
            Of one size.
        camera : str
            Make and model.
        """
        found = {}
        if self.calibrations is not None:
            calibration = self.calibrations.get(camera_key("", camera))
            nearer = ours if calibration is None else apply_lut(ours, calibration.table())
            found[CALIBRATED] = score(nearer, theirs)
        if self.match:
            found[MATCHED] = score(_matched(ours, theirs), theirs)
        return found


def _matched(ours: Picture, theirs: Picture) -> Picture:
    try:
        fitted = fit(ours, theirs, lossless=True)
    except TooSmallError:
        return ours
    return ours if misfit(fitted, ours) else apply(replace(fitted, residual=None), ours)


NOTHING = Nearer()
