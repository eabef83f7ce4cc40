"""How the kernels are called: grids, scales and the order of arguments; of arrays only addresses are known here.

An argument is an address, an int or a float, each of eight bytes; None is the null address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ppr10k_kernels.cuda.variants import Variant

Argument = int | float | None
Launch = Callable[[Variant, str, tuple[int, int], int, tuple[Argument, ...]], None]
"""Starts a kernel: version, name, blocks (x, y), threads a block, arguments."""

THREADS = 256
_MOST_ROWS = 65535
"""Blocks along y that CUDA takes (CUDA C++ Programming Guide, "Technical Specifications per Compute Capability")."""

_SLICES = 4
"""Copies of a table's sums: pixels of neighbouring blocks are alike, and would meet at the same addresses."""

_MOST_SLICED = 1 << 23
"""Numbers of all copies, at most: 32 MB, which a large GPU's cache still holds, and which are soon zeroed and added."""


@dataclass(frozen=True)
class Task:
    """What is to be interpolated.

    Parameters
    ----------
    images, pixels : int
        How many images, and pixels an image.
    points : int
        Grid points an axis.
    per_image : bool
        Whether each image has its own table; else they share one.
    domain : tuple of float
        Values of the first and the last grid point.
    """

    images: int
    pixels: int
    points: int
    per_image: bool
    domain: tuple[float, float]

    @property
    def tables(self) -> int:
        """How many tables there are."""
        return self.images if self.per_image else 1

    @property
    def cells(self) -> int:
        """Grid points of a table."""
        return self.points**3

    @property
    def table_stride(self) -> int:
        """From an image's table to the next one's, in points."""
        return self.cells if self.per_image else 0

    @property
    def slices(self) -> int:
        """Copies of each table's sums: one where there are few pixels, or many tables."""
        worthwhile = self.pixels > 16 * THREADS and _SLICES * self.lattice_size <= _MOST_SLICED
        return _SLICES if worthwhile else 1

    @property
    def lattice_size(self) -> int:
        """Numbers of all lattices."""
        return 4 * self.cells * self.tables

    @property
    def sums_size(self) -> int:
        """Numbers of all sums."""
        return self.lattice_size * self.slices

    def position(self, variant: Variant) -> tuple[float, float]:
        """Scale and offset that make a stored value a position on the grid."""
        scale = (self.points - 1) / (self.domain[1] - self.domain[0])
        return scale / variant.largest_code, -self.domain[0] * scale


def _grid(items: int, rows: int) -> tuple[int, int]:
    """Blocks for items along x and rows along y."""
    return -(-items // THREADS), min(rows, _MOST_ROWS)


def interleave(launch: Launch, variant: Variant, task: Task, lut: int, lattice: int) -> None:
    """Make lattices of tables, both of ``variant.real``."""
    arguments = (lut, lattice, task.tables, task.cells)
    launch(variant, "interleave", _grid(task.cells, task.tables), THREADS, arguments)


def apply(launch: Launch, variant: Variant, task: Task, image: int, lattice: int, out: int) -> None:
    """Send images through lattices; at least one pixel."""
    # Four pixels at a time are loads of up to 16 bytes (F64: of two times 16), at addresses that are multiples of it.
    aligned = image % 32 == 0 and out % 32 == 0 and task.pixels % 4 == 0
    arguments = (image, lattice, out, task.images, task.pixels, task.points, task.table_stride, int(aligned))
    grid = _grid(-(-task.pixels // 4), task.images)
    launch(variant, "apply", grid, THREADS, (*arguments, *task.position(variant)))


def backward(
    launch: Launch,
    variant: Variant,
    task: Task,
    image: int,
    lattice: int,
    grad: int,
    grad_image: int | None,
    sums: int | None,
    largest: int | None,
) -> None:
    """Carry the gradient of the output back; at least one pixel.

    ``sums`` are zeros, of ``variant.real`` or, where ``variant.fixed``, 64-bit integers; ``largest`` is then the
    address of a double, the largest magnitude in ``grad``. What is not wanted is None.
    """
    addresses = (image, lattice, grad, grad_image, sums, largest)
    sizes = (task.images, task.pixels, task.points, task.table_stride, task.slices)
    launch(
        variant,
        "backward",
        _grid(task.pixels, task.images),
        THREADS,
        (*addresses, *sizes, *task.position(variant)),
    )


def collect(
    launch: Launch, variant: Variant, task: Task, sums: int, grad_lut: int, largest: int | None
) -> None:
    """Make gradients of tables, of ``variant.real``, from sums."""
    summands = float(task.images * task.pixels)
    arguments = (sums, grad_lut, largest, task.tables, task.cells, task.slices, summands)
    launch(variant, "collect", _grid(task.cells, task.tables), THREADS, arguments)
