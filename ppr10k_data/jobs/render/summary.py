"""What a run of renders did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.jobs.engine.gathered import commonest_first
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.outcome import Problem, failures_recorded


@dataclass
class RenderSummary:
    """What a run did.

    Parameters
    ----------
    out : Path
        Folder that holds the renders.
    selected : int
        Photos that are wanted, done or not.
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
    matched, unmatched : int
        Pictures that were matched to a guide, and that were not though that was wished for.
    de76_before, de76_after : float
        Sums, over the pictures that were matched, of the mean difference to the guide.
    seconds : float
        Of the whole run.
    """

    out: Path
    selected: int = 0
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
    matched: int = 0
    unmatched: int = 0
    de76_before: float = 0.0
    de76_after: float = 0.0
    seconds: float = 0.0

    def count(self, tally: Tally, files: int = 1) -> None:
        """Count so many files alike; of pictures, also what became of the adjustments that they asked for.

        Parameters
        ----------
        tally : Tally
            What the journal says of a file.
        files : int, optional
            How many there are like it.
        """
        self.pictures += files * (tally["kind"] == "picture")
        for name in ("replayed", "approximated", "not_replayed"):
            getattr(self, name).update(dict.fromkeys(tally.get(name, ()), files))
        self.detail_left_out += files * bool(tally.get("detail_left_out"))
        if "match" in tally:
            self._count_match(tally["match"], files)

    def _count_match(self, from_to: Sequence[float], files: int) -> None:
        if not from_to:
            self.unmatched += files
            return
        self.matched += files
        self.de76_before += files * from_to[0]
        self.de76_after += files * from_to[1]

    def match_recorded(self) -> dict[str, Any]:
        """Of matching, as JSON has it; empty where nothing was to be matched."""
        if not self.matched + self.unmatched:
            return {}
        sums = (
            round(total, 2) for total in (self.de76_before, self.de76_after)
        )  # in whatever order they came
        means = [round(total / max(self.matched, 1), 3) for total in sums]
        return {
            "match": {
                "matched": self.matched,
                "unmatched": self.unmatched,
                "de76_before": means[0],
                "de76_after": means[1],
            }
        }

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "rendered": self.rendered,
            "skipped": self.skipped,
            "photos": self.photos,
            "left": self.left,
            "pictures": self.pictures,
            **failures_recorded(self.problems),
            "notes": self.notes,
            "replayed": commonest_first(self.replayed),
            "approximated": commonest_first(self.approximated),
            "not_replayed": commonest_first(self.not_replayed),
            "detail_left_out": self.detail_left_out,
            **self.match_recorded(),
            "seconds": round(self.seconds, 2),
        }


def matched_from_to(record: Mapping[str, Any]) -> list[float]:
    """What a summary counts of a picture's match: the mean difference before and after; empty where it failed."""
    if record.get("reason"):
        return []
    return [round(float(record[key]["mean"]), 2) for key in ("de76_before", "de76_after")]
