from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import romm_encode, srgb_decode, srgb_encode
from ppr10k_data.develop.detail.gaussian import gaussian, sigma_of_variance, variance_of_sigma
from ppr10k_data.develop.detail.sharpen import sharpen
from ppr10k_data.develop.detail.sharpening import (
    INVISIBLE_PX,
    Sharpener,
    plan_sharpening,
    sharpened,
    sharpening_gain,
)
from ppr10k_data.develop.detail.transfer import EncodedSpace, luminance_weights, romm_decode
from ppr10k_data.xmp import Sharpening

Array = NDArray[np.float64]
ENCODE = {"srgb": srgb_encode, "prophoto": romm_encode}
DECODE = {"srgb": srgb_decode, "prophoto": romm_decode}
controls = st.builds(
    Sharpening, st.floats(0.5, 150.0), st.floats(0.5, 3.0), st.floats(0.0, 100.0), st.floats(0.0, 100.0)
)


def planned(settings_: Sharpening, **more: float) -> Sharpener:
    plan = plan_sharpening(settings_, **more)
    assert plan is not None
    return plan


def texture(height: int = 60, width: int = 90, contrast: float = 0.3) -> Array:
    random = np.random.default_rng(3)
    base = np.linspace(0.01, 0.8, width)[None, :, None] * np.array([1.0, 0.7, 0.4])
    return np.asarray(base * (1.0 + contrast * (random.random((height, width, 1)) - 0.5)))


def test_the_fitted_settings_give_the_fitted_figures() -> None:
    """Lightcraft's own fit of amount 50, radius 1.4, detail 25 on a file of BaselineSharpness 1.5."""
    plan = planned(Sharpening(50.0, 1.4), baseline_sharpness=1.5)
    assert plan.slope == pytest.approx(3.37, abs=0.05)
    assert plan.limit == pytest.approx(0.584, abs=0.01)
    assert plan.sigma_px == pytest.approx(1.047, abs=0.01)
    masked = planned(Sharpening(50.0, 1.4, masking=50.0), baseline_sharpness=1.5)
    assert (masked.mask_start, masked.mask_width) == pytest.approx((0.0146, 0.4667))


@pytest.mark.parametrize(("amount", "slope", "limit", "sigma"), [
    (10.0, 0.395, 0.16, 1.143), (25.0, 1.374, 0.34, 0.971), (40.0, 2.915, 0.48, 0.836), (50.0, 4.491, 0.556, 0.754),
    (75.0, 12.2, 0.664, 0.6), (98.0, 28.0, 0.636, 0.53), (150.0, 144.7, 0.494, 0.459),
])  # fmt: skip
def test_amounts(amount: float, slope: float, limit: float, sigma: float) -> None:
    plan = planned(Sharpening(amount), baseline_sharpness=1.5)
    assert (plan.slope, plan.limit, plan.sigma_px) == pytest.approx((slope, limit, sigma), rel=2e-3)


def test_amount_counts_by_the_camera_s_sharpness() -> None:
    assert planned(Sharpening(75.0)) == planned(Sharpening(50.0), baseline_sharpness=1.5)


def test_nothing_to_do() -> None:
    assert plan_sharpening(Sharpening()) is None
    assert plan_sharpening(Sharpening(0.0, 3.0, 100.0, 100.0)) is None
    assert plan_sharpening(Sharpening(40.0), scale=0.15) is None  # a 540-pixel picture of 10 megapixels
    assert plan_sharpening(Sharpening(40.0, radius_px=3.0), scale=0.15) is not None


def test_blurs_of_less_than_a_pixel() -> None:
    assert gaussian(0.459)[1:-1] == pytest.approx([0.0785, 0.843, 0.0785], abs=5e-4)
    for sigma in (0.3, 0.459, 0.8, 2.0):
        assert sigma_of_variance(variance_of_sigma(sigma)) == pytest.approx(sigma, rel=1e-3)
    assert variance_of_sigma(2.0) == pytest.approx(4.0, rel=0.03)  # cut off at three sigma


