"""One run at a time in an output folder, or several with different shares of the same count.

The system takes a dead process's locks away, so nobody has to tidy up after a kill.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from ppr10k_data.errors import FolderBusyError
from ppr10k_data.jobs.engine.shard import Shard

LOCK, GATE = ".lock", ".gate"
"""Held by a run for as long as it lasts, one for each shard; and by who looks at or takes such locks."""

GATE_TIMEOUT_S = 30.0
"""A thousand tasks of an array, each a few milliseconds in the gate, get through."""

_TAG = re.compile(r"\.lock(?:-\d+-of-(\d+))?")


def lock_path(folder: Path, shard: Shard) -> Path:
    """The lock of a share: ``.lock``, or ``.lock-3-of-8``.

    Parameters
    ----------
    folder : Path
        A run's.
    shard : Shard
    """
    return folder / f"{LOCK}{shard.tag}"


@contextmanager
def claim(folder: Path, shard: Shard, *, settle: Callable[[int | None], None]) -> Iterator[None]:
    """Keep other runs out of a folder, apart from those of other shares of the same count.

    Parameters
    ----------
    folder : Path
        Made if missing.
    shard : Shard
        This run's share.
    settle : callable
        Called while nobody else can start or end: at the start with the count of shares whose files are to be left
        alone, and with None at the end, where no other share is at work.

    Raises
    ------
    FolderBusyError
        If another run is there.
    OSError
        If the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = _lock(lock_path(folder, shard))
    with _gate(folder):
        busy = _others(folder, shard)
        if busy or not _taken(own):
            raise FolderBusyError(_told(folder, busy or [lock_path(folder, shard)], shard))
        try:
            settle(shard.count if shard.count > 1 else None)
        except BaseException:
            own.release()
            raise
    try:
        yield
    finally:
        try:
            with _gate(folder):
                if not _running(folder, shard):
                    settle(None)
        finally:
            own.release()


def _lock(path: Path) -> FileLock:
    return FileLock(path, thread_local=False)


@contextmanager
def _gate(folder: Path) -> Iterator[None]:
    gate = _lock(folder / GATE)
    try:
        gate.acquire(timeout=GATE_TIMEOUT_S)
    except Timeout as error:
        raise FolderBusyError(
            f"{folder}: its lock {GATE} is held for too long; is the disk stuck?"
        ) from error
    try:
        yield
    finally:
        gate.release()


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    except NotImplementedError as error:  # filelock's word for ENOSYS
        raise OSError(
            errno.ENOSYS, "its file system knows no locks: mount it with them", lock.lock_file
        ) from error
    return True


def _others(folder: Path, shard: Shard) -> list[Path]:
    """Locks that are held by runs whose photos may be ours."""
    return [path for path, count in _locks(folder) if count != shard.count and _held(path)]


def _running(folder: Path, shard: Shard) -> bool:
    """Whether another share is at work; locks that nobody holds are tidied away."""
    own = lock_path(folder, shard)
    return bool([path for path, _ in _locks(folder) if path != own and _held(path)])


def _locks(folder: Path) -> Iterator[tuple[Path, int]]:
    for path in sorted(folder.glob(f"{LOCK}*")):
        if match := _TAG.fullmatch(path.name):
            yield path, int(match[1] or 1)


def _held(path: Path) -> bool:
    """Whether somebody holds a lock; one that nobody holds is removed, which only who is in the gate may do."""
    lock = _lock(path)
    if not _taken(lock):
        return True
    lock.release()
    path.unlink(missing_ok=True)
    return False


def _told(folder: Path, busy: list[Path], shard: Shard) -> str:
    share = "" if shard.count == 1 else f" with a share that overlaps {shard}"
    return (
        f"{folder}: another run is writing there{share} (it holds {busy[0].name}); "
        "wait for it, stop it, or give --out another folder"
    )
