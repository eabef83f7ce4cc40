from __future__ import annotations

import numpy as np
import pytest

from ppr10k_data.sample.plan import GROUPS, SamplePhoto, photos
from ppr10k_data.sample.scenes import read_photograph
from ppr10k_data.sample.viewpoint import photograph_from_upright, upright_size


def test_four_groups_of_three_on_both_sides_of_the_split() -> None:
    names = [str(photo.name) for photo in photos()]
    assert names == [f"{group}_{index}" for group in (0, 1355, 1356, 1680) for index in range(3)]
    assert [photo.name.split for photo in photos()] == ["train"] * 6 + ["val"] * 6


def test_no_photograph_is_on_both_sides_of_the_split() -> None:
    sides = {
        side: {p.group.scene.file for p in photos() if p.name.split == side} for side in ("train", "val")
    }
    assert not sides["train"] & sides["val"]


def test_all_bayer_phases_and_both_formats() -> None:
    assert {group.camera.cfa for group in GROUPS} == {"RGGB", "GRBG", "GBRG", "BGGR"}
    assert {1, 6, 8} <= {photo.shot.view.orientation for photo in photos()}


def test_one_group_is_a_stop_under_and_one_has_the_wrong_white_balance() -> None:
    assert any(all(shot.exposure_ev <= -0.9 for shot in group.shots) for group in GROUPS)
    assert any(all(shot.as_shot[0] > group.light[0] + 900 for shot in group.shots) for group in GROUPS)


@pytest.mark.parametrize("photo", photos(), ids=lambda photo: str(photo.name))
def test_every_frame_lies_within_its_photograph(photo: SamplePhoto) -> None:
    height, width = read_photograph(photo.group.scene).shape[:2]
    upright = upright_size(photo.shot.view, (3000, 2000))
    affine = photograph_from_upright(photo.shot.view, (width, height), upright)
    corners = np.array([[0, 0], [upright[0], 0], [0, upright[1]], upright]) @ affine[:, :2].T + affine[:, 2]
    assert corners.min() >= 0.0
    assert (corners <= [width, height]).all()
