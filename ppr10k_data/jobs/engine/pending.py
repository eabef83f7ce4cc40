"""A plan less what is done: pure, given what is on the disk."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic

from ppr10k_data.jobs.engine.fingerprint import Fingerprints
from ppr10k_data.jobs.engine.journal import Journal, Tally
from ppr10k_data.jobs.engine.work import AnyWork


@dataclass(frozen=True)
class Pending(Generic[AnyWork]):
    """What is still to be done.

    Parameters
    ----------
    works : tuple
        Photos with their missing outputs alone.
    fingerprints : dict
        Of the missing files, as their inputs were when the plan was made.
    done : dict of mapping
        Tallies of the wanted files that are done.
    failed_before : Counter
        Files to be made that failed in an earlier run, by kind of error.
    """

    works: tuple[AnyWork, ...]
    fingerprints: dict[str, str]
    done: dict[str, Tally]
    failed_before: Counter[str]

    @property
    def files(self) -> int:
        """How many are to be made."""
        return len(self.fingerprints)


def file_name(path: Path, base: Path) -> str:
    """A file's name in journal and manifest: its path under the run's folder, with slashes."""
    whole, start = str(path), str(base)
    if not whole.startswith(start) or whole[len(start) : len(start) + 1] != os.sep:
        return path.relative_to(base).as_posix()
    return whole[len(start) + 1 :].replace(os.sep, "/")  # pathlib's way takes 10 times as long


def leave_out_done(
    works: Sequence[AnyWork],
    base: Path,
    journal: Journal,
    present: Mapping[str, int],
    fingerprints: Fingerprints,
    *,
    only_failed: bool = False,
) -> Pending[AnyWork]:
    """Leave out the files that are there, of the recorded size, with the fingerprint that they would get now.

    Parameters
    ----------
    works : sequence
        All that is wanted.
    base : Path
        The run's folder.
    journal : Journal
        What is recorded.
    present : mapping
        Sizes of the files that are there.
    fingerprints : Fingerprints
        Of this run's settings.
    only_failed : bool
        Leave out, too, what has not failed before.
    """
    pending: list[AnyWork] = []
    marks: dict[str, str] = {}
    done: dict[str, Tally] = {}
    failed: Counter[str] = Counter()
    for work in works:
        missing = []
        for output in work.outputs:
            file = file_name(output.path, base)
            mark = fingerprints.of(work.inputs(output))
            entry = journal.done.get(file)
            if entry is not None and entry.fingerprint == mark and present.get(file) == entry.size:
                done[file] = entry.tally
            elif file in journal.failed or not only_failed:
                missing.append(output)
                marks[file] = mark
                failed.update([journal.failed[file]] if file in journal.failed else [])
        if missing:
            pending.append(_only(work, missing))
    return Pending(tuple(pending), marks, done, failed)


def _only(work: Any, outputs: list[Any]) -> Any:
    return work if len(outputs) == len(work.outputs) else replace(work, outputs=tuple(outputs))
