"""Memory for large results on the CPU.

Fresh memory is handed out by the system page by page, with an interrupt when one is first touched: for a picture that
takes as long as interpolating it. So a few results that nobody needs any more are kept for the next call, as torch does
on GPUs; and fresh memory is asked for through numpy, which takes pages of 2 MB where Linux has them.
"""

from __future__ import annotations

import math
import weakref
from collections import deque

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

LARGE = 1 << 22
"""Bytes from which on results are kept, and numpy asks for large pages."""

MOST_KEPT = 1 << 28
"""Bytes kept at most; those given back last stay."""

_kept: deque[NDArray[np.uint8]] = deque()
"""Appending and popping need no lock, which a garbage collection amid them could not take."""


def empty(shape: tuple[int, ...], like: Tensor) -> Tensor:
    """Make room for a result.

    Parameters
    ----------
    shape : tuple of int
        Its shape.
    like : Tensor
        Its type and device.

    Returns
    -------
    Tensor
        Contiguous, its values arbitrary. A large one on the CPU cannot be resized in place.
    """
    size = math.prod(shape) * like.element_size()
    if like.device.type != "cpu" or size < LARGE:
        return torch.empty(shape, dtype=like.dtype, device=like.device)
    block = _take(size)
    lent = block[:]  # lives as long as the tensor's storage, and tells when that is gone
    weakref.finalize(lent, _give_back, block).atexit = False
    return torch.from_numpy(lent).view(like.dtype).view(shape)


def empty_like(image: Tensor) -> Tensor:
    """Room for images ``(B, 3, H, W)``, contiguous or channels-last as the given ones; see :func:`empty`."""
    if image.device.type != "cpu" or image.nbytes < LARGE:
        return torch.empty_like(image)
    if image.is_contiguous():
        return empty(tuple(image.shape), image)
    return empty(tuple(image.permute(0, 2, 3, 1).shape), image).permute(0, 3, 1, 2)


def _take(size: int) -> NDArray[np.uint8]:
    """A kept block of this very size, or a fresh one."""
    for _ in range(len(_kept)):
        try:
            block = _kept.popleft()
        except IndexError:  # another thread was faster
            break
        if block.size == size:
            return block
        _kept.append(block)
    return np.empty(size, np.uint8)


def _give_back(block: NDArray[np.uint8]) -> None:
    """Keep a block, and let go what has been kept longest where it is too much."""
    _kept.append(block)
    while sum(kept.size for kept in tuple(_kept)) > MOST_KEPT:
        _kept.popleft()
