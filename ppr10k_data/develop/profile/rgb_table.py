"""A look's table of RGB values, in float64: the specification."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import PROPHOTO_TO_PCS, Matrix
from ppr10k_data.develop.profile.table_spaces import PRIMARIES_TO_PCS, Gamma, Primaries, decode, encode

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RgbTable:
    """Colours by their red, green and blue, in a space of the table's own.

    Parameters
    ----------
    divisions : int
        Entries along each axis, 2 at least.
    table : bytes
        Little-endian uint16, as in :attr:`samples`; kept as bytes so that equal tables compare equal.
    primaries : Primaries
    gamma : Gamma
    clips : bool
        Whether colours outside the table's space are clipped to it; else what lies outside is carried past the table.
    amounts : (float, float)
        The least and the largest strength that the table's maker allows.
    """

    divisions: int
    table: bytes = field(repr=False)
    primaries: Primaries = "srgb"
    gamma: Gamma = "srgb"
    clips: bool = True
    amounts: tuple[float, float] = (0.0, 2.0)

    @property
    def samples(self) -> Array:
        """(N, N, N, 3) float64 of 0..1, indexed [red, green, blue]."""
        return np.frombuffer(self.table, "<u2").reshape(*(self.divisions,) * 3, 3) / 65535.0

    @property
    def from_prophoto(self) -> Matrix:
        """Linear ProPhoto to the table's linear primaries: a (3, 3) matrix."""
        return np.asarray(np.linalg.inv(PRIMARIES_TO_PCS[self.primaries]) @ PROPHOTO_TO_PCS)


def apply_rgb_table(rgb: Array, table: RgbTable, amount: float = 1.0) -> Array:
    """Replace colours by a table's.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto, 0..1, after the profile's tone curve.
    table : RgbTable
    amount : float
        Strength, mixed in the table's own encoding: 0 leaves colours as they are, 1 is the table, above 1 goes beyond.

    Returns
    -------
    (..., 3) float64
        0..1.

    References
    ----------
    ``dng_rgb_to_rgb_table_data`` and ``RefRGBtoRGBTable3D``, DNG SDK 1.7.1.
    """
    inside = rgb @ table.from_prophoto.T
    held = np.clip(inside, 0.0, 1.0)
    encoded = encode(held, table.gamma)
    found = tetrahedral(table.samples, encoded)
    result = decode(np.clip(encoded + amount * (found - encoded), 0.0, 1.0), table.gamma)
    if not table.clips:
        result = result + (inside - held)
    return np.asarray(np.clip(result @ np.linalg.inv(table.from_prophoto).T, 0.0, 1.0))


def tetrahedral(samples: Array, rgb: Array) -> Array:
    """Read a table between its entries: along the tetrahedron of the cell that the channels' order picks.

    Parameters
    ----------
    samples : (N, N, N, 3) float64
        Indexed [red, green, blue].
    rgb : (..., 3) float64
        0..1.
    """
    last = len(samples) - 1
    position = rgb * last
    corner = np.clip(position.astype(np.int64), 0, last - 1)
    part = position - corner
    value = _at(samples, corner)
    result = value.copy()
    for channel in np.moveaxis(np.argsort(-part, axis=-1, kind="stable"), -1, 0):
        corner = corner + (np.arange(3) == channel[..., None])
        onward = _at(samples, corner)
        result += np.take_along_axis(part, channel[..., None], axis=-1) * (onward - value)
        value = onward
    return result


def _at(samples: Array, corner: NDArray[np.int64]) -> Array:
    return np.asarray(samples[corner[..., 0], corner[..., 1], corner[..., 2]])
