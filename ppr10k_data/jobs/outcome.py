"""What became of one photo: files made, problems, notes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.errors import Ppr10kError
from ppr10k_data.jobs.plan import Output, Problem


@dataclass(frozen=True)
class Rendered:
    """One file that was written, and what its manifest line says of it."""

    output: Output
    record: dict[str, Any]


@dataclass
class PhotoOutcome:
    """What became of one photo.

    Parameters
    ----------
    rendered : list of Rendered
    problems : list of Problem
        Outputs that failed, each with its reason.
    notes : list of str
        What the user should know of pictures that were made.
    """

    rendered: list[Rendered] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Say something once."""
        if text not in self.notes:
            self.notes.append(text)

    @contextmanager
    def attempt(self, what: object, raw: Path) -> Iterator[None]:
        """Record an error as a problem of ``what`` and go on with the next: a fault of this program, too."""
        try:
            yield
        except Ppr10kError as error:
            self.problems.append(Problem(str(what), type(error).__name__, str(error)))
        except Exception as error:
            self.problems.append(unexpected(what, raw, error))


def unexpected(what: object, raw: Path, error: Exception) -> Problem:
    """What the user is told of a fault of this program."""
    kind = type(error).__name__
    return Problem(
        str(what), kind, f"{raw}: unexpected {kind}: {error}; please report it with this file's camera"
    )
