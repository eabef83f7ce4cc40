"""The same by torch's own ``grid_sample``: for ONNX, and where no backend is installed."""

from __future__ import annotations

import torch
from torch.nn.functional import grid_sample


def grid_sampled(image: torch.Tensor, lut: torch.Tensor, low: float, high: float) -> torch.Tensor:
    """Interpolate trilinearly.

    Parameters
    ----------
    image : (B, 3, H, W) tensor
        Float, or uint8 for 0..1.
    lut : (3, N, N, N) or (B, 3, N, N, N) tensor
        float32 or float64; red the fastest axis, which is grid_sample's x.
    low, high : float
        The domain.

    Returns
    -------
    (B, 3, H, W) tensor
        Of the image's type.
    """
    values = image.to(lut.dtype) / (255.0 if image.dtype == torch.uint8 else 1.0)
    tables = lut.expand(image.shape[0], *lut.shape) if lut.ndim == 4 else lut
    position = (values.clamp(low, high) - low) * (2.0 / (high - low)) - 1.0
    grid = position.permute(0, 2, 3, 1).unsqueeze(1)
    mixed = grid_sample(tables, grid, mode="bilinear", padding_mode="border", align_corners=True).squeeze(2)
    if image.dtype == torch.uint8:
        return (mixed.clamp(0.0, 1.0) * 255.0 + 0.5).to(torch.uint8)
    broken = (values != values).any(dim=1, keepdim=True)
    return torch.where(broken, torch.full_like(mixed, float("nan")), mixed).to(image.dtype)
