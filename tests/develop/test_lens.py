"""Photos bent by a known lens model come out straight, even and without coloured edges."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytest

from ppr10k_data.cameras import BaselineExposure
from ppr10k_data.develop.camera_color import CameraColor, IlluminantMatrices
from ppr10k_data.develop.camera_picture import camera_picture
from ppr10k_data.develop.geometry import mask_picture, picture_size, place, resample
from ppr10k_data.develop.lens import Lens, LensMaps, LensStrength, even_out
from ppr10k_data.develop.sensor import CameraPixels, SensorImage
from ppr10k_data.xmp import Crop, LensCorrections

Array = np.ndarray[Any, Any]
WIDTH, HEIGHT = 720, 480
CENTRE = np.array([(WIDTH - 1) / 2.0, (HEIGHT - 1) / 2.0])
RADIUS = float(np.hypot(*CENTRE))
K, TCA = -0.06, (1.003, 1.0, 0.998)
FULL = LensStrength(1.0, 1.0, 1.0)


def bent(at: Array, channel: int = 1, k: float = K) -> Array:
    """Where the light that belongs at a place falls: a polynomial of the radius, as lens makers describe lenses."""
    away = (at - CENTRE) * TCA[channel]
    r2 = (away**2).sum(-1, keepdims=True) / RADIUS**2
    return CENTRE + away * (1.0 + k * r2)


def falloff_of(at: Array) -> Array:
    r2 = ((at - CENTRE) ** 2).sum(-1) / RADIUS**2
    return np.asarray(1.0 - 0.7 * r2 + 0.2 * r2**2)


def grid(columns: int, rows: int) -> Array:
    x, y = np.linspace(0.0, WIDTH - 1.0, columns), np.linspace(0.0, HEIGHT - 1.0, rows)
    return np.stack(np.meshgrid(x, y), axis=-1)


NODES = grid(129, 87)
MAPS = LensMaps(
    (WIDTH, HEIGHT), np.stack([bent(NODES, c) for c in range(3)], axis=2), falloff_of(grid(512, 341))
)


def lens_of(**strength: float) -> Lens:
    return Lens(MAPS, LensStrength(**strength))


def straight(at: Array) -> Array:
    """A scene of soft vertical and horizontal bars every 60 pixels, 0..1."""
    return np.asarray(0.5 + 0.24 * (np.cos(at[..., 0] * np.pi / 30.0) + np.cos(at[..., 1] * np.pi / 30.0)))


def unbent(at: Array, channel: int = 1) -> Array:
    """The inverse of :func:`bent`, by fixed point."""
    guess = at.copy()
    for _ in range(15):
        guess = guess + at - bent(guess, channel)
    return guess


@cache
def photographed(*, channels: bool = False, corners: bool = False) -> Array:
    """The straight scene through the lens, one plane or three."""
    pixels = np.stack(np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT)), axis=-1).astype(np.float64)
    planes = [straight(unbent(pixels, c)) for c in ((0, 1, 2) if channels else (1,))]
    if corners:
        planes = [plane * falloff_of(pixels) for plane in planes]
    return (np.stack(planes, axis=-1) if channels else planes[0]).astype(np.float32)


PIXELS = np.stack(np.meshgrid(np.arange(WIDTH), np.arange(HEIGHT)), axis=-1).astype(np.float64)
WHOLE = place((WIDTH, HEIGHT), None, 1)
INSIDE = np.s_[16:-16, 16:-16]


def test_straight_lines_come_out_straight() -> None:
    photo = photographed()
    got = resample(photo, WHOLE, (WIDTH, HEIGHT), lens=lens_of(distortion=1.0))
    assert np.abs(photo - straight(PIXELS))[INSIDE].max() > 0.3
    assert (
        np.abs(got - straight(PIXELS))[INSIDE].max() < 0.005
    )  # 0.03 is one pixel where the bars are steepest


def test_coloured_edges_are_laid_on_each_other() -> None:
    photo = photographed(channels=True)
    got = resample(photo, WHOLE, (WIDTH, HEIGHT), lens=lens_of(distortion=1.0, ca=1.0))
    assert np.ptp(photo, axis=-1)[INSIDE].max() > 0.03
    assert np.ptp(got, axis=-1)[INSIDE].max() < 0.008  # OpenCV samples at 32nds of a pixel


def test_chromatic_aberration_alone_leaves_green_where_it_is() -> None:
    photo = photographed(channels=True)
    got = resample(photo, WHOLE, (WIDTH, HEIGHT), lens=lens_of(ca=1.0))
    np.testing.assert_allclose(got[..., 1], photo[..., 1], atol=1e-5)
    assert np.ptp(got, axis=-1)[INSIDE].max() < 0.3 * np.ptp(photo, axis=-1)[INSIDE].max()


@pytest.mark.parametrize("crop", [Crop(0.2, 0.2, 0.8, 0.8), Crop(0.25, 0.2, 0.75, 0.8, 7.0)])
@pytest.mark.parametrize("long_edge", [None, 200])
def test_crop_and_turn_are_those_of_the_straight_photo(crop: Crop, long_edge: int | None) -> None:
    placement = place((WIDTH, HEIGHT), crop, 1)
    size = picture_size(placement, long_edge)
    got = resample(photographed(), placement, size, lens=lens_of(distortion=1.0))
    ideal = resample(straight(PIXELS).astype(np.float32), placement, size)
    assert got.shape == ideal.shape
    assert np.abs(got - ideal).max() < 0.02


@pytest.mark.parametrize("share", [0.5, 1.0, 2.0])
def test_displacements_follow_the_strength(share: float) -> None:
    at = NODES[::10, ::10]
    np.testing.assert_allclose(
        lens_of(distortion=share).displacements(at), share * lens_of(distortion=1.0).displacements(at)
    )
    np.testing.assert_allclose(lens_of(ca=share).displacements(at)[..., 1, :], 0.0, atol=1e-9)


def test_no_strength_gives_the_very_bits() -> None:
    photo = photographed()
    for lens in (lens_of(), lens_of(vignetting=1.0)):
        plain = resample(photo, WHOLE, (360, 240))
        assert np.array_equal(resample(photo, WHOLE, (360, 240), lens=lens), plain)
    pixels = np.repeat(photo[..., None], 3, axis=2)
    assert even_out(lens_of(distortion=1.0), pixels, np.eye(2, 3)) is pixels


def sensor_of(planes: Array) -> SensorImage:
    """A sensor of full-colour pixels that sees (H, W, 3) in 0..1."""
    counts = np.round(planes * 16000.0).astype(np.uint16)
    return SensorImage(
        mosaic=counts[..., 1],
        cfa=np.array([[1]], np.int8),
        black=np.zeros((1, 1), np.float32),
        white=16000.0,
        size=(WIDTH, HEIGHT),
        demosaic=lambda: CameraPixels(planes.astype(np.float32), np.ones(3)),
        color=CameraColor((IlluminantMatrices(6500.0, np.eye(3)),), "test"),
        as_shot_neutral=np.ones(3),
        baseline=BaselineExposure(0.0, "test"),
    )


@pytest.mark.parametrize("strength", [LensStrength(vignetting=1.0), FULL])
def test_a_flat_field_comes_out_flat(strength: LensStrength) -> None:
    flat = np.repeat(0.3 * falloff_of(PIXELS)[..., None], 3, axis=2)
    sensor = replace(sensor_of(flat), mosaic=None)
    assert np.ptp(flat) > 0.1
    for size in ((WIDTH, HEIGHT), (180, 120)):
        pixels = camera_picture(sensor, WHOLE, size, Lens(MAPS, strength)).pixels
        np.testing.assert_allclose(pixels[4:-4, 4:-4], 0.3, rtol=0.004)


def test_half_a_vignetting_is_half_in_ev() -> None:
    at = NODES[::8, ::8]
    whole, half = lens_of(vignetting=1.0).gains(at), lens_of(vignetting=0.5).gains(at)
    np.testing.assert_allclose(np.log2(half), 0.5 * np.log2(whole), atol=1e-12)
    np.testing.assert_allclose(whole, 1.0 / falloff_of(at), rtol=2e-3)


def test_integers_are_cut_off_and_not_wrapped() -> None:
    pixels = np.full((HEIGHT, WIDTH, 3), 60000, np.uint16)
    lit = even_out(lens_of(vignetting=1.0), pixels, np.eye(2, 3))
    assert lit.dtype == np.uint16
    assert 60000 <= lit.min() < 60010
    assert lit.max() == 65535
    assert (pixels == 60000).all()


@pytest.mark.parametrize("crop", [None, Crop(0.1, 0.1, 0.8, 0.9, 4.0)])
@pytest.mark.parametrize("long_edge", [None, 240])
def test_a_mask_follows_its_picture(crop: Crop | None, long_edge: int | None) -> None:
    placement = place((WIDTH, HEIGHT), crop, 6)
    size = picture_size(placement, long_edge)
    mask = disc(unbent(PIXELS))
    got = mask_picture(mask, placement, size, lens_of(distortion=1.0))
    ideal = mask_picture(disc(PIXELS), placement, size)
    assert overlap(got, ideal) > 0.97
    assert overlap(mask_picture(mask, placement, size), ideal) < 0.9


def disc(at: Array) -> Array:
    """A round mask off the centre."""
    return np.where(np.hypot(at[..., 0] - 520.0, at[..., 1] - 110.0) < 25.0, np.uint8(255), np.uint8(0))


def overlap(a: Array, b: Array) -> float:
    """Intersection over union of two masks."""
    return float(((a > 0) & (b > 0)).sum() / ((a > 0) | (b > 0)).sum())


def test_strength_of_a_sidecar() -> None:
    scales = {"distortion_scale": 50.0, "ca_scale": 0.0, "vignetting_scale": 150.0}
    assert LensStrength.of(LensCorrections(**scales)) == LensStrength()
    assert LensStrength.of(LensCorrections(profile_enabled=True, **scales)) == LensStrength(0.5, 0.0, 1.5)
    assert LensStrength.of(LensCorrections(profile_enabled=True)) == FULL


def test_small_renders_agree_with_the_full_one_reduced() -> None:
    """Averaging a mosaic first and straightening then comes to the same."""
    planes = photographed(channels=True, corners=True)
    grey = np.repeat(planes[..., 1:2], 3, axis=2).astype(np.float64)
    sensor = replace(sensor_of(grey), mosaic=None)
    lens = lens_of(distortion=1.0, vignetting=1.0)
    full = camera_picture(sensor, WHOLE, (WIDTH, HEIGHT), lens).pixels
    small = camera_picture(sensor, WHOLE, (120, 80), lens)
    factor = small.oversampling
    ideal = cv2.resize(full, (120 * factor, 80 * factor), interpolation=cv2.INTER_AREA)
    assert np.abs(small.pixels - ideal)[8:-8, 8:-8].max() < 0.02
