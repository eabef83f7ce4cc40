from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from skimage.metrics import peak_signal_noise_ratio

from ppr10k_data.metrics import psnr, score

rng = np.random.default_rng(1)
PICTURE = rng.integers(0, 256, (40, 60, 3), dtype=np.uint8)


def noisy(amount: int) -> np.ndarray:
    return np.clip(PICTURE + rng.integers(-amount, amount + 1, PICTURE.shape), 0, 255).astype(np.uint8)


def test_one_code_everywhere_is_48_13_db() -> None:
    # 20 log10(255), the textbook figure of an 8-bit picture that is off by one.
    assert psnr(np.full((4, 4, 3), 7, np.uint8), np.full((4, 4, 3), 8, np.uint8)) == pytest.approx(
        48.1308, abs=1e-4
    )


def test_another_implementation_agrees() -> None:
    other = noisy(20)
    assert psnr(PICTURE, other) == pytest.approx(peak_signal_noise_ratio(PICTURE, other), abs=1e-9)


def test_equal_pictures() -> None:
    scores = score(PICTURE, PICTURE.copy())
    assert scores.psnr_db == math.inf
    assert (scores.de76_mean, scores.de2000_p95) == (0.0, 0.0)


@given(st.integers(1, 60))
def test_more_noise_is_a_larger_difference(amount: int) -> None:
    less, more = score(PICTURE, noisy(amount)), score(PICTURE, noisy(2 * amount + 2))
    assert less.psnr_db > more.psnr_db
    assert less.de76_mean < more.de76_mean
    assert less.de2000_mean < more.de2000_mean
    assert less.de2000_mean <= less.de2000_p95


def test_pictures_of_different_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match="different shapes"):
        score(PICTURE, PICTURE[1:])
