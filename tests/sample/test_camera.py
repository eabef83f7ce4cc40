from __future__ import annotations

import numpy as np
import pytest

from ppr10k_data.develop.white_balance import TempTint
from ppr10k_data.sample.camera import SampleCamera, camera_rgb, expose, sample_photosites, stored_size
from ppr10k_data.sample.plan import GROUPS
from ppr10k_data.sample.viewpoint import View, photograph_from_stored

CAMERA = SampleCamera("Test", ("Canon", "Canon EOS 5D Mark III"), "GBRG", (500, 600, 700, 800), 15000)
LIGHT = TempTint(3200.0, 5.0)


@pytest.mark.parametrize("camera", [group.camera for group in GROUPS], ids=lambda camera: camera.name)
def test_matrices_of_both_illuminants_are_in_the_table(camera: SampleCamera) -> None:
    first, second = camera.color.calibrations
    assert (first.temperature_k, second.temperature_k) == (2850.0, 6500.0)


def test_white_has_the_colour_of_the_light() -> None:
    """The photograph's white becomes the camera's neutral, at the level that its baseline exposure lifts to 1."""
    white = np.full((2, 2, 3), 255, np.uint8)
    seen = camera_rgb(white, CAMERA, LIGHT)
    assert seen.dtype == np.float32
    expected = CAMERA.neutral(LIGHT) * 2.0**-CAMERA.baseline_exposure_ev
    np.testing.assert_allclose(seen[0, 0], expected, rtol=1e-4)


def test_each_photosite_sees_its_own_colour() -> None:
    seen = np.broadcast_to(np.array([0.1, 0.4, 0.9], np.float32), (40, 60, 3)).copy()
    to_photograph = photograph_from_stored(View((0.5, 0.5), 0.5), (60, 40), (96, 64))
    mosaic = sample_photosites(seen, CAMERA, to_photograph, (96, 64))
    assert mosaic.shape == stored_size(CAMERA, (96, 64))[::-1]
    for place, level in enumerate([0.4, 0.9, 0.1, 0.4]):  # G B / R G
        down, across = divmod(place, 2)
        np.testing.assert_allclose(mosaic[down::2, across::2], level, rtol=1e-5)


def test_photosites_lie_where_the_view_says() -> None:
    """A photograph whose values are its own coordinates tells where each photosite looked."""
    x, y = np.meshgrid(np.arange(60) + 0.5, np.arange(40) + 0.5)
    ramp = (0.1 + 0.008 * x + 0.003 * y).astype(np.float32)
    view = View((0.52, 0.47), 0.6, 7.0)
    to_photograph = photograph_from_stored(view, (60, 40), (96, 64))
    mosaic = sample_photosites(np.stack([ramp] * 3, axis=-1) ** 2, CAMERA, to_photograph, (96, 64))
    column, row = np.meshgrid(np.arange(96) + 0.5, np.arange(64) + 0.5)
    seen_x, seen_y = (
        np.einsum("ij,jyx->iyx", to_photograph[:, :2], [column, row]) + to_photograph[:, 2, None, None]
    )
    inside = np.sqrt(mosaic[6:-6, 8:-8])
    np.testing.assert_allclose(inside, 0.1 + 0.008 * seen_x + 0.003 * seen_y, atol=5e-4)  # OpenCV: 1/32 pixel


def test_noise_has_the_mean_and_variance_of_photons() -> None:
    light = np.full((400, 400), 0.25, np.float32)
    stored = expose(light, CAMERA, exposure_ev=-1.0, iso=800, rng=np.random.default_rng(0))
    electrons = CAMERA.full_well_e / 8.0
    for place, black in enumerate(CAMERA.black_level):
        down, across = divmod(place, 2)
        signal = (stored[down::2, across::2].astype(np.float64) - black) / (CAMERA.white_level - black)
        assert signal.mean() == pytest.approx(0.125, abs=5e-4)
        variance = 0.125 / electrons + (CAMERA.read_noise_e / electrons) ** 2
        assert signal.var() == pytest.approx(variance, rel=0.05)


def test_clips_at_white_and_never_wraps() -> None:
    bright = expose(
        np.full((8, 8), 3.0, np.float32), CAMERA, exposure_ev=0.0, iso=100, rng=np.random.default_rng(0)
    )
    assert (bright == CAMERA.white_level).all()
    no_black = SampleCamera("Test", CAMERA.borrowed_from, "RGGB", (0,) * 4, 15000)
    dark = expose(
        np.zeros((64, 64), np.float32), no_black, exposure_ev=0.0, iso=6400, rng=np.random.default_rng(0)
    )
    assert dark.min() == 0
    assert dark.max() < 500


def test_one_stop_is_a_factor_of_two() -> None:
    camera = SampleCamera(
        "Test", CAMERA.borrowed_from, "RGGB", (0,) * 4, 16000, full_well_e=1e9, read_noise_e=0.0
    )
    under, over = (
        expose(
            np.full((64, 64), 0.25, np.float32), camera, exposure_ev=ev, iso=100, rng=np.random.default_rng(0)
        )
        for ev in (-1.0, 1.0)
    )
    assert over.mean() / under.mean() == pytest.approx(4.0, rel=1e-3)
