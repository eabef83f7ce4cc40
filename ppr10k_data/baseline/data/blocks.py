"""Memory that batches are written to, again and again."""

from __future__ import annotations

import math
import weakref

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import get_worker_info

_KEPT = 2
"""Of a kind: one batch is learned from while the next is read."""


class Blocks:
    """Memory of batches that nobody holds any more.

    The system clears what it gives, page by page: for the 90 MB of a batch that may take as long as reading it.
    """

    def __init__(self) -> None:
        self._free: dict[str, list[NDArray[np.float32]]] = {}

    def __reduce__(self) -> tuple[type[Blocks], tuple[()]]:
        """Each process has its own."""
        return Blocks, ()

    def take(self, what: str, shape: tuple[int, ...]) -> Tensor:
        """Lend memory; it comes back when the tensor and all that share its memory are gone.

        Parameters
        ----------
        what : str
            What it is for: of one kind all are of about one size.
        shape : tuple of int

        Returns
        -------
        float32 tensor
            Of any values. In a loader's worker it lies in what is shared with the process that learns, as
            ``default_collate`` has it: torch would copy any other to there.
        """
        return _shared(shape) if get_worker_info() is not None else self._lent(what, shape)

    def _lent(self, what: str, shape: tuple[int, ...]) -> Tensor:
        free, size = self._free.setdefault(what, []), math.prod(shape)
        block = free.pop() if free else None
        if block is None or block.size < size:
            block = np.empty(size, np.float32)
        lease = block[:size].reshape(shape)  # torch holds this very array as long as its memory is in use
        weakref.finalize(lease, _given_back, free, block).atexit = False
        return torch.from_numpy(lease)


def _given_back(free: list[NDArray[np.float32]], block: NDArray[np.float32]) -> None:
    if len(free) < _KEPT:
        free.append(block)


def _shared(shape: tuple[int, ...]) -> Tensor:
    storage = torch.UntypedStorage._new_shared(4 * math.prod(shape), device="cpu")
    return torch.empty(0, dtype=torch.float32).set_(storage, 0, shape)
