"""What a stored mask is like, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError
from ppr10k_data.files.images import mask_values

MaskFault = Literal["empty", "all-white", "non-binary", "wrongly-sized", "not-upright"]
"""Ways in which a mask that can be used may still be wrong."""


@dataclass(frozen=True)
class StoredMask:
    """A mask as its file has it.

    Parameters
    ----------
    path : Path
        Its file.
    human : (H, W) uint8
        0 and 255: any stored value above 0 is human, as the official code takes it.
    sha256 : str
        Of the file.
    faults : dict
        In words, by kind: ``empty``, ``all-white``, ``non-binary``.
    """

    path: Path
    human: NDArray[np.uint8]
    sha256: str
    faults: dict[MaskFault, str]

    @property
    def name(self) -> str:
        """Its name with its folder."""
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.human.shape[1], self.human.shape[0]


def look_at_mask(path: Path) -> StoredMask:
    """Read a human-region mask, and look whether it can be one.

    Parameters
    ----------
    path : Path
        8- or 16-bit PNG; of a colour picture the largest channel counts.

    Raises
    ------
    ImageFileError
        If the file is missing or is no picture.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise ImageFileError(
            f"{path}: no mask of this photo; download it, or leave masks out (render without --masks)"
        ) from None
    except OSError as error:
        raise ImageFileError(f"{path}: mask cannot be read: {error.strerror or error}") from error
    values = mask_values(data, path)
    human = np.where(values > 0, np.uint8(255), np.uint8(0))
    return StoredMask(path, human, sha256(data).hexdigest(), value_faults(values))


def value_faults(values: NDArray[Any]) -> dict[MaskFault, str]:
    """What is wrong with a mask's values.

    Parameters
    ----------
    values : (H, W) uint8 or uint16
        As stored: 0 for the surroundings, the type's largest value for people.

    Returns
    -------
    dict
        In words, by kind; empty for a binary mask of both kinds of pixels.
    """
    white = int(np.iinfo(values.dtype).max)
    human = int(np.count_nonzero(values))
    between = human - int(np.count_nonzero(values == white))
    faults: dict[MaskFault, str] = {}
    if human == 0:
        faults["empty"] = "empty: no pixel is human"
    elif human == values.size:
        faults["all-white"] = "all white: every pixel is human"
    if between:
        faults["non-binary"] = (
            f"not binary: {between:,} of {values.size:,} pixels are neither 0 nor {white}; taken as human"
        )
    return faults
