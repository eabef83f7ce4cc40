"""The op on CUDA: torch's memory, device and stream, CuPy's launch.

Tensors are handed over by their addresses; DLPack's capsules would say the same and cost more than the launch itself.
Everything is allocated by torch and used on its current stream, so torch's allocator knows when memory is free again.
"""

from __future__ import annotations

from functools import cache, lru_cache

import torch
from torch import Tensor

from ppr10k_kernels.cuda import calls
from ppr10k_kernels.cuda.calls import Task
from ppr10k_kernels.cuda.launch import launch_on, on_device
from ppr10k_kernels.cuda.variants import Variant
from ppr10k_kernels.shapes import Interpolation


def forward(
    image: Tensor, lut: Tensor, out: Tensor, interpolation: Interpolation, domain: tuple[float, float]
) -> None:
    """Fill ``out``; image and out are both contiguous or both channels-last."""
    variant = _variant(image, interpolation, fixed=False)
    task = _task(image, lut, domain)
    lattice = lut.new_empty(task.lattice_size)
    device = image.get_device()
    with on_device(device):
        launch = launch_on(_stream(device))
        calls.interleave(launch, variant, task, lut.data_ptr(), lattice.data_ptr())
        calls.apply(launch, variant, task, image.data_ptr(), lattice.data_ptr(), out.data_ptr())


def backward(
    grad: Tensor,
    image: Tensor,
    lut: Tensor,
    grad_image: Tensor | None,
    grad_lut: Tensor | None,
    interpolation: Interpolation,
    domain: tuple[float, float],
) -> None:
    """Fill both gradients; everything is contiguous, and None what is not wanted."""
    variant = _variant(image, interpolation, fixed=torch.are_deterministic_algorithms_enabled())
    task = _task(image, lut, domain)
    lattice = lut.new_empty(task.lattice_size)
    sums = largest = None
    if grad_lut is not None:
        kind = torch.int64 if variant.fixed else lut.dtype
        sums = torch.zeros(task.sums_size, dtype=kind, device=lut.device)
        largest = _largest(grad, image) if variant.fixed else None
    device = image.get_device()
    with on_device(device):
        launch = launch_on(_stream(device))
        calls.interleave(launch, variant, task, lut.data_ptr(), lattice.data_ptr())
        addresses = tuple(map(_address, (grad_image, sums, largest)))
        inputs = (image.data_ptr(), lattice.data_ptr(), grad.data_ptr())
        calls.backward(launch, variant, task, *inputs, *addresses)
        if sums is not None and grad_lut is not None:
            calls.collect(launch, variant, task, sums.data_ptr(), grad_lut.data_ptr(), _address(largest))


def _address(tensor: Tensor | None) -> int | None:
    """Of a tensor's memory on the device."""
    return None if tensor is None else tensor.data_ptr()


def _largest(grad: Tensor, image: Tensor) -> Tensor:
    """Largest magnitude of a gradient; that of a pixel with a NaN takes no part, as it may well be one itself."""
    broken = image.isnan().any(dim=1, keepdim=True)
    return grad.abs().masked_fill(broken, 0).amax().double()


def _stream(device: int) -> int:
    """Address of the stream that torch would launch on: in backward's thread another than in this one."""
    return int(torch.cuda.current_stream(device).cuda_stream)


def _variant(image: Tensor, interpolation: Interpolation, *, fixed: bool) -> Variant:
    """Which compilation of the kernels computes these images."""
    return _variant_of(image.dtype, image.is_contiguous(), interpolation == "tetrahedral", fixed)


@cache
def _variant_of(dtype: torch.dtype, planar: bool, tetrahedral: bool, fixed: bool) -> Variant:
    """The same, kept: of a call on a small image, making it again would be a tenth."""
    return Variant(str(dtype).removeprefix("torch."), planar, tetrahedral, fixed)


def _task(image: Tensor, lut: Tensor, domain: tuple[float, float]) -> Task:
    """Sizes, as the kernels take them."""
    images, _, height, width = image.shape
    return _task_of(images, height * width, lut.shape[-1], lut.ndim == 5, domain)


_task_of = lru_cache(maxsize=256)(Task)
"""Likewise kept."""
