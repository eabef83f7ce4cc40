"""Which of the kernels' many versions: the ``#define``s that ``lut3d.cu`` is compiled with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_PIXELS = {
    "float32": "F32",
    "float64": "F64",
    "float16": "F16",
    "bfloat16": "BF16",
    "uint16": "U16",
    "uint8": "U8",
}
LARGEST_CODE = {"uint16": 65535.0, "uint8": 255.0}
"""What stands for 1 in images of integers."""


@dataclass(frozen=True)
class Variant:
    """A version of the kernels.

    Parameters
    ----------
    pixel : str
        Type of the images, by numpy's name; one of float32, float64, float16, bfloat16, uint16 and uint8.
    planar : bool
        Planes of red, green and blue, or interleaved.
    tetrahedral : bool
        Or trilinear.
    fixed : bool
        Sum the table's gradient as integers: the same in any order.
    """

    pixel: str
    planar: bool
    tetrahedral: bool = False
    fixed: bool = False

    @property
    def real(self) -> str:
        """Type of tables, lattices and sums."""
        return "float64" if self.pixel == "float64" else "float32"

    @property
    def largest_code(self) -> float:
        """The stored value that stands for 1."""
        return LARGEST_CODE.get(self.pixel, 1.0)

    def options(self) -> tuple[str, ...]:
        """Give the compiler's options."""
        return (
            "-std=c++17",
            f"-DLUT3D_PIXEL={_PIXELS[self.pixel]}",
            f"-DLUT3D_PLANAR={int(self.planar)}",
            f"-DLUT3D_TETRAHEDRAL={int(self.tetrahedral)}",
            f"-DLUT3D_FIXED={int(self.fixed)}",
        )


@lru_cache(maxsize=1)
def source() -> str:
    """Read the kernels' text."""
    return (files(__package__) / "lut3d.cu").read_text(encoding="utf-8")
