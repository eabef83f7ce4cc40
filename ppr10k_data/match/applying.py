"""Apply a fit to a picture of any size: the table, and one pass behind it, band by band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.bands import in_bands
from ppr10k_data.match.inputs import native
from ppr10k_data.match.pixels import finish_rows
from ppr10k_data.match.reduction import Float32, encoded_floats
from ppr10k_kernels import apply_lut

if TYPE_CHECKING:
    from ppr10k_data.match.fits import Fit

BAND_PIXELS = 1 << 19
"""Pixels that are worked on at a time, as float32: 6 MB."""

_NO_RESIDUAL: Float32 = np.empty((0, 0, 3), np.float32)

Reading = tuple[NDArray[np.int32], Float32, NDArray[np.int32], Float32]
"""Where the picture's columns or rows lie among a field's and a residual's."""


def apply(fit: Fit, picture: NDArray[Any], *, in_place: bool = False) -> NDArray[Any]:
    """Give a render the look of its guide.

    Parameters
    ----------
    fit : Fit
        Of this render, at this or another size.
    picture : (H, W, 3) uint8, uint16 or any floats, of any byte order
        Encoded in sRGB.
    in_place : bool
        Write over the picture, if it can be written to.

    Returns
    -------
    (H, W, 3) array
        Of the picture's type, 0..1 of its range.

    Raises
    ------
    PictureError
        If it is no RGB picture, has no pixels, or values that are not finite.

    Notes
    -----
    Takes some 20 bytes a pixel of a band of half a million pixels, and what the result takes.
    """
    out = picture if in_place and picture.flags.writeable else np.empty(picture.shape, picture.dtype)
    picture = native(picture, "the picture")
    if out.dtype != picture.dtype:  # of another byte order or float's size, which no kernel writes
        out[...] = apply(fit, picture)
        return out
    field = fit.field.astype(np.float32)
    residual = _NO_RESIDUAL if fit.residual is None else fit.residual.astype(np.float32)
    places = _places(picture.shape[:2], field, residual)
    rows = max(1, BAND_PIXELS // picture.shape[1])
    for top in range(0, picture.shape[0], rows):
        toned = encoded_floats(picture[top : top + rows])
        if toned.base is picture or toned is picture:
            toned = toned.copy()
        apply_lut(toned, fit.table, out=toned)
        _finish(toned, top, field, residual, places, out[top : top + rows])
    return out


def finished(toned: Float32, field: Float32) -> Float32:
    """What :func:`apply` does behind the table, without a residual.

    Parameters
    ----------
    toned : (H, W, 3) float32
        A picture, after the table.
    field : (h, w, 12) float32
        As a :class:`~ppr10k_data.match.fits.Fit` has it.

    Returns
    -------
    (H, W, 3) float32
        0..1.
    """
    out = np.empty_like(toned)
    _finish(toned, 0, field, _NO_RESIDUAL, _places(toned.shape[:2], field, _NO_RESIDUAL), out)
    return out


def _finish(
    toned: Float32,
    top: int,
    field: Float32,
    residual: Float32,
    places: tuple[Reading, Reading],
    out: NDArray[Any],
) -> None:
    across, down = places
    whole = np.iinfo(out.dtype).max if np.issubdtype(out.dtype, np.integer) else 1
    levels = (np.float32(whole), np.float32(0.5 if whole > 1 else 0.0))
    in_bands(
        len(toned),
        lambda first, last: finish_rows(first, last, top, toned, field, across, down, residual, levels, out),
    )


def _places(shape: tuple[int, ...], field: Float32, residual: Float32) -> tuple[Reading, Reading]:
    down, across = (
        (*_linear(shape[axis], field.shape[axis]), *_cubic(shape[axis], residual.shape[axis]))
        for axis in (0, 1)
    )
    return across, down


def _positions(count: int, samples: int) -> NDArray[np.float64]:
    """Where pixel centres lie among the centres of samples that cover the same length."""
    return np.asarray((np.arange(count) + 0.5) * (samples / count) - 0.5, dtype=np.float64)


def _linear(count: int, samples: int) -> tuple[NDArray[np.int32], Float32]:
    """Index of the sample before each pixel, and the weight of the next."""
    position = np.clip(_positions(count, samples), 0.0, samples - 1.0)
    index = np.minimum(position.astype(np.int32), samples - 2)
    return index, (position - index).astype(np.float32)


def _cubic(count: int, samples: int) -> tuple[NDArray[np.int32], Float32]:
    """Indices and weights of four samples around each pixel.

    References
    ----------
    R. G. Keys, "Cubic Convolution Interpolation for Digital Image Processing", IEEE Transactions on Acoustics,
    Speech, and Signal Processing 29 (1981), a = -1/2.
    """
    position = _positions(count, max(samples, 1))
    before = np.floor(position)
    t = (position - before)[:, None]
    weights = np.hstack(
        [
            ((-0.5 * t + 1.0) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1.0,
            ((-1.5 * t + 2.0) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t,
        ]
    )
    index = np.clip(before[:, None] + np.arange(-1, 3), 0, max(samples, 1) - 1)
    return index.astype(np.int32), weights.astype(np.float32)
