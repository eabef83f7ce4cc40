from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from ppr10k_data.fidelity.framing import difference_picture, doubt, misfit

ASTRONAUT = data.astronaut()[:400]  # 512 x 400
COFFEE = data.coffee()


def test_equal_sizes_fit() -> None:
    assert misfit(ASTRONAUT, ASTRONAUT) == ""


@pytest.mark.parametrize("theirs", [ASTRONAUT[1:], ASTRONAUT[:, 1:], ASTRONAUT[1:, 1:]])
def test_a_pixel(theirs: np.ndarray) -> None:
    assert misfit(ASTRONAUT, theirs).startswith("differs by a pixel: ours is 512 x 400, Lightroom's 51")


@pytest.mark.parametrize(("turns", "side"), [(1, "left"), (3, "right")])
def test_a_quarter_turn(turns: int, side: str) -> None:
    found = misfit(ASTRONAUT, np.rot90(ASTRONAUT, turns))
    assert found.startswith("lies on its side: ours is 512 x 400, Lightroom's 400 x 512")
    assert f"turned to the {side}" in found


def test_another_photo_on_its_side() -> None:
    theirs = np.rot90(COFFEE[:400, :512])
    assert misfit(ASTRONAUT, theirs).startswith("another photo, or one that lies on its side")


def test_a_crop() -> None:
    assert misfit(ASTRONAUT, ASTRONAUT[:, 20:500]).startswith(
        "another crop or size of what seems to be the same"
    )


def test_another_photo() -> None:
    assert misfit(ASTRONAUT, COFFEE).startswith("another photo, or a quite different crop")


def test_doubt_of_equal_sizes() -> None:
    assert doubt(ASTRONAUT, (ASTRONAUT * 0.4).astype(np.uint8)) == ""
    assert "upside down" in doubt(ASTRONAUT, ASTRONAUT[::-1, ::-1])
    assert "do not seem to show the same thing" in doubt(ASTRONAUT, COFFEE[:400, :512])


def test_the_difference_is_grey_where_there_is_none_and_never_wraps() -> None:
    a = np.array([[[0, 100, 255]]], np.uint8)
    b = np.array([[[255, 97, 0]]], np.uint8)
    assert difference_picture(a, a).tolist() == [[[128, 128, 128]]]
    assert difference_picture(a, b).tolist() == [[[0, 140, 255]]]
