"""A plan less what is done: pure, given what is on the disk."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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

    def tallies(self) -> Iterator[tuple[Tally, int]]:
        """What a summary counts of the files that are done, each with how many are alike.

        The journal keeps equal tallies once, and a release has some hundreds of kinds among its many files.
        """
        kinds = {id(tally): tally for tally in self.done.values()}
        for key, files in Counter(map(id, self.done.values())).items():
            yield kinds[key], files


def names_under(base: Path) -> Callable[[Path], str]:
    """Names files in journal and manifest: by their paths under the run's folder, with slashes."""
    start = f"{base}{os.sep}"

    def name(path: Path) -> str:
        whole = str(path)
        if not whole.startswith(start):
            return path.relative_to(base).as_posix()
        return whole[len(start) :].replace(os.sep, "/")  # pathlib's way takes 10 times as long

    return name


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
    name = names_under(base)
    for work in works:
        missing = []
        for output in work.outputs:
            file = name(output.path)
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
