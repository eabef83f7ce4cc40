"""What is wrong where a picture of ours does not lie on Lightroom's."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.metrics import likeness

ALIKE = 0.7
"""From this likeness on two pictures are taken to show the same thing. Measured on the generated sample: one photo with
different edits 0.99 and more, other scenes 0.37 at most; other photos of one scene 0.2 to 0.9, so not all of these are
told apart."""

_TURNS = {1: "to the left", 3: "to the right"}
"""By quarter turns counter-clockwise, as ``numpy.rot90`` counts."""


def misfit(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> str:
    """Say why two pictures cannot be compared pixel by pixel.

    Parameters
    ----------
    ours, theirs : (H, W, 3) uint8
        sRGB-encoded.

    Returns
    -------
    str
        Empty where their sizes are equal; else the sizes, and whether they differ by a pixel, by a quarter turn, by
        the crop or in what they show.
    """
    if ours.shape == theirs.shape:
        return ""
    sizes = f"ours is {_size(ours)}, Lightroom's {_size(theirs)}"
    if _near(ours, theirs):
        return f"differs by a pixel: {sizes}; a crop that was rounded otherwise"
    if _near(np.rot90(ours), theirs):
        turn = max(_TURNS, key=lambda k: likeness(np.rot90(ours, k), theirs))
        if likeness(np.rot90(ours, turn), theirs) >= ALIKE:
            return f"lies on its side: {sizes}; ours, turned {_TURNS[turn]}, is the same picture"
        return f"another photo, or one that lies on its side: {sizes}"
    if likeness(ours, theirs) >= ALIKE:
        return f"another crop or size of what seems to be the same photo: {sizes}"
    return f"another photo, or a quite different crop of it: {sizes}"


def doubt(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> str:
    """Say whether pictures of equal size seem to show different things; empty where they are alike."""
    if likeness(ours, theirs) >= ALIKE:
        return ""
    if likeness(ours[::-1, ::-1], theirs) >= ALIKE:
        return "one of the two seems to stand upside down"
    return "the two do not seem to show the same thing: another photo, a turned one or a plain area"


def _size(picture: NDArray[Any]) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]}"


def _near(a: NDArray[Any], b: NDArray[Any]) -> bool:
    """Whether neither side differs by more than a pixel."""
    return all(abs(x - y) <= 1 for x, y in zip(a.shape[:2], b.shape[:2], strict=True))


DIFFERENCE_GAIN = 4


def difference_picture(ours: NDArray[np.uint8], theirs: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Ours less Lightroom's, enlarged, about middle grey: bright where ours is brighter, red where it is redder.

    Parameters
    ----------
    ours, theirs : (H, W, 3) uint8
        sRGB-encoded, of equal size.

    Returns
    -------
    (H, W, 3) uint8
        128 where they are equal; a code of difference is :data:`DIFFERENCE_GAIN` codes.
    """
    difference = ours.astype(np.int16) - theirs.astype(np.int16)
    return np.clip(128 + DIFFERENCE_GAIN * difference, 0, 255).astype(np.uint8)
