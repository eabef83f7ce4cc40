"""Several processes of one training, as ``torchrun`` starts them: one a GPU, or a few on the CPU."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor

from ppr10k_data.baseline.loaders import Processes
from ppr10k_data.errors import SettingsError, TrainingError


def own_device(device: torch.device) -> torch.device:
    """The device of this process: under torchrun each has the GPU of its own number."""
    rank = os.environ.get("LOCAL_RANK")
    if device.type != "cuda" or device.index is not None or rank is None:
        return device
    if int(rank) >= torch.cuda.device_count():
        raise SettingsError(
            f"process {rank} of torchrun has no GPU: there are {torch.cuda.device_count()}; "
            "start as many by --nproc-per-node"
        )
    return torch.device("cuda", int(rank))


@contextmanager
def joined(device: torch.device) -> Iterator[Processes]:
    """Join the other processes of a torchrun, and leave them at the end; alone there is nothing to join.

    Parameters
    ----------
    device : torch.device
        Of this process; decides how they talk.

    Yields
    ------
    Processes
    """
    count = int(os.environ.get("WORLD_SIZE", "1"))
    if count == 1:
        yield Processes()
        return
    torch.distributed.init_process_group("nccl" if device.type == "cuda" else "gloo")
    try:
        yield Processes(torch.distributed.get_rank(), count)
    finally:
        torch.distributed.destroy_process_group()


def is_shared() -> bool:
    """Whether this process has others beside it."""
    return bool(torch.distributed.is_available() and torch.distributed.is_initialized())


def reduce_over_processes(tensor: Tensor, *, largest: bool = False) -> None:
    """Replace a tensor by its sum over all processes of a torchrun, or by the largest values.

    Raises
    ------
    TrainingError
        If another process has ended, which says itself why.
    """
    reduced = torch.distributed.ReduceOp.MAX if largest else torch.distributed.ReduceOp.SUM
    try:
        torch.distributed.all_reduce(tensor, op=reduced)
    except RuntimeError as error:  # gloo's and nccl's word for a connection that was closed
        raise TrainingError(
            "another process of this training has ended, and says why; --resume goes on"
        ) from error


@torch.no_grad()
def average_over_processes(tensors: Sequence[Tensor]) -> None:
    """Replace tensors by their means over all processes of a torchrun, in one message; alone, do nothing.

    Parameters
    ----------
    tensors : sequence of Tensor
        Floats of one type, on one device, of equal shapes in every process.

    Raises
    ------
    TrainingError
        If another process has ended.
    """
    if not is_shared():
        return
    flat = torch.cat([tensor.flatten() for tensor in tensors])
    reduce_over_processes(flat)
    flat /= torch.distributed.get_world_size()
    for tensor, part in zip(tensors, flat.split([t.numel() for t in tensors]), strict=True):
        tensor.copy_(part.view_as(tensor))
