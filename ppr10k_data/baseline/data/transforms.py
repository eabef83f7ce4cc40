"""What a network sees of a photo: the paper's crops, a fixed size, or the photo as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.baseline.data.frames import Box, Frame
from ppr10k_data.baseline.data.resize import Planes, Room, alone, framed
from ppr10k_data.errors import SettingsError

LEAST_COVERAGE = np.float32(0.5 / 255.0)
"""A resized mask's pixel is human where its value rounds to at least 1 of 255: what the official code, which resizes
8-bit masks and asks for values above 0, comes to."""


@dataclass(frozen=True)
class Pictures:
    """A photo as it is stored.

    Parameters
    ----------
    input, target : (H, W, 3) uint8, uint16 or float32
    mask : (H, W) uint8 or None
        0 and 255; None where masks are not asked for.
    """

    input: NDArray[Any]
    target: NDArray[Any]
    mask: NDArray[np.uint8] | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.input.shape[0], self.input.shape[1]


@dataclass(frozen=True)
class View:
    """A photo as a network sees it.

    Parameters
    ----------
    input, target : (3, H, W) float32
        0..1, sRGB-encoded.
    mask : (1, H, W) float32 or None
        1 on people, 0 elsewhere.
    """

    input: Planes
    target: Planes
    mask: Planes | None = None


class Transform(Protocol):
    """Makes a network's view of a photo; any function of these arguments will do.

    Random numbers are to be taken from `draw` alone, which belongs to the photo and the epoch: then workers and order
    change nothing.
    """

    def __call__(self, pictures: Pictures, draw: np.random.Generator) -> View:
        """See the photo."""


@runtime_checkable
class Framing(Protocol):
    """A transform that sees a photo through a frame: batches are read into one piece of memory by it."""

    def frame(self, height: int, width: int, draw: np.random.Generator) -> Frame:
        """What is seen of a photo of this size."""

    def __call__(self, pictures: Pictures, draw: np.random.Generator) -> View:
        """See the photo."""


def seen(pictures: Pictures, frame: Frame, room: Room = alone) -> View:
    """See a photo, its target and its mask through the same frame.

    Parameters
    ----------
    pictures : Pictures
    frame : Frame
    room : Room
        Where ``input``, ``target`` and ``mask`` are to lie.
    """
    mask = None if pictures.mask is None else framed_mask(pictures.mask, frame, room)
    views = framed(pictures.input, frame, room, "input"), framed(pictures.target, frame, room, "target")
    return View(*views, mask)


def framed_mask(mask: NDArray[np.uint8], frame: Frame, room: Room = alone) -> Planes:
    """See a mask through a frame; it stays binary.

    Parameters
    ----------
    mask : (H, W) uint8
        0 and 255.
    frame : Frame
    room : Room
        Where ``mask`` is to lie.

    Returns
    -------
    (1, h, w) float32
        1 where a person covers at least `LEAST_COVERAGE` of the pixel.
    """
    covered = framed(mask, frame, room, "mask")
    return np.greater_equal(covered, LEAST_COVERAGE, out=covered)


@dataclass(frozen=True)
class Whole:
    """The photo as it is; batches of several take photos of one size."""

    def frame(self, height: int, width: int, draw: np.random.Generator) -> Frame:
        """All of it."""
        return Frame.whole(height, width)

    def __call__(self, pictures: Pictures, draw: np.random.Generator) -> View:
        """See all of it."""
        return seen(pictures, self.frame(*pictures.size, draw))


@dataclass(frozen=True)
class Resized:
    """The whole photo, squeezed into a fixed size.

    Parameters
    ----------
    height, width : int
    """

    height: int
    width: int

    def __post_init__(self) -> None:
        _positive(height=self.height, width=self.width)

    def frame(self, height: int, width: int, draw: np.random.Generator) -> Frame:
        """All of it at that size."""
        return Frame(Box(0, 0, height, width), (self.height, self.width))

    def __call__(self, pictures: Pictures, draw: np.random.Generator) -> View:
        """See all of it at that size."""
        return seen(pictures, self.frame(*pictures.size, draw))


@dataclass(frozen=True)
class PaperCrop:
    """A random crop of 0.6 to 1 of height and of width, resized to a square, mirrored half of the time.

    Parameters
    ----------
    size : int
        Side of the square in pixels.
    least_frac : float
        The smallest part of height and width, above 0 and at most 1.
    flip_frac : float
        How often it is mirrored, 0..1.

    References
    ----------
    ``ImageDataset_paper`` of csjliang/PPR10K, code_3DLUT/datasets.py.
    """

    size: int = 448
    least_frac: float = 0.6
    flip_frac: float = 0.5

    def __post_init__(self) -> None:
        _positive(size=self.size)
        if not 0.0 < self.least_frac <= 1.0:
            raise SettingsError(f"least_frac={self.least_frac}: expected above 0 and at most 1")
        if not 0.0 <= self.flip_frac <= 1.0:
            raise SettingsError(f"flip_frac={self.flip_frac}: expected 0..1")

    def frame(self, height: int, width: int, draw: np.random.Generator) -> Frame:
        """Draw a frame for a photo of this size."""
        crop_height = max(1, round(height * draw.uniform(self.least_frac, 1.0)))
        crop_width = max(1, round(width * draw.uniform(self.least_frac, 1.0)))
        top = int(draw.integers(0, height - crop_height, endpoint=True))
        left = int(draw.integers(0, width - crop_width, endpoint=True))
        flip = bool(draw.random() < self.flip_frac)
        return Frame(Box(top, left, crop_height, crop_width), (self.size, self.size), flip=flip)

    def __call__(self, pictures: Pictures, draw: np.random.Generator) -> View:
        """See a random crop."""
        return seen(pictures, self.frame(*pictures.size, draw))


def _positive(**sizes: int) -> None:
    for name, value in sizes.items():
        if value < 1:
            raise SettingsError(f"{name}={value}: expected at least 1")
