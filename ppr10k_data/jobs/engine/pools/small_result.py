"""Results made small on their way from a worker to the parent."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from typing import Any

from ppr10k_data.jobs.engine.pools.pool import Function

ONE_WRITE_BYTES = 16384
"""A longer message is written in two parts (Python 3.11, multiprocessing/connection.py, ``_send_bytes``), and one that
is longer than its pipe, 65,536 bytes on Linux (pipe(7)), in as many as the reader makes room for. A worker killed
between parts leaves the parent to wait for the rest for ever. The results of all commands are shorter once compressed
(measured: a photo's 4 renders and mask 1.3 KB in place of 2.7, 12 photos' files with sums 13 KB in place of 27, 8 rows
of ``params`` 1.3 KB in place of 30)."""


@dataclass(frozen=True)
class Compressed:
    """A result that is pickled as a compressed one, and unpickled as itself.

    Parameters
    ----------
    result : object
    """

    result: Any

    def __reduce__(self) -> tuple[Any, ...]:
        data = pickle.dumps(self.result, protocol=pickle.HIGHEST_PROTOCOL)
        return _restored, (zlib.compress(data, 1),)


def _restored(data: bytes) -> Any:
    return pickle.loads(zlib.decompress(data))


def compressed(function: Function, work: Any) -> Compressed:
    """Do one photo's work, for a result that fits into one write.

    Parameters
    ----------
    function : callable
    work : object
        What the function is given.
    """
    return Compressed(function(work))
