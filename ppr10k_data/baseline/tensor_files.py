"""Files of tensors, without running what a file may hold: ``torch.save`` and ``torch.load(weights_only=True)``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ppr10k_data.errors import CheckpointError, OutputError
from ppr10k_data.files.atomic import atomic_path


def read_tensors(path: Path) -> dict[str, Any]:
    """Read a dictionary of tensors and plain values.

    Parameters
    ----------
    path : Path
        As ``torch.save`` wrote it, of any version of torch.

    Returns
    -------
    dict
        Its tensors on the CPU.

    Raises
    ------
    CheckpointError
        If the file is missing, damaged, holds more than tensors and plain values, or no dictionary.
    """
    try:
        found = torch.load(path, map_location="cpu", weights_only=True)
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror or error}") from error
    except Exception as error:  # a damaged file makes pickle and zip raise nearly anything
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise CheckpointError(
            f"{path}: not a file of tensors (a .pth or .pt of torch without code in it): {reason}"
        ) from error
    if not isinstance(found, dict):
        raise CheckpointError(f"{path}: holds a {type(found).__name__}, expected a dictionary of tensors")
    return found


def check_tensor(tensor: Tensor, where: str) -> None:
    """Refuse what nothing can be reckoned with.

    Parameters
    ----------
    tensor : Tensor
    where : str
        File and key, for the message.

    Raises
    ------
    CheckpointError
        If it is not of floats, or not all of them are finite.
    """
    if not tensor.is_floating_point():
        raise CheckpointError(f"{where}: of {str(tensor.dtype).removeprefix('torch.')}, expected floats")
    broken = int((~tensor.isfinite()).sum())
    if broken:
        raise CheckpointError(
            f"{where}: {broken:,} of {tensor.numel():,} values are not finite: the training went wrong, or the file is "
            "damaged; take an earlier checkpoint, or copy it again"
        )


def write_tensors(path: Path, content: dict[str, Any]) -> None:
    """Write a dictionary of tensors and plain values, atomically.

    Parameters
    ----------
    path : Path
        Its folder is made where it is missing.
    content : dict

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before stays then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic_path(path, durable=True) as temporary:
            torch.save(content, temporary)
    except (OSError, RuntimeError) as error:  # torch's writer tells a full disk as a RuntimeError
        reason = getattr(error, "strerror", None) or f"{error} (is the disk full?)"
        raise OutputError(f"{path}: cannot be written: {reason}") from error
