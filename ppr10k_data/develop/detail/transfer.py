"""Encoded 16-bit pictures to linear light and back, as tables for the kernels."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import (
    PROPHOTO_TO_PCS,
    SRGB_TO_PCS,
    romm_encode,
    srgb_decode,
    srgb_encode,
)

EncodedSpace = Literal["srgb", "prophoto"]
Float32 = NDArray[np.float32]

LEVELS = 65535.0
"""The highest level of a 16-bit picture."""

_DECODING_INTERVALS = 4096
"""Linear interpolation is then right to 2e-7 of white."""

_ENCODING_INTERVALS = 16384
"""Linear interpolation is then right to 0.1 of a 16-bit level above a thousandth of white."""


class Transfer(NamedTuple):
    """An output space's transfer curve and luminance, as arrays of float32 for the kernels.

    Attributes
    ----------
    decoding : (M + 2,)
        Encoded 0..1 to linear light; the last sample stands twice.
    encoding : (N + 2,)
        Linear light 0..1 to 16-bit levels plus one half (the store truncates); the last sample stands twice.
    luminance : (3,)
        Weights of linear red, green and blue; their sum is 1.
    """

    decoding: Float32
    encoding: Float32
    luminance: Float32


def romm_decode(encoded: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo :func:`ppr10k_data.develop.color_spaces.romm_encode`: values in 0..1 to 0..1."""
    return np.where(encoded < 16.0 / 512.0, encoded / 16.0, np.power(np.maximum(encoded, 1e-12), 1.8))


def luminance_weights(space: EncodedSpace) -> NDArray[np.float64]:
    """Luminance of linear red, green and blue of an output space: (3,) float64 of sum 1.

    References
    ----------
    The second row of the space's matrix to XYZ D50 (``dng_color_space.cpp``, DNG SDK 1.7.1).
    """
    row = (PROPHOTO_TO_PCS if space == "prophoto" else SRGB_TO_PCS)[1]
    return np.asarray(row / row.sum())


@lru_cache(maxsize=2)
def transfer(space: EncodedSpace) -> Transfer:
    """Tables of an output space.

    Parameters
    ----------
    space : EncodedSpace
    """
    encode, decode = (romm_encode, romm_decode) if space == "prophoto" else (srgb_encode, srgb_decode)
    decoding = decode(np.linspace(0.0, 1.0, _DECODING_INTERVALS + 1))
    encoding = encode(np.linspace(0.0, 1.0, _ENCODING_INTERVALS + 1)) * LEVELS + 0.5
    return Transfer(
        np.append(decoding, decoding[-1]).astype(np.float32),
        np.append(encoding, encoding[-1]).astype(np.float32),
        luminance_weights(space).astype(np.float32),
    )
