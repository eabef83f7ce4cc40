"""The ops as torch knows them: shapes for tracing, gradients, vmap; what computes is found by device."""

from functools import cache
from importlib import import_module
from typing import Any

import torch
from torch import Tensor

from ppr10k_kernels.torch_op.memory import empty, empty_like

_BACKENDS = {"cpu": "ppr10k_kernels.torch_op.on_cpu", "cuda": "ppr10k_kernels.torch_op.on_cuda"}


def _dense(image: Tensor) -> Tensor:
    """The image itself if its memory is contiguous or channels-last, else a contiguous copy."""
    if image.is_contiguous() or image.is_contiguous(memory_format=torch.channels_last):
        return image
    return image.contiguous()


def _backend(image: Tensor) -> Any:
    """The module with ``forward`` and ``backward`` for a device."""
    return _module(_BACKENDS[image.device.type])


_module = cache(import_module)
"""A backend, loaded when it is first needed; Python's own look-up takes longer than a launch."""


@torch.library.custom_op("ppr10k_kernels::lut3d", mutates_args=())
def lut3d_op(image: Tensor, lut: Tensor, interpolation: str, low: float, high: float) -> Tensor:
    """Send images through tables; ``lut`` is float64 where the image is, else float32."""
    dense = _dense(image)
    out = empty_like(dense)
    if out.numel():
        _backend(image).forward(dense, lut.contiguous(), out, interpolation, (low, high))
    return out


@lut3d_op.register_fake
def _(image: Tensor, lut: Tensor, interpolation: str, low: float, high: float) -> Tensor:
    return torch.empty_like(_dense(image))


@torch.library.custom_op("ppr10k_kernels::lut3d_backward", mutates_args=())
def lut3d_backward_op(
    grad: Tensor,
    image: Tensor,
    lut: Tensor,
    interpolation: str,
    low: float,
    high: float,
    for_image: bool,
    for_lut: bool,
) -> tuple[Tensor, Tensor]:
    """Gradients of image and table, contiguous; one that is not wanted is empty."""
    grad_image = empty(tuple(image.shape) if for_image else (0,), image)
    grad_lut = torch.zeros(lut.shape if for_lut else (0,), dtype=lut.dtype, device=lut.device)
    if image.numel():
        tensors = (tensor.contiguous() for tensor in (grad, image, lut))
        wanted = (grad_image if for_image else None, grad_lut if for_lut else None)
        _backend(image).backward(*tensors, *wanted, interpolation, (low, high))
    return grad_image, grad_lut


@lut3d_backward_op.register_fake
def _(
    grad: Tensor,
    image: Tensor,
    lut: Tensor,
    interpolation: str,
    low: float,
    high: float,
    for_image: bool,
    for_lut: bool,
) -> tuple[Tensor, Tensor]:
    grad_image = torch.empty(image.shape if for_image else (0,), dtype=image.dtype, device=image.device)
    return grad_image, torch.empty(lut.shape if for_lut else (0,), dtype=lut.dtype, device=lut.device)


def _remember(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:
    """Keep for backward what forward got."""
    image, lut, ctx.interpolation, ctx.low, ctx.high = inputs
    ctx.save_for_backward(image, lut)


def _backward(ctx: Any, grad: Tensor) -> tuple[Tensor | None, Tensor | None, None, None, None]:
    """The gradients of :func:`lut3d_op`'s arguments."""
    image, lut = ctx.saved_tensors
    for_image, for_lut = ctx.needs_input_grad[:2]
    grad_image, grad_lut = lut3d_backward_op(
        grad, image, lut, ctx.interpolation, ctx.low, ctx.high, for_image, for_lut
    )
    return grad_image if for_image else None, grad_lut if for_lut else None, None, None, None


lut3d_op.register_autograd(_backward, setup_context=_remember)


def _no_second_derivative(ctx: Any, *grads: Tensor) -> None:
    """Say what can be done, where torch would advise to register a formula."""
    raise NotImplementedError(
        "lut3d has no second derivative, as a gradient penalty or a Hessian needs it: use "
        "torch.nn.functional.grid_sample there, with align_corners=True and padding_mode='border', or detach the "
        "gradient"
    )


lut3d_backward_op.register_autograd(_no_second_derivative)


def _folded(tensor: Tensor, dim: int | None, size: int) -> Tensor:
    """The mapped dimension folded into the batch's; what is not mapped is repeated."""
    mapped = tensor.expand(size, *tensor.shape) if dim is None else tensor.movedim(dim, 0)
    return mapped.flatten(0, 1)


def _tables(lut: Tensor, dim: int | None, size: int, images: int) -> Tensor:
    """A table for each of the mapped batch's images."""
    mapped = lut.expand(size, *lut.shape) if dim is None else lut.movedim(dim, 0)
    if mapped.ndim == 5:  # one for all images of a batch
        mapped = mapped.unsqueeze(1).expand(size, images, *mapped.shape[1:])
    return mapped.flatten(0, 1)


def _count(tensor: Tensor, dim: int | None) -> int:
    """Images of a batch, the mapped dimension aside."""
    return int(tensor.shape[0] if dim is None else tensor.movedim(dim, 0).shape[1])


@lut3d_op.register_vmap
def _(
    info: Any, dims: Any, image: Tensor, lut: Tensor, interpolation: str, low: float, high: float
) -> tuple[Tensor, int]:
    size, images = info.batch_size, _count(image, dims[0])
    shared = dims[1] is None and lut.ndim == 4
    tables = lut if shared else _tables(lut, dims[1], size, images)
    out = lut3d_op(_folded(image, dims[0], size), tables, interpolation, low, high)
    return out.unflatten(0, (size, images)), 0


@lut3d_backward_op.register_vmap
def _(
    info: Any,
    dims: Any,
    grad: Tensor,
    image: Tensor,
    lut: Tensor,
    interpolation: str,
    low: float,
    high: float,
    for_image: bool,
    for_lut: bool,
) -> tuple[tuple[Tensor, Tensor], tuple[int, int]]:
    size, images = info.batch_size, _count(image, dims[1])
    one_for_all = lut.ndim == (4 if dims[2] is None else 5)
    grads, pixels = _folded(grad, dims[0], size), _folded(image, dims[1], size)
    tables = _tables(lut, dims[2], size, images)
    grad_image, grad_lut = lut3d_backward_op(
        grads, pixels, tables, interpolation, low, high, for_image, for_lut
    )
    if for_lut:
        grad_lut = grad_lut.unflatten(0, (size, images))
        grad_lut = grad_lut.sum(1) if one_for_all else grad_lut
    grad_image = grad_image.unflatten(0, (size, images)) if for_image else grad_image.expand(size, 0)
    return (grad_image, grad_lut if for_lut else grad_lut.expand(size, 0)), (0, 0)
