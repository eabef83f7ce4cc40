"""One picture of ours beside Lightroom's."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, field
from typing import Any

from ppr10k_data.metrics import Scores

_KINDS = {"xmp_source": "source"} | {f"xmp_target_{expert}": f"target {expert}" for expert in "abc"}


@dataclass(frozen=True)
class Comparison:
    """One picture beside Lightroom's: scores, or why there are none.

    Parameters
    ----------
    photo : str
        Such as "12_3".
    folder : str
        Folder of sidecars that it shows, such as "xmp_target_a".
    scores : Scores or None
        None where nothing could be compared.
    reason : str
        Why; empty where it could.
    remark : str
        What to know of a comparison that was made.
    camera : str
        Make and model; empty where the RAW file does not say.
    process_version : str
        Camera Raw's, as the sidecar has it.
    sliders : dict
        How far each adjustment lies from neutral, by Camera Raw key; None for one that is no number. Of white balance,
        the difference from the photo's xmp_source.
    not_replayed, approximated : tuple of str
        Keys that ours leaves out, or does by mathematics of low confidence.
    others : dict
        Scores of what else was made of the render, such as "matched"; the same names in all comparisons.
    """

    photo: str
    folder: str
    scores: Scores | None = None
    reason: str = ""
    remark: str = ""
    camera: str = ""
    process_version: str = ""
    sliders: dict[str, float | None] = field(default_factory=dict)
    not_replayed: tuple[str, ...] = ()
    approximated: tuple[str, ...] = ()
    others: dict[str, Scores] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What the picture is: "source", "target a", or the name of another folder of sidecars."""
        return _KINDS.get(self.folder, self.folder)

    @property
    def name(self) -> str:
        """Folder and photo; the photo alone where it is not known which of its pictures is meant."""
        return f"{self.folder}/{self.photo}" if self.folder else self.photo

    def recorded(self) -> dict[str, Any]:
        """As JSON has it: the PSNR of equal pictures, which is infinite, is null."""
        record = {"photo": self.photo, "kind": self.kind, **asdict(self)}
        if self.scores is not None and math.isinf(self.scores.psnr_db):
            record["scores"]["psnr_db"] = None
        for scores in record["others"].values():
            scores["psnr_db"] = None if math.isinf(scores["psnr_db"]) else scores["psnr_db"]
        return record


@dataclass(frozen=True)
class Trio:
    """A comparison's pictures, as JPEG files.

    Parameters
    ----------
    ours, theirs, difference : bytes
        The difference lies about middle grey, enlarged; see :func:`difference_picture`.
    width, height : int
        Of each.
    others : dict
        What else was made of the render, such as "matched", and its difference; by the names that its scores have.
    """

    ours: bytes
    theirs: bytes
    difference: bytes
    width: int
    height: int
    others: dict[str, tuple[bytes, bytes]] = field(default_factory=dict)
