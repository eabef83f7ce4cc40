"""The tables of a batch from predicted weights and learned basis tables."""

from __future__ import annotations

import torch

from ppr10k_kernels.errors import ShapeError
from ppr10k_kernels.shapes import is_cube
from ppr10k_kernels.torch_op.sizes import sizes
from ppr10k_kernels.torch_op.tensors import check_tensors


def fuse(weights: torch.Tensor, basis: torch.Tensor) -> torch.Tensor:
    """Mix basis tables, so that a model applies one table an image and not one for every basis table.

    Parameters
    ----------
    weights : (B, K) tensor
        Of each image, as a classifier predicts them.
    basis : (K, 3, N, N, N) tensor
        Tables indexed [channel, blue, green, red].

    Returns
    -------
    (B, 3, N, N, N) tensor
        ``sum_k weights[b, k] * basis[k]``, in the wider type of the two and at least float32: also under autocast,
        whose half precision has too few bits for colours.

    Raises
    ------
    ShapeError
        If K differs, a shape is another, one is no tensor, or they are on two devices.

    Notes
    -----
    Interpolation is linear in the table, so applying the mixed table equals mixing the images that the basis tables
    give: H. Zeng et al., "Learning Image-Adaptive 3D Lookup Tables for High Performance Photo Enhancement in
    Real-Time", TPAMI 2020, section 3.
    """
    check_tensors(weights=weights, basis=basis)
    given, tables = sizes(weights), sizes(basis)
    shapes = f"weights {given}, basis {tables}"
    if len(given) != 2 or len(tables) != 5 or tables[1] != 3 or not is_cube(tables[2:]):
        raise ShapeError("weights and basis tables", actual=shapes, expected="(B, K) and (K, 3, N, N, N)")
    if given[1] != tables[0]:
        raise ShapeError("one weight for each basis table", actual=shapes, expected="the same K")
    if weights.device != basis.device:
        devices = f"weights on {weights.device}, basis on {basis.device}"
        raise ShapeError("weights and basis are on one device", actual=devices, expected="one of them")
    dtype = torch.promote_types(torch.promote_types(weights.dtype, basis.dtype), torch.float32)
    with torch.autocast(device_type=weights.device.type, enabled=False):
        mixed = weights.to(dtype) @ basis.to(dtype).flatten(1)
    return mixed.unflatten(1, tables[1:])
