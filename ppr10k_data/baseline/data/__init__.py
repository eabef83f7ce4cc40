"""PPR10K for torch, from trees of pictures in any layout that is in use.

::

    collect      every input with its target and mask, and what is missing
    samples      one input with its target and mask; whether the files fit
    store        where pictures come from: their files            cache        ... or a copy that is quick to read
    frames       crop, size, window and mirror, as figures        resize   one pass over the pixels
    draws        random numbers that belong to a photo            transforms   what a network sees
    blocks       memory for batches, used again               together     a batch, read into one piece of it
    dataset      PPR10KDataset: dicts of tensors                  samplers     the order of an epoch
    pairs        GroupPairs: two augmentations of a photo         folder_pairs one's own photos

Only datasets, pairs, samplers and what reads batches together need torch; names are loaded when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ppr10k_data.baseline.data.dataset import Item, PPR10KDataset, Samples
    from ppr10k_data.baseline.data.folder_pairs import FolderPairs
    from ppr10k_data.baseline.data.pairs import GroupPairs, PairItem
    from ppr10k_data.baseline.data.samplers import EpochSampler, GroupBatches
    from ppr10k_data.baseline.data.samples import Sample
    from ppr10k_data.baseline.data.together import collate
    from ppr10k_data.baseline.data.transforms import PaperCrop, Pictures, Resized, Transform, View, Whole

_HOMES = {
    "dataset": ("Item", "PPR10KDataset", "Samples"),
    "folder_pairs": ("FolderPairs",),
    "pairs": ("GroupPairs", "PairItem"),
    "samplers": ("EpochSampler", "GroupBatches"),
    "samples": ("Sample",),
    "together": ("collate",),
    "transforms": ("PaperCrop", "Pictures", "Resized", "Transform", "View", "Whole"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "EpochSampler",
    "FolderPairs",
    "GroupBatches",
    "GroupPairs",
    "Item",
    "PPR10KDataset",
    "PairItem",
    "PaperCrop",
    "Pictures",
    "Resized",
    "Sample",
    "Samples",
    "Transform",
    "View",
    "Whole",
    "collate",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != "torch":
            raise
        raise ImportError(f'{name} needs torch: pip install "ppr10k-data[torch]"', name="torch") from error


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
