"""Which library an array is of, and what to say of one that is of another than is wanted, or no array at all."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from ppr10k_kernels.errors import ShapeError

_CALLED = {"numpy": "a numpy array", "cupy": "a CuPy array", "torch": "a torch tensor"}
_WAYS = {
    ("numpy", "torch"): "torch.from_numpy({name})",
    ("cupy", "torch"): "torch.as_tensor({name})",
    ("numpy", "cupy"): "cupy.asarray({name})",
    ("torch", "cupy"): "cupy.asarray({name}.detach())",
    ("cupy", "numpy"): "{name}.get()",
    ("torch", "numpy"): "{name}.detach().cpu().numpy()",
}
"""From a library into another."""


def library_of(array: Any) -> str | None:
    """Name an array's library without importing any that is not in use already; None where it is no array.

    Parameters
    ----------
    array : object

    Returns
    -------
    {"numpy", "cupy", "torch"} or None
    """
    if isinstance(array, np.ndarray):
        return "numpy"
    for name, kind in (("torch", "Tensor"), ("cupy", "ndarray")):
        module = sys.modules.get(name)
        if module is not None and isinstance(array, getattr(module, kind, ())):
            return name
    return None


def common_library(**arrays: Any) -> str:
    """Name the library that arrays are of together.

    Parameters
    ----------
    **arrays : object
        By the names that a message is to use; the first is the one that the others should follow.

    Returns
    -------
    {"numpy", "cupy", "torch"}

    Raises
    ------
    ShapeError
        If one is no array, or they are of several libraries; says which is which and how to get from one to the other.
    """
    wanted = library_of(next(iter(arrays.values())))
    for name, array in arrays.items():
        if wanted is None or library_of(array) is None:
            raise not_an_array(name, array, "a numpy array, a CuPy array or a torch tensor", _of_cube(wanted))
        if library_of(array) != wanted:
            raise _of_another_library(name, wanted, arrays)
    return str(wanted)


def _of_cube(library: str | None) -> str:
    """Where an array of a library is to be had of a Cube."""
    if library in (None, "numpy"):
        return "cube.lut; or call cube.apply(image), which heeds its domain and shaper"
    return _WAYS["numpy", str(library)].format(name="cube.lut")


def _of_another_library(name: str, wanted: str, arrays: dict[str, Any]) -> ShapeError:
    """Say how the first array that does not follow would."""
    first = next(iter(arrays))
    return ShapeError(
        f"{first} and {name} are of one library",
        actual=f"{kind_of(arrays[first])} and {kind_of(arrays[name])}",
        expected=f"{name} as {way_into(wanted, name, arrays[name])}",
    )


def way_into(library: str, name: str, array: Any) -> str:
    """Write the call that makes an array one of a library; ``name`` stands for the array."""
    way = _WAYS.get((library_of(array) or "", library))
    return name if way is None else way.format(name=name)


def kind_of(value: Any) -> str:
    """Tell what a value is: an array's library, another's type."""
    library = library_of(value)
    return type(value).__name__ if library is None else _CALLED[library]


def not_an_array(name: str, value: Any, wanted: str, of_cube: str = "cube.lut") -> ShapeError:
    """Make the error of what is no array.

    Parameters
    ----------
    name, wanted : str
        What the value should have been, and of which type.
    value : object
    of_cube : str
        What is wanted where the value is a Cube.
    """
    expected = of_cube if hasattr(value, "lut") else wanted
    return ShapeError(f"{name} is not an array", actual=kind_of(value), expected=expected)


def shape_of(name: str, array: Any) -> tuple[int, ...]:
    """Give an array's shape.

    Raises
    ------
    ShapeError
        If it has none, as a list or a Cube.
    """
    if not hasattr(array, "shape"):
        raise not_an_array(name, array, "a numpy array")
    return tuple(array.shape)
