"""A picture as a JPEG holds it: brightness of every pixel, colour of blocks of pixels only."""

from __future__ import annotations

import cv2
import numpy as np

from ppr10k_data.match.reduction import Float32

Step = tuple[int, int]
"""Pixels to a sample of colour, across and down; 2 and 2 is 4:2:0."""

EVERY_PIXEL: Step = (1, 1)


def with_coarse_chroma(picture: Float32, step: Step) -> Float32:
    """Average the colour of blocks, and enlarge it again, as a JPEG's writer and reader do between them.

    Parameters
    ----------
    picture : (H, W, 3) float32
        sRGB-encoded, 0..1.
    step : tuple of int
        Pixels to a block, across and down.

    Returns
    -------
    (H, W, 3) float32
        0..1; the picture itself where blocks are single pixels.

    Notes
    -----
    Brightness and colour are Y, Cb and Cr of JFIF (ITU-T T.871, clause 7), which are linear in encoded values; samples
    lie in the middle of their blocks and are enlarged linearly. Blocks over the border take its pixels again.
    A render that is compared with such a guide must be seen alike, or its colours are made as pale as the guide's
    are along every edge: beside JPEGs of 256 to 360 pixels that costs 3 to 8 dB.
    """
    if step == EVERY_PIXEL:
        return picture
    height, width = picture.shape[:2]
    across, down = -(-width // step[0]), -(-height // step[1])
    border = (0, down * step[1] - height, 0, across * step[0] - width)
    planes = cv2.cvtColor(
        cv2.copyMakeBorder(picture, *border, borderType=cv2.BORDER_REPLICATE), cv2.COLOR_RGB2YCrCb
    )
    coarse = cv2.resize(planes[..., 1:], (across, down), interpolation=cv2.INTER_AREA)
    size = (planes.shape[1], planes.shape[0])
    planes[..., 1:] = cv2.resize(coarse, size, interpolation=cv2.INTER_LINEAR)
    colors = cv2.cvtColor(planes, cv2.COLOR_YCrCb2RGB)[:height, :width]
    return np.ascontiguousarray(np.clip(colors, 0.0, 1.0), dtype=np.float32)
