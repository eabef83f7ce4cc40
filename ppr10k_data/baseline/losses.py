"""How far a retouched photo is from the expert's, and from another retouched photo of its group."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import mse_loss

HUMAN = 5.0
"""Factor on human pixels (J. Liang et al., CVPR 2021, section 4.1), on the values, so 25 on their squared errors."""

Box = tuple[int, int, int, int]
"""Top, left, bottom and right, in pixels, the ends not included."""


def pixel_loss(ours: Tensor, target: Tensor, mask: Tensor | None) -> Tensor:
    """Mean squared error, with human-region priority where there is a mask.

    Parameters
    ----------
    ours, target : (B, 3, H, W) tensors of floats
    mask : (B, 1, H, W) tensor, optional
        Human where it is above 0. Both pictures are multiplied by 5 there, as the official code does it.

    Returns
    -------
    scalar tensor
        The mean over all values; not divided by the sum of weights.
    """
    if mask is None:
        return mse_loss(ours, target)
    weight = torch.where(mask > 0, HUMAN, 1.0).to(ours.dtype)
    return mse_loss(ours * weight, target * weight)


def consistency_loss(first: Tensor, second: Tensor, overlaps: Sequence[tuple[Box, Box]]) -> Tensor:
    """Group-level consistency: how far two crops differ where they show the same.

    Parameters
    ----------
    first, second : (B, 3, H, W) tensors of floats
        Two versions of the same photos, retouched.
    overlaps : sequence of B pairs of boxes
        What both show: where it lies in the first, and in the second; of equal shape and not empty.

    Returns
    -------
    scalar tensor
        Mean squared error of each overlap, averaged over photos (J. Liang et al., CVPR 2021, section 4.2).
    """
    pairs = zip(first, second, overlaps, strict=True)
    return torch.stack([mse_loss(_cut(a, one), _cut(b, other)) for a, b, (one, other) in pairs]).mean()


def _cut(image: Tensor, box: Box) -> Tensor:
    top, left, bottom, right = box
    return image[:, top:bottom, left:right]
