"""Problems and notes of photos that come back in any order, told in the photos' own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ppr10k_data.errors import PhotoNameError
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem
from ppr10k_data.photo import PhotoId


@dataclass
class Gathered:
    """What a summary tells of photos, the same for any number of workers.

    Parameters
    ----------
    problems : list of Problem
        Those of the plan, then those of photos as they come.
    planned : list of str
        Notes of the plan, which stay before those of photos.
    """

    problems: list[Problem] = field(default_factory=list)
    planned: list[str] = field(default_factory=list)
    _notes: dict[PhotoId, list[str]] = field(default_factory=dict)

    def add(self, photo: PhotoId, outcome: PhotoOutcome) -> None:
        """Take what became of one photo.

        Parameters
        ----------
        photo : PhotoId
        outcome : PhotoOutcome
        """
        self.problems += outcome.problems
        if outcome.notes:
            self._notes.setdefault(photo, []).extend(outcome.notes)

    @property
    def ordered_problems(self) -> list[Problem]:
        """Folders first, then photos in numeric order."""
        return in_photo_order(self.problems)

    @property
    def ordered_notes(self) -> list[str]:
        """Those of the plan, then those of photos in numeric order."""
        photos = sorted(self._notes, key=lambda photo: photo.sort_key)
        return [*self.planned, *(note for photo in photos for note in self._notes[photo])]


def in_photo_order(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems by what they are of: ``9_0`` before ``10_0``, and what is no photo before all.

    Parameters
    ----------
    problems : iterable of Problem
        Those of one photo keep their order.
    """
    return sorted(problems, key=lambda problem: place_of(problem.what))


def place_of(name: str) -> tuple[int, int, int]:
    """Where a photo or variant stands in numeric order; any other name stands before them all.

    Parameters
    ----------
    name : str
        Such as ``"12_3"`` or ``"12_3_5"``, or a folder's.
    """
    try:
        return PhotoId.parse(name).sort_key
    except PhotoNameError:
        return (-1, -1, -1)


def commonest_first(counts: Counter[str]) -> dict[str, int]:
    """Counts from the greatest to the least; equal ones by name, not by who was counted first.

    Parameters
    ----------
    counts : Counter of str
    """
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
