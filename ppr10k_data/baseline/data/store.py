"""Where a sample's pictures come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.baseline.data.frames import Box, Frame
from ppr10k_data.baseline.data.samples import Sample
from ppr10k_data.baseline.data.transforms import Pictures, framed_mask
from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import read_mask
from ppr10k_data.files.pixels import read_pixels


class Store(Protocol):
    """Gives a sample's pictures."""

    def pictures(self, sample: Sample) -> Pictures:
        """Read them.

        Raises
        ------
        ImageFileError
            If one cannot be read, or its size is another than the input's.
        """


class FileStore:
    """Reads the files themselves."""

    def pictures(self, sample: Sample) -> Pictures:
        """Read them."""
        source, target = read_pixels(sample.input), read_pixels(sample.target)
        if source.shape != target.shape:
            raise ImageFileError(
                f"{sample.target} has {_size(target)} pixels, {sample.input} {_size(source)}: "
                "they do not lie on each other; render both with the same crop and size"
            )
        return Pictures(source, target, _mask(sample.mask, source.shape[:2]))


def _size(picture: NDArray[Any]) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]}"


def _mask(path: Path | None, size: tuple[int, int]) -> NDArray[np.uint8] | None:
    """A mask on the photo's pixels."""
    if path is None:
        return None
    mask = read_mask(path)
    if mask.shape == size:
        return mask
    covered = framed_mask(mask, Frame(Box(0, 0, *mask.shape), size))[0]
    return np.where(covered > 0.0, np.uint8(255), np.uint8(0))
