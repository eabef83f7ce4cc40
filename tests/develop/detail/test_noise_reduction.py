from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ppr10k_data.develop.detail.denoise import reduce_color_noise, reduce_luminance_noise
from ppr10k_data.develop.detail.noise_level import LEAST, noise_level
from ppr10k_data.develop.detail.noise_reduction import (
    Denoiser,
    chroma_fit,
    halved,
    plan_color,
    plan_luminance,
    smoothed_luma,
    window,
)
from ppr10k_data.develop.detail.transfer import luminance_weights
from ppr10k_data.xmp import NoiseReduction

Picture = NDArray[np.uint16]
WEIGHTS = luminance_weights("srgb")
SKIN = np.array([0.78, 0.58, 0.48])


def noisy(colors: NDArray[Any], sigma: float = 0.02, seed: int = 0) -> Picture:
    noise = np.random.default_rng(seed).standard_normal(colors.shape) * sigma
    return np.asarray(np.round(np.clip(colors + noise, 0.0, 1.0) * 65535.0).astype(np.uint16))


def flat(height: int = 300, width: int = 301) -> NDArray[np.float64]:
    return np.ones((height, width, 3)) * SKIN


def split(picture: Picture) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    encoded = picture / 65535.0
    luma = encoded @ WEIGHTS
    return luma, encoded - luma[..., None]


def color(**settings_: float) -> Denoiser:
    plan = plan_color(NoiseReduction(**settings_))
    assert plan is not None
    return plan


def luminance(**settings_: float) -> Denoiser:
    plan = plan_luminance(NoiseReduction(**settings_))
    assert plan is not None
    return plan


def test_nothing_to_do() -> None:
    assert plan_color(NoiseReduction()) is None
    assert plan_luminance(NoiseReduction()) is None
    assert plan_color(NoiseReduction(color=25.0), scale=0.135) is None
    assert plan_luminance(NoiseReduction(luminance=50.0), scale=0.2) is None


def test_the_noise_of_white_noise() -> None:
    plane = 0.5 + 0.01 * np.random.default_rng(0).standard_normal((400, 400))
    assert noise_level(plane) == pytest.approx(0.01, rel=0.15)
    ramp = plane + np.linspace(-0.3, 0.3, 400)
    assert noise_level(ramp) == pytest.approx(noise_level(plane), rel=0.01)
    assert noise_level(np.zeros((40, 40))) == LEAST


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (5, 4), (17, 130), (131, 260), (300, 301)])
def test_every_size_works(shape: tuple[int, int]) -> None:
    picture = noisy(flat(*shape))
    before = picture.mean()
    reduce_color_noise(picture, color(color=50.0), "srgb")
    reduce_luminance_noise(picture, luminance(luminance=50.0), "srgb")
    assert picture.mean() == pytest.approx(before, rel=0.03)


def test_color_noise_goes_and_luma_stays() -> None:
    picture = noisy(flat())
    luma, chroma = split(picture)
    reduce_color_noise(picture, color(color=25.0), "srgb")
    new_luma, new_chroma = split(picture)
    assert np.abs(new_luma - luma).max() < 2e-5
    assert new_chroma.std(axis=(0, 1)).max() < 0.35 * chroma.std(axis=(0, 1)).max()


def test_mean_color_of_a_flat_field_is_kept_to_a_tenth_of_a_code() -> None:
    picture = noisy(flat())
    before = picture.mean(axis=(0, 1)) / 257.0
    reduce_color_noise(picture, color(color=100.0), "srgb")
    reduce_luminance_noise(picture, luminance(luminance=100.0), "srgb")
    assert picture.mean(axis=(0, 1)) / 257.0 == pytest.approx(before, abs=0.1)


@pytest.mark.parametrize("amount", [25.0, 50.0])
def test_a_colored_edge_keeps_its_colors(amount: float) -> None:
    """Red beside green of equal luma: three pixels from the edge both are as they were."""
    red = np.array([0.7, 0.3, 0.3])
    red += 0.45 - red @ WEIGHTS
    green = np.array([0.2, 0.6, 0.3])
    green += 0.45 - green @ WEIGHTS
    colors = np.where((np.arange(200) < 100)[None, :, None], red, green) * np.ones((120, 1, 1))
    picture = noisy(colors, 0.01)
    reduce_color_noise(picture, color(color=amount), "srgb")
    means = picture.mean(axis=0) / 65535.0
    step = np.abs(red - green).max()
    assert np.abs(means[96] - red).max() < 0.03 * step
    assert np.abs(means[103] - green).max() < 0.03 * step


