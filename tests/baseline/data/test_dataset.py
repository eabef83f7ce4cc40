from __future__ import annotations

import multiprocessing
import shutil
from pathlib import Path

import numpy as np
import pytest
import tifffile

from picture_trees import TRAIN, TREES, VAL, mask_of, official_tree, picture_of, with_variants

torch = pytest.importorskip("torch")

from torch.utils.data import DataLoader  # noqa: E402

from ppr10k_data import PPR10KDataset  # noqa: E402
from ppr10k_data.baseline.data import EpochSampler, PaperCrop  # noqa: E402
from ppr10k_data.errors import ImageFileError, LayoutError  # noqa: E402

FORK = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
"""Quick to start; that datasets survive pickling, as other ways need it, is test_cache.py's."""


def names_of(dataset) -> list[str]:
    return [sample.name for sample in dataset.samples]


@pytest.mark.parametrize("layout", TREES)
def test_every_layout_is_found_by_looking(layout: str, tmp_path: Path) -> None:
    root = TREES[layout](tmp_path)
    train, val = PPR10KDataset(root), PPR10KDataset(root, "val")
    assert train.folders.layout == layout
    assert sorted(names_of(train)) == sorted(with_variants(TRAIN))
    assert names_of(val) == list(VAL)
    assert names_of(PPR10KDataset(root, augmented=False)) == list(TRAIN)


def test_an_item_is_what_the_files_hold(tmp_path: Path) -> None:
    dataset = PPR10KDataset(official_tree(tmp_path))
    item = dataset[names_of(dataset).index("7_0_2")]
    assert (item["photo"], item["group"], item["variant"]) == ("7_0", 7, 2)
    assert item["input"].dtype == item["target"].dtype == item["mask"].dtype == torch.float32
    expected = picture_of("7_0_2").transpose(2, 0, 1) / 65535.0
    np.testing.assert_allclose(item["input"].numpy(), expected, rtol=0, atol=1e-7)
    np.testing.assert_allclose(
        item["target"].numpy(), picture_of("7_0", 8).transpose(2, 0, 1) / 255.0, atol=1e-7
    )
    np.testing.assert_array_equal(item["mask"].numpy()[0], mask_of("7_0") / 255.0)


def test_sixteen_bits_are_kept(tmp_path: Path) -> None:
    dataset = PPR10KDataset(official_tree(tmp_path))
    levels = dataset[0]["input"] * 65535.0
    assert (levels.round() - levels).abs().max() < 0.01
    assert len(levels.round().unique()) > 256


def test_masks_may_be_left_away(tmp_path: Path) -> None:
    root = official_tree(tmp_path)
    shutil.rmtree(root / "train" / "masks")
    assert "mask" not in PPR10KDataset(root, masks=False)[0]


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")  # of forks, from Python 3.12 on
@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(tmp_path: Path, workers: int) -> None:
    dataset = PPR10KDataset(official_tree(tmp_path), transform=PaperCrop(16), seed=3)

    def epochs(number: int) -> list[torch.Tensor]:
        sampler = EpochSampler(len(dataset), seed=3)
        loader = DataLoader(
            dataset, 4, sampler=sampler, num_workers=number, persistent_workers=number > 0,
            multiprocessing_context=FORK if number else None,
        )  # fmt: skip
        batches = []
        for epoch in range(2):
            sampler.set_epoch(epoch)
            batches += [torch.cat([b["input"], b["target"], b["mask"]], dim=1) for b in loader]
        return batches

    for alone, together in zip(epochs(0), epochs(workers), strict=True):
        assert torch.equal(alone, together)


@pytest.mark.parametrize("folder", ["source_aug", "target_a"])
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda picture: picture.astype(np.int16), "int16 pixels"),
        (lambda picture: np.full(picture.shape, np.nan, np.float32), "values that are no numbers"),
    ],
)
def test_pixels_of_another_kind_are_named_at_construction(
    tmp_path: Path, folder: str, spoil, told: str
) -> None:
    root = official_tree(tmp_path)
    path = root / "train" / folder / "7_0.tif"
    tifffile.imwrite(path, spoil(picture_of("7_0")), photometric="rgb")
    with pytest.raises(LayoutError, match=rf"{folder}/7_0\.tif: .*{told}"):
        PPR10KDataset(root)
    left = PPR10KDataset(root, incomplete="leave-out")
    assert "7_0" in left.left_out
    unchecked = PPR10KDataset(root, check=False)
    with pytest.raises(ImageFileError, match=rf"7_0\.tif: .*{told}"):
        unchecked[names_of(unchecked).index("7_0")]
    with pytest.raises(ImageFileError, match=rf"7_0\.tif: .*{told}"):
        PPR10KDataset(root, check=False, cache=tmp_path / "cache")
