"""The op on CUDA: torch's memory, device and stream, CuPy's launch.

Tensors are handed over by their addresses; DLPack's capsules would say the same and cost more than the launch itself.
Everything is allocated by torch and used on its current stream, so torch's allocator knows when memory is free again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from ppr10k_kernels.cuda import calls
from ppr10k_kernels.cuda.calls import Task
from ppr10k_kernels.cuda.launch import launch, on_device, stream_of
from ppr10k_kernels.cuda.variants import Variant
from ppr10k_kernels.shapes import Interpolation


def forward(
    image: Tensor, lut: Tensor, out: Tensor, interpolation: Interpolation, domain: tuple[float, float]
) -> None:
    """Fill ``out``; image and out are both contiguous or both channels-last."""
    variant = _variant(image, interpolation, fixed=False)
    task = _task(image, lut, domain)
    lattice = torch.empty(task.lattice_size, dtype=lut.dtype, device=lut.device)
    with _torch_stream(image):
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
    lattice = torch.empty(task.lattice_size, dtype=lut.dtype, device=lut.device)
    sums = largest = None
    if grad_lut is not None:
        kind = torch.int64 if variant.fixed else lut.dtype
        sums = torch.zeros(task.sums_size, dtype=kind, device=lut.device)
        largest = grad.abs().amax().double() if variant.fixed else None
    with _torch_stream(image):
        calls.interleave(launch, variant, task, lut.data_ptr(), lattice.data_ptr())
        addresses = tuple(map(_address, (grad_image, sums, largest)))
        inputs = (image.data_ptr(), lattice.data_ptr(), grad.data_ptr())
        calls.backward(launch, variant, task, *inputs, *addresses)
        if sums is not None and grad_lut is not None:
            calls.collect(launch, variant, task, sums.data_ptr(), grad_lut.data_ptr(), _address(largest))


def _address(tensor: Tensor | None) -> int | None:
    """Of a tensor's memory on the device."""
    return None if tensor is None else tensor.data_ptr()


def _variant(image: Tensor, interpolation: Interpolation, *, fixed: bool) -> Variant:
    """Which compilation of the kernels computes these images."""
    pixel = str(image.dtype).removeprefix("torch.")
    return Variant(pixel, image.is_contiguous(), interpolation == "tetrahedral", fixed)


def _task(image: Tensor, lut: Tensor, domain: tuple[float, float]) -> Task:
    """Sizes, as the kernels take them."""
    pixels = image.shape[2] * image.shape[3]
    return Task(image.shape[0], pixels, lut.shape[-1], lut.ndim == 5, domain)


@contextmanager
def _torch_stream(tensor: Tensor) -> Iterator[None]:
    """Launch where torch would: in backward that is another thread, with its own current device and stream."""
    device = tensor.get_device()
    with on_device(device), stream_of(torch.cuda.current_stream(device).cuda_stream, device):
        yield
