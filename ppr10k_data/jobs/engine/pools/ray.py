"""The one door to Ray: a cluster, or processes of this machine under Ray."""

from __future__ import annotations

import logging
import os
import pickle
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ppr10k_data.errors import BackendError, SettingsError
from ppr10k_data.jobs.engine.pools.pool import Function, version_there, work_remotely

CONNECT_S = 10
"""How long to wait for the cluster's head."""

RETRIES = 1
"""A photo whose worker ends is tried once more: most often it was another's fault, or the machine's."""


class RayPool:
    """All processors of a Ray cluster, one photo each.

    Parameters
    ----------
    function : callable
    folder : Path
        The run's, which all workers must see.
    jobs : int
        Processors to use where Ray is started here.
    scheduler : str or None
        Address of the cluster, such as ``10.0.0.1:6379`` or ``auto``; None starts Ray on this machine.

    Raises
    ------
    SettingsError
        If Ray is not installed.
    BackendError
        If nobody answers, or the workers have another version of this package.
    """

    def __init__(self, function: Function, folder: Path, jobs: int, scheduler: str | None) -> None:
        self._ray = ray = _ray()
        self._function, self._folder = pickle.dumps(function), folder
        local = scheduler is None
        try:
            _knock(scheduler)
            with _own_handlers():
                ray.init(
                    address="local" if local else scheduler,
                    num_cpus=jobs if local else None,
                    include_dashboard=False if local else None,
                    log_to_driver=False,
                    logging_level=logging.ERROR,
                )
        except (OSError, ValueError, RuntimeError) as error:
            raise BackendError(
                f"Ray cluster {scheduler}: cannot be reached ({error}); is it running, and its address right? "
                "--scheduler HOST:6379"
            ) from error
        self._check_version(scheduler or "of this machine")
        self._work = ray.remote(num_cpus=1, max_retries=RETRIES)(work_remotely)
        self._payload = ray.put(self._function)

    def _check_version(self, where: str) -> None:
        try:
            there = self._ray.get(self._ray.remote(version_there).remote())
        except Exception as error:
            self.close(at_once=True)
            raise BackendError(
                f"Ray cluster {where}: its workers cannot load ppr10k-data ({type(error).__name__}); "
                "install the same version there"
            ) from error
        if there != version_there():
            self.close(at_once=True)
            raise BackendError(
                f"Ray cluster {where}: its workers have ppr10k-data {there}, this is {version_there()}"
            )

    def capacity(self) -> int:
        """As many as the cluster has processors now."""
        return max(1, int(self._ray.cluster_resources().get("CPU", 1)))

    def submit(self, work: Any) -> Future[Any]:
        """Give a photo to the cluster."""
        future: Future[Any] = self._work.remote(self._payload, self._folder, work).future()
        return future

    def take_back(self, future: Future[Any]) -> bool:
        """Unless a worker has begun with it."""
        return future.cancel()

    def is_broken(self, error: BaseException) -> bool:
        """Never: Ray mends it."""
        return False

    def died(self, error: BaseException) -> bool:
        """Whether the photo ended its worker, and another one when it was tried again."""
        exceptions = self._ray.exceptions
        return isinstance(error, (exceptions.WorkerCrashedError, exceptions.OutOfMemoryError))

    def one_by_one(self, works: Sequence[Any]) -> Iterator[tuple[Any, Future[Any] | None]]:
        """Not needed."""
        raise NotImplementedError

    def close(self, *, at_once: bool) -> None:
        """Leave the cluster, which drops this run's photos; end Ray if it was started here."""
        self._ray.shutdown()


def _knock(scheduler: str | None) -> None:
    """Find out whether anybody listens there; Ray would go on trying for minutes.

    Raises
    ------
    OSError, ValueError
        If nobody does, or the address is none.
    """
    host, colon, port = (scheduler or "").removeprefix("ray://").rpartition(":")
    if colon:
        socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_S).close()


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # reports to Ray's makers otherwise
    try:
        import ray
    except ImportError as error:
        raise SettingsError('the backend ray is not installed: pip install "ppr10k-data[ray]"') from error
    return ray


@contextmanager
def _own_handlers() -> Iterator[None]:
    """Keep our handling of SIGTERM, which Ray replaces by its own when it starts."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)
