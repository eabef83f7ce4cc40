"""What a number is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from numpy.random import Generator


class Distribution(Protocol):
    """Where an attribute's numbers come from."""

    def draw(self, random: Generator, place: int) -> float:
        """Draw a number; `place` is the variant's on the grids, 0 for the first."""

    def recorded(self) -> dict[str, Any]:
        """As JSON and the configuration file have it."""


@dataclass(frozen=True)
class Uniform:
    """Any number between two, all alike.

    Parameters
    ----------
    low, high : float
        Lowest and highest.
    """

    low: float
    high: float

    def draw(self, random: Generator, place: int) -> float:
        """Draw a number."""
        return float(random.uniform(self.low, self.high))

    def recorded(self) -> dict[str, Any]:
        """As JSON and the configuration file have it."""
        return {"uniform": [self.low, self.high]}


@dataclass(frozen=True)
class Normal:
    """Numbers around a mean, the rarer the further away.

    Parameters
    ----------
    mean, deviation : float
        Of the normal distribution; the deviation is above 0.
    """

    mean: float
    deviation: float

    def draw(self, random: Generator, place: int) -> float:
        """Draw a number."""
        return float(random.normal(self.mean, self.deviation))

    def recorded(self) -> dict[str, Any]:
        """As JSON and the configuration file have it."""
        return {"normal": [self.mean, self.deviation]}


@dataclass(frozen=True)
class Grid:
    """Fixed numbers in turn: the first variant gets the first, and so on, from the start again behind the last.

    Parameters
    ----------
    points : tuple of float
        In the order of the variants.
    """

    points: tuple[float, ...]

    def draw(self, random: Generator, place: int) -> float:
        """The point at a place."""
        return self.points[place % len(self.points)]

    def recorded(self) -> dict[str, Any]:
        """As JSON and the configuration file have it."""
        return {"grid": list(self.points)}
