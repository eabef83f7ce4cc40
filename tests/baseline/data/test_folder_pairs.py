from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from picture_trees import mask_of, picture_of, write_masks, write_tiffs
from ppr10k_data.errors import ImageFileError, LayoutError, SettingsError

torch = pytest.importorskip("torch")

from ppr10k_data.baseline.data import FolderPairs, Resized  # noqa: E402

NAMES = ("beach", "wedding 2")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_tiffs(tmp_path / "in", NAMES)
    (tmp_path / "out").mkdir()
    for name in NAMES:
        cv2.imwrite(str(tmp_path / "out" / f"{name}.PNG"), picture_of(name, 8)[..., ::-1])
    write_masks(tmp_path / "masks", NAMES)
    return tmp_path


def test_names_are_matched_whatever_the_format(root: Path) -> None:
    dataset = FolderPairs(root / "in", root / "out", root / "masks")
    item = dataset[1]
    assert (item["photo"], item["group"], item["variant"]) == ("wedding 2", 1, 0)
    expected = picture_of("wedding 2", 8).transpose(2, 0, 1) / 255.0
    np.testing.assert_allclose(item["target"].numpy(), expected, rtol=0, atol=1e-7)
    assert torch.equal(item["mask"][0] * 255, torch.from_numpy(mask_of("wedding 2")))
    assert "mask" not in FolderPairs(root / "in", root / "out", transform=Resized(4, 4))[0]


def test_groups_of_names_as_ppr10k_has_them(tmp_path: Path) -> None:
    for folder in ("in", "out"):
        write_tiffs(tmp_path / folder, ("3_0", "3_1", "12_0"))
    assert [sample.group for sample in FolderPairs(tmp_path / "in", tmp_path / "out").samples] == [12, 3, 3]


def test_what_is_missing_is_named_or_left_out(root: Path) -> None:
    (root / "out" / "beach.PNG").unlink()
    write_tiffs(root / "out", ["alone"])
    with pytest.raises(
        LayoutError, match=r"(?s)input alone is missing from .*in.*target beach is missing from"
    ):
        FolderPairs(root / "in", root / "out")
    dataset = FolderPairs(root / "in", root / "out", incomplete="leave-out")
    assert [sample.name for sample in dataset.samples] == ["wedding 2"]
    assert set(dataset.left_out) == {"alone", "beach"}


def test_two_files_of_one_name_are_told(root: Path) -> None:
    write_tiffs(root / "out", ["beach"])
    with pytest.raises(LayoutError, match=r"target beach is there as beach.PNG and beach.tif"):
        FolderPairs(root / "in", root / "out")


def test_another_size_is_told_at_once_or_when_it_is_read(root: Path) -> None:
    cv2.imwrite(str(root / "out" / "beach.PNG"), np.zeros((5, 5, 3), np.uint8))
    with pytest.raises(LayoutError, match=r"beach.PNG has 5 x 5 pixels, .*beach.tif 18 x 12"):
        FolderPairs(root / "in", root / "out")
    with pytest.raises(ImageFileError, match=r"beach.PNG has 5 x 5 pixels"):
        FolderPairs(root / "in", root / "out", check=False)[0]


def test_folders_that_are_empty_or_missing_are_told(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no such folder of pictures"):
        FolderPairs(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    with pytest.raises(LayoutError, match="no pictures there"):
        FolderPairs(tmp_path / "in", tmp_path / "out")
    with pytest.raises(SettingsError, match="incomplete='maybe'"):
        FolderPairs(tmp_path / "in", tmp_path / "out", incomplete="maybe")
