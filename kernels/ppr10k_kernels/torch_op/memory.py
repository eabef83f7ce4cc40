"""Memory for large results on the CPU.

Linux hands out fresh memory in pages of 4 KB, each with an interrupt when it is first touched: for a picture that takes
longer than interpolating it. numpy asks for pages of 2 MB where arrays are large, torch does not.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

LARGE = 1 << 22
"""Bytes from which on numpy asks for large pages."""


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
        Contiguous, its values arbitrary. A large one on the CPU lies in numpy's memory, and cannot be resized.
    """
    size = math.prod(shape) * like.element_size()
    if like.device.type != "cpu" or size < LARGE:
        return torch.empty(shape, dtype=like.dtype, device=like.device)
    return torch.from_numpy(np.empty(size, np.uint8)).view(like.dtype).view(shape)


def empty_like(image: Tensor) -> Tensor:
    """Room for images ``(B, 3, H, W)``, contiguous or channels-last as the given ones; see :func:`empty`."""
    if image.is_contiguous():
        return empty(tuple(image.shape), image)
    return empty(tuple(image.permute(0, 2, 3, 1).shape), image).permute(0, 3, 1, 2)
