from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.develop.geometry import orient
from ppr10k_data.sample.viewpoint import (
    View,
    photograph_from_stored,
    photograph_from_upright,
    subject_mask,
    upright_size,
)

ORIENTATIONS = (1, 3, 6, 8)
PHOTOGRAPH, STORED = (600, 400), (60, 40)

views = st.builds(
    View,
    st.tuples(st.floats(0.3, 0.7), st.floats(0.3, 0.7)),
    st.floats(0.1, 1.0),
    st.floats(-20, 20),
    st.sampled_from(ORIENTATIONS),
)


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_upright_size(orientation: int) -> None:
    stored = np.zeros((40, 60))
    width, height = upright_size(View((0.5, 0.5), 1.0, 0.0, orientation), STORED)
    assert orient(stored, orientation).shape == (height, width)


@given(views)
def test_the_stored_picture_turned_upright_is_the_upright_one(view: View) -> None:
    """Places of the photograph, read at stored pixels and oriented, are those of the upright picture."""
    upright = upright_size(view, STORED)
    by_stored = _places(photograph_from_stored(view, PHOTOGRAPH, STORED), STORED)
    by_upright = _places(photograph_from_upright(view, PHOTOGRAPH, upright), upright)
    np.testing.assert_allclose(orient(by_stored, view.orientation), by_upright, atol=1e-9)


def _places(affine: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    x, y = np.meshgrid(np.arange(size[0]) + 0.5, np.arange(size[1]) + 0.5)
    return np.stack([x, y], axis=-1) @ affine[:, :2].T + affine[:, 2]


@given(views)
def test_the_frame_has_its_centre_and_width(view: View) -> None:
    width, height = upright_size(view, STORED)
    affine = photograph_from_upright(view, PHOTOGRAPH, (width, height))
    corners = np.array([[0, 0], [width, 0], [width / 2, height / 2]]) @ affine[:, :2].T + affine[:, 2]
    np.testing.assert_allclose(corners[2], np.array(view.centre) * PHOTOGRAPH)
    edge = corners[1] - corners[0]
    assert math.hypot(*edge) == pytest.approx(view.width_frac * PHOTOGRAPH[0])
    assert math.degrees(math.atan2(edge[1], edge[0])) == pytest.approx(view.turn_deg, abs=1e-9)


def test_the_mask_of_the_whole_photograph_is_its_outline() -> None:
    outline = ((250, 250), (750, 250), (750, 500), (250, 500))
    mask = subject_mask(outline, View((0.5, 0.5), 1.0), PHOTOGRAPH, (600, 400))
    expected = np.zeros((400, 600), np.uint8)
    expected[100:200, 150:450] = 255
    assert np.count_nonzero(mask != expected) <= 2 * (300 + 100)  # at most the pixels on the edge


@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_the_mask_is_upright_and_binary(orientation: int) -> None:
    outline = ((400, 0), (600, 0), (600, 300), (400, 300))  # in the upper half of the photograph
    view = View((0.5, 0.5), 0.6, 0.0, orientation)
    mask = subject_mask(outline, view, PHOTOGRAPH, STORED)
    assert mask.shape == upright_size(view, STORED)[::-1]
    assert set(np.unique(mask)) == {0, 255}
    half = mask.shape[0] // 2
    assert mask[:half].any()
    assert not mask[half:].any()
