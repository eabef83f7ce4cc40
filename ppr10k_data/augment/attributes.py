"""What can be drawn: Camera Raw's sliders, each with its limits and the digits that it is written with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from ppr10k_data.xmp import KEYS, CameraRawEdits, Panel
from ppr10k_data.xmp.keys import Era, Key
from ppr10k_data.xmp.paths import Path, get
from ppr10k_data.xmp.values import Number

Interval = tuple[float, float]
"""Lowest and highest, both included."""

PANELS = frozenset[Panel]({"basic", "curve", "hsl", "grading", "calibration", "effects", "detail"})
"""Whose sliders may be drawn: those of a picture's tone, colour and grain. Geometry and lens would move its pixels away
from the target's and the mask's."""


@dataclass(frozen=True)
class Attribute:
    """A slider.

    Parameters
    ----------
    name : str
        Camera Raw's key without its prefix, such as "Exposure2012".
    limits : (float, float)
        Camera Raw's own, both included.
    decimals : int
        Digits behind the point that Camera Raw writes.
    era : Era
        In which process versions the slider counts.
    path : tuple
        Its place in :class:`~ppr10k_data.xmp.CameraRawEdits`.
    """

    name: str
    limits: Interval
    decimals: int
    era: Era
    path: Path

    @classmethod
    def of(cls, key: Key, kind: Number) -> Attribute:
        """Take a slider over from the table of keys."""
        return cls(key.name, (kind.low, kind.high), kind.decimals, key.era, key.path)

    @property
    def is_white_balance(self) -> bool:
        """Whether it is one of the two numbers of the white balance."""
        return self.name in WHITE_BALANCE

    def of_edits(self, edits: CameraRawEdits) -> float | None:
        """The slider's position; None where the sidecar does not say."""
        value: float | None = get(edits, self.path)
        return value

    def set_in(self, edits: CameraRawEdits, value: float) -> CameraRawEdits:
        """The same edits with the slider elsewhere."""
        changed: CameraRawEdits = _put(edits, self.path, value)
        return changed

    def settled(self, value: float) -> tuple[float, bool]:
        """Where the slider comes to rest: rounded to the nearest position that is written, kept within the limits.

        Returns
        -------
        tuple
            The position, and whether the limits held it back by more than rounding does.
        """
        low, high = self.limits
        rounded = round(value, self.decimals) + 0.0  # no negative zero
        return float(min(max(rounded, low), high)), not low <= rounded <= high


WHITE_BALANCE = ("Temperature", "Tint")


def _put(node: Any, path: Path, value: float) -> Any:
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        inner = _put(node[step], rest, value) if rest else value
        return (*node[:step], inner, *node[step + 1 :])
    return replace(node, **{step: _put(getattr(node, step), rest, value) if rest else value})


def _is_drawn(key: Key) -> bool:
    """Splits and refinements shape other adjustments, and must keep an order among themselves."""
    shapes = key.name.endswith("Split") or key.name == "CurveRefineSaturation"
    return key.panel in PANELS and key.era != "legacy" and not shapes


ATTRIBUTES = MappingProxyType(
    {key.name: Attribute.of(key, key.kind) for key in KEYS if isinstance(key.kind, Number) and _is_drawn(key)}
)
"""All sliders that can be drawn, by name."""
