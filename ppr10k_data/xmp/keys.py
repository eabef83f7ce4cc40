"""What a key of a sidecar is, and in which process versions it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from ppr10k_data.xmp.paths import Path
from ppr10k_data.xmp.rdf import CRS
from ppr10k_data.xmp.values import Kind

Panel = Literal[
    "basic", "curve", "hsl", "bw", "grading", "calibration", "effects", "detail", "lens", "geometry",
    "profile", "local", "other",
]  # fmt: skip
"""Where a user finds the control."""

Era = Literal["any", "legacy", "2012"]
"""In which process versions a key is read: all, those before 6.7, or 6.7 ("PV2012") and later."""

VERSION = re.compile(r"[0-9]{1,3}\.[0-9]{1,3}")
"""How a process version is spelled."""

FIRST_2012 = 6.7
"""The process version that brought the present tone sliders (Camera Raw 7, 2012)."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a sidecar.

    Parameters
    ----------
    name : str
        The key without its prefix, such as "Exposure2012".
    path : tuple of str or int
        Where its value lives in :class:`CameraRawEdits`; ``("legacy", name)`` for the old tone sliders.
    panel : Panel
        The control's panel.
    kind : Kind
        How the value is read, checked and written.
    neutral : object
        The value that changes nothing, and stands where the file has no such key.
    era : Era
        In which process versions the key counts.
    under : tuple of str
        Keys of which at least one must be active for this one to have any effect.
    describes : bool
        True for a key that describes and adjusts nothing by itself.
    rare : bool
        True for a key that is written only where it is not neutral.
    """

    name: str
    path: Path
    panel: Panel
    kind: Kind
    neutral: Any = 0.0
    era: Era = "any"
    under: tuple[str, ...] = ()
    describes: bool = False
    rare: bool = False
    namespace: str = CRS
    full_name: str = field(init=False)
    neutral_raw: str | tuple[str, ...] | None = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "full_name", self.namespace + self.name)
        raw = None if self.neutral is None else self.kind.format(self.neutral)
        object.__setattr__(self, "neutral_raw", raw)

    @property
    def label(self) -> str:
        """The key with its usual prefix, for messages and for writing."""
        return ("crs:" if self.namespace == CRS else "tiff:") + self.name

    def is_neutral(self, value: Any) -> bool:
        """Whether the value asks for nothing."""
        return self.kind.is_neutral(value, self.neutral)


def is_legacy(process_version: str) -> bool:
    """Whether a process version is one before 6.7, with the old tone sliders."""
    return float(process_version) < FIRST_2012
