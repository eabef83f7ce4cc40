"""3D look-up tables for images: fast on CPUs and GPUs, differentiable, useful without the rest of ppr10k-data.

::

    apply_lut        numpy -> numba, CuPy -> CUDA kernels, torch -> lut3d; asks the array
    lut3d, fuse      the differentiable op for torch, and the tables of a batch from weights and a basis
    Cube, read_cube  .cube files;  hald_image, lut_of_hald  Hald CLUTs;  resample, compose, inverse_error
    reference        the float64 specification

Tables are indexed [channel, blue, green, red] everywhere. Names are loaded when they are asked for: neither torch nor
CuPy nor numba is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ppr10k_kernels.apply import apply_lut
    from ppr10k_kernels.cube import Cube
    from ppr10k_kernels.cube_read import parse_cube, read_cube
    from ppr10k_kernels.cube_write import format_cube, write_cube
    from ppr10k_kernels.errors import BackendError, CubeError, HaldError, KernelsError, ShapeError
    from ppr10k_kernels.hald import hald_image, lut_of_hald
    from ppr10k_kernels.tables import compose, identity, inverse_error, resample
    from ppr10k_kernels.torch_op import fuse, lut3d

_HOMES = {
    "apply": ("apply_lut",),
    "cube": ("Cube",),
    "cube_read": ("parse_cube", "read_cube"),
    "cube_write": ("format_cube", "write_cube"),
    "errors": ("BackendError", "CubeError", "HaldError", "KernelsError", "ShapeError"),
    "hald": ("hald_image", "lut_of_hald"),
    "tables": ("compose", "identity", "inverse_error", "resample"),
    "torch_op": ("fuse", "lut3d"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "BackendError",
    "Cube",
    "CubeError",
    "HaldError",
    "KernelsError",
    "ShapeError",
    "apply_lut",
    "compose",
    "format_cube",
    "fuse",
    "hald_image",
    "identity",
    "inverse_error",
    "lut3d",
    "lut_of_hald",
    "parse_cube",
    "read_cube",
    "resample",
    "write_cube",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
