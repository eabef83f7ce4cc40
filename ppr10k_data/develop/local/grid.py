"""All local adjustments of a sidecar as one grid: gain and slope of the haze by place and luminance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.jit import block, kernel
from ppr10k_data.develop.local import clarity as clarities
from ppr10k_data.develop.local import dehaze as hazes
from ppr10k_data.develop.local import highlights_shadows as zonal
from ppr10k_data.develop.local.bilateral import smooth
from ppr10k_data.develop.local.zones import (
    SAMPLES_A_STOP,
    TABLE_STOPS,
    ZONES,
    ZONES_A_STOP,
    scene_luminance,
    table_axis,
    zone_stops,
    zone_table,
)
from ppr10k_data.develop.look.luminance import luminance
from ppr10k_data.develop.look.rgb_tone import Curve
from ppr10k_data.develop.look.tables import look_up

Array = NDArray[np.float64]
Float32 = NDArray[np.float32]

COARSE, FINE = 32, 64
"""Nodes along the long edge: two to the surroundings of Highlights and Shadows, and not quite one to Clarity's."""

_LIKE_STOPS = 0.7
"""Neighbours whose display luminance differs by much more than this do not count as surroundings (standard deviation):
small enough that the far side of an edge of two stops does not, large enough that the two tones of a texture do."""


_TABLE_START, _PER_STOP = np.float32(TABLE_STOPS[0]), np.float32(SAMPLES_A_STOP)


@dataclass(frozen=True)
class LocalAdjustments:
    """What a sidecar asks for, each -1..1.

    Parameters
    ----------
    highlights, shadows, clarity, dehaze : float
    """

    highlights: float = 0.0
    shadows: float = 0.0
    clarity: float = 0.0
    dehaze: float = 0.0

    def __bool__(self) -> bool:
        return any((self.highlights, self.shadows, self.clarity, self.dehaze))


NO_ADJUSTMENTS = LocalAdjustments()


@dataclass(frozen=True)
class LocalGrid:
    """The grid, and what else the pixel loop needs to read it.

    Parameters
    ----------
    values : (rows, columns, zones, 2) float32
        Gain of scene luminance, and slope of the haze's line.
    airlight : float
    changes_haze : bool
        Where False all slopes are 1.
    zones : (INTERVALS + 1,) float64
        Zone by scene luminance, on an axis of square roots.
    """

    values: Float32
    airlight: float
    changes_haze: bool
    zones: Array


def build_grid(scene: Float32, adjustments: LocalAdjustments, profile: Curve, key: float) -> LocalGrid:
    """Work out local adjustments from a small picture.

    Parameters
    ----------
    scene : (H, W, 3) float32
        The photo's thumbnail as linear ProPhoto 0..1, exposed, before the profile's tone curve.
    adjustments : LocalAdjustments
    profile : callable
        Tone curve from scene to display.
    key : float
        See :func:`ppr10k_data.develop.look.key.picture_key`.
    """
    table, nodes = zone_table(profile), zone_stops(profile).astype(np.float32)
    zones = look_up(table, np.sqrt(luminance(scene.astype(np.float64)))).astype(np.float32)
    stops = np.interp(zones, np.arange(ZONES), nodes).astype(np.float32)
    shape = _shape(scene.shape[:2], FINE if adjustments.clarity else COARSE)
    gain = _gain(_Seen(stops, zones, nodes), shape, adjustments, profile, key)
    slope, airlight = np.ones(shape), 1.0
    if adjustments.dehaze:
        slope, airlight = _haze(scene, zones, shape, adjustments.dehaze)
    values = np.stack([gain, slope], axis=-1).astype(np.float32)
    return LocalGrid(values, airlight, bool(adjustments.dehaze), table)


def _shape(size: tuple[int, int], along: int) -> tuple[int, int, int]:
    height, width = size
    step = max(height, width) / along
    return max(2, round(height / step)), max(2, round(width / step)), ZONES


@dataclass(frozen=True)
class _Seen:
    """The thumbnail's display luminance in stops and zones, (H, W) each, and the stops of every zone."""

    stops: Float32
    zones: Float32
    nodes: Float32


def _surroundings(seen: _Seen, along: int, reach: float) -> Float32:
    """Mean display luminance of like neighbours, in stops, on a grid of its own."""
    return smooth(
        seen.stops,
        seen.zones,
        _shape(seen.stops.shape, along),
        reach=reach * along,
        zone_reach=_LIKE_STOPS * ZONES_A_STOP,
        otherwise=seen.nodes,
    )


def _gain(
    seen: _Seen,
    shape: tuple[int, int, int],
    adjustments: LocalAdjustments,
    profile: Curve,
    key: float,
) -> Float32:
    """Gain of scene luminance at every node: (rows, columns, zones)."""
    at = table_axis()
    responses = (
        zonal.highlights_response(at, adjustments.highlights, key),
        zonal.shadows_response(at, adjustments.shadows, key),
        clarities.clarity_weight(at, adjustments.clarity),
        scene_luminance(at, profile),
    )
    alpha = zonal.SHADOWS_UP_ALPHA if adjustments.shadows > 0.0 else zonal.SHADOWS_DOWN_ALPHA
    own = np.broadcast_to(seen.nodes, shape)
    around, near = own, own
    if adjustments.highlights or adjustments.shadows:
        wide = _surroundings(seen, COARSE, zonal.SURROUNDINGS)
        around = cv2.resize(wide, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    if adjustments.clarity:
        near = _surroundings(seen, FINE, clarities.SURROUNDINGS)
    gain = np.empty(shape, np.float32)
    alphas = np.array([zonal.HIGHLIGHTS_ALPHA, alpha], np.float32)
    _gain_at_nodes(
        np.ascontiguousarray(around),
        np.ascontiguousarray(near),
        seen.nodes,
        alphas,
        np.array(responses, np.float32),
        gain,
    )
    return gain


@kernel()
def _gain_at_nodes(
    around: Float32, near: Float32, nodes: Float32, alphas: Float32, responses: Float32, gain: Float32
) -> None:
    rows, columns, depth = gain.shape
    for row in range(rows):
        for column in range(columns):
            for zone in range(depth):
                own = nodes[zone]
                away, beside = around[row, column, zone] - own, near[row, column, zone]
                lift = _response(responses[0], own + alphas[0] * away) + _response(
                    responses[1], own + alphas[1] * away
                )
                lift += _response(responses[2], beside) * (own - beside)
                lifted = _response(responses[3], min(own + lift, np.float32(0.0)))
                gain[row, column, zone] = lifted / _response(responses[3], own)


@block
def _response(table: Any, stops: Any) -> Any:
    position = min(max((stops - _TABLE_START) * _PER_STOP, np.float32(0.0)), np.float32(table.size - 1.001))
    below = int(position)
    return table[below] + (table[below + 1] - table[below]) * (position - np.float32(below))


def _haze(scene: Float32, zones: Float32, shape: tuple[int, int, int], amount: float) -> tuple[Array, float]:
    root = np.sqrt(scene)
    airlight = hazes.airlight_of(root)
    if amount < 0.0:
        return hazes.haze_slope(np.zeros(shape), amount), airlight
    dark = hazes.dark_channel(root, airlight)
    own = _shape(zones.shape, COARSE)
    reach = _LIKE_STOPS * ZONES_A_STOP
    nothing = np.zeros(ZONES, np.float32)
    haze = smooth(dark, zones, own, reach=hazes.SURROUNDINGS * COARSE, zone_reach=reach, otherwise=nothing)
    slopes = hazes.haze_slope(haze.astype(np.float64), amount)
    return cv2.resize(slopes, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), airlight
