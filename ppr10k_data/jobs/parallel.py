"""The one door to joblib: the same work on many photos, in fresh processes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

import joblib

from ppr10k_data.errors import SettingsError

Work = TypeVar("Work")
Result = TypeVar("Result")


def available_cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def parallel_map(
    function: Callable[[Work], Result], works: Sequence[Work], *, jobs: int
) -> Iterator[tuple[Work, Result]]:
    """Do a piece of work for each item, in any order.

    Parameters
    ----------
    function : callable
        Must be importable by name: workers are fresh interpreters (loky), never forks, which LibRaw's OpenMP may
        deadlock in.
    works : sequence
    jobs : int
        Processes; 1 stays in this one. Each gets its share of the cores for its own threads.

    Yields
    ------
    tuple
        Each item with its result, as soon as it is done.

    Raises
    ------
    SettingsError
        If a worker was killed, as the system does where memory runs out.
    """
    jobs = max(1, min(jobs, len(works)))
    if jobs == 1:
        for work in works:
            yield work, function(work)
        return
    threads = max(1, available_cores() // jobs)
    with joblib.parallel_config(backend="loky", inner_max_num_threads=threads):
        run = joblib.Parallel(
            n_jobs=jobs, return_as="generator_unordered", batch_size=1, pre_dispatch="2*n_jobs"
        )
        try:
            with _workers_deaf_to_interrupts():
                results = run(joblib.delayed(_done)(function, work) for work in works)
            yield from results
        except BrokenProcessPool as error:
            raise SettingsError(
                f"one of {jobs} workers was killed, most likely for want of memory: use fewer --jobs; "
                "what was made is recorded, and the same command goes on from there"
            ) from error


@contextmanager
def _workers_deaf_to_interrupts() -> Iterator[None]:
    """Start workers that leave Ctrl-C to their parent, which ends them.

    A terminal sends Ctrl-C to all processes, and a worker that is hit while it imports prints a traceback. A new
    process inherits that a signal is ignored (POSIX, exec); masking it would not do, as multiprocessing's resource
    tracker lifts the mask when it starts. Only a main thread may set signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)


def _done(function: Callable[[Any], Any], work: Any) -> tuple[Any, Any]:
    return work, function(work)
