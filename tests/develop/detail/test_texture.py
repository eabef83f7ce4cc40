from __future__ import annotations

import tracemalloc
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import romm_encode, srgb_decode, srgb_encode
from ppr10k_data.develop.detail.retexture import retexture
from ppr10k_data.develop.detail.texture import TextureFilter, plan_texture, textured
from ppr10k_data.develop.detail.transfer import EncodedSpace, luminance_weights

Array = NDArray[np.float64]
SKIN = np.array([0.58, 0.33, 0.22])  # linear
ENCODE = {"srgb": srgb_encode, "prophoto": romm_encode}


def planned(amount: float, long_edge: int = 540, scale: float = 1.0) -> TextureFilter:
    plan = plan_texture(amount, long_edge=long_edge, scale=scale)
    assert plan is not None
    return plan


def picture(linear: Array, space: EncodedSpace = "srgb") -> NDArray[np.uint16]:
    return np.asarray(np.round(ENCODE[space](np.clip(linear, 0.0, 1.0)) * 65535.0).astype(np.uint16))


def done(pixels: NDArray[np.uint16], plan: TextureFilter, space: EncodedSpace = "srgb") -> NDArray[np.uint16]:
    result = pixels.copy()
    retexture(result, plan, space)
    return result


def luma(pixels: NDArray[np.uint16]) -> Array:
    return np.asarray(pixels / 65535.0 @ luminance_weights("srgb"))


def waves(height: int, width: int, period_px: float, contrast: float = 0.1) -> Array:
    """Skin with waves over its middle: the sides are flat, as somewhere in most pictures."""
    y, x = np.mgrid[:height, :width]
    wave = np.sin(2.0 * np.pi * x / period_px) * np.sin(2.0 * np.pi * y / period_px)
    middle = np.clip(8.0 * (0.3 - np.abs(x / width - 0.5)), 0.0, 1.0)
    return np.asarray(SKIN * (1.0 + contrast * wave * middle)[..., None])


def contrast_ratio(pixels: NDArray[np.uint16], amount: float, **more: Any) -> float:
    middle = slice(int(0.4 * pixels.shape[1]), int(0.6 * pixels.shape[1]))
    changed = done(pixels, planned(amount, **more))
    return float(luma(changed)[:, middle].std() / luma(pixels)[:, middle].std())


def test_zero_is_nothing() -> None:
    assert plan_texture(0.0, long_edge=6000) is None
    assert plan_texture(0.0, long_edge=6000, scale=0.1) is None


def test_the_reach_is_a_share_of_the_photo() -> None:
    assert planned(50.0, 6000, 0.09).reach_px == pytest.approx(2.16)
    assert planned(50.0, 3000, 0.18).reach_px == pytest.approx(2.16)
    assert planned(50.0, 6000, 0.18).reach_px == pytest.approx(4.32)  # half of a photo at the same size


