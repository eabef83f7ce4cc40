"""Linear ProPhoto as 8-bit sRGB codes, unrounded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import PROPHOTO_TO_SRGB, srgb_encode


def codes(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    return 255.0 * srgb_encode(np.clip(rgb @ PROPHOTO_TO_SRGB.T, 0.0, 1.0))
