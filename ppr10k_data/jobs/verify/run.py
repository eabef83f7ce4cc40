"""A tree beside the release: what is there, what can be done with it, and what is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ppr10k_data.errors import LayoutError, Ppr10kError, SettingsChangedError, WorkerDiedError
from ppr10k_data.files.checksums import read_sums, write_sums
from ppr10k_data.files.places import is_taken
from ppr10k_data.files.release_files import ReleaseFiles, list_release
from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.counted import counted
from ppr10k_data.jobs.engine.execute import execute
from ppr10k_data.jobs.engine.hold import hold_alone
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.engine.pools.open_pool import open_pool
from ppr10k_data.jobs.engine.resources import available_cores, available_memory, jobs_for
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.selection import EVERYTHING
from ppr10k_data.jobs.verify.check_photo import Checked, HashRecord, check_photos
from ppr10k_data.jobs.verify.hash_journal import HashJournal
from ppr10k_data.jobs.verify.plan import (
    MISSING,
    Group,
    loose_files,
    photos_to_check,
    problems_of_names,
)
from ppr10k_data.jobs.verify.summary import VerifyRequest, VerifySummary
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import abilities, compare

CHANGED = "changed"
"""Kind of problem of a file whose sum is another than recorded."""

MASK_BYTES = 150e6
"""Of a worker beside its libraries: a mask of 50 megapixels, as it is stored and while its values are counted."""


def look_at_names(request: VerifyRequest) -> tuple[ReleaseFiles, VerifySummary]:
    """See what the names alone tell; no file is opened.

    Raises
    ------
    LayoutError
        If nothing of the release is there, or no photo is selected.
    """
    files = list_release(request.root)
    _refuse_empty(files, request)
    found = files.names()
    comparison = compare(found)
    summary = VerifySummary(
        request.root, Dataset(request.root).is_sample, comparison, files.counts(), abilities(found)
    )
    summary.problems += problems_of_names(files, comparison, partial=request.partial)
    for part in comparison.parts:
        summary.notes += (
            f"{part.part}/{photo}.xmp is missing from the release itself" for photo in part.holes
        )
    return files, summary


def _refuse_empty(files: ReleaseFiles, request: VerifyRequest) -> None:
    """A selection that meets nothing would find nothing wrong."""
    if not any(map(request.selection.wants, files.photos())):
        raise LayoutError(f"{request.root}: no photo is selected: look at --photo, --groups and --split")


def verify(
    request: VerifyRequest,
    *,
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[bool], None] = lambda failed: None,
) -> VerifySummary:
    """Look into a tree's files, and write or check their sums.

    Parameters
    ----------
    request : VerifyRequest
    jobs : int or None
        Processes; 1 stays in this one, None is as many as cores and memory carry.
    stop : Stop, optional
        Looked at between photos.
    started, progress : callable
        Told the number of photos, and of each whether something is wrong with it.

    Raises
    ------
    LayoutError
        If nothing of the release is there, no photo is selected, or the file of sums cannot be read.
    SettingsChangedError
        If a file of sums would be replaced, without ``overwrite``.
    FolderBusyError, JournalError, OutputError
        If sums are wanted and ``out`` is in use, damaged or cannot be written.
    """
    begun = time.perf_counter()
    expected = _expected(request)
    files, summary = look_at_names(request)
    with _hash_journal(request) as journal:
        before = None if journal is None else journal.before
        groups = photos_to_check(files, request.selection, before)
        if before is not None and request.selection == EVERYTHING and (loose := loose_files(files, before)):
            groups = (*groups, loose)
        sums = _Sums(journal)
        _look_into(groups, summary, sums, jobs, stop or Stop(), started, progress)
        summary.abilities = abilities(files.names(without={problem.what for problem in summary.problems}))
        if request.hashes is not None:
            summary.hashed = len(sums.records)
            summary.sums = request.sums_path
            if not summary.left:
                _settle_sums(request, expected, sums.records, summary)
        if journal is not None:
            journal.close(done=not summary.left)
    summary.seconds = time.perf_counter() - begun
    return summary


@dataclass
class _Sums:
    """Sums of this run and the one before it."""

    journal: HashJournal | None
    records: dict[str, str] = field(default_factory=dict)

    def add(self, hashes: Mapping[str, HashRecord]) -> None:
        if self.journal is not None and hashes:
            self.journal.append(hashes)
            self.records.update((name, record.sha256) for name, record in hashes.items())


def _expected(request: VerifyRequest) -> dict[str, str]:
    """Sums to compare with; what is wrong with the request is told before hours of work."""
    if request.hashes is None:
        return {}
    refuse_inside(request.root, request.out)
    if request.hashes == "check":
        return read_sums(request.sums_path)
    refuse_inside(request.root, request.sums_path.parent)
    if is_taken(request.sums_path) and not request.overwrite:
        raise SettingsChangedError(
            f"{request.sums_path}: there already; --hash check compares with it, --overwrite replaces it"
        )
    return {}


@contextmanager
def _hash_journal(request: VerifyRequest) -> Iterator[HashJournal | None]:
    if request.hashes is None:
        yield None
        return
    with hold_alone(request.out):
        yield HashJournal(request.out, request.root)


def _look_into(
    groups: Sequence[Group],
    summary: VerifySummary,
    sums: _Sums,
    jobs: int | None,
    stop: Stop,
    started: Callable[[int], None],
    progress: Callable[[bool], None],
) -> None:
    summary.left = sum(len(group) for group in groups)
    started(summary.left)
    jobs = jobs or _default_jobs()
    found: dict[PhotoId | None, Checked] = {}
    for tasks, checked in _checked(groups, jobs, stop):
        for task, each in zip(tasks, checked, strict=True):
            found[task.photo] = each
            summary.files += len(task.files)
            summary.left -= 1
            sums.add(each.hashes)
            progress(bool(each.problems))
    for task in (
        task for group in groups for task in group if task.photo in found
    ):  # not as workers came back
        summary.problems += found[task.photo].problems
        summary.notes += found[task.photo].notes


def _default_jobs() -> int:
    return jobs_for(available_cores(), available_memory(), int(MASK_BYTES), 1.0)


def _checked(groups: Sequence[Group], jobs: int, stop: Stop) -> Iterator[tuple[Group, list[Checked]]]:
    """Scenes and what was found of them; of one that ended its worker, each photo alone."""
    again: list[Group] = []
    pool = open_pool("here" if jobs == 1 else "loky", check_photos, Path(), min(jobs, max(1, len(groups))))
    for group, checked in execute(pool, groups, stop, _failed):
        if len(group) > 1 and any(_died(each) for each in checked):
            again += [(task,) for task in group]
        else:
            yield group, checked
    if again and not stop.requested:
        pool = open_pool("loky", check_photos, Path(), jobs)
        yield from execute(pool, again, stop, _failed)


def _failed(group: Group, error: Exception) -> list[Checked]:
    kind, reason = type(error).__name__, str(error)
    if not isinstance(error, Ppr10kError):
        reason = f"unexpected {kind}: {error}; please report it"
    return [Checked(problems=[Problem(str(task.photo or "other files"), kind, reason)]) for task in group]


def _died(checked: Checked) -> bool:
    return any(problem.kind == WorkerDiedError.__name__ for problem in checked.problems)


def _settle_sums(
    request: VerifyRequest, expected: Mapping[str, str], sums: Mapping[str, str], summary: VerifySummary
) -> None:
    if request.hashes == "write":
        write_sums(request.sums_path, sums)
        return
    for name, digest in sums.items():
        if name in expected and expected[name] != digest:
            reason = f"SHA-256 {digest[:12]}..., but {request.sums_path.name} says {expected[name][:12]}..."
            summary.problems.append(Problem(name, CHANGED, reason))
    strange = [name for name in sums if name not in expected]
    if strange:
        summary.notes.append(
            f"{counted(len(strange), 'file has', 'files have')} no sum in {request.sums_path}, such as {strange[0]}"
        )
    if request.selection == EVERYTHING and not request.partial:
        named = {problem.what for problem in summary.problems}
        for name in sorted(expected.keys() - sums.keys()):
            if {name, str(PurePosixPath(name).with_suffix(".*"))} & named:
                continue
            summary.problems.append(Problem(name, MISSING, f"{request.sums_path.name} has a sum of it"))
