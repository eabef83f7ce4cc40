"""The one door to Dask: workers of a cluster, or processes of this machine under Dask's scheduler."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from ppr10k_data.errors import BackendError, SettingsError
from ppr10k_data.jobs.engine.pools.pool import Function, version_there, work_remotely

CONNECT_S, WORKERS_S = 10, 120
"""How long to wait for the scheduler, and for its first worker."""


class DaskPool:
    """All workers of a scheduler, also those that join later.

    A worker that dies gives its photos back to the scheduler, which tries them elsewhere; a photo that ends several is
    given up (``distributed.scheduler.allowed-failures``, 3 by default).

    Parameters
    ----------
    function : callable
    folder : Path
        The run's, which all workers must see.
    jobs : int
        Processes to start where there is no scheduler.
    scheduler : str or None
        Address, such as ``tcp://10.0.0.1:8786``, or the name of a scheduler file.

    Raises
    ------
    SettingsError
        If Dask is not installed.
    BackendError
        If nobody answers, no worker joins, or the workers have another version of this package.
    """

    def __init__(self, function: Function, folder: Path, jobs: int, scheduler: str | None) -> None:
        self._function, self._folder = pickle.dumps(function), folder
        self._client = _client(jobs, scheduler)
        where = scheduler or "of this machine"
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_S)
            self._check_version(where)
        except TimeoutError as error:
            self.close(at_once=True)
            raise BackendError(f"Dask scheduler {where}: no worker has joined in {WORKERS_S} s") from error
        except BaseException:
            self.close(at_once=True)
            raise
        self._executor = self._client.get_executor(pure=False)

    def _check_version(self, where: str) -> None:
        try:
            there = self._client.submit(version_there, pure=False).result()
        except Exception as error:
            raise BackendError(
                f"Dask scheduler {where}: its workers cannot load ppr10k-data ({type(error).__name__}: {error}); "
                "install the same version there"
            ) from error
        if there != version_there():
            raise BackendError(
                f"Dask scheduler {where}: its workers have ppr10k-data {there}, this is {version_there()}"
            )

    def capacity(self) -> int:
        """As many as the workers have threads now."""
        threads: dict[str, int] = self._client.nthreads()
        return max(1, sum(threads.values()))

    def submit(self, work: Any) -> Future[Any]:
        """Give a photo to the scheduler."""
        future: Future[Any] = self._executor.submit(work_remotely, self._function, self._folder, work)
        return future

    def take_back(self, future: Future[Any]) -> bool:
        """Unless a worker has begun with it."""
        return future.cancel()

    def is_broken(self, error: BaseException) -> bool:
        """Never: the scheduler mends it."""
        return False

    def died(self, error: BaseException) -> bool:
        """Whether the photo ended several workers."""
        from distributed import KilledWorker

        return isinstance(error, KilledWorker)

    def one_by_one(self, works: Sequence[Any]) -> Iterator[tuple[Any, Future[Any] | None]]:
        """Not needed."""
        raise NotImplementedError

    def close(self, *, at_once: bool) -> None:
        """Leave the scheduler, which drops what it has not begun; end the processes that were started here."""
        self._client.close()


def _client(jobs: int, scheduler: str | None) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise SettingsError('the backend dask is not installed: pip install "ppr10k-data[dask]"') from error
    if scheduler is None:
        return Client(n_workers=jobs, threads_per_worker=1, processes=True, dashboard_address=":0")
    try:
        if Path(scheduler).is_file():
            return Client(scheduler_file=scheduler, timeout=CONNECT_S)
        return Client(scheduler, timeout=CONNECT_S)
    except (OSError, ValueError) as error:
        raise BackendError(
            f"Dask scheduler {scheduler}: cannot be reached ({error}); is it running, and its address right? "
            "--scheduler tcp://HOST:8786"
        ) from error
