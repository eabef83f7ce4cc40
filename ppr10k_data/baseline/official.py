"""The authors' checkpoints: ``LUTs_<epoch>.pth`` and ``classifier_<epoch>.pth``, of PPR10K and Image-Adaptive-3DLUT."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from ppr10k_data.baseline.lut_model import Backbone, ImageAdaptive3DLUT
from ppr10k_data.baseline.tensor_files import check_tensor, read_tensors, write_tensors
from ppr10k_data.errors import CheckpointError
from ppr10k_kernels.shapes import LARGEST_LUT

FIRST_TABLE: dict[Backbone, int] = {"resnet18": 1, "small": 0}
"""Number of the first table in a file: PPR10K counts from 1, Image-Adaptive-3DLUT from 0."""

_MARKS: dict[str, Backbone] = {"model.conv1.weight": "resnet18", "model.16.weight": "small"}
"""What tells the classifiers apart: torchvision's first layer, and the small one's last."""

_HEADS: dict[Backbone, str] = {"resnet18": "model.fc.weight", "small": "model.16.weight"}


def find_official(folder: Path) -> Path:
    """Find the tables' file of a folder.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Path
        ``LUTs.pth`` or ``LUTs_<epoch>.pth``.

    Raises
    ------
    CheckpointError
        If there is none, or several, of which nobody can tell which is meant.
    """
    found = sorted(folder.glob("LUTs*.pth"))
    if not found:
        raise CheckpointError(
            f"{folder}: no model: expected LUTs_<epoch>.pth and classifier_<epoch>.pth, or name one of our own files"
        )
    if len(found) > 1:
        names = ", ".join(path.name for path in found[:4]) + (", ..." if len(found) > 4 else "")
        raise CheckpointError(
            f"{folder}: {len(found)} models ({names}): name one, such as {folder / found[-1].name}"
        )
    return found[0]


def read_official(path: Path) -> ImageAdaptive3DLUT:
    """Read the authors' model.

    Parameters
    ----------
    path : Path
        The tables' file; the classifier's lies beside it, under the same ending.

    Returns
    -------
    ImageAdaptive3DLUT
        Which classifier it has, how many tables and how large they are is recognised.

    Raises
    ------
    CheckpointError
        If a file is missing or damaged, holds anything but finite floats, or the two do not belong together; names
        the key.
    """
    classifier_path = path.with_name(path.name.replace("LUTs", "classifier", 1))
    if not path.name.startswith("LUTs"):
        raise CheckpointError(f"{path}: the authors' tables are in a file called LUTs_<epoch>.pth")
    tables, weights = _tables(read_tensors(path), path), read_tensors(classifier_path)
    backbone = _backbone(weights, classifier_path)
    outputs = _outputs(weights[_HEADS[backbone]], _HEADS[backbone], classifier_path)
    if outputs != len(tables):
        raise CheckpointError(
            f"{classifier_path}: predicts {outputs} weights, but {path.name} has {len(tables)} tables: not of one model"
        )
    model = ImageAdaptive3DLUT(backbone, luts=len(tables), vertices=tables.shape[-1])
    load_weights(model.classifier, weights, classifier_path)
    with torch.no_grad():
        model.tables.copy_(tables)
    model.eval()
    return model


def _tables(found: Mapping[str, Any], path: Path) -> Tensor:
    """The tables in the order of their numbers, which is not the file's."""
    names = sorted((name for name in found if str(name).isdigit()), key=int)
    if not names or len(names) < len(found) or [int(n) for n in names] != _consecutive(names):
        raise CheckpointError(
            f"{path}: keys {', '.join(map(str, found)) or 'none'}: expected tables numbered from 0 or 1"
        )
    tables = [_table(found[name], name, path) for name in names]
    if len({table.shape for table in tables}) > 1:
        raise CheckpointError(f"{path}: tables of different sizes")
    return torch.stack(tables)


def _consecutive(names: list[str]) -> list[int]:
    first = int(names[0])
    return list(range(first, first + len(names))) if first in (0, 1) else []


def _table(entry: Any, name: str, path: Path) -> Tensor:
    table = entry.get("LUT") if isinstance(entry, Mapping) else None
    if not isinstance(table, Tensor):
        raise CheckpointError(f"{path}: key {name!r}: expected a dictionary with a tensor LUT")
    shape = tuple(table.shape)
    if len(shape) != 4 or shape[0] != 3 or len(set(shape[1:])) > 1 or not 2 <= shape[1] <= LARGEST_LUT:
        raise CheckpointError(
            f"{path}: key {name!r}: LUT of shape {shape}, expected (3, N, N, N) with N of 2 to {LARGEST_LUT}"
        )
    check_tensor(table, f"{path}: key {name!r}: LUT")
    return table.float()


def _outputs(head: Any, name: str, path: Path) -> int:
    """How many tables a classifier's last layer weighs."""
    if not isinstance(head, Tensor) or head.ndim == 0:
        what = "a single number" if isinstance(head, Tensor) else f"of type {type(head).__name__}"
        raise CheckpointError(f"{path}: key {name!r}: {what}, expected a layer's tensor of weights")
    return int(head.shape[0])


def _backbone(weights: Mapping[str, Any], path: Path) -> Backbone:
    for mark, backbone in _MARKS.items():
        if mark in weights and _HEADS[backbone] in weights:
            return backbone
    raise CheckpointError(
        f"{path}: neither PPR10K's ResNet-18 (model.conv1.weight, model.fc.weight) nor Image-Adaptive-3DLUT's "
        "classifier (model.16.weight)"
    )


def load_weights(module: torch.nn.Module, weights: Mapping[str, Any], path: Path) -> None:
    """Fill a module; every weight must be there, and no other.

    Raises
    ------
    CheckpointError
        If a weight is missing, unknown or of another shape (torch's own words say which), or is not of finite floats
        where the module's are floats; names the key.
    """
    for name, own in module.state_dict().items():
        if own.is_floating_point() and isinstance(weights.get(name), Tensor):
            check_tensor(weights[name], f"{path}: key {name!r}")
    try:
        module.load_state_dict(weights)
    except (RuntimeError, TypeError, AttributeError) as error:
        words = " ".join(str(error).split())
        raise CheckpointError(f"{path}: weights of another network: {words[:500]}") from error


def write_official(model: ImageAdaptive3DLUT, folder: Path, epoch: int | None = None) -> tuple[Path, Path]:
    """Write a model as the authors' code reads it.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
    folder : Path
        Made where it is missing.
    epoch : int, optional
        For the names, ``LUTs_<epoch>.pth``; None for ``LUTs.pth``.

    Returns
    -------
    tuple of Path
        The tables' file and the classifier's. PPR10K's code reads five tables of 33 points, Image-Adaptive-3DLUT's
        three.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    ending = ".pth" if epoch is None else f"_{epoch}.pth"
    paths = folder / f"LUTs{ending}", folder / f"classifier{ending}"
    first = FIRST_TABLE[model.backbone]
    tables = model.tables.detach().cpu()
    write_tensors(
        paths[0], {str(first + k): {"LUT": table.clone()} for k, table in enumerate(tables.unbind())}
    )
    write_tensors(paths[1], {name: value.cpu() for name, value in model.classifier.state_dict().items()})
    return paths
