"""Kinds of value in a sidecar: how each is read, checked and written the way Camera Raw writes it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, Protocol

from ppr10k_data.xmp.groups import LINEAR, Curve
from ppr10k_data.xmp.rdf import Property

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, production 2
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class Kind(Protocol):
    """What a key's values are. Each method raises ValueError with the reason."""

    def parse(self, raw: Property) -> Any:
        """Read a value as it stands in the file, and check it."""

    def check(self, value: Any) -> None:
        """Refuse a value that Camera Raw would not accept."""

    def format(self, value: Any) -> str | tuple[str, ...]:
        """Spell the value: a text for an attribute, a tuple for the items of an ``rdf:Seq``."""

    def is_neutral(self, value: Any, neutral: Any) -> bool:
        """Whether the value has the effect of the neutral one."""


class _Plain:
    """A kind whose values are neutral only where they equal the neutral one."""

    def is_neutral(self, value: Any, neutral: Any) -> bool:
        """Whether the value has the effect of the neutral one."""
        return bool(value == neutral)


@lru_cache(maxsize=4096)
def parse_number(text: str) -> float | None:
    """Read ``+0.50``, ``-12`` or ``1.0``; None for anything else (fractions, commas, exponents, nan)."""
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _number(raw: Property) -> float:
    number = parse_number(raw) if isinstance(raw, str) else None
    if number is None:
        raise ValueError("is not a number such as +0.50, -12 or 5450")
    return number


@dataclass(frozen=True, slots=True)
class Number(_Plain):
    """A number between `low` and `high`, written with a plus sign where `signed`, with `decimals` digits."""

    low: float
    high: float
    signed: bool = True
    decimals: int = 0

    def parse(self, raw: Property) -> float:
        """Read and check a value."""
        number = _number(raw)
        self.check(number)
        return number

    def check(self, value: float) -> None:
        """Refuse a value that Camera Raw would not accept."""
        if not self.low <= value <= self.high:
            raise ValueError(f"is outside Camera Raw's limits, {self.low:g} to {self.high:g}")

    def format(self, value: float) -> str:
        """Spell a value."""
        if value == 0:
            return f"{0:.{self.decimals}f}"
        sign = "+" if self.signed and value > 0 else ""
        rounded = f"{value:.{self.decimals}f}"
        exact = rounded if float(rounded) == value else format(Decimal(repr(float(value))), "f")
        return sign + exact


@dataclass(frozen=True, slots=True)
class Whole(_Plain):
    """A whole number that stands for a choice, such as a vignette style."""

    low: int
    high: int

    def parse(self, raw: Property) -> int:
        """Read and check a value."""
        number = _number(raw)
        self.check(number)
        return int(number)

    def check(self, value: float) -> None:
        """Refuse a value that Camera Raw would not accept."""
        if not (self.low <= value <= self.high and value == int(value)):
            raise ValueError(f"must be a whole number from {self.low} to {self.high}")

    def format(self, value: int) -> str:
        """Spell a value."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Flag(_Plain):
    """A yes or no, read as True, False, 1 or 0 in any case, written as `yes` or `no`."""

    yes: str = "True"
    no: str = "False"

    def parse(self, raw: Property) -> bool:
        """Read and check a value."""
        flag = _FLAGS.get(raw.strip().lower()) if isinstance(raw, str) else None
        if flag is None:
            raise ValueError("must be True, False, 1 or 0")
        return flag

    def check(self, value: bool) -> None:
        """Accept any."""

    def format(self, value: bool) -> str:
        """Spell a value."""
        return self.yes if value else self.no


@dataclass(frozen=True, slots=True)
class Choice(_Plain):
    """One of a few names."""

    allowed: tuple[str, ...]

    def parse(self, raw: Property) -> str:
        """Read and check a value."""
        text = raw.strip() if isinstance(raw, str) else ""
        self.check(text)
        return text

    def check(self, value: str) -> None:
        """Refuse a value that Camera Raw would not accept."""
        if value not in self.allowed:
            raise ValueError(f"must be one of {', '.join(self.allowed)}")

    def format(self, value: str) -> str:
        """Spell a value."""
        return value


@dataclass(frozen=True, slots=True)
class Text:
    """Any text; those in `idle` ask for nothing beyond what Camera Raw does by itself."""

    idle: frozenset[str] = frozenset()

    def parse(self, raw: Property) -> str:
        """Read and check a value."""
        if not isinstance(raw, str):
            raise ValueError("must be a plain text")
        return raw

    def check(self, value: str) -> None:
        """Refuse a value that Camera Raw would not accept."""
        if _NOT_XML.search(value):
            raise ValueError("holds a character that XML cannot")

    def format(self, value: str) -> str:
        """Spell a value."""
        return value

    def is_neutral(self, value: str, neutral: str) -> bool:
        """Whether the value has the effect of the neutral one."""
        return value == neutral or value in self.idle


@dataclass(frozen=True, slots=True)
class CurvePoints:
    """The points of a tone curve: an array of ``x, y`` items."""

    def parse(self, raw: Property) -> Curve:
        """Read and check a value."""
        if not isinstance(raw, tuple):
            raise ValueError("must be a list of points, rdf:Seq")
        return _parse_curve(raw)

    def check(self, value: Curve) -> None:
        """Refuse a value that Camera Raw would not accept."""
        if len(value) < 2:
            raise ValueError("must have at least two points")
        if not all(0 <= number <= 255 for point in value for number in point):
            raise ValueError("has a point outside Camera Raw's limits, 0 to 255")
        if any(b[0] <= a[0] for a, b in pairwise(value)):
            raise ValueError("must have its points from left to right, no two at the same x")

    def format(self, value: Curve) -> tuple[str, ...]:
        """Spell a value."""
        return tuple(", ".join(_COORDINATE.format(number) for number in point) for point in value)

    def is_neutral(self, value: Curve, neutral: Curve) -> bool:
        """Whether the value has the effect of the neutral one."""
        return value == neutral or (neutral == LINEAR and is_identity(value))


_COORDINATE = Number(0, 255, signed=False)


@lru_cache(maxsize=256)
def _parse_curve(items: tuple[str, ...]) -> Curve:
    curve = tuple([_point(item) for item in items])
    CurvePoints().check(curve)
    return curve


def _point(item: str) -> tuple[float, float]:
    numbers = [parse_number(part) for part in item.split(",")]
    if len(numbers) != 2 or numbers[0] is None or numbers[1] is None:
        raise ValueError(f"has an item {item[:40]!r} that is not a point such as '64, 56'")
    return numbers[0], numbers[1]


def is_identity(curve: Curve) -> bool:
    """Whether a curve runs from corner to corner with every point on the diagonal."""
    return curve[0] == LINEAR[0] and curve[-1] == LINEAR[1] and all(x == y for x, y in curve)
