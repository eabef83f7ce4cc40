"""What is drawn of which attribute: the official ranges, and the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ppr10k_data.augment.attributes import ATTRIBUTES, Attribute
from ppr10k_data.augment.distributions import Distribution, Grid, Normal, Uniform

Meaning = Literal["change", "value"]
"""Whether a number is added to the source's, or takes its place."""


@dataclass(frozen=True)
class Range:
    """One attribute and where its numbers come from.

    Parameters
    ----------
    name : str
        One of :data:`~ppr10k_data.augment.ATTRIBUTES`.
    spread : Distribution
    meaning : {"change", "value"}
        ``change``: added to the source's position. ``value``: the position itself.
    """

    name: str
    spread: Distribution
    meaning: Meaning = "change"

    @property
    def attribute(self) -> Attribute:
        """The slider."""
        return ATTRIBUTES[self.name]

    def recorded(self) -> dict[str, Any]:
        """As JSON and the configuration file have it."""
        told = self.spread.recorded()
        return told if self.meaning == "change" else {**told, "as": self.meaning}


@dataclass(frozen=True)
class Scheme:
    """All that is drawn for a variant.

    Parameters
    ----------
    ranges : tuple of Range
        Each attribute once.
    paired : bool
        Whether the targets are varied with the source: what an attribute of the source gains, that of each target
        loses; Temperature and Tint of the targets stay.
    """

    ranges: tuple[Range, ...]
    paired: bool = False

    def places(self, variant: int) -> Iterator[tuple[Range, int]]:
        """Each range with a variant's place on its grid.

        Parameters
        ----------
        variant : int
            From 1.

        Notes
        -----
        Grids are walked through together: the first named one goes on with every variant, the second once the first is
        through, so that the variants take every combination. A grid that is added behind the others changes none.
        """
        place = variant - 1
        for each in self.ranges:
            yield each, place
            if isinstance(each.spread, Grid):
                place //= len(each.spread.points)

    @property
    def compensated(self) -> tuple[Range, ...]:
        """Ranges of a paired scheme whose steps the targets take back."""
        return tuple(r for r in self.ranges if self.paired and not r.attribute.is_white_balance)

    def with_ranges(self, ranges: Iterable[Range], *, defaults: bool = True) -> Scheme:
        """The same with other ranges for some attributes.

        Parameters
        ----------
        ranges : iterable of Range
            Take the place of those of the same attribute; others come behind.
        defaults : bool
            False leaves out all that were there.
        """
        kept = {each.name: each for each in self.ranges} if defaults else {}
        return Scheme(tuple((kept | {each.name: each for each in ranges}).values()), self.paired)

    def recorded(self) -> dict[str, Any]:
        """As JSON has it: one entry an attribute, and the order of the grids where it matters."""
        told: dict[str, Any] = {"scheme": "paired" if self.paired else "source"}
        told |= {each.name: each.recorded() for each in self.ranges}
        grids = [each.name for each in self.ranges if isinstance(each.spread, Grid)]
        return told | ({"grids": grids} if len(grids) > 1 else {})


def scheme_of(record: Mapping[str, Any]) -> Scheme:
    """Read :meth:`Scheme.recorded` back.

    Raises
    ------
    KeyError, TypeError, ValueError
        If the record is none.
    """
    ranges = [_range_of(name, record[name]) for name in record if name in ATTRIBUTES]
    order = {name: place for place, name in enumerate(record.get("grids", ()))}
    ranges.sort(key=lambda each: order.get(each.name, -1))
    if not ranges:
        raise ValueError("it names no attribute")
    return Scheme(tuple(ranges), {"paired": True, "source": False}[record["scheme"]])


def _range_of(name: str, told: Mapping[str, Any]) -> Range:
    spread: Distribution
    if "uniform" in told:
        low, high = map(float, told["uniform"])
        spread = Uniform(low, high)
    elif "normal" in told:
        mean, deviation = map(float, told["normal"])
        spread = Normal(mean, deviation)
    else:
        spread = Grid(tuple(float(point) for point in told["grid"]))
    return Range(name, spread, told.get("as", "change"))


SOURCE = Scheme(
    (
        Range("Temperature", Uniform(-500.0, 500.0)),
        Range("Tint", Uniform(-10.0, 10.0)),
        Range("Exposure2012", Uniform(-1.0, 1.0)),
        Range("Highlights2012", Uniform(-35.0, 35.0)),
        Range("Contrast2012", Uniform(-30.0, 0.0)),
        Range("Saturation", Uniform(0.0, 30.0)),
    )
)
"""The release's augmented sources (csjliang/PPR10K, ``data_augment_get_xmps.py``)."""

PAIRED = Scheme(
    (
        Range("Temperature", Uniform(-1000.0, 1000.0)),
        Range("Tint", Uniform(-10.0, 10.0)),
        Range("Exposure2012", Uniform(-0.5, 0.5)),
        Range("Highlights2012", Uniform(-30.0, 30.0)),
        Range("Contrast2012", Uniform(-20.0, 20.0)),
    ),
    paired=True,
)
"""Source and target varied together (csjliang/PPR10K, ``data_augment_get_target_xmp.py``)."""
