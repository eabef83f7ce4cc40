"""The op on the CPU: torch's memory seen as numpy arrays."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from ppr10k_kernels.cpu import operator
from ppr10k_kernels.cpu.operator import Planes
from ppr10k_kernels.shapes import Interpolation


def forward(
    image: Tensor, lut: Tensor, out: Tensor, interpolation: Interpolation, domain: tuple[float, float]
) -> None:
    """Fill ``out``; image and out are both contiguous or both channels-last."""
    if image.dtype == torch.bfloat16:
        result = torch.empty_like(image, dtype=torch.float32)
        forward(image.float(), lut, result, interpolation, domain)
        out.copy_(result)
        return
    if image.dtype == torch.uint8 and not image.is_contiguous(memory_format=torch.channels_last):
        interleaved = image.contiguous(memory_format=torch.channels_last)
        result = torch.empty_like(interleaved)
        forward(interleaved, lut, result, interpolation, domain)
        out.copy_(result)
        return
    for k, table in enumerate(_tables(lut, image)):
        operator.apply(
            _planes(image[k]),
            table.detach().numpy(),
            _planes(out[k]),
            interpolation=interpolation,
            domain=domain,
            threads=torch.get_num_threads(),
        )


def backward(
    grad: Tensor,
    image: Tensor,
    lut: Tensor,
    grad_image: Tensor | None,
    grad_lut: Tensor | None,
    interpolation: Interpolation,
    domain: tuple[float, float],
) -> None:
    """Fill ``grad_image``, and add to ``grad_lut``; everything is contiguous, and None what is not wanted."""
    if image.dtype in (torch.float16, torch.bfloat16):
        slopes = None if grad_image is None else torch.empty(image.shape)
        backward(grad.float(), image.float(), lut, slopes, grad_lut, interpolation, domain)
        if grad_image is not None and slopes is not None:
            grad_image.copy_(slopes)
        return
    total = None if grad_lut is None else np.zeros(tuple(lut.shape))
    for k, table in enumerate(_tables(lut, image)):
        operator.gradients(
            _planes(image[k]),
            table.detach().numpy(),
            _planes(grad[k]),
            None if grad_image is None else _planes(grad_image[k]),
            total if total is None or lut.ndim == 4 else total[k],
            interpolation=interpolation,
            domain=domain,
            threads=torch.get_num_threads(),
        )
    if grad_lut is not None and total is not None:
        grad_lut.copy_(torch.from_numpy(total))


def _tables(lut: Tensor, image: Tensor) -> Tensor:
    """A table for each image, as a view."""
    return lut.expand(image.shape[0], *lut.shape) if lut.ndim == 4 else lut


def _planes(image: Tensor) -> Planes:
    """A contiguous image's three planes, or a channels-last one's values in a row."""
    if image.is_contiguous():
        return tuple(image.detach().flatten(1).numpy())
    return (image.detach().permute(1, 2, 0).flatten().numpy(),)
