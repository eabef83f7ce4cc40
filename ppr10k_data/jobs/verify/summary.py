"""What a verification is asked for, and what it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from ppr10k_data.files.checksums import SUMS
from ppr10k_data.jobs.engine.outcome import Problem, failures_recorded
from ppr10k_data.jobs.photos.selection import EVERYTHING, Selection
from ppr10k_data.release import Ability, Comparison, release_photos

HashMode = Literal["write", "check"]


@dataclass(frozen=True)
class VerifyRequest:
    """What is asked for.

    Parameters
    ----------
    root : Path
    out : Path
        Gets the file of sums; nothing else is ever written.
    hashes : {"write", "check"} or None
    sums : Path or None
        The file of sums; ``SHA256SUMS`` in ``out`` by default.
    selection : Selection
        Photos whose files are opened; names are looked at all.
    partial : bool
        Missing files are no fault.
    overwrite : bool
        Replace a file of sums.
    """

    root: Path
    out: Path
    hashes: HashMode | None = None
    sums: Path | None = None
    selection: Selection = EVERYTHING
    partial: bool = False
    overwrite: bool = False

    @property
    def sums_path(self) -> Path:
        """Where sums are written, or read."""
        return self.sums or self.out / SUMS


@dataclass
class VerifySummary:
    """What was found.

    Parameters
    ----------
    root : Path
    is_sample : bool
        A generated sample, which is not compared with the release's counts.
    comparison : Comparison
    counts : Counter of str
        Files by folder.
    abilities : tuple of Ability
        What can be done with what is there.
    files : int
        Files that were opened.
    hashed : int
        Files whose sums were made or compared.
    sums : Path or None
        The file of sums.
    problems : list of Problem
    notes : list of str
        What is odd but no fault.
    left : int
        Photos that were not looked into because of a wish to stop.
    seconds : float
    """

    root: Path
    is_sample: bool
    comparison: Comparison
    counts: Counter[str]
    abilities: tuple[Ability, ...]
    files: int = 0
    hashed: int = 0
    sums: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    left: int = 0
    seconds: float = 0.0

    @property
    def description(self) -> str:
        """What the tree is, in words."""
        photos, all_photos = len(self.comparison.photos), len(release_photos())
        if self.is_sample:
            return f"a generated sample of {photos} photos"
        release = f"{self.comparison.release.name} release" if self.comparison.release else "release"
        if self.comparison.is_whole:
            return f"the whole {release}: {photos:,} photos"
        return f"a part of the {release}: {photos:,} of {all_photos:,} photos"

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "root": str(self.root),
            "what": self.description,
            "release": self.comparison.release and self.comparison.release.name,
            "photos": len(self.comparison.photos),
            "parts": {
                part.part: {
                    "state": part.state,
                    "there": part.there,
                    "released": part.released,
                    "missing": len(part.missing),
                    "known_holes": [str(photo) for photo in part.holes],
                }
                for part in self.comparison.parts
            },
            "folders": dict(self.counts),
            "files": self.counts.total(),
            "can_do": [asdict(ability) for ability in self.abilities],
            "opened": self.files,
            "hashed": self.hashed,
            "sums": None if self.sums is None else str(self.sums),
            **failures_recorded(self.problems),
            "notes": self.notes,
            "not_done": self.left,
            "seconds": round(self.seconds, 2),
        }
