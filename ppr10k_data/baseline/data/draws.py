"""Random numbers that belong to a photo and not to a process: workers, order and subsets do not change them."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def draw_of(seed: int, epoch: int, name: str) -> np.random.Generator:
    """Random numbers of one photo in one epoch.

    Parameters
    ----------
    seed, epoch : int
        At least 0.
    name : str
        The photo's, with its variant: ``583_9_1``.
    """
    return np.random.default_rng([seed, epoch, crc32(name.encode())])


def order_of(seed: int, epoch: int, length: int) -> list[int]:
    """The order in which an epoch sees so many photos."""
    shuffled: list[int] = np.random.default_rng([seed, epoch]).permutation(length).tolist()
    return shuffled
