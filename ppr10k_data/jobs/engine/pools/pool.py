"""What any place of work offers, and how a piece of work is called there."""

from __future__ import annotations

import os
import pickle
import platform
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from ppr10k_data.errors import BackendError
from ppr10k_data.jobs.engine.resources import available_cores

Function = Callable[[Any], Any]
"""Does one photo's work; importable by name, or a partial of such a function."""

THREADS = (
    *(
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "BLIS_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
    ),
    *("VECLIB_MAXIMUM_THREADS", "NUMBA_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"),
)
"""Variables that cap the threads of a process; LibRaw heeds the first, numba and OpenCV the last two. They count when
the libraries are loaded."""


class Pool(Protocol):
    """Workers that photos are given to."""

    def capacity(self) -> int:
        """How many photos are worked on at a time."""

    def submit(self, work: Any) -> Future[Any]:
        """Give a photo to the next worker that is free."""

    def take_back(self, future: Future[Any]) -> bool:
        """Take a photo back that is not begun; False where it cannot be had back."""

    def is_broken(self, error: BaseException) -> bool:
        """Whether this error of one photo means that a worker's death took all photos in flight with it."""

    def died(self, error: BaseException) -> bool:
        """Whether this error means that the photo itself ended its worker."""

    def one_by_one(self, works: Sequence[Any]) -> Iterator[tuple[Any, Future[Any] | None]]:
        """After a break, work on the photos that were in flight, each alone.

        Their futures are done; None for a photo that ends its worker.
        """

    def close(self, *, at_once: bool) -> None:
        """Let the workers go; with ``at_once`` whatever they are doing."""


def thread_caps(jobs: int, cores: int | None = None) -> dict[str, str]:
    """Environment in which so many workers together use so many cores, and all that there are by default."""
    there = available_cores()
    return dict.fromkeys(THREADS, str(max(1, min(cores or there, there) // jobs)))


_ONE_AT_A_TIME = threading.Lock()
"""numba's simplest threads may not be entered twice, and a cluster's worker may have several threads."""


def work_remotely(function: bytes, folder: Path, work: Any) -> Any:
    """Do one photo's work in a worker of a cluster.

    Parameters
    ----------
    function : bytes
        Pickled, so that the threads of the libraries that it loads can be capped before: one thread a worker.
    folder : Path
        The run's; if it is not there, workers and this machine share no file system.
    work : object
        What the function is given.

    Raises
    ------
    BackendError
        If the worker does not see the folder.
    """
    with _ONE_AT_A_TIME:
        for name in THREADS:
            os.environ.setdefault(name, "1")
        if not folder.is_dir():
            raise BackendError(
                f"{folder}: not there for a worker on {platform.node()}; --root and --out must be on a file system "
                "that all workers share, under the same path"
            )
        return _loaded(function)(work)


@lru_cache(maxsize=4)
def _loaded(function: bytes) -> Function:
    loaded: Function = pickle.loads(function)
    return loaded


def version_there() -> str:
    """Version of this package, as a worker has it."""
    import ppr10k_data

    return ppr10k_data.__version__
