from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest

from ppr10k_data.develop.white_balance import xy_from_temp_tint
from ppr10k_data.sample.plan import GROUPS, SamplePhoto, photos
from ppr10k_data.sample.sidecar import CROPS, EXPERTS, expert_edits, source_edits
from ppr10k_data.xmp import Crop, format_xmp, parse_xmp

by_name = {str(photo.name): photo for photo in photos()}
every_photo = pytest.mark.parametrize("photo", photos(), ids=lambda photo: str(photo.name))


@every_photo
def test_edits_survive_a_sidecar(photo: SamplePhoto) -> None:
    edits = [expert_edits(photo, expert, seed=0) for expert in EXPERTS]
    edits.append(source_edits(photo.shot, xy_from_temp_tint(*photo.shot.as_shot)))
    for edit in edits:
        assert parse_xmp(format_xmp(edit)) == edit


def test_source_shows_rounded_numbers_as_shot() -> None:
    edits = source_edits(by_name["0_1"].shot, xy_from_temp_tint(5180.0, 6.7))
    assert (edits.white_balance, edits.temperature_k, edits.tint) == ("As Shot", 5200.0, 7.0)
    assert edits.exposure_ev == 0.0
    assert edits.orientation == 6


@every_photo
def test_experts_disagree(photo: SamplePhoto) -> None:
    edits = [expert_edits(photo, expert, seed=0) for expert in EXPERTS]
    for one, other in combinations(edits, 2):
        assert abs(one.exposure_ev - other.exposure_ev) > 0.05
        assert one.contrast != other.contrast
    assert edits[0].temperature_k > edits[2].temperature_k > edits[1].temperature_k


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group.number))
@pytest.mark.parametrize("expert", EXPERTS)
def test_a_group_is_edited_alike(group: object, expert: str) -> None:
    mine = [photo for photo in photos() if photo.group is group]
    edits = [expert_edits(photo, expert, seed=0) for photo in mine]
    assert len({(edit.contrast, edit.highlights, edit.saturation) for edit in edits}) == 1
    assert np.ptp([1e6 / edit.temperature_k for edit in edits]) < 3.0
    finished = [edit.exposure_ev + photo.shot.exposure_ev for edit, photo in zip(edits, mine, strict=True)]
    assert np.ptp(finished) <= 0.11
    assert len({edit.exposure_ev for edit in edits}) > 1


def test_seed_and_photo_decide() -> None:
    photo = by_name["1355_0"]
    assert expert_edits(photo, "a", seed=3) == expert_edits(photo, "a", seed=3)
    assert expert_edits(photo, "a", seed=3) != expert_edits(photo, "a", seed=4)


@pytest.mark.parametrize("key", CROPS, ids=str)
def test_crops_lie_within_the_frame(key: tuple[str, str]) -> None:
    crop, photo = CROPS[key], by_name[key[0]]
    assert expert_edits(photo, key[1], seed=0).crop == crop
    corners = _corners(crop, width=3.0, height=2.0)
    assert corners.min() >= 0.0
    assert (corners <= [3.0, 2.0]).all()


def _corners(crop: Crop, *, width: float, height: float) -> np.ndarray:
    """Two corners are given; the others follow from the angle."""
    angle = math.radians(crop.angle_deg)
    first, last = (
        np.array([crop.left * width, crop.top * height]),
        np.array([crop.right * width, crop.bottom * height]),
    )
    along = np.array([math.cos(angle), math.sin(angle)])
    reach = ((last - first) @ along) * along
    return np.array([first, first + reach, last, last - reach])


def test_angles_set_straight_what_was_held_askew() -> None:
    straightened = [(by_name[name], crop) for (name, _), crop in CROPS.items() if crop.angle_deg]
    assert straightened
    for photo, crop in straightened:
        assert crop.angle_deg + photo.shot.view.turn_deg == 0.0
