"""Where a sample's pictures come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.baseline.data.frames import Box, Frame
from ppr10k_data.baseline.data.samples import Sample, differ
from ppr10k_data.baseline.data.transforms import Pictures, framed_mask
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_mask
from ppr10k_data.files.pixels import read_pixels


class Store(Protocol):
    """Gives the pictures of files."""

    def picture(self, path: Path) -> NDArray[Any]:
        """A source or target: (H, W, 3) uint8, uint16 or float32.

        Raises
        ------
        ImageFileError
            If it cannot be read.
        """

    def mask(self, path: Path) -> NDArray[np.uint8]:
        """A mask: (H, W) uint8 of 0 and 255.

        Raises
        ------
        ImageFileError
            If it cannot be read.
        """


class FileStore:
    """Reads the files themselves."""

    def picture(self, path: Path) -> NDArray[Any]:
        """Read a source or target."""
        return read_pixels(path)

    def mask(self, path: Path) -> NDArray[np.uint8]:
        """Read a mask."""
        return read_mask(path)


def pictures_of(sample: Sample, store: Store) -> Pictures:
    """Read a sample's pictures.

    Parameters
    ----------
    sample : Sample
    store : Store

    Returns
    -------
    Pictures
        Of one size: a mask of another is brought to the input's.

    Raises
    ------
    ImageFileError
        If one cannot be read, or the target's size is another than the input's.
    """
    source, target = store.picture(sample.input), store.picture(sample.target)
    size = (source.shape[0], source.shape[1])
    if target.shape != source.shape:
        raise ImageFileError(differ(sample.target, target.shape[:2], sample.input, size))
    return Pictures(source, target, None if sample.mask is None else _on(size, store.mask(sample.mask)))


def _on(size: tuple[int, int], mask: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A mask on a photo's pixels; it stays binary."""
    if mask.shape == size:
        return mask
    covered = framed_mask(mask, Frame(Box(0, 0, mask.shape[0], mask.shape[1]), size))[0]
    return np.where(covered > 0.0, np.uint8(255), np.uint8(0))
