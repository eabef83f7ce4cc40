"""A profile's table of hue shifts and of saturation and value factors, in float64: the specification."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import HueSatMap
from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.look.hsv import hsv_from_rgb, rgb_from_hsv

Array = NDArray[np.float64]


def apply_hue_sat(rgb: Array, table: HueSatMap) -> Array:
    """Turn hues and scale saturations and values by a table.

    Parameters
    ----------
    rgb : (..., 3) float64
        Linear ProPhoto, 0..1.
    table : HueSatMap

    Returns
    -------
    (..., 3) float64
        In 0..1. Greys keep their colour, for saturation is scaled; a table may still scale their value.

    Notes
    -----
    The table is read between its entries by trilinear interpolation over HSV hue, saturation and value; hue goes
    around. With ``encodes_value`` the value is sRGB-encoded, both for reading and when it is scaled.

    References
    ----------
    ``RefBaselineHueSatMap``, DNG SDK 1.7.1; DNG specification 1.7.0.0, chapter 6, "Applying the Hue/Saturation/Value
    Mapping Table".
    """
    hue, saturation, value = hsv_from_rgb(rgb)
    encoded = srgb_encode(np.clip(value, 0.0, 1.0)) if table.encodes_value else value
    shift, by_saturation, by_value = _interpolated(table, hue / 360.0, saturation, encoded)
    scaled = np.clip(encoded * by_value, 0.0, 1.0)
    value = srgb_decode(scaled) if table.encodes_value else scaled
    return rgb_from_hsv(hue + shift, np.minimum(saturation * by_saturation, 1.0), value)


def _interpolated(table: HueSatMap, turn: Array, saturation: Array, value: Array) -> Array:
    """Hue shift and the two factors, (3, ...), at a hue of 0..1 turns, a saturation and a value of 0..1."""
    deltas = table.deltas.astype(np.float64)
    values, hues, saturations, _ = deltas.shape
    v, v_part = _place(value * (values - 1), values - 2)
    s, s_part = _place(saturation * (saturations - 1), saturations - 2)
    h, h_part = _place(turn * hues, hues - 1)
    total = np.zeros((*turn.shape, 3))
    for dv, dh, ds in np.ndindex(2, 2, 2):
        weight = (
            np.where(dv, v_part, 1.0 - v_part)
            * np.where(dh, h_part, 1.0 - h_part)
            * np.where(ds, s_part, 1.0 - s_part)
        )
        entry = deltas[np.minimum(v + dv, values - 1), (h + dh) % hues, s + ds]
        total += weight[..., None] * entry
    return np.asarray(np.moveaxis(total, -1, 0))


def _place(position: Array, last: int) -> tuple[NDArray[np.int64], Array]:
    """The entry below a position and the way from it to the next, 0..1."""
    below = np.clip(position.astype(np.int64), 0, max(last, 0))
    return below, position - below


def mixed(first: HueSatMap | None, second: HueSatMap | None, share_of_first: float) -> HueSatMap | None:
    """The table between those of two lights.

    Parameters
    ----------
    first, second : HueSatMap or None
    share_of_first : float
        0..1, the same weight as the matrices'.

    Returns
    -------
    HueSatMap or None
        The first where the second is missing or of another shape, as the SDK has it.

    References
    ----------
    ``dng_camera_profile::HueSatMapForWhite``, DNG SDK 1.7.1.
    """
    if first is None or second is None or first.deltas.shape != second.deltas.shape:
        return first or second
    if share_of_first in (0.0, 1.0):
        return first if share_of_first == 1.0 else second
    deltas = share_of_first * first.deltas + (1.0 - share_of_first) * second.deltas
    return HueSatMap.of(deltas, encodes_value=first.encodes_value)


def scaled(table: HueSatMap, amount: float) -> HueSatMap:
    """A table of another strength.

    Parameters
    ----------
    table : HueSatMap
    amount : float
        0 leaves every colour as it is, 1 is the table as designed, above 1 goes on in the same direction.
    """
    if amount == 1.0:
        return table
    neutral = np.array([0.0, 1.0, 1.0], np.float32)
    deltas = neutral + np.float32(amount) * (table.deltas - neutral)
    deltas[..., 1:] = np.maximum(deltas[..., 1:], 0.0)
    return HueSatMap.of(deltas, encodes_value=table.encodes_value)
