"""The user's own ranges, from a TOML file.

::

    defaults = false                            # leave out the official ranges

    [Temperature]
    grid = [2850, 3800, 5500, 6500, 7500]       # one after the other
    as = "value"                                # in place of the source's, not added to it

    [Exposure2012]
    uniform = [-1, 1]                           # lowest, highest

    [Vibrance]
    normal = [0, 12]                            # mean, standard deviation
"""

from __future__ import annotations

import math
import textwrap
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from ppr10k_data.augment.attributes import ATTRIBUTES
from ppr10k_data.augment.distributions import Distribution, Grid, Normal, Uniform
from ppr10k_data.augment.scheme import Range, Scheme
from ppr10k_data.augment.toml_lines import line_of
from ppr10k_data.errors import SettingsError

DEFAULTS, AS = "defaults", "as"
SPREADS = ("uniform", "normal", "grid")
WIDTH = 100
"""Characters of a line of names."""
MEANINGS = ('"change"', '"value"')  # as they stand in the file


def read_ranges(text: str, name: str, base: Scheme) -> Scheme:
    """Read a scheme from a configuration file.

    Parameters
    ----------
    text : str
        The file's, in TOML.
    name : str
        The file's, for messages.
    base : Scheme
        What the file changes and adds to; with ``defaults = false`` none of its ranges stays.

    Raises
    ------
    SettingsError
        If the file is no TOML, or asks for what there is not; names the file, the line, the key and what is allowed.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        end = f"at line {len(text.splitlines())}, the end of the file"
        told = str(error).replace("at end of document", end)
        raise SettingsError(f"{name}: not readable as TOML: {told}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a thousand brackets
        raise SettingsError(f"{name}: not readable as TOML: {error}") from error
    reader = _Reader(text, name)
    defaults = tables.pop(DEFAULTS, True)
    if not isinstance(defaults, bool):
        raise reader.error("expected true or false", DEFAULTS)
    ranges = [reader.range_of(attribute, table) for attribute, table in tables.items()]
    scheme = base.with_ranges(ranges, defaults=defaults)
    if not scheme.ranges:
        raise SettingsError(f"{name}: leaves nothing to draw; name an attribute, such as [Temperature]")
    return scheme


@dataclass(frozen=True)
class _Reader:
    """Makes ranges of tables, and errors of what is none."""

    text: str
    name: str

    def error(self, reason: str, *keys: str) -> SettingsError:
        """Name the file, the line and the key."""
        line = line_of(self.text, keys)
        where = f"{self.name}, line {line}" if line else self.name
        return SettingsError(f"{where}: {'.'.join(keys)}: {reason}")

    def range_of(self, attribute: str, table: Any) -> Range:
        if attribute not in ATTRIBUTES:
            raise self.error(_unknown(attribute), attribute)
        if not isinstance(table, dict):
            raise self.error(f'expected a table such as "[{attribute}]" with {_either(SPREADS)}', attribute)
        for key in table:
            if key not in (*SPREADS, AS):
                raise self.error(f"no such key; allowed are {', '.join((*SPREADS, AS))}", attribute, key)
        given = [key for key in SPREADS if key in table]
        if len(given) != 1:
            raise self.error(f"expected one of {_either(SPREADS)}, and one only", attribute, *given[1:2])
        meaning = table.get(AS, "change")
        if f'"{meaning}"' not in MEANINGS:
            reason = f"{meaning!r}: allowed are {_either(MEANINGS)}"
            raise self.error(reason, attribute, AS)
        spread = self._spread(attribute, given[0], table[given[0]])
        if meaning == "value":
            self._refuse_beyond_limits(attribute, given[0], table[given[0]])
        return Range(attribute, spread, meaning)

    def _spread(self, attribute: str, key: str, numbers: Any) -> Distribution:
        wanted = {
            "uniform": "the lowest and the highest number, such as [-500, 500]",
            "normal": "mean and standard deviation, such as [0, 12]",
            "grid": "numbers, such as [2850, 5500, 7500]",
        }[key]
        if not _are_numbers(numbers) or (key != "grid" and len(numbers) != 2):
            raise self.error(f"expected {wanted}", attribute, key)
        self._refuse_beyond_scale(attribute, key, numbers)
        numbers = [float(number) for number in numbers]
        if key == "grid":
            return Grid(tuple(numbers))
        if key == "normal":
            if numbers[1] <= 0:
                raise self.error("the standard deviation must be above 0", attribute, key)
            return Normal(*numbers)
        if numbers[0] > numbers[1]:
            raise self.error(
                f"{numbers[0]:g} is above {numbers[1]:g}: the lowest comes first", attribute, key
            )
        return Uniform(*numbers)

    def _refuse_beyond_scale(self, attribute: str, key: str, numbers: list[Any]) -> None:
        """A number above the whole scale is a slip, as position and as change; some no float could hold."""
        low, high = ATTRIBUTES[attribute].limits
        if any(abs(number) > max(high - low, high) for number in numbers):
            reason = f"a number is larger than the whole scale, which is {low:g} to {high:g}"
            raise self.error(reason, attribute, key)

    def _refuse_beyond_limits(self, attribute: str, key: str, numbers: list[float]) -> None:
        """Values that can only be clamped are a slip; those of a normal distribution may lie beyond."""
        low, high = ATTRIBUTES[attribute].limits
        for number in numbers[:1] if key == "normal" else numbers:
            if not low <= number <= high:
                reason = f"{number:g} is outside Camera Raw's limits, {low:g} to {high:g}"
                raise self.error(reason, attribute, key)


def _are_numbers(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(number, (int, float)) and not isinstance(number, bool) for number in value)
        and all(isinstance(number, int) or math.isfinite(number) for number in value)
    )


def _unknown(attribute: str) -> str:
    """Name the attribute that may be meant, and all that there are, on lines that can be read."""
    near = get_close_matches(attribute, (DEFAULTS, *ATTRIBUTES), n=1, cutoff=0.5)
    hint = f" (perhaps {near[0]})" if near else ""
    told = f"no attribute that can be drawn{hint}. Allowed are {', '.join(ATTRIBUTES)}, and {DEFAULTS}"
    return textwrap.fill(told, WIDTH, subsequent_indent="  ")


def _either(words: Any) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}"
