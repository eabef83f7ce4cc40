"""Shapes as plain numbers."""

from __future__ import annotations

import warnings

import torch


def sizes(tensor: torch.Tensor) -> tuple[int, ...]:
    """Give a tensor's shape, for checks.

    Parameters
    ----------
    tensor : Tensor
        Any.

    Returns
    -------
    tuple of int
        Its sizes. While ``torch.jit.trace`` or the older ONNX export records, torch gives tensors in their place, and
        warns of each that becomes a number: a constant of what is recorded. Checks are not recorded, so here it may.
    """
    if not torch.jit.is_tracing():
        return tuple(tensor.shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        return tuple(int(size) for size in tensor.shape)
