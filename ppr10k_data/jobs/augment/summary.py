"""What an augmentation did."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.jobs.engine.gathered import commonest_first
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.outcome import Problem, failures_recorded
from ppr10k_data.jobs.render.summary import RenderSummary


@dataclass
class AugmentSummary:
    """What a run did.

    Parameters
    ----------
    out : Path
        Folder of the sidecars' folders.
    selected : int
        Photos that are wanted, done or not.
    made, skipped : int
        Sidecars written, and those that were there already from the same sidecars and settings.
    photos, left : int
        Photos that had sidecars to be written, and those of them that were not done because of a wish to stop.
    clamped : Counter
        Sidecars by attribute that Camera Raw's limits held back.
    redrawn : int
        Numbers of a paired scheme that were drawn again.
    removed : list of str
        Files of other draws that ``--overwrite`` removed and did not make anew, by their paths under the folder.
    problems : list of Problem
        What failed before any picture.
    notes : list of str
    seconds : float
        Of the sidecars.
    render : RenderSummary or None
        Of the pictures; None where there were to be none, or the run was interrupted before.
    """

    out: Path
    selected: int = 0
    made: int = 0
    skipped: int = 0
    photos: int = 0
    left: int = 0
    clamped: Counter[str] = field(default_factory=Counter)
    redrawn: int = 0
    removed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0
    render: RenderSummary | None = None

    @property
    def sidecars(self) -> int:
        """Sidecars that are there now."""
        return self.made + self.skipped

    @property
    def attempted(self) -> int:
        """Photos that anything was to be made of."""
        return max(self.photos, 0 if self.render is None else self.render.photos)

    @property
    def all_problems(self) -> list[Problem]:
        """What failed, pictures included."""
        return [*self.problems, *(self.render.problems if self.render is not None else ())]

    def count(self, tally: Tally, files: int = 1) -> None:
        """Count so many sidecars alike.

        Parameters
        ----------
        tally : Tally
            What the journal says of a sidecar.
        files : int, optional
            How many there are like it.
        """
        self.clamped.update(dict.fromkeys(tally.get("clamped", ()), files))
        self.redrawn += files * tally.get("redrawn", 0)

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "sidecars": self.made,
            "skipped": self.skipped,
            "photos": self.photos,
            "left": self.left,
            "clamped": commonest_first(self.clamped),
            "redrawn": self.redrawn,
            "removed": self.removed,
            **failures_recorded(self.all_problems),
            "notes": self.notes,
            "seconds": round(self.seconds, 2),
            "render": None if self.render is None else self.render.recorded(),
        }
