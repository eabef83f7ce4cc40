"""The op on the CPU: torch's memory seen as numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ppr10k_kernels.cpu import operator
from ppr10k_kernels.cpu.operator import Planes
from ppr10k_kernels.shapes import Interpolation


def forward(
    image: Tensor, lut: Tensor, out: Tensor, interpolation: Interpolation, domain: tuple[float, float]
) -> None:
    """Fill ``out``; image and out are both contiguous or both channels-last; of one pixel they are both at once."""
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
    threads = torch.get_num_threads()
    for pixels, table, into in zip(_planes(image), _tables(lut, len(image)), _planes(out), strict=True):
        operator.apply(
            pixels,
            table,
            into,
            interpolation=interpolation,
            domain=domain,
            threads=threads,
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
    pixels, given = _planes(image), _planes(grad)
    into = None if grad_image is None else _planes(grad_image)
    for k, table in enumerate(_tables(lut, len(image))):
        operator.gradients(
            pixels[k],
            table,
            given[k],
            None if into is None else into[k],
            total if total is None or lut.ndim == 4 else total[k],
            interpolation=interpolation,
            domain=domain,
            threads=torch.get_num_threads(),
        )
    if grad_lut is not None and total is not None:
        grad_lut.copy_(torch.from_numpy(total))


def _tables(lut: Tensor, images: int) -> list[NDArray[Any]]:
    """A table for each image, without copying."""
    tables = lut.detach().numpy()
    return [tables] * images if lut.ndim == 4 else list(tables)


def _planes(images: Tensor) -> list[Planes]:
    """Of contiguous images the three planes of each; of channels-last ones, and of all bytes, the values in a row."""
    values = images.detach()
    if images.is_contiguous() and images.dtype != torch.uint8:
        return [tuple(image) for image in values.view(len(images), 3, -1).numpy()]
    return [(image,) for image in values.permute(0, 2, 3, 1).view(len(images), -1).numpy()]
