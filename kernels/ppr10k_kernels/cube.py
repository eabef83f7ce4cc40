"""What a ``.cube`` file holds, and how it is applied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_kernels.apply import apply_lut
from ppr10k_kernels.cube_check import check_domain_and_shaper
from ppr10k_kernels.errors import ShapeError
from ppr10k_kernels.shapes import Interpolation, check_image, check_image_type

Triple = tuple[float, float, float]
Float32 = NDArray[np.float32]

ZEROS: Triple = (0.0, 0.0, 0.0)
ONES: Triple = (1.0, 1.0, 1.0)


@dataclass(frozen=True, eq=False)
class Cube:
    """What a ``.cube`` file holds.

    Parameters
    ----------
    lut : (3, N, N, N) float32
        Indexed [channel, blue, green, red].
    title : str
        May be empty.
    domain_min, domain_max : tuple of float
        Values of red, green and blue at the first and the last grid point.
    shaper : (S, 3) float32, optional
        A 1D table that comes before the 3D one, as Resolve writes it.
    shaper_min, shaper_max : tuple of float
        Values at its first and last row.
    comments : tuple of str
        Without the ``#``.
    """

    lut: Float32
    title: str = ""
    domain_min: Triple = ZEROS
    domain_max: Triple = ONES
    shaper: Float32 | None = None
    shaper_min: Triple = ZEROS
    shaper_max: Triple = ONES
    comments: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """Grid points an axis."""
        return int(self.lut.shape[1])

    @property
    def has_plain_domain(self) -> bool:
        """Whether the domain is 0..1."""
        return np.array_equal((self.domain_min, self.domain_max), (ZEROS, ONES))

    def apply(self, image: NDArray[Any], *, interpolation: Interpolation = "trilinear") -> NDArray[Any]:
        """Send an image through the shaper, if there is one, and the table.

        Parameters
        ----------
        image : (..., 3) array
            As :func:`~ppr10k_kernels.apply_lut` takes them; of numpy where there is a shaper or another domain than
            0..1.
        interpolation : {"trilinear", "tetrahedral"}
            Of the 3D table; the shaper is linear.

        Returns
        -------
        (..., 3) array
            Of the image's type.

        Raises
        ------
        ShapeError
            As :func:`~ppr10k_kernels.apply_lut`.
        CubeError
            If the domain is empty, or the shaper has another shape than (S, 3).
        """
        if self.shaper is None and self.has_plain_domain:
            return apply_lut(image, self.lut, interpolation=interpolation)
        _check(image)
        self.check()
        return _restored(self._apply_float(_as_float(image), interpolation), image.dtype)

    def check(self) -> None:
        """Refuse ranges and a shaper that mean nothing.

        Raises
        ------
        CubeError
            Naming which, and what was found.
        """
        shaper_ends = (self.shaper_min, self.shaper_max)
        check_domain_and_shaper((self.domain_min, self.domain_max), self.shaper, shaper_ends)

    def _apply_float(self, image: Float32, interpolation: Interpolation) -> Float32:
        """The shaper, the domain and the table of an image of floats."""
        if self.shaper is not None:
            image = _shaped(image, self.shaper, self.shaper_min, self.shaper_max)
        low, high = (np.array(ends, np.float32) for ends in (self.domain_min, self.domain_max))
        return apply_lut((image - low) / (high - low), self.lut, interpolation=interpolation)


def _check(image: Any) -> None:
    if not isinstance(image, np.ndarray) or isinstance(image, np.ma.MaskedArray):
        raise ShapeError(
            "a shaper, and another domain than 0..1, take a numpy array",
            actual=type(image).__name__,
            expected="numpy.ndarray",
        )
    check_image(image.shape)
    check_image_type(image.dtype.name)


def _as_float(image: NDArray[Any]) -> Float32:
    """Codes as 0..1."""
    whole = np.iinfo(image.dtype).max if np.issubdtype(image.dtype, np.integer) else 1
    return image.astype(np.float32) / np.float32(whole)


def _restored(image: Float32, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Of the type that an image came in; integers are clamped and rounded."""
    if not np.issubdtype(dtype, np.integer):
        return image.astype(dtype)
    top = np.iinfo(dtype).max
    return (np.clip(np.nan_to_num(image), 0.0, 1.0) * top + 0.5).astype(dtype)


def _shaped(image: Float32, shaper: Float32, low: Triple, high: Triple) -> Float32:
    """Send each channel through its column of a 1D table."""
    shaped = np.empty_like(image)
    for channel in range(3):
        rows = np.linspace(low[channel], high[channel], len(shaper))
        shaped[..., channel] = np.interp(image[..., channel], rows, shaper[:, channel])
    return shaped
