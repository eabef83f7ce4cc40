"""What a run of renders did."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.outcome import Problem


@dataclass
class RenderSummary:
    """What a run did.

    Parameters
    ----------
    out : Path
        Folder that holds the renders.
    rendered, skipped : int
        Files made, and files that were there already from the same inputs and settings.
    photos : int
        Photos that were to be worked on: those with anything to make.
    left : int
        Those of them that were not done because of a wish to stop.
    pictures : int
        Those of the files, made or there already, that are pictures and not masks.
    problems : list of Problem
        What failed.
    notes : list of str
        What the user should know of files that were made.
    replayed, approximated, not_replayed : Counter
        Pictures by Camera Raw key that they asked for: done, done by a heuristic, or in vain.
    detail_left_out : int
        Renders whose sharpening or noise reduction was left out.
    seconds : float
        Of the whole run.
    """

    out: Path
    rendered: int = 0
    skipped: int = 0
    photos: int = 0
    left: int = 0
    pictures: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replayed: Counter[str] = field(default_factory=Counter)
    approximated: Counter[str] = field(default_factory=Counter)
    not_replayed: Counter[str] = field(default_factory=Counter)
    detail_left_out: int = 0
    seconds: float = 0.0

    def count(self, tally: Tally, files: int = 1) -> None:
        """Count so many files alike; of pictures, also what became of the adjustments that they asked for."""
        self.pictures += files * (tally["kind"] == "picture")
        for name in ("replayed", "approximated", "not_replayed"):
            getattr(self, name).update(dict.fromkeys(tally.get(name, ()), files))
        self.detail_left_out += files * bool(tally.get("detail_left_out"))

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "rendered": self.rendered,
            "skipped": self.skipped,
            "photos": self.photos,
            "left": self.left,
            "pictures": self.pictures,
            "failed": [asdict(problem) for problem in self.problems],
            "failed_by_kind": dict(Counter(problem.kind for problem in self.problems)),
            "notes": self.notes,
            "replayed": dict(self.replayed.most_common()),
            "approximated": dict(self.approximated.most_common()),
            "not_replayed": dict(self.not_replayed.most_common()),
            "detail_left_out": self.detail_left_out,
            "seconds": round(self.seconds, 2),
        }
