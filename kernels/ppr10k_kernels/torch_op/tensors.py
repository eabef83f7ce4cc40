"""What must be torch tensors."""

from __future__ import annotations

from typing import Any

import torch

from ppr10k_kernels.errors import ShapeError
from ppr10k_kernels.libraries import kind_of, library_of, not_an_array, way_into


def check_tensors(**arrays: Any) -> None:
    """Refuse what is no tensor.

    Parameters
    ----------
    **arrays : object
        By the names that a message is to use.

    Raises
    ------
    ShapeError
        Naming the first that is none, what it is, and how to make it one.
    """
    for name, array in arrays.items():
        if not isinstance(array, torch.Tensor):
            raise _no_tensor(name, array)


def _no_tensor(name: str, array: Any) -> ShapeError:
    if library_of(array) is None:
        return not_an_array(name, array, "a torch tensor", "torch.from_numpy(cube.lut)")
    way = way_into("torch", name, array)
    return ShapeError(f"{name} must be a torch tensor", actual=kind_of(array), expected=way)