def test_luminance_noise_goes_and_edges_stay() -> None:
    colors = flat() * np.where((np.arange(301) < 150)[None, :, None], 0.3, 1.0)
    picture = noisy(colors)
    luma, _ = split(picture)
    reduce_luminance_noise(picture, luminance(luminance=50.0), "srgb")
    new, _ = split(picture)
    assert new[:, :140].std() < 0.5 * luma[:, :140].std()
    rise = new.mean(axis=0)
    assert rise[151] - rise[148] > 0.97 * (colors @ WEIGHTS)[0, [151, 148]] @ np.array([1.0, -1.0])


@pytest.mark.parametrize(
    ("kind", "key"), [(plan_color, "color"), (plan_luminance, "luminance")], ids=["color", "luminance"]
)
def test_more_is_smoother(kind: Any, key: str) -> None:
    left = []
    for amount in (2.0, 5.0, 10.0, 25.0, 50.0, 75.0, 100.0):
        picture = noisy(flat(160, 160))
        plan = kind(NoiseReduction(**{key: amount}))
        (reduce_color_noise if key == "color" else reduce_luminance_noise)(picture, plan, "srgb")
        luma, chroma = split(picture)
        left.append(float(chroma.std(axis=(0, 1)).sum() if key == "color" else luma.std()))
    assert (np.diff(left) < 0.0).all()


@pytest.mark.parametrize("name", ["color_detail", "luminance_detail", "luminance_contrast"])
def test_detail_and_contrast_keep_more(name: str) -> None:
    truth = noisy(flat(160, 160))
    changed = []
    for value in (0.0, 50.0, 100.0):
        plans = NoiseReduction(luminance=40.0, color=25.0, **{name: value})
        picture = truth.copy()
        if name.startswith("color"):
            reduce_color_noise(picture, plan_color(plans), "srgb")  # type: ignore[arg-type]
        else:
            reduce_luminance_noise(picture, plan_luminance(plans), "srgb")  # type: ignore[arg-type]
        changed.append(np.abs(picture.astype(float) - truth).mean())
    assert changed[0] > changed[1] > changed[2]


def test_color_kernel_is_the_specification() -> None:
    picture = noisy(flat(300, 260) * np.linspace(0.5, 1.0, 260)[None, :, None])
    plan = color(color=25.0)
    half, full = halved(picture) / 65535.0, picture / 65535.0
    small, luma = half @ WEIGHTS, full @ WEIGHTS
    fitted = []
    for channel in (0, 2):
        chroma = half[..., channel] - small
        floors = tuple((plan.threshold * noise_level(plane)) ** 2 for plane in (small, chroma))
        by_luma, by_chroma, constant = (
            cv2.resize(plane, (260, 300), interpolation=cv2.INTER_LINEAR)
            for plane in chroma_fit(small, chroma, window(plan.reach_px / 2.0), floors)  # type: ignore[arg-type]
        )
        fitted.append(by_luma * luma + by_chroma * (full[..., channel] - luma) + constant)
    green = -(WEIGHTS[0] * fitted[0] + WEIGHTS[2] * fitted[1]) / WEIGHTS[1]
    expected = np.clip(np.stack([luma + fitted[0], luma + green, luma + fitted[1]], axis=-1), 0.0, 1.0)
    reduce_color_noise(picture, plan, "srgb")
    assert np.abs(picture - expected * 65535.0).max() < 4.0


def test_luminance_kernel_is_the_specification() -> None:
    picture = noisy(flat(300, 200) * np.linspace(0.3, 1.0, 200)[None, :, None])
    plan = luminance(luminance=40.0, luminance_contrast=60.0)
    luma, _ = split(picture)
    expected = np.clip(picture + ((smoothed_luma(luma, plan) - luma) * 65535.0)[..., None], 0.0, 65535.0)
    reduce_luminance_noise(picture, plan, "srgb")
    assert np.abs(picture - expected).max() < 4.0


@settings(max_examples=25)
@given(
    st.builds(NoiseReduction, *[st.floats(1.0, 100.0)] * 6),
    st.integers(0, 2**31),
    st.sampled_from([0.0, 0.2, 1.0]),
)
def test_no_odd_values_and_greys_stay_grey(settings_: NoiseReduction, seed: int, share: float) -> None:
    """Black, white and random pixels; where they are grey they come out grey."""
    random = np.random.default_rng(seed)
    values = np.where(
        random.random((40, 41, 1)) < share, random.random((40, 41, 1)), random.random((40, 41, 1)) > 0.5
    )
    picture = np.repeat(np.round(values * 65535.0).astype(np.uint16), 3, axis=2)
    reduce_color_noise(picture, plan_color(settings_), "srgb")  # type: ignore[arg-type]
    reduce_luminance_noise(picture, plan_luminance(settings_), "srgb")  # type: ignore[arg-type]
    assert np.ptp(picture.astype(int), axis=2).max() <= 2
