"""What was found between a render and its guide, and whether it is for a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.match.quality import Quality, mean_difference
from ppr10k_data.match.reduction import Float32, Size, reduced, size_of
from ppr10k_data.match.registration import Registration, misshapen

TINY_PX = 32
"""Long edge of the picture by which a render is known again."""

LARGEST_DRIFT = 2.0
"""Mean difference of CIE 1976 of such pictures. Measured beside a render at full size: 0.05 to 0.5 at 540 pixels, 0.1
to 1.0 at 200 pixels, and 0.4 to 2.2 after a step of 0.1 EV."""


@dataclass(frozen=True, eq=False)
class Fit:
    """What takes a render to the look of its guide, at any size of the render.

    Parameters
    ----------
    table : (3, 17, 17, 17) float32
        Encoded sRGB to encoded sRGB, indexed [channel, blue, green, red]; not clipped.
    field : (h, w, 12) float16
        What is added after the table: for each channel factors of the table's red, green and blue, and a constant. Over
        the whole render; samples are means over areas and are enlarged linearly.
    residual : (h, w, 3) float16 or None
        What a lossless guide still has beyond that, on its own pixels; enlarged cubically and added last.
    registration : Registration
    quality : Quality
    size : tuple of int
        Width and height of the small picture; those of any render that it is applied to have their ratio.
    fitted_to : (h, w, 3) float16
        The render itself, tiny, so that another one is known.
    """

    table: Float32
    field: NDArray[np.float16]
    residual: NDArray[np.float16] | None
    registration: Registration
    quality: Quality
    size: Size
    fitted_to: NDArray[np.float16]

    @property
    def reason(self) -> str:
        """Why the fit is not to be used; empty where it is."""
        return self.registration.reason or self.quality.reason


def misfit(found: Fit, picture: NDArray[Any]) -> str:
    """Say why a fit is not to be applied to a picture: by its own reason, by the picture's shape, or by what it shows.

    Parameters
    ----------
    found : Fit
    picture : (H, W, 3) array

    Returns
    -------
    str
        Empty where there is no reason.
    """
    other = misshapen(found.size, size_of(picture))
    reason = found.reason or ("" if other is None else other.reason)
    if reason:
        return reason
    tiny = reduced(picture, size_of(found.fitted_to))
    apart = mean_difference(tiny, found.fitted_to)
    if apart <= LARGEST_DRIFT:
        return ""
    return (
        f"it was fitted to another render, dE {apart:.1f} from this one in the mean ({LARGEST_DRIFT:g} is allowed): of "
        "another crop, sidecar, setting or version; fit it again"
    )


def known_by(picture: NDArray[Any]) -> NDArray[np.float16]:
    """A picture of few pixels, to know a render again by: :data:`TINY_PX` along its long edge, encoded, 0..1."""
    scale = TINY_PX / max(picture.shape[:2])
    width, height = (max(1, round(side * scale)) for side in size_of(picture))
    return reduced(picture, (width, height)).astype(np.float16)
