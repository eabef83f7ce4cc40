"""What keeps tables smooth and rising."""

from __future__ import annotations

import torch
from torch import Tensor


def _differences(tables: Tensor) -> tuple[Tensor, ...]:
    """Steps down each axis, (K, 3, ...) with the axis last and shorter by one: red, green, blue."""
    return tuple(-tables.movedim(axis, -1).diff(dim=-1) for axis in (4, 3, 2))


def smoothness(tables: Tensor) -> Tensor:
    """Total variation, the first and the last step of an axis counted twice.

    Parameters
    ----------
    tables : (K, 3, N, N, N) tensor of floats
        Indexed [channel, blue, green, red].

    Returns
    -------
    scalar tensor
        For each axis the mean of squared steps, summed over axes and tables.

    References
    ----------
    H. Zeng et al., TPAMI 2020, equation 8; the doubled ends are in its code alone (Image-Adaptive-3DLUT, ``TV_3D``).
    """
    total = tables.new_zeros(())
    for steps in _differences(tables):
        weight = torch.ones(steps.shape[-1], dtype=steps.dtype, device=steps.device)
        weight[[0, -1]] = 2.0
        total = total + (steps.square() * weight).sum() / steps[0].numel()
    return total


def monotonicity(tables: Tensor) -> Tensor:
    """How far values fall where the input rises.

    Parameters
    ----------
    tables : (K, 3, N, N, N) tensor of floats

    Returns
    -------
    scalar tensor
        For each axis the mean of falling steps, rising ones taken as zero, summed over axes and tables; all three
        channels along all three axes.

    References
    ----------
    H. Zeng et al., TPAMI 2020, equation 9.
    """
    falls = [torch.relu(steps) for steps in _differences(tables)]
    return torch.stack([fall.sum() / fall[0].numel() for fall in falls]).sum()
