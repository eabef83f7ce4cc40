"""The process that asks, one photo after the other: nothing to start, and nothing between a photo and the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from ppr10k_data.jobs.engine.pools.pool import Function


class HerePool:
    """Works when it is given work."""

    def __init__(self, function: Function) -> None:
        self._function = function

    def capacity(self) -> int:
        """One."""
        return 1

    def submit(self, work: Any) -> Future[Any]:
        """Do the work before returning."""
        future: Future[Any] = Future()
        try:
            future.set_result(self._function(work))
        except Exception as error:
            future.set_exception(error)
        return future

    def take_back(self, future: Future[Any]) -> bool:
        """Never: it is done already."""
        return False

    def is_broken(self, error: BaseException) -> bool:
        """Never."""
        return False

    def died(self, error: BaseException) -> bool:
        """Never: nobody would be left to tell."""
        return False

    def one_by_one(self, works: Sequence[Any]) -> Iterator[tuple[Any, Future[Any] | None]]:
        """As always."""
        for work in works:
            yield work, self.submit(work)

    def close(self, *, at_once: bool) -> None:
        """Nothing to let go."""