@settings(max_examples=30)
@given(controls, st.sampled_from(["srgb", "prophoto"]))
def test_the_kernel_is_the_specification(settings_: Sharpening, space: EncodedSpace) -> None:
    plan = plan_sharpening(settings_)
    if plan is None:
        return
    picture = np.round(ENCODE[space](texture()) * 65535.0).astype(np.uint16)
    linear = DECODE[space](picture / 65535.0)
    expected = ENCODE[space](sharpened(linear, luminance_weights(space), plan)) * 65535.0
    sharpen(picture, plan, space)
    assert np.abs(picture - expected).max() <= (150.0 if plan.mask_width else 2.0)


@settings(max_examples=30)
@given(controls, st.integers(0, 2**31))
def test_gain_is_bounded_and_greys_stay_grey(settings_: Sharpening, seed: int) -> None:
    plan = plan_sharpening(settings_)
    if plan is None:
        return
    random = np.random.default_rng(seed)
    linear = np.repeat(random.random((24, 24, 1)) ** 4, 3, axis=2)
    gain = sharpening_gain(linear[..., 0], plan)
    assert np.isfinite(gain).all()
    assert np.abs(np.log2(gain)).max() <= plan.limit + 1e-9
    picture = np.round(srgb_encode(linear) * 65535.0).astype(np.uint16)
    sharpen(picture, plan, "srgb")
    assert np.ptp(picture.astype(int), axis=2).max() == 0


def test_a_flat_field_is_unchanged() -> None:
    for level in (0, 1, 300, 5000, 40000, 65535):
        picture = np.full((16, 16, 3), level, np.uint16)
        sharpen(picture, planned(Sharpening(150.0, 3.0, 100.0)), "srgb")
        assert np.abs(picture.astype(int) - level).max() <= 1


def test_more_amount_is_more_contrast() -> None:
    weights = luminance_weights("srgb")
    spread = [
        sharpened(texture(contrast=0.05), weights, planned(Sharpening(amount)))[:, 40:50].std()
        for amount in np.arange(5.0, 151.0, 5.0)
    ]
    assert (np.diff(spread) > 0.0).all()


def test_halos_stay_within_the_limit() -> None:
    """An edge of four stops overshoots by no more than the limit, and detail 0 by less than half of it."""
    edge = np.where(np.arange(60) < 30, 0.05, 0.8)[None, :] * np.ones((20, 1))
    stops = {
        detail: np.abs(np.log2(sharpening_gain(edge, planned(Sharpening(60.0, 1.5, detail))))).max()
        for detail in (0.0, 25.0, 100.0)
    }
    assert stops[0.0] < 0.5 * stops[25.0] < stops[25.0] < stops[100.0] < 0.75
    gain = sharpening_gain(edge, planned(Sharpening(150.0, 3.0)))
    assert gain[:, 20] == pytest.approx(1.0, abs=1e-3)  # ten pixels from it


def test_masking_spares_what_is_even() -> None:
    weak = 0.2 * (1.0 + 0.01 * np.random.default_rng(1).standard_normal((40, 40)))
    edge = weak * np.where(np.arange(40) < 20, 1.0, 3.0)
    masked = planned(Sharpening(100.0, masking=100.0))
    open_ = planned(Sharpening(100.0))
    assert (
        np.abs(sharpening_gain(weak, masked) - 1.0).max()
        < 0.2 * np.abs(sharpening_gain(weak, open_) - 1.0).max()
    )
    at = slice(19, 21)
    assert sharpening_gain(edge, masked)[:, at] == pytest.approx(
        sharpening_gain(edge, open_)[:, at], abs=0.05
    )


def test_a_reduced_picture_sharpened_is_the_sharpened_one_reduced() -> None:
    random = np.random.default_rng(0)
    y, x = np.mgrid[:400, :400] / 7.0
    linear = 0.3 + 0.15 * np.sin(x) * np.cos(1.3 * y) + 0.05 * random.random((400, 400))

    def halved(plane: Array) -> Array:
        return np.asarray(plane.reshape(200, 2, 200, 2).mean(axis=(1, 3)))

    radius = Sharpening(60.0, 2.0)
    full = halved(linear * sharpening_gain(linear, planned(radius)))
    half = halved(linear)
    small = half * sharpening_gain(half, planned(radius, scale=0.5))
    assert np.std(small - full) < 0.15 * np.std(half - full)
    assert planned(radius, scale=0.5).sigma_px > INVISIBLE_PX
