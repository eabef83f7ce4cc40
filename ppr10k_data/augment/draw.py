"""Draws, keyed by what they are for: the same in any order, on any subset, with any number of workers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from zlib import crc32

from numpy.random import Generator, default_rng

from ppr10k_data.augment.attributes import Interval
from ppr10k_data.augment.scheme import Range, Scheme
from ppr10k_data.photo import PhotoId

MOST_REDRAWS = 1000
"""An interval that a thousand draws miss is taken for one that the range does not reach."""

_ANYWHERE: Mapping[str, Interval] = MappingProxyType({})


@dataclass(frozen=True)
class Draw:
    """A number drawn for one attribute of one variant.

    Parameters
    ----------
    name : str
        The attribute's.
    number : float
        Before rounding and clamping; a change of the source's position, or the position itself.
    redrawn : int
        How many draws before it were thrown away.
    clamped : bool
        Whether it is an end of its interval, because no draw fell into it.
    """

    name: str
    number: float
    redrawn: int = 0
    clamped: bool = False


def keyed(seed: int, variant: PhotoId, name: str) -> Generator:
    """Random numbers of one attribute of one variant.

    Parameters
    ----------
    seed : int
        0 or more.
    variant : PhotoId
        With its number.
    name : str
        The attribute's.

    Notes
    -----
    The attribute is part of the key, so that drawing one more, or from another range, moves none of the others.
    """
    return default_rng([seed, crc32(str(variant.photo).encode()), variant.variant or 0, crc32(name.encode())])


def draw_variant(
    scheme: Scheme, seed: int, variant: PhotoId, rooms: Mapping[str, Interval] = _ANYWHERE
) -> tuple[Draw, ...]:
    """Draw all attributes of a variant.

    Parameters
    ----------
    scheme : Scheme
    seed : int
        0 or more.
    variant : PhotoId
        With its number, from 1.
    rooms : mapping
        Intervals by attribute that its number must lie in: it is drawn again until it does, which is the same as
        drawing from the part of the range that lies in the interval.
    """
    return tuple(
        _draw(each, place, keyed(seed, variant, each.name), rooms.get(each.name, (-math.inf, math.inf)))
        for each, place in scheme.places(variant.variant or 1)
    )


def _draw(each: Range, place: int, random: Generator, room: Interval) -> Draw:
    low, high = room
    for redrawn in range(MOST_REDRAWS):
        number = each.spread.draw(random, place)
        if low <= number <= high:
            return Draw(each.name, number, redrawn)
    return Draw(each.name, min(max(number, low), high), MOST_REDRAWS, clamped=True)
