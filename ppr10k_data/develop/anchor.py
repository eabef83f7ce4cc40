"""Which camera RGB is white: a sidecar's white balance, anchored at the photo's as-shot state.

A number like 5200 K means what Lightroom means only if our matrices are exactly Adobe's, and Lightroom shows rounded
numbers. So the sidecar that says "As Shot" ties Lightroom's scale to ours for this photo, and every other number of
the photo is carried over by its difference, in mired and in tint. A step of +200 K then is a step of +200 K from the
same place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.camera_color import CameraColor
from ppr10k_data.develop.white_balance import TempTint, temp_tint_from_xy, xy_from_temp_tint
from ppr10k_data.xmp import CameraRawEdits

WhiteBalanceMode = Literal["anchored", "numbers", "file"]

DAYLIGHT = TempTint(5500.0, 10.0)

PRESETS = {
    "Daylight": DAYLIGHT,
    "Cloudy": TempTint(6500.0, 10.0),
    "Shade": TempTint(7500.0, 10.0),
    "Tungsten": TempTint(2850.0, 0.0),
    "Fluorescent": TempTint(3800.0, 21.0),
    "Flash": TempTint(5500.0, 0.0),
}
"""What Camera Raw's named white balances stand for, where a sidecar gives the name alone."""

_LIMITS_K = (2000.0, 50000.0)
_LIMIT_TINT = 150.0


@dataclass(frozen=True)
class WhiteBalance:
    """The white of one rendering.

    Parameters
    ----------
    neutral : (3,) float64
        Camera RGB of a white object, largest channel 1.
    temp_tint : TempTint
        The same on the scale of our matrices.
    basis : str
        How it was found, for the manifest: "as shot", "anchored", "numbers", "preset Daylight", ...
    note : str
        Something that the user should know; empty for nothing.
    """

    neutral: NDArray[np.float64]
    temp_tint: TempTint
    basis: str
    note: str = ""


def _numbers(edits: CameraRawEdits) -> TempTint | None:
    if edits.temperature_k is None:
        return None
    return TempTint(edits.temperature_k, edits.tint if edits.tint is not None else 0.0)


def _says_as_shot(edits: CameraRawEdits) -> bool:
    return edits.white_balance == "As Shot"


@dataclass(frozen=True)
class Anchor:
    """The photo's as-shot state, on the file's scale and on Lightroom's.

    Parameters
    ----------
    color : CameraColor
        The camera's matrices.
    neutral : (3,) float64 or None
        Camera RGB of white as shot; None where the file does not say.
    shown : TempTint or None
        What Lightroom shows for it: the numbers of the photo's sidecar that says "As Shot".
    mode : WhiteBalanceMode
        ``anchored``; ``numbers`` trusts the sidecar's figures, whatever it calls them; ``file`` uses the file's
        multipliers for "As Shot" and figures otherwise.
    """

    color: CameraColor
    neutral: NDArray[np.float64] | None
    shown: TempTint | None
    mode: WhiteBalanceMode = "anchored"

    @classmethod
    def of(
        cls,
        color: CameraColor,
        neutral: NDArray[np.float64] | None,
        source: CameraRawEdits | None,
        mode: WhiteBalanceMode = "anchored",
    ) -> Anchor:
        """Anchor a photo by its xmp_source, or without a scale of Lightroom's where that is absent or Custom."""
        shown = _numbers(source) if source is not None and _says_as_shot(source) else None
        return cls(color, neutral, shown, mode)

    def white_balance(self, edits: CameraRawEdits) -> WhiteBalance:
        """The white that a sidecar of this photo asks for.

        Parameters
        ----------
        edits : CameraRawEdits
            The sidecar's settings.

        Notes
        -----
        "As Shot" whose numbers differ from xmp_source's is treated as Custom and noted: the official augmentation
        script writes such files, since it edits the numbers and leaves the name.
        """
        numbers = _numbers(edits)
        if self.mode == "numbers":
            return self._by_numbers(edits, numbers)
        if _says_as_shot(edits):
            moved = self.mode == "anchored" and None not in (self.shown, numbers) and numbers != self.shown
            if not moved:
                return self._as_shot()
            note = "says As Shot, but its numbers differ from xmp_source's: rendered as Custom"
            return self._by_numbers(edits, numbers, note=note)
        return self._by_numbers(edits, numbers)

    def _as_shot(self) -> WhiteBalance:
        if self.neutral is None:
            return self._of_temp_tint(
                DAYLIGHT, "daylight", "the file has no as-shot white balance: daylight assumed"
            )
        return WhiteBalance(self.neutral, self._file_scale(self.neutral), "as shot")

    def _by_numbers(self, edits: CameraRawEdits, numbers: TempTint | None, note: str = "") -> WhiteBalance:
        if numbers is None:
            preset = PRESETS.get(edits.white_balance)
            if preset is not None:
                return self._of_temp_tint(self._on_our_scale(preset), f"preset {edits.white_balance}", note)
            if not _says_as_shot(edits):
                note = f"white balance {edits.white_balance!r} has no numbers: rendered as shot"
            as_shot = self._as_shot()
            return WhiteBalance(as_shot.neutral, as_shot.temp_tint, as_shot.basis, note or as_shot.note)
        return self._of_temp_tint(
            self._on_our_scale(numbers), "anchored" if self._is_tied else "numbers", note
        )

    @property
    def _is_tied(self) -> bool:
        """Whether Lightroom's scale and ours are known to meet at this photo's as-shot state."""
        return self.mode == "anchored" and self.shown is not None and self.neutral is not None

    def _on_our_scale(self, numbers: TempTint) -> TempTint:
        return self._carried_over(numbers) if self._is_tied else numbers

    def _carried_over(self, numbers: TempTint) -> TempTint:
        """Move numbers of Lightroom's scale to ours by the as-shot state that both describe."""
        assert self.neutral is not None
        assert self.shown is not None
        ours = self._file_scale(self.neutral)
        mired = 1e6 / numbers.temperature_k - 1e6 / self.shown.temperature_k + 1e6 / ours.temperature_k
        # An as-shot state beyond the sliders' ends stays reachable; only what was added is limited.
        lowest, highest = 1e6 / _LIMITS_K[1], 1e6 / _LIMITS_K[0]
        as_shot = 1e6 / ours.temperature_k
        mired = min(max(mired, min(lowest, as_shot)), max(highest, as_shot))
        tint = numbers.tint - self.shown.tint + ours.tint
        reach = max(_LIMIT_TINT, abs(ours.tint) + _LIMIT_TINT)
        return TempTint(1e6 / mired, min(max(tint, -reach), reach))

    def _file_scale(self, neutral: NDArray[np.float64]) -> TempTint:
        return temp_tint_from_xy(*self.color.xy_from_neutral(neutral))

    def _of_temp_tint(self, temp_tint: TempTint, basis: str, note: str = "") -> WhiteBalance:
        neutral = self.color.neutral_from_xy(xy_from_temp_tint(*temp_tint))
        return WhiteBalance(neutral, temp_tint, basis, note)
