"""Measures refuse what is no picture: a number that means nothing is worse than none."""

from __future__ import annotations

import math
from dataclasses import astuple, is_dataclass
from typing import Any

import numpy as np
import pytest
from skimage.color import deltaE_cie76
from skimage.metrics import peak_signal_noise_ratio

from ppr10k_data.metrics import (
    delta_e,
    delta_e_hc,
    human_weights,
    imresize,
    lab_from_srgb,
    mean_ab,
    measure,
    psnr,
    psnr_hc,
    score,
)

draw = np.random.default_rng(3)
EIGHT = draw.integers(0, 256, (2, 12, 18, 3), dtype=np.uint8)
MASK = draw.random((12, 18)) < 0.5
PAIRS = {
    "psnr": psnr,
    "delta_e": delta_e,
    "psnr_hc": lambda a, b: psnr_hc(a, b, MASK),
    "delta_e_hc": lambda a, b: delta_e_hc(a, b, MASK),
    "score": score,
    "mean_ab": lambda a, b: mean_ab(a),
}
every = pytest.mark.parametrize("name", PAIRS)


@every
@pytest.mark.parametrize("dtype", [np.int32, np.int16, np.int64, bool, complex])
def test_other_types_are_named(name: str, dtype: type) -> None:
    a, b = EIGHT.astype(dtype)
    with pytest.raises(
        ValueError, match=rf"picture of {a.dtype}: expected uint8, uint16, or floats in 0\.\.1"
    ):
        PAIRS[name](a, b)


@every
@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda p: p * 255.0, r"floats in .*: expected 0\.\.1; divide it by its peak"),
        (lambda p: p.astype(np.float32) * 1.2, r"floats in .*: expected 0\.\.1; clip it"),
        (lambda p: p - 0.1, r"floats in -.*: expected 0\.\.1; clip it"),
        (lambda p: np.where(p > 0.9, np.nan, p), "no numbers or infinite"),
        (lambda p: np.where(p > 0.9, np.inf, p), "no numbers or infinite"),
    ],
)
def test_other_scales_are_named(name: str, spoil, told: str) -> None:
    a, b = EIGHT / 255.0
    with pytest.raises(ValueError, match=told):
        PAIRS[name](spoil(a), spoil(b))


@every
def test_what_rounding_left_beyond_is_forgiven(name: str) -> None:
    a, b = (EIGHT / 255.0).astype(np.float32)
    assert a.max() == 1.0
    got = PAIRS[name](np.nextafter(a, np.float32(2)), np.nextafter(b, np.float32(-1)))
    np.testing.assert_allclose(numbers(got), numbers(PAIRS[name](a, b)), rtol=1e-4)


def numbers(result: Any) -> Any:
    return astuple(result) if is_dataclass(result) else result


@every
@pytest.mark.parametrize("shape", [(0, 0, 3), (0, 18, 3), (12, 18, 0)])
def test_empty_pictures_are_named(name: str, shape: tuple[int, ...]) -> None:
    nothing = np.zeros(shape, np.uint8)
    with pytest.raises(ValueError, match=r"at least one pixel|nothing to measure"):
        PAIRS[name](nothing, nothing)


@pytest.mark.parametrize("name", [name for name in PAIRS if name != "psnr"])
@pytest.mark.parametrize("shape", [(12, 18), (12, 18, 4), (12, 18, 1), (1, 12, 18, 3)])
def test_only_three_channels_have_a_colour(name: str, shape: tuple[int, ...]) -> None:
    grey = np.zeros(shape, np.uint8)
    with pytest.raises(ValueError, match=r"expected \(H, W, 3\)"):
        PAIRS[name](grey, grey)


def test_one_pass_refuses_them_too() -> None:
    with pytest.raises(ValueError, match=r"expected \(H, W, 3\)"):
        measure(EIGHT[0, ..., 0], EIGHT[1, ..., 0])
    with pytest.raises(ValueError, match="nothing to measure"):
        measure(EIGHT[0, :0], EIGHT[1, :0])


@pytest.mark.parametrize("function", [psnr_hc, delta_e_hc, measure])
@pytest.mark.parametrize(
    ("mask", "told"),
    [
        (
            MASK[..., None],
            r"mask of shape \(12, 18, 1\): expected \(H, W\).*take one channel: mask\[\.\.\., 0\]",
        ),
        (np.dstack([MASK] * 3), r"mask of shape \(12, 18, 3\): expected \(H, W\).*take one channel"),
        (MASK[:0], r"mask of shape \(0, 18\): expected \(H, W\), with at least one pixel"),
        (np.zeros((0, 0), np.uint8), r"mask of shape \(0, 0\)"),
        (np.where(MASK, np.nan, 0.0), "no numbers"),
        (MASK.astype(object), "mask of object"),
    ],
)
def test_what_is_no_mask_is_named(function, mask: np.ndarray, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        function(EIGHT[0], EIGHT[1], mask)


def test_masks_of_any_numbers_count() -> None:
    expected = human_weights(MASK, 12, 18)
    for dtype in (np.uint8, np.uint16, np.int64, np.float32):
        np.testing.assert_array_equal(human_weights(MASK.astype(dtype), 12, 18), expected)


def test_sixteen_bits_are_measured_on_their_own_scale() -> None:
    """As MATLAB does by class: im2double divides by 65535, and psnr's peak is 65535."""
    a, b = EIGHT.astype(np.uint16) * 257
    assert delta_e(a, b) == pytest.approx(delta_e(*EIGHT), abs=1e-9)
    assert psnr_hc(a, b, MASK) == pytest.approx(psnr_hc(*EIGHT, MASK), abs=1e-9)
    assert psnr(a, b) == pytest.approx(peak_signal_noise_ratio(b, a, data_range=65535), abs=1e-9)
    fine = draw.integers(0, 65536, a.shape, dtype=np.uint16)
    labs = lab_from_srgb(fine / 65535.0), lab_from_srgb(b / 65535.0)
    assert delta_e(fine, b) == pytest.approx(deltaE_cie76(*labs).mean(), abs=1e-9)


def test_the_peak_is_that_of_the_class() -> None:
    """MATLAB's psnr: 1 for doubles, 255 for uint8, and what is said where it is said."""
    a, b = EIGHT / 255.0
    expected = peak_signal_noise_ratio(b, a, data_range=1.0)
    assert psnr(a, b) == pytest.approx(expected, abs=1e-9)
    assert psnr(*EIGHT) == pytest.approx(expected, abs=1e-9)
    assert psnr(*EIGHT.astype(float), peak=255.0) == pytest.approx(expected, abs=1e-9)
    with pytest.raises(ValueError, match="uint8 and float64, which are on different scales"):
        psnr(EIGHT[0], b)
    with pytest.raises(ValueError, match="peak 0"):
        psnr(a, b, peak=0)
    with pytest.raises(ValueError, match="no numbers"):
        psnr(a * math.nan, b, peak=1.0)


def test_colours_are_floats() -> None:
    with pytest.raises(ValueError, match="colours of uint8: expected floats"):
        lab_from_srgb(EIGHT[0])


@pytest.mark.parametrize(
    ("shape", "size", "told"),
    [
        ((4, 4, 3), (2, 2), r"expected \(H, W\)"),
        ((0, 4), (2, 2), "at least one pixel"),
        ((4, 4), (0, 2), "size 0 x 2"),
    ],
)
def test_only_masks_are_resized(shape: tuple[int, ...], size: tuple[int, int], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        imresize(np.zeros(shape, np.uint8), *size)
