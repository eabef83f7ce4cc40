"""What matching and calibrations would make of a render that is compared with Lightroom's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras.names import camera_key
from ppr10k_data.match import PictureError, apply, fit, misfit
from ppr10k_data.match.calibration import Calibration
from ppr10k_kernels import apply_lut

Picture = NDArray[np.uint8]

CALIBRATED, MATCHED = "calibrated", "matched"


@dataclass(frozen=True, eq=False)
class Nearby:
    """A render that was brought nearer.

    Parameters
    ----------
    picture : (H, W, 3) uint8
        As it was, where that could not be done.
    reason : str
        Why it could not; empty where it could.
    """

    picture: Picture
    reason: str = ""


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

    def renders(self, ours: Picture, theirs: Picture, camera: str) -> dict[str, Nearby]:
        """The calibrated and the matched render, by name; where one cannot be made, the render as it is and why.

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
            found[CALIBRATED] = (
                Nearby(ours, f"no calibration of {camera or 'a camera without a name'}")
                if calibration is None
                else Nearby(apply_lut(ours, calibration.table()))
            )
        if self.match:
            found[MATCHED] = _matched(ours, theirs)
        return found


def _matched(ours: Picture, theirs: Picture) -> Nearby:
    try:
        fitted = fit(ours, theirs, lossless=True)
    except PictureError as error:
        return Nearby(ours, str(error))
    reason = misfit(fitted, ours)
    return Nearby(ours, reason) if reason else Nearby(apply(replace(fitted, residual=None), ours))


NOTHING = Nearer()
