"""Batches in one piece of memory: what is in them, that it stays there, and that memory is used again."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile

from picture_trees import official_tree

torch = pytest.importorskip("torch")

from torch.utils.data import DataLoader, default_collate  # noqa: E402

from ppr10k_data import PPR10KDataset  # noqa: E402
from ppr10k_data.baseline.data import GroupPairs, PaperCrop, Resized, Whole, collate  # noqa: E402
from ppr10k_data.baseline.data.blocks import Blocks  # noqa: E402
from ppr10k_data.baseline.data.together import Together  # noqa: E402
from ppr10k_data.baseline.data.transforms import View  # noqa: E402

PLACES = [(1, 4), (1, 0), (1, 7)]


def inverted(pictures: Any, draw: np.random.Generator) -> View:
    """A transform that knows of no frame."""
    view = Resized(8, 8)(pictures, draw)
    return View(1.0 - view.input, view.target, view.mask)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> PPR10KDataset:
    return PPR10KDataset(official_tree(tmp_path_factory.mktemp("together")), transform=PaperCrop(16))


def assert_equal(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert list(ours) == list(theirs)
    for key, value in theirs.items():
        if isinstance(value, torch.Tensor):
            assert ours[key].dtype == value.dtype
            assert torch.equal(ours[key], value)
        else:
            assert ours[key] == value


def seen_by(dataset: PPR10KDataset, transform: Any) -> PPR10KDataset:
    return PPR10KDataset(dataset.folders.base, transform=transform, seed=5)


@pytest.mark.parametrize(
    "transform", [PaperCrop(16), Resized(9, 7), Whole(), inverted], ids=["crop", "resized", "whole", "own"]
)
def test_equals_items_put_together_by_torch(dataset: PPR10KDataset, transform: Any) -> None:
    ours = seen_by(dataset, transform)
    apart = default_collate([ours[place] for place in PLACES])
    assert_equal(collate(ours.__getitems__(PLACES)), apart)
    assert_equal(collate([ours[place] for place in PLACES]), apart)


def test_pairs_equal_items_put_together_by_torch(dataset: PPR10KDataset) -> None:
    for fixed in (True, False):
        pairs = GroupPairs(dataset, size=16, crop=10, fixed=fixed)
        apart = default_collate([pairs[place] for place in PLACES])
        together = pairs.__getitems__(PLACES)
        assert sorted(together.wholes) == ["input_1", "input_2", "mask_1", "mask_2", "target_1", "target_2"]
        assert_equal(collate(together), apart)


def test_nothing_is_copied(dataset: PPR10KDataset) -> None:
    items = dataset.__getitems__(PLACES)
    batch = collate(items)
    for key in ("input", "target", "mask"):
        batch[key][1] = 0.25
        assert float(items[1][key].max()) == 0.25


def test_batches_that_are_held_stay_as_they_are(dataset: PPR10KDataset) -> None:
    loader = DataLoader(dataset, 2, collate_fn=collate)
    held = [batch for _ in range(2) for batch in loader]
    for number, batch in enumerate(held):
        for place, photo in enumerate(batch["photo"]):
            item = dataset[(number % len(loader)) * 2 + place]
            assert photo == item["photo"]
            assert torch.equal(batch["input"][place], item["input"])
            assert torch.equal(batch["mask"][place], item["mask"])


@pytest.mark.parametrize("held", ["a slice", "an array", "an item"])
def test_any_part_holds_the_whole(dataset: PPR10KDataset, held: str) -> None:
    items = dataset.__getitems__(PLACES)
    kept = {
        "a slice": items.wholes["input"][2],
        "an array": items.wholes["input"].numpy()[2],
        "an item": items[2],
    }
    part = kept[held]["input"] if held == "an item" else kept[held]
    expected = part.clone() if isinstance(part, torch.Tensor) else part.copy()
    del items, kept
    for start in range(6):
        dataset.__getitems__([start, start + 1, start + 2])
    assert np.array_equal(np.asarray(part), np.asarray(expected))


def test_memory_that_nobody_holds_is_used_again() -> None:
    blocks = Blocks()
    first = blocks.take("input", (4, 3, 8, 8))
    place = first.data_ptr()
    assert blocks.take("input", (4, 3, 8, 8)).data_ptr() != place
    del first
    smaller = blocks.take("input", (3, 3, 8, 8))
    assert smaller.data_ptr() == place
    assert smaller.shape == (3, 3, 8, 8)
    del smaller
    assert blocks.take("input", (5, 3, 8, 8)).shape == (5, 3, 8, 8)


def test_little_is_kept() -> None:
    blocks = Blocks()
    many = [blocks.take("input", (1, 1, 2, 2)) for _ in range(9)]
    many.clear()
    assert len(blocks._free["input"]) == 2
    assert pickle.loads(pickle.dumps(blocks))._free == {}


def test_photos_of_several_sizes_are_items_of_their_own(tmp_path: Path) -> None:
    root = official_tree(tmp_path)
    tall = np.zeros((18, 12, 3), np.uint16)
    for folder, kind in (("val/source", np.uint16), ("val/target_a", np.uint8)):
        tifffile.imwrite(root / folder / "1356_1.tif", tall.astype(kind), photometric="rgb")
    cv2.imwrite(str(root / "val/masks/1356_1.png"), tall[..., 0].astype(np.uint8))
    items = PPR10KDataset(root, "val").__getitems__([0, 1])
    assert isinstance(items, Together)
    assert items.wholes == {}
    assert [tuple(item["input"].shape) for item in items] == [(3, 12, 18), (3, 18, 12)]
