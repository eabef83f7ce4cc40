"""The one door to joblib: the same work on many photos, in fresh processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import joblib

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
        yield from run(joblib.delayed(_done)(function, work) for work in works)


def _done(function: Callable[[Any], Any], work: Any) -> tuple[Any, Any]:
    return work, function(work)
