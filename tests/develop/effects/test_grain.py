from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.effects.grain import GrainField, add_grain, grain_pattern, plan_grain
from ppr10k_data.xmp import Grain


def planned(grain: Grain, seed: int = 7) -> GrainField:
    field = plan_grain(grain, seed)
    assert field is not None
    return field


def grainy(level: float, grain: Grain, size: tuple[int, int] = (600, 400)) -> NDArray[np.uint16]:
    picture = np.full((size[1], size[0], 3), round(level * 65535.0), np.uint16)
    add_grain(picture, planned(grain), "srgb")
    return picture


def test_amount_0_is_none() -> None:
    assert plan_grain(Grain(0.0, 100.0, 100.0, 5), 3) is None


def test_a_seed_always_gives_the_same_grain() -> None:
    size = (120, 80)
    assert np.array_equal(
        grain_pattern(planned(Grain(50.0)), size), grain_pattern(planned(Grain(50.0)), size)
    )
    assert not np.array_equal(
        grain_pattern(planned(Grain(50.0)), size), grain_pattern(planned(Grain(50.0), 8), size)
    )
    own = Grain(50.0, seed=123)
    assert planned(own, 1) == planned(own, 2)
    assert planned(Grain(50.0, seed=-1)).seed >= 0


@pytest.mark.parametrize("size", [0.0, 25.0, 60.0, 100.0])
@pytest.mark.parametrize("edge", [540, 810, 1620])
def test_a_small_picture_has_the_grain_of_a_large_one_reduced(size: float, edge: int) -> None:
    field = planned(Grain(50.0, size))
    large = grain_pattern(field, (3240, 2160))
    small = grain_pattern(field, (edge, edge * 2 // 3))
    reduced = cv2.resize(large, (edge, edge * 2 // 3), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(small.ravel(), reduced.ravel())[0, 1] > 0.95
    assert small.std() == pytest.approx(reduced.std(), rel=0.12)


def test_reduced_pictures_agree() -> None:
    grain = Grain(60.0)
    large, small = grainy(0.4, grain, (3240, 2160)), grainy(0.4, grain, (540, 360)) / 65535.0
    linear = cv2.resize(srgb_decode(large / 65535.0), (540, 360), interpolation=cv2.INTER_AREA)
    error = srgb_encode(linear) - small
    assert -10.0 * np.log10(np.mean(error**2)) > 48.0


def test_brightness_is_kept_and_cells_are_as_large_as_they_should_be() -> None:
    picture = grainy(0.4, Grain(50.0), (1200, 800))
    assert picture.mean() / 257.0 == pytest.approx(0.4 * 255.0, abs=0.15)
    pattern = grain_pattern(planned(Grain(50.0, 100.0, 0.0)), (1200, 800))  # cells of 0.003 of 1200 pixels
    correlation = [np.mean(pattern[:, lag:] * pattern[:, : -lag or None]) for lag in (0, 1, 4, 8)]
    assert correlation[1] > 0.7 * correlation[0]
    assert abs(correlation[3]) < 0.05 * correlation[0]


def test_strongest_in_mid_tones() -> None:
    spread = [grainy(level, Grain(50.0)).std() for level in (0.1, 0.3, 0.5, 0.7, 0.9)]
    assert spread[0] < spread[1] < spread[2] > spread[3] > spread[4]


def test_more_amount_is_more_grain() -> None:
    spread = [grainy(0.5, Grain(amount)).std() for amount in (1.0, 10.0, 25.0, 50.0, 75.0, 100.0)]
    assert (np.diff(spread) > 0.0).all()


@settings(max_examples=30)
@given(
    st.builds(Grain, st.floats(0.1, 100.0), st.floats(0.0, 100.0), st.floats(0.0, 100.0)),
    st.integers(0, 2**32 - 1),
    st.sampled_from([(1, 1), (3, 50), (50, 3), (41, 40)]),
    st.sampled_from([0.0, 0.5, 1.0]),
)
def test_grey_stays_grey(grain: Grain, seed: int, size: tuple[int, int], level: float) -> None:
    picture = np.full((size[1], size[0], 3), round(level * 65535), np.uint16)
    add_grain(picture, planned(grain, seed), "srgb")
    assert np.ptp(picture.astype(int), axis=2).max() == 0
    assert np.abs(picture / 65535.0 - level).max() <= 0.13 * 1.2
