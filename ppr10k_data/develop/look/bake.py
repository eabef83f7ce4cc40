"""Many operators made few: one exact curve for those that lead, one 3D table for the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.look.order import Operator, apply_all
from ppr10k_data.develop.look.rgb_tone import Curve, rgb_tone
from ppr10k_data.develop.look.tables import INTERVALS, look_up

Array = NDArray[np.float64]
Float32 = NDArray[np.float32]

GRID = 33
"""Points on each axis. Error against the unbaked operators in 8-bit sRGB codes, mean and 99.9th percentile over the
colours of a 12-megapixel snow scene: a typical edit 0.03 and 0.4, every adjustment strongly set 0.2 and 1.7; over skin,
sky, leaves and greys mean 0.12 to 0.17, 99th percentile 1.5. 65 points give a third of that and bake 10 times as long.
Square-root axes were as good as sRGB-encoded ones."""

AXIS_INTERVALS = 16384


class LookTable(NamedTuple):
    """A 3D table with what goes before and after it, as arrays of float32 for the pixel loop.

    Attributes
    ----------
    axis : (M + 2,)
        From linear ProPhoto 0..1 to a place on the grid, 0..N-1, in M intervals; the last sample stands twice.
    table : (N * N * N, 4)
        Red slowest; square roots of linear ProPhoto 0..1, which cost one multiplication to undo. The fourth value
        only aligns.
    """

    axis: Float32
    table: Float32


def split_leading_curves(
    operators: tuple[Operator, ...],
) -> tuple[tuple[Operator, ...], tuple[Operator, ...]]:
    """Part the operators in front that are hue-preserving curves, which together are one such curve, from the rest."""
    count = next((i for i, operator in enumerate(operators) if operator.curve is None), len(operators))
    return operators[:count], operators[count:]


def joined_curve(operators: tuple[Operator, ...], x: Array) -> Array:
    """Hue-preserving curves one after the other.

    Parameters
    ----------
    operators : tuple of Operator
        Each has a ``curve``.
    x : (M,) float64
        Linear values 0..1.
    """
    for operator in operators:
        assert operator.curve is not None
        x = operator.curve(x)
    return x


def _runs_joined(operators: tuple[Operator, ...]) -> tuple[Operator, ...]:
    """Every run of hue-preserving curves as one sampled curve, which is quick to evaluate."""
    joined: list[Operator] = []
    for is_curve, run in groupby(operators, key=lambda operator: operator.curve is not None):
        if is_curve:
            table = joined_curve(tuple(run), np.linspace(0.0, 1.0, INTERVALS + 1))
            joined.append(Operator("joined", partial(rgb_tone, curve=partial(look_up, table))))
        else:
            joined.extend(run)
    return tuple(joined)


def bake(operators: tuple[Operator, ...], grid: int = GRID) -> LookTable:
    """Sample operators on a grid.

    Parameters
    ----------
    operators : tuple of Operator
        Those that are left over by :func:`split_leading_curves`.
    grid : int
        Points on each axis.
    """
    axis = _axis_of(operators)
    x = np.linspace(0.0, 1.0, AXIS_INTERVALS + 1)
    places = np.maximum.accumulate(axis(x))
    nodes = np.interp(np.linspace(0.0, 1.0, grid), places, x)
    planes = np.stack(np.meshgrid(nodes, nodes, nodes, indexing="ij")).reshape(3, -1).astype(np.float32)
    colors: Any = planes.T  # so laid out, numpy works on one channel after the other: twice as fast
    table = np.zeros((grid**3, 4), np.float32)
    table[:, :3] = np.sqrt(apply_all(colors, _runs_joined(operators)))
    return LookTable(_doubled_end(places * (grid - 1)), table)


def _axis_of(operators: tuple[Operator, ...]) -> Callable[[Array], Array]:
    """Place grid points evenly in what will be seen: square roots, after the profile's curve where that is to come."""
    profile: list[Curve] = [o.curve for o in operators if o.name == "profile" and o.curve is not None]
    return lambda x: np.sqrt(profile[0](x) if profile else x)


def _doubled_end(samples: Array) -> Float32:
    return np.append(samples, samples[-1]).astype(np.float32)
