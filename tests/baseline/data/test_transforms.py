from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from picture_trees import mask_of, picture_of
from ppr10k_data.baseline.data.draws import draw_of, order_of
from ppr10k_data.baseline.data.transforms import PaperCrop, Pictures, Resized, Whole
from ppr10k_data.errors import SettingsError

PICTURES = Pictures(picture_of("photo"), picture_of("photo", 8), mask_of("photo"))


@given(st.integers(1, 600), st.integers(1, 600), st.integers(0, 1000))
def test_a_paper_crop_is_between_its_bounds_and_inside(height: int, width: int, seed: int) -> None:
    crop = PaperCrop().frame(height, width, np.random.default_rng(seed)).crop
    assert crop.inside(height, width)
    assert 0.6 * height - 0.5 <= crop.height <= height
    assert 0.6 * width - 0.5 <= crop.width <= width


def test_paper_crops_fill_their_range_and_mirror_half_of_the_time() -> None:
    draw = np.random.default_rng(0)
    frames = [PaperCrop().frame(360, 540, draw) for _ in range(2000)]
    heights = [frame.crop.height for frame in frames]
    assert min(heights) == 216
    assert max(heights) == 360
    assert np.mean(heights) == pytest.approx(0.8 * 360, abs=2)
    assert np.mean([frame.flip for frame in frames]) == pytest.approx(0.5, abs=0.04)
    assert any(frame.crop.bottom == 360 for frame in frames)


def test_input_target_and_mask_are_seen_alike() -> None:
    mask = PICTURES.mask
    same = Pictures(np.stack([mask] * 3, -1), np.stack([mask] * 3, -1), mask)
    view = PaperCrop(24)(same, np.random.default_rng(4))
    np.testing.assert_array_equal(view.input, view.target)
    np.testing.assert_array_equal(view.mask[0] > 0, view.input[0] >= 0.5 / 255)


def test_whole_and_resized() -> None:
    draw = np.random.default_rng(0)
    assert Whole()(PICTURES, draw).input.shape == (3, 12, 18)
    view = Resized(20, 10)(PICTURES, draw)
    assert view.target.shape == (3, 20, 10)
    assert view.mask.shape == (1, 20, 10)


def test_draws_belong_to_seed_epoch_and_name() -> None:
    first = draw_of(1, 2, "583_9_1").random()
    assert first == draw_of(1, 2, "583_9_1").random()
    others = [draw_of(2, 2, "583_9_1"), draw_of(1, 3, "583_9_1"), draw_of(1, 2, "583_9_2")]
    assert first not in [draw.random() for draw in others]
    assert sorted(order_of(0, 0, 50)) == list(range(50))
    assert order_of(0, 0, 50) == order_of(0, 0, 50) != order_of(0, 1, 50)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: PaperCrop(size=0), "size=0"),
        (lambda: PaperCrop(least_frac=0.0), r"least_frac=0\.0"),
        (lambda: PaperCrop(flip_frac=2.0), r"flip_frac=2\.0"),
        (lambda: Resized(0, 4), "height=0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make, told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        make()
