"""ImageNet's weights of ResNet-18: filled into a classifier, and fetched where that is wished for."""

from __future__ import annotations

from pathlib import Path

import torch

from ppr10k_data.baseline.official import load_weights
from ppr10k_data.baseline.tensor_files import read_tensors
from ppr10k_data.errors import CheckpointError

DOWNLOAD = "download"
"""In place of a file's name."""

URL = "https://download.pytorch.org/models/resnet18-f37072fd.pth"
"""torchvision's ``ResNet18_Weights.IMAGENET1K_V1``, which the official code uses; its name begins with its hash."""


def downloaded() -> Path:
    """Fetch the file, once; torch keeps it in its own cache (``$TORCH_HOME``).

    Raises
    ------
    CheckpointError
        If it cannot be had; says where to get it.
    """
    folder = Path(torch.hub.get_dir()) / "checkpoints"
    target = folder / URL.rpartition("/")[2]
    if target.is_file():
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        torch.hub.download_url_to_file(URL, str(target), hash_prefix="f37072fd", progress=False)
    except (OSError, RuntimeError) as error:
        raise CheckpointError(
            f"{URL}: cannot be had: {error}; fetch it elsewhere and name the file"
        ) from error
    return target


def weights_name(asked: str) -> str:
    """What settings call the weights that were asked for: the file's name, wherever it lies."""
    return asked if asked == DOWNLOAD else Path(asked).name


def load_imagenet(classifier: torch.nn.Module, path: Path) -> None:
    """Fill a ResNet-18 classifier with weights learned on ImageNet, all but its last layer.

    Parameters
    ----------
    classifier : torch.nn.Module
        Of a model with ``backbone="resnet18"``.
    path : Path
        torchvision's file, such as ``resnet18-f37072fd.pth``.

    Raises
    ------
    CheckpointError
        If the file is damaged, or of another network.
    """
    network = classifier.get_submodule("model")
    own = network.state_dict()
    kept = {name: value for name, value in own.items() if _stays(name)}
    found = {name: value for name, value in read_tensors(path).items() if not name.startswith("fc.")}
    load_weights(network, kept | found, path)


def _stays(name: str) -> bool:
    """The last layer, and counters that old files lack."""
    return name.startswith("fc.") or name.endswith("num_batches_tracked")
