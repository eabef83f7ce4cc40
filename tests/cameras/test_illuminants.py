from __future__ import annotations

import pytest

from ppr10k_data.cameras.illuminants import D65, STANDARD_LIGHT_A, illuminant_kelvin


@pytest.mark.parametrize(
    ("code", "kelvin"),
    [
        (STANDARD_LIGHT_A, 2850),
        (D65, 6500),
        (3, 2850),
        (23, 5000),
        (20, 5500),
        (1, 5500),
        (4, 5500),
        (22, 7500),
        (24, 3200),
        (11, 7500),
        (12, 6400),
        (13, 5050),
        (14, 4150),
        (15, 3525),
        (16, 2925),
    ],
)
def test_figures_of_the_dng_sdk(code: int, kelvin: float) -> None:
    assert illuminant_kelvin(code) == kelvin


@pytest.mark.parametrize("code", [0, 5, 8, 25, 255, -1, 32768])
def test_unknown_light_has_no_temperature(code: int) -> None:
    assert illuminant_kelvin(code) is None
