from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from ppr10k_data.metrics import likeness

ASTRONAUT, COFFEE = data.astronaut(), data.coffee()


def toned(picture: np.ndarray, gamma: float, gain: float) -> np.ndarray:
    return np.clip(gain * 255.0 * (picture / 255.0) ** gamma, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("gamma", "gain"), [(0.5, 1.0), (2.2, 1.0), (1.0, 0.25), (1.3, 1.4)])
def test_a_retouched_picture_is_the_same_one(gamma: float, gain: float) -> None:
    assert likeness(ASTRONAUT, toned(ASTRONAUT, gamma, gain)) > 0.9


def test_size_does_not_matter() -> None:
    assert likeness(ASTRONAUT, ASTRONAUT[::3, ::2]) > 0.98


@pytest.mark.parametrize("other", [COFFEE, np.rot90(ASTRONAUT), ASTRONAUT[::-1]])
def test_another_picture_and_a_turned_one_are_not(other: np.ndarray) -> None:
    assert likeness(ASTRONAUT, other) < 0.5


def test_a_plain_area_is_like_nothing() -> None:
    assert likeness(ASTRONAUT, np.full((9, 9, 3), 80, np.uint8)) == 0.0
