from __future__ import annotations

import numpy as np
import pytest

from match_scenes import look, portrait, small
from ppr10k_data.errors import Ppr10kError
from ppr10k_data.match import Fit, PictureError, apply, fit
from ppr10k_data.match.inputs import native


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(portrait(), small(look(portrait()), 96), lossless=True)


def with_value(value: float) -> np.ndarray:
    picture = portrait().copy()
    picture[5, 7, 1] = value
    return picture


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (with_value(np.nan), "1 values that are not finite"),
        (with_value(np.inf), "1 values that are not finite"),
        (portrait()[..., 0], r"shape \(512, 512\); it should be \(height, width, 3\)"),
        (np.dstack([portrait(), portrait()[..., :1]]), r"\(512, 512, 4\).*without alpha"),
        (portrait()[:0], r"\(0, 512, 3\).*one pixel at least"),
        (portrait()[:, :0], r"\(512, 0, 3\).*one pixel at least"),
        (portrait() > 0.5, "of bool; it should be of uint8, uint16 or floats"),
        ((portrait() * 255).astype(np.int32), "of int32"),
        (portrait().astype(np.complex64), "of complex64"),
    ],
)
def test_what_is_no_picture_is_told_of(found: Fit, wrong: np.ndarray, said: str) -> None:
    with pytest.raises(PictureError, match=f"the guide .*{said}"):
        fit(portrait(), wrong, lossless=True)
    with pytest.raises(PictureError, match=f"the render .*{said}"):
        fit(wrong, portrait(), lossless=True)
    with pytest.raises(Ppr10kError, match=f"the picture .*{said}"):
        apply(found, wrong)


@pytest.mark.parametrize("dtype", ["<f2", ">f4", ">f8", "<f8", ">u2"])
def test_other_floats_and_byte_orders_are_converted(found: Fit, dtype: str) -> None:
    scale = 65535 if "u" in dtype else 1
    picture = (portrait() * scale).astype(dtype)
    got = apply(found, picture)
    assert got.dtype == picture.dtype
    expected = apply(found, native(picture, "it")).astype(dtype)
    np.testing.assert_array_equal(got, expected)
    again = fit(picture, small(look(portrait()), 96), lossless=True)
    assert again.quality.after_mean == pytest.approx(found.quality.after_mean, abs=0.02)


def test_in_place_in_another_byte_order(found: Fit) -> None:
    picture = (portrait() * 65535).astype(">u2")
    expected = apply(found, picture)
    assert apply(found, picture, in_place=True) is picture
    np.testing.assert_array_equal(picture, expected)


def test_pictures_of_known_types_are_not_copied() -> None:
    picture = portrait()
    assert native(picture, "it") is picture
