"""How far a slider was moved, in a few steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

from ppr10k_data.xmp import KEYS, CameraRawEdits, active_adjustments, panel_of
from ppr10k_data.xmp.active import NOT_MODELLED
from ppr10k_data.xmp.values import Number

_WHITE_BALANCE = ("WhiteBalance", "Temperature", "Tint")
_SMALL, _LARGE = 0.2, 0.6
"""Shares of a slider's range where its steps end."""

_KEYS = {key.name: key for key in KEYS}


@dataclass(frozen=True)
class Scale:
    """Where the steps of one slider end, on either side of neutral.

    Parameters
    ----------
    small, large, most : float
        Ends of the first, second and third step; the last may be open, infinity.
    one_sided : bool
        Whether the slider starts at neutral.
    decimals : int
        Digits that its values are written with.
    """

    small: float
    large: float
    most: float
    one_sided: bool = False
    decimals: int = 0

    def step(self, value: float) -> int:
        """Step of a value: 0 about neutral, then 1 and 2, or -1 and -2."""
        size = sum(abs(value) > end for end in (self.small, self.large))
        return size if value > 0.0 else -size

    def label(self, step: int) -> str:
        """A step in figures, such as "-60..-21"."""
        if step == 0:
            return f"0..{self._text(self.small)}" if self.one_sided else f"\u00b1{self._text(self.small)}"
        if abs(step) == 2 and math.isinf(self.most):
            return f"over {self._text(self.large)}" if step > 0 else f"under {self._text(-self.large)}"
        first = (self.small, self.large)[abs(step) - 1] + 10.0**-self.decimals
        last = (self.large, self.most)[abs(step) - 1]
        ends = (first, last) if step > 0 else (-last, -first)
        return "..".join(self._text(end) for end in ends)

    def _text(self, value: float) -> str:
        return f"{value:.{self.decimals}f}"


_SCALES = {
    "Exposure2012": Scale(0.25, 1.0, 5.0, decimals=2),
    "Exposure": Scale(0.25, 1.0, 4.0, decimals=2),
    "Temperature": Scale(100.0, 500.0, math.inf),
    "Tint": Scale(3.0, 10.0, math.inf),
}
"""Sliders whose usual strengths are a small part of their range."""


def sliders_of(edits: CameraRawEdits, source: CameraRawEdits | None) -> dict[str, float | None]:
    """How far each adjustment of a sidecar lies from neutral.

    Parameters
    ----------
    edits : CameraRawEdits
    source : CameraRawEdits or None
        The photo's xmp_source, from which white balance is counted; without it, it is left out.

    Returns
    -------
    dict
        By Camera Raw key; None for what is no number. Crop and orientation are left out, and keys that only shape
        others.
    """
    moved = {
        key: _from_neutral(key, value)
        for key, value in active_adjustments(edits).items()
        if key not in _WHITE_BALANCE and panel_of(key) != "geometry" and not _shapes_another(key)
    }
    if source is None:
        return moved
    return _white_balance(edits, source) | moved


def _white_balance(edits: CameraRawEdits, source: CameraRawEdits) -> dict[str, float | None]:
    pairs = {
        "Temperature": (edits.temperature_k, source.temperature_k),
        "Tint": (edits.tint, source.tint),
    }
    return {
        key: own - base
        for key, (own, base) in pairs.items()
        if own is not None and base is not None and own != base
    }


def _shapes_another(key: str) -> bool:
    return key in _KEYS and bool(_KEYS[key].under)


def _from_neutral(key: str, value: object) -> float | None:
    if (
        value == NOT_MODELLED
        or key not in _KEYS
        or not isinstance(value, int | float)
        or isinstance(value, bool)
    ):
        return None
    neutral = _KEYS[key].neutral
    return float(value) - (neutral if isinstance(neutral, int | float) else 0.0)


@lru_cache
def scale_of(key: str) -> Scale | None:
    """Steps of a slider; None for an adjustment that is no number, which is either set or not."""
    if key in _SCALES:
        return _SCALES[key]
    kind = _KEYS[key].kind if key in _KEYS else None
    if not isinstance(kind, Number):
        return None
    most = max(abs(kind.low), abs(kind.high))
    return Scale(_SMALL * most, _LARGE * most, most, one_sided=kind.low >= 0.0, decimals=kind.decimals)


def step_of(key: str, value: float | None, *, is_set: bool) -> tuple[int, str]:
    """Order and label of the step that an adjustment falls into.

    Parameters
    ----------
    key : str
        Camera Raw key.
    value : float or None
        Distance from neutral, where it has one.
    is_set : bool
        Whether the sidecar sets it at all.
    """
    scale = scale_of(key)
    if scale is None or (is_set and value is None):
        return (1, "set") if is_set else (0, "not set")
    step = scale.step(value or 0.0)
    return step, scale.label(step)