@pytest.mark.parametrize(("long_edge", "period_px"), [(360, 6.0), (540, 6.0), (1080, 12.0), (2400, 26.0)])
def test_medium_detail_grows_and_shrinks_at_every_size(long_edge: int, period_px: float) -> None:
    pixels = picture(waves(long_edge // 2, long_edge, period_px))
    assert 1.4 < contrast_ratio(pixels, 100.0, long_edge=long_edge) < 2.0
    assert 0.2 < contrast_ratio(pixels, -100.0, long_edge=long_edge) < 0.7


def test_more_is_more() -> None:
    pixels = picture(waves(270, 540, 6.0))
    ratios = [contrast_ratio(pixels, amount) for amount in (-100.0, -50.0, -10.0, 10.0, 50.0, 100.0)]
    assert (np.diff(ratios) > 0.0).all()
    assert ratios[2] < 1.0 < ratios[3]


@pytest.mark.parametrize("amount", [-100.0, 100.0])
def test_what_is_finer_or_coarser_is_left_alone(amount: float) -> None:
    """Pixels of a 12-megapixel photo belong to sharpening, a tenth of it to Clarity."""
    fine = picture(waves(600, 4000, 2.5))
    assert contrast_ratio(fine, amount, long_edge=4000) == pytest.approx(1.0, abs=0.1)
    coarse = picture(waves(270, 540, 54.0))
    assert contrast_ratio(coarse, amount) == pytest.approx(1.0, abs=0.06)


@pytest.mark.parametrize("size", [(360, 540), (900, 1350)])
@pytest.mark.parametrize("amount", [-100.0, 100.0])
def test_noise_is_neither_amplified_nor_smoothed(size: tuple[int, int], amount: float) -> None:
    noise = 0.02 * np.random.default_rng(0).standard_normal((*size, 3))
    pixels = np.round((srgb_encode(SKIN) + noise) * 65535.0).astype(np.uint16)
    changed = done(pixels, planned(amount, max(size)))
    assert luma(changed).std() / luma(pixels).std() == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("amount", [-100.0, 100.0])
@pytest.mark.parametrize(("stops", "most"), [(1.0, 0.05), (2.0, 0.005), (4.0, 0.001)])
@pytest.mark.parametrize("long_edge", [540, 2400])
def test_edges_have_no_halo(amount: float, stops: float, most: float, long_edge: int) -> None:
    """At the edge itself and all about it, as a share of the step."""
    across = np.where(np.arange(long_edge) < long_edge // 2 + 1, 0.8 / 2.0**stops, 0.8)
    pixels = picture(np.ones((200, 1, 3)) * across[None, :, None])
    change = np.abs(done(pixels, planned(amount, long_edge)).astype(float) - pixels)[100, :, 0]
    step = float(np.ptp(pixels[100, :, 0]))
    assert change.max() < most * step


@pytest.mark.parametrize("amount", [-100.0, 100.0])
def test_slopes_keep_their_tone(amount: float) -> None:
    pixels = picture(np.ones((200, 1, 3)) * np.linspace(0.05, 0.9, 540)[None, :, None])
    change = done(pixels, planned(amount)).astype(float) - pixels
    assert np.abs(change[:, 8:-8]).max() < 20.0
    assert np.abs(change).max() < 655.0  # a mirrored border is a bend


def test_skin_keeps_its_color() -> None:
    pixels = picture(waves(270, 540, 6.0))
    changed = done(pixels, planned(100.0))
    before, after = (p[..., :2] / p[..., 2:].astype(float) for p in (pixels, changed))
    assert np.abs(after / before - 1.0).max() < 2e-3
    assert changed.mean(axis=(0, 1)) == pytest.approx(pixels.mean(axis=(0, 1)), rel=1e-3)


@pytest.mark.parametrize("amount", [-100.0, 100.0])
def test_a_small_picture_is_a_large_one_reduced(amount: float) -> None:
    """38 dB at least; blobs of all sizes and noise."""
    random = np.random.default_rng(2)
    scene = sum(
        cv2.resize(random.standard_normal((n * 2 // 3, n)), (2160, 1440), interpolation=cv2.INTER_CUBIC)
        for n in (30, 120, 360, 1080)
    )
    large = picture(SKIN * np.exp2(0.12 * np.asarray(scene))[..., None])
    linear = srgb_decode(large / 65535.0)
    for long_edge in (540, 1080):
        size = long_edge, long_edge * 2 // 3
        small = picture(cv2.resize(linear, size, interpolation=cv2.INTER_AREA))
        own = done(small, planned(amount, 2160, long_edge / 2160)) / 65535.0
        whole = srgb_decode(done(large, planned(amount, 2160)) / 65535.0)
        reduced = srgb_encode(cv2.resize(whole, size, interpolation=cv2.INTER_AREA))
        assert np.abs(own - small / 65535.0).max() > 0.03
        assert -10.0 * np.log10(np.mean((own - reduced) ** 2)) > 45.0


@pytest.mark.parametrize("space", ["srgb", "prophoto"])
@pytest.mark.parametrize(("long_edge", "amount"), [(540, 100.0), (700, -60.0), (3000, 100.0)])
def test_the_kernel_is_the_specification(space: EncodedSpace, long_edge: int, amount: float) -> None:
    random = np.random.default_rng(4)
    blobs = cv2.resize(random.random((60, 90)), (601, 403), interpolation=cv2.INTER_CUBIC)[..., None]
    pixels = picture(SKIN * (0.4 + blobs + 0.02 * random.random((403, 601, 1))), space)
    plan = planned(amount, long_edge)
    expected = textured(pixels / 65535.0, luminance_weights(space), plan, space) * 65535.0
    assert np.abs(done(pixels, plan, space) - expected).max() < 2.0


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (5, 4), (17, 130), (300, 301)])
@pytest.mark.parametrize("long_edge", [100, 540, 6000])
def test_every_size_works(shape: tuple[int, int], long_edge: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 65536, (*shape, 3)).astype(np.uint16)
    assert done(pixels, planned(100.0, long_edge)).shape == pixels.shape


@settings(max_examples=25)
@given(st.floats(-100.0, 100.0).filter(lambda v: abs(v) > 1e-3), st.integers(0, 2**31), st.integers(50, 9000))
def test_no_odd_values_and_greys_stay_grey(amount: float, seed: int, long_edge: int) -> None:
    """Black, white and random pixels; black stays black."""
    random = np.random.default_rng(seed)
    values = np.where(
        random.random((40, 41, 1)) < 0.2, random.random((40, 41, 1)), random.random((40, 41, 1)) > 0.5
    )
    pixels = np.repeat(np.round(values * 65535.0).astype(np.uint16), 3, axis=2)
    changed = done(pixels, planned(amount, long_edge))
    assert np.ptp(changed.astype(int), axis=2).max() == 0
    assert (changed[pixels == 0] == 0).all()


def test_memory_is_at_most_twelve_bytes_a_pixel() -> None:
    pixels = picture(waves(1200, 1800, 20.0))
    plan = planned(100.0, 1800)
    retexture(pixels, plan, "srgb")
    tracemalloc.start()
    retexture(pixels, plan, "srgb")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * 1200 * 1800
