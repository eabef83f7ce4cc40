from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile

from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.metrics import psnr
from ppr10k_data.sample import write_sample
from ppr10k_data.sample.plan import photos
from ppr10k_data.sample.scenes import read_photograph
from ppr10k_data.sample.viewpoint import photograph_from_upright
from ppr10k_data.sample.write import _picture_size


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("stand_ins")
    write_sample(out, megapixels=0.3)
    return out / RELEASE_TIFFS


def test_sources_have_16_bits_and_targets_8_and_360p(sample: Path) -> None:
    source, target = (tifffile.imread(sample / "train" / kind / "0_0.tif") for kind in ("source", "target_a"))
    assert (source.dtype, target.dtype) == ("uint16", "uint8")
    assert source.shape == target.shape == (540, 360, 3)


def test_a_cropped_target_has_its_crop_s_shape(sample: Path) -> None:
    # 0_2 by expert a keeps 0.72 of the width and 0.94 of the height of 3:2.
    height, width = tifffile.imread(sample / "train" / "target_a" / "0_2.tif").shape[:2]
    assert width / height == pytest.approx(1.5 * 0.72 / 0.94, abs=0.01)


def test_they_say_what_they_are(sample: Path) -> None:
    with tifffile.TiffFile(sample / "val" / "target_c" / "1680_0.tif") as file:
        assert "Not made by Lightroom" in file.pages.first.description


def test_a_well_exposed_source_is_the_photograph_itself(sample: Path) -> None:
    # Group 1680's first shot was taken in the light its white balance is set for, at the exposure that shows the
    # scene as it is, so that the ideal camera gives back the photograph it was made from.
    photo = next(photo for photo in photos() if str(photo.name) == "1680_0")
    assert photo.shot.exposure_ev == 0.0
    shown = tifffile.imread(sample / "val" / "source" / "1680_0.tif") / 65535.0
    photograph = read_photograph(photo.group.scene)
    height, width = shown.shape[:2]
    to_photograph = photograph_from_upright(photo.shot.view, photograph.shape[1::-1], (width, height))
    y, x = np.mgrid[:height, :width] + 0.5
    at = np.floor(np.einsum("ij,jhw->ihw", to_photograph[:, :2], [x, y]) + to_photograph[:, 2, None, None])
    seen = photograph[at[1].astype(int), at[0].astype(int)]
    assert (
        psnr(np.round(shown * 255).astype(np.uint8), seen) > 30.0
    )  # the nearest pixel, and not the interpolated one
    assert abs(shown.mean() - seen.mean() / 255.0) < 0.002


def test_the_size_of_a_small_sample_is_not_exceeded(tmp_path: Path) -> None:
    write_sample(tmp_path, megapixels=0.05)
    width, height = _picture_size(0.05)
    assert tifffile.imread(tmp_path / RELEASE_TIFFS / "train/source/0_2.tif").shape == (height, width, 3)
