"""Keep all workers busy, and let no photo's fate befall another."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from ppr10k_data.errors import BackendError, WorkerDiedError
from ppr10k_data.jobs.engine.pools.pool import Pool
from ppr10k_data.jobs.engine.stop import Stop

Task = TypeVar("Task")
Result = TypeVar("Result")

GRACE_S = 10.0
"""After a wish to stop, photos in flight get so long; SLURM kills 30 s after it asked (slurm.conf, KillWait)."""

GLANCE_S = 0.1
"""How often a wish to stop is looked for while nothing else happens."""


def execute(
    pool: Pool, works: Sequence[Task], stop: Stop, failed: Callable[[Task, Exception], Result]
) -> Iterator[tuple[Task, Result]]:
    """Work on photos in any order.

    Parameters
    ----------
    pool : Pool
        Is closed at the end.
    works : sequence
    stop : Stop
        Once it is requested no photo is begun.
    failed : callable
        Makes a result of a photo and the error that its work ended with; a WorkerDiedError where it ended its worker.

    Yields
    ------
    tuple
        Each photo with its result, as soon as it is done. Photos that were dropped are not among them.

    Raises
    ------
    BackendError
        If the cluster is gone, or its workers do not see the run's folder.
    """
    flight = _Flight(pool, works, stop, failed)
    whole = False
    try:
        yield from flight.results()
        whole = not stop.requested
    finally:
        pool.close(at_once=not whole)


class _Flight(Generic[Task, Result]):
    """Photos waiting and in flight."""

    def __init__(
        self, pool: Pool, works: Sequence[Task], stop: Stop, failed: Callable[[Task, Exception], Result]
    ) -> None:
        self._pool, self._stop, self._failed = pool, stop, failed
        self._waiting = deque(works)
        self._in_flight: dict[Future[Result], Task] = {}
        self._landed: SimpleQueue[Future[Result]] = SimpleQueue()
        self._deadline: float | None = None

    def results(self) -> Iterator[tuple[Task, Result]]:
        """Until all are done, or it is time to stop."""
        while self._waiting or self._in_flight:
            if self._stop.requested and self._over():
                return
            self._fill()
            try:
                future = self._landed.get(timeout=GLANCE_S)
            except Empty:
                continue
            if future in self._in_flight:  # those of a broken pool were dealt with together
                yield from self._results_of(future)

    def _fill(self) -> None:
        """Keep one photo ready beside those that are worked on, so that no worker waits for this process."""
        capacity = self._pool.capacity()
        while self._waiting and len(self._in_flight) < capacity + max(1, capacity // 4):
            future = self._pool.submit(self._waiting[0])
            self._in_flight[future] = self._waiting.popleft()
            future.add_done_callback(self._landed.put)
            if future.done() or self._stop.requested:
                return

    def _over(self) -> bool:
        """Drop what is not begun; whether what was begun is done, or has had its time."""
        self._waiting.clear()
        if self._deadline is None:
            self._deadline = time.monotonic() + GRACE_S
        for future in [future for future in self._in_flight if self._pool.take_back(future)]:
            del self._in_flight[future]
        return not self._in_flight or time.monotonic() > self._deadline

    def _results_of(self, future: Future[Result]) -> Iterator[tuple[Task, Result]]:
        error = _error_of(future)
        if error is not None and self._pool.is_broken(error):
            yield from self._after_a_break()
            return
        work = self._in_flight.pop(future)
        yield work, self._landing(work, future)

    def _landing(self, work: Task, future: Future[Result]) -> Result:
        error = _error_of(future)
        if error is None:
            return future.result()
        if self._pool.died(error):
            return self._failed(work, died())
        if isinstance(error, CancelledError):
            raise BackendError(
                "the scheduler is gone, or has dropped this run's work; run the same command again"
            )
        if isinstance(error, BackendError) or not isinstance(error, Exception):
            raise error
        return self._failed(work, error)

    def _after_a_break(self) -> Iterator[tuple[Task, Result]]:
        """A worker died, and nobody knows of which photo: those in flight are tried one by one."""
        suspects = []
        for future, work in list(self._in_flight.items()):
            error = _error_of(future)  # waits: all futures of a broken pool end
            if error is not None and self._pool.is_broken(error):
                suspects.append(work)
            else:
                yield work, self._landing(work, future)
        self._in_flight.clear()
        if self._stop.requested:
            return
        for work, alone in self._pool.one_by_one(suspects):
            yield work, self._failed(work, died()) if alone is None else self._landing(work, alone)
            if self._stop.requested:
                return


def _error_of(future: Future[Any]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError as error:
        return error


def died() -> WorkerDiedError:
    """What a photo is told by that ended its worker."""
    return WorkerDiedError(
        "the process that worked on this photo alone was ended by the system, for want of memory or by a fault in a "
        "library; the others were done without it. Free some memory and give --retry-failed, or leave it out"
    )
