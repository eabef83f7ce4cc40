"""Models on the disk: our own files, which say what they are, and the authors'; which one is recognised."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ppr10k_data
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.official import find_official, load_weights, read_official
from ppr10k_data.baseline.tensor_files import read_tensors, write_tensors
from ppr10k_data.errors import CheckpointError, SettingsError
from ppr10k_data.files.tree import LICENCE_NOTICE

FORMAT = "ppr10k-data model"
FORMAT_VERSION = 1
"""Raised when files come to be laid out otherwise."""


@dataclass(frozen=True)
class Checkpoint:
    """A model and what is known of it.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
        On the CPU.
    licence : str
        The notice that travels with whatever the model makes; empty where none is known.
    settings : dict
        How it was trained, as JSON has it; empty for the authors' files.
    progress : dict
        How far: ``epoch`` and ``psnr``, where known.
    version : str
        Of this package, when the file was written; empty for the authors' files.
    state : dict
        What a training needs to go on, in ``last.pt`` alone.
    """

    model: ImageAdaptive3DLUT
    licence: str
    settings: dict[str, Any] = field(default_factory=dict)
    progress: dict[str, Any] = field(default_factory=dict)
    version: str = ppr10k_data.__version__
    state: dict[str, Any] = field(default_factory=dict)


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a model as our own file, atomically.

    Parameters
    ----------
    path : Path
        Its folder is made where it is missing.
    checkpoint : Checkpoint

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before stays then.
    """
    model = checkpoint.model
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "version": checkpoint.version,
        "licence": checkpoint.licence,
        "model": {"backbone": model.backbone, "luts": model.luts, "vertices": model.vertices},
        "weights": {name: value.detach().cpu() for name, value in model.state_dict().items()},
        "settings": checkpoint.settings,
        "progress": checkpoint.progress,
    }
    write_tensors(path, content | ({"state": checkpoint.state} if checkpoint.state else {}))


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a model: one of our files, or the authors'.

    Parameters
    ----------
    path : Path
        A file that :func:`write_checkpoint` wrote; or a folder with the authors' ``LUTs_<epoch>.pth`` and
        ``classifier_<epoch>.pth``, or the first of the two.

    Returns
    -------
    Checkpoint
        The model in evaluation mode.

    Raises
    ------
    CheckpointError
        If the file is missing or damaged, no model, of a newer version, holds values that are not finite, or the folder
        holds none or several.
    """
    if path.is_dir():
        ours = [path / name for name in ("best.pt", "last.pt") if (path / name).is_file()]
        if ours and not any(path.glob("LUTs*.pth")):
            return _read_own(ours[0])
        return _official(find_official(path))
    return _official(path) if path.name.startswith("LUTs") else _read_own(path)


def _official(path: Path) -> Checkpoint:
    """PPR10K's own weights are derived from the dataset; of others nothing is known."""
    model = read_official(path)
    return Checkpoint(model, LICENCE_NOTICE if model.backbone == "resnet18" else "", version="")


def _read_own(path: Path) -> Checkpoint:
    found = read_tensors(path)
    if found.get("format") != FORMAT:
        raise CheckpointError(
            f"{path}: not a model of ours; of the authors' files name their folder, or the LUTs_<epoch>.pth in it"
        )
    if found.get("format_version") != FORMAT_VERSION:
        raise CheckpointError(
            f"{path}: format {found.get('format_version')} of ppr10k-data {found.get('version')}; this version, "
            f"{ppr10k_data.__version__}, reads format {FORMAT_VERSION}: update the package"
        )
    _check_entries(found, path)
    return Checkpoint(
        _own_model(found, path),
        found["licence"],
        found["settings"],
        found["progress"],
        found["version"],
        found.get("state", {}),
    )


_ENTRIES = {
    "version": str,
    "licence": str,
    "model": dict,
    "weights": dict,
    "settings": dict,
    "progress": dict,
}


def _check_entries(found: dict[str, Any], path: Path) -> None:
    for name, kind in _ENTRIES.items():
        if name not in found:
            raise CheckpointError(f"{path}: incomplete: no {name!r}; is it from an interrupted copy?")
        if not isinstance(found[name], kind):
            raise CheckpointError(
                f"{path}: {name!r} is of type {type(found[name]).__name__}, expected {kind.__name__}"
            )


def _own_model(found: dict[str, Any], path: Path) -> ImageAdaptive3DLUT:
    try:
        model = ImageAdaptive3DLUT(**found["model"])
    except (SettingsError, TypeError, RuntimeError) as error:  # torch's, of more memory than there is
        raise CheckpointError(f"{path}: 'model' is {found['model']}: {error}") from error
    load_weights(model, found["weights"], path)
    model.eval()
    return model
