"""Processes of this machine: fresh interpreters by joblib's loky, never forks: LibRaw's OpenMP deadlocks in those."""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import resource_tracker as python_resource_tracker
from pathlib import Path
from typing import Any

from joblib.externals.loky import ProcessPoolExecutor, get_reusable_executor
from joblib.externals.loky.backend import resource_tracker
from joblib.externals.loky.backend.reduction import dumps

from ppr10k_data.jobs.engine.pools.kept_memory import give_back_much, keep_memory
from ppr10k_data.jobs.engine.pools.pool import Function, thread_caps
from ppr10k_data.jobs.engine.pools.small_result import Compressed, compressed

IDLE_S = 300
"""A worker without work ends after so long."""

LARGE_BYTES = 8192
"""A larger function, as with a folder of thousands of profiles, is given to a worker once and not with each photo.

Photos in the queue must fit into its pipe (65,536 bytes on Linux, pipe(7)): loky's thread that fills the pipe would
wait for workers that are ended, and this process for it.
"""

TAKEN_S = 5.0
"""How long loky's thread may take to look at what it was given, on a machine that is busy."""

WATCH_S = 0.25
"""How often a worker looks whether its parent lives."""


class LokyPool:
    """So many processes, which are kept for the next run in this one.

    Parameters
    ----------
    function : callable
    jobs : int
        Processes; each gets its share of the cores for its own threads.
    cores : int, optional
        All of this machine's by default.
    """

    def __init__(self, function: Function, jobs: int, cores: int | None = None) -> None:
        self._jobs, self._env = jobs, thread_caps(jobs, cores)
        payload = bytes(dumps(function))
        large = len(payload) > LARGE_BYTES
        self._function: Function = partial(_worked, _given_at_birth if large else function)
        self._initargs = (os.getpid(), payload if large else b"", Path.cwd())
        self._executor: Any = None
        self._last: Future[Any] | None = None
        self._unexplained = 0

    def capacity(self) -> int:
        """As many as there are processes."""
        return self._jobs

    def submit(self, work: Any) -> Future[Any]:
        """Give a photo to the next process that is free; the first starts them all."""
        if self._executor is not None:
            self._last = _submitted(self._executor, self._function, work)
            return self._last
        with _born_deaf_to_interrupts():
            self._executor = get_reusable_executor(
                self._jobs, timeout=IDLE_S, initializer=_begin, initargs=self._initargs, env=self._env
            )
            self._last = _submitted(self._executor, self._function, work)
            return self._last

    def take_back(self, future: Future[Any]) -> bool:
        """Never: few wait, and loky's thread falls over a cancelled future when the pool is closed.

        Its workers would live on, and this process wait for them at its end, for minutes: ``set_exception`` in
        ``flag_executor_shutting_down`` (joblib 1.6.0, loky/process_executor.py).
        """
        return False

    def is_broken(self, error: BaseException) -> bool:
        """A process that ends of itself breaks all of loky's."""
        return isinstance(error, BrokenProcessPool)

    def died(self, error: BaseException) -> bool:
        """Told by :meth:`one_by_one` alone."""
        return False

    def one_by_one(self, works: Sequence[Any]) -> Iterator[tuple[Any, Future[Any] | None]]:
        """Work on each alone in a process, which is replaced when it ends.

        Where none ends its process, and that for the second time, there is no room for so many together: there is one
        process less from now on.
        """
        self.close(at_once=True)
        found, executor = False, None
        try:
            for work in works:
                executor = executor or self._single()
                with _born_deaf_to_interrupts():
                    future = _submitted(executor, self._function, work)
                if not isinstance(future.exception(), BrokenProcessPool):
                    yield work, future
                    continue
                found = True
                executor.shutdown(wait=True, kill_workers=True)
                executor = None
                yield work, None
        finally:
            if executor is not None:
                executor.shutdown(wait=True, kill_workers=True)
        self._unexplained += not found
        if not found and self._unexplained > 1:
            self._jobs = max(1, self._jobs - 1)

    def _single(self) -> Any:
        return ProcessPoolExecutor(
            1, timeout=IDLE_S, initializer=_begin, initargs=self._initargs, env=self._env
        )

    def close(self, *, at_once: bool) -> None:
        """Keep the processes for the next run, or kill them."""
        if self._executor is not None and at_once:
            _wait_until_taken(self._last)
            self._executor.shutdown(wait=True, kill_workers=True)
        self._executor = None


def _submitted(executor: Any, function: Function, work: Any) -> Future[Any]:
    """A photo's future; of a pool that broke since it was last looked at, one that has failed already."""
    try:
        future: Future[Any] = executor.submit(function, work)
    except BrokenProcessPool as error:
        future = Future()
        future.set_exception(error)
    return future


def _wait_until_taken(last: Future[Any] | None) -> None:
    """Until loky's thread has taken the photo that was submitted last, and so all of them.

    It falls over one that it finds when the pool is closed already: ``KeyError`` in ``add_call_item_to_queue``
    (joblib 1.6.0, loky/process_executor.py). Its queue has room for all that are given to it, so this takes no time.
    """
    until = time.monotonic() + TAKEN_S
    while last is not None and not (last.running() or last.done()) and time.monotonic() < until:
        time.sleep(0.002)


_born_with: list[Function] = []
"""In a worker: the function, where it is large."""


def _begin(parent: int, function: bytes, folder: Path) -> None:
    """What a worker does first.

    It is born in the folder that its parent works in. That the folder is among its arguments makes loky replace the
    workers of the last run once their parent, a notebook perhaps, has gone elsewhere: relative paths would be theirs.
    """
    _attend_parent(parent)
    keep_memory()
    # Ahead of the libraries' own endings, for which a run would wait 0.4 s; nobody asks for the exit code of a worker
    # that was let go.
    atexit.register(os._exit, 0)
    if function:
        _born_with.append(pickle.loads(function))


def _worked(function: Function, work: Any) -> Compressed:
    try:
        return compressed(function, work)
    finally:
        give_back_much()


def _given_at_birth(work: Any) -> Any:
    return _born_with[-1](work)


def _attend_parent(parent: int) -> None:
    """Leave signals to the parent, which ends its workers, and end with it if it is killed.

    An orphan would go on writing files, perhaps over those of the next run, and hold on to its memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if os.name == "posix":
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_S)
    os._exit(1)


@contextmanager
def _born_deaf_to_interrupts() -> Iterator[None]:
    """Start workers that do not hear Ctrl-C from their first moment, and hear it here once they are started.

    A terminal sends Ctrl-C to all processes, and a worker that is hit while it imports prints a traceback. A new
    process inherits the mask of who starts it (POSIX, exec). Ignoring the signal instead would lose a Ctrl-C that comes
    now. The resource trackers lift the mask as they are started, which loky does with its first worker (Python 3.11,
    multiprocessing/resource_tracker.py: ``SIG_UNBLOCK``): both, Python's and loky's, are started before.
    """
    if os.name != "posix":
        yield
        return
    python_resource_tracker.ensure_running()
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
