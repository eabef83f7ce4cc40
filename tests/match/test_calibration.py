from __future__ import annotations

import numpy as np
import pytest

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.match.calibration import Calibration, Sample, calibrate, sample_of
from ppr10k_kernels import apply_lut

MATRIX = np.array([[0.92, 0.08, 0.0], [0.03, 0.94, 0.03], [0.0, 0.1, 0.9]])


def camera(source: np.ndarray, exposure_ev: float = 0.4) -> np.ndarray:
    linear = srgb_decode(source) @ MATRIX.T * 2.0**exposure_ev
    return np.clip(srgb_encode(linear) ** 1.05, 0.0, 1.0)


def samples(groups: int = 6, noise: float = 0.002) -> list[Sample]:
    found = []
    for number in range(groups):
        rng = np.random.default_rng(number)
        source = 0.05 + 0.7 * rng.random((800, 3)) * rng.random(3)
        target = np.clip(camera(source) + rng.normal(0.0, noise, source.shape), 0.0, 1.0)
        found.append(Sample(f"{number}_0", number, source, target))
    return found


def test_a_camera_is_found_again_and_predicts_other_groups() -> None:
    found, gain = calibrate(samples())
    assert found.exposure_ev == pytest.approx(0.4, abs=0.15)
    np.testing.assert_allclose(np.sum(found.matrix, axis=1), 1.0)
    assert np.all(np.diff(found.curve) >= -1e-9)
    assert gain.before > 3.0
    assert gain.after < 1.0
    assert (gain.photos, gain.groups, gain.left_out) == (6, 6, ())


def test_a_photo_unlike_the_others_is_left_out_and_named() -> None:
    odd = samples()
    odd[2] = Sample("2_0", 2, odd[2].source, 1.0 - odd[2].target)
    found, gain = calibrate(odd)
    assert gain.left_out == ("2_0",)
    assert found.exposure_ev == pytest.approx(calibrate(samples())[0].exposure_ev, abs=0.05)


def test_one_group_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="photos of 1 group; two are needed"):
        calibrate(samples(1))


def test_nothing_to_correct_is_found_to_be_nothing() -> None:
    same = [Sample(s.photo, s.group, s.source, s.source) for s in samples()]
    found, gain = calibrate(same)
    assert found.exposure_ev == pytest.approx(0.0)
    assert gain.after < 0.3


def test_the_table_does_what_the_formula_does() -> None:
    found, _ = calibrate(samples())
    colors = np.random.default_rng(9).random((500, 3))
    np.testing.assert_allclose(apply_lut(colors.astype(np.float32), found.table()), found(colors), atol=0.01)


def test_clipped_pixels_are_not_taken() -> None:
    ours = np.full((20, 20, 3), 0.5, np.float32)
    ours[:10] = 1.0
    sample = sample_of("1_0", 1, ours, np.full((20, 20, 3), 128, np.uint8))
    assert len(sample.source) == 200
    assert Calibration(
        0.0, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)), tuple(np.linspace(0, 1, 33))
    )(sample.source).max() == pytest.approx(0.5, abs=1e-3)
