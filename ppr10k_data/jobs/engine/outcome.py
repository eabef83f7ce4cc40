"""What became of one photo: files made, problems, notes."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.errors import OutputError, Ppr10kError

SINGLE = frozenset(
    {errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTEMPTY, errno.EINVAL}
)
"""Reasons for which one file cannot be written though others may be; for any other (a full disk, a lost permission, a
drive that is gone) the next photo would fare no better."""


@dataclass(frozen=True)
class Problem:
    """Something that could not be rendered, or not planned.

    Parameters
    ----------
    what : str
        The photo, file or folder.
    kind : str
        Class of the error, for counting.
    reason : str
        What is wrong and the way out.
    """

    what: str
    kind: str
    reason: str


def failures_recorded(problems: Sequence[Problem]) -> dict[str, Any]:
    """What failed, one by one and counted by kind, as every summary's JSON has it.

    Parameters
    ----------
    problems : sequence of Problem
        In the order that they are to be told in.

    Returns
    -------
    dict
        ``failed`` and ``failed_by_kind``.
    """
    return {
        "failed": [asdict(problem) for problem in problems],
        "failed_by_kind": dict(Counter(problem.kind for problem in problems)),
    }


@dataclass(frozen=True)
class Rendered:
    """One file that was written, and what its manifest line says of it.

    Parameters
    ----------
    output : object
        What was asked for; has a ``path``.
    record : dict
        As JSON has it.
    """

    output: Any
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
    stop : str or None
        Why it makes no sense to go on with other photos.
    """

    rendered: list[Rendered] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    stop: str | None = None

    def note(self, text: str) -> None:
        """Say something once."""
        if text not in self.notes:
            self.notes.append(text)

    @contextmanager
    def attempt(self, what: object, raw: Path) -> Iterator[None]:
        """Record an error as a problem of ``what`` and go on with the next: a fault of this program, too.

        Parameters
        ----------
        what : object
            Photo, variant or file that the work is for.
        raw : Path
            The photo's own file, which faults of this program are told of.
        """
        try:
            yield
        except Ppr10kError as error:
            self.problems.append(Problem(str(what), type(error).__name__, str(error)))
            if _stops_all(error):
                self.stop = str(error)
        except Exception as error:
            self.problems.append(failure(what, raw, error))


def _stops_all(error: Ppr10kError) -> bool:
    cause = error.__cause__
    return isinstance(error, OutputError) and isinstance(cause, OSError) and cause.errno not in SINGLE


def failure(what: object, raw: Path, error: Exception) -> Problem:
    """What the user is told of an error that cost a photo: one of ours, or a fault of this program.

    Parameters
    ----------
    what : object
        Photo, variant or file.
    raw : Path
        The photo's own file.
    error : Exception
    """
    kind = type(error).__name__
    if isinstance(error, Ppr10kError):
        return Problem(str(what), kind, f"{raw}: {error}")
    return Problem(
        str(what), kind, f"{raw}: unexpected {kind}: {error}; please report it with this file's camera"
    )


def make_folder(folder: Path) -> None:
    """Make a folder for results.

    Raises
    ------
    OutputError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{folder}: cannot be made: {reason}; give --out a place to write to") from error
