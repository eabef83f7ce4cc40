from __future__ import annotations

import cv2
import numpy as np
import pytest

from ppr10k_data.jobs.demo.contact_sheet import (
    BACKGROUND,
    FRAME_HEIGHT,
    FRAME_WIDTH,
    Frame,
    Row,
    contact_sheet,
    fitted,
)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((360, 540, 3), (227, 340, 3)),
        ((540, 360, 3), (300, 200, 3)),
        ((10, 20, 3), (10, 20, 3)),
        ((2000, 1), (300, 1, 3)),
    ],
)
def test_pictures_keep_their_shape_and_are_not_enlarged(
    shape: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    assert fitted(np.zeros(shape, np.uint8)).shape == expected


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_flat_pictures_keep_their_value(dtype: type) -> None:
    largest = np.iinfo(dtype).max
    flat = np.full((600, 600, 3), largest // 3, dtype)
    assert np.abs(fitted(flat).astype(int) - 85).max() <= 1


def test_reduction_is_in_linear_light() -> None:
    """Half black, half white is 0.5 in linear light: sRGB 188 (IEC 61966-2-1)."""
    stripes = np.zeros((600, 680, 3), np.uint8)
    stripes[:, ::2] = 255
    assert (fitted(stripes) == 188).all()


def test_a_sheet_shows_every_picture_and_leaves_room() -> None:
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    pictures = [np.full((FRAME_HEIGHT, FRAME_WIDTH // 2, 3), color, np.uint8) for color in colors]
    frames = [Frame(picture, ("caption",) * 12, ("aside",)) for picture in pictures]
    rows = [Row("0_0", "train", frames), Row("0_1", "train", [*frames[:2], Frame(None, ("not rendered",))])]
    sheet = contact_sheet("title", "subtitle", ["one", "two", "three"], [rows[:1], rows[1:]], ["footer"])
    assert sheet.dtype == np.uint8
    for color, times in zip(colors, (2, 2, 1), strict=True):
        mask = (sheet == color).all(axis=2).astype(np.uint8)
        assert mask.sum() == times * FRAME_HEIGHT * (FRAME_WIDTH // 2)
        assert cv2.connectedComponents(mask)[0] == times + 1
    assert (sheet[[0, -1]] == BACKGROUND).all()
    assert (sheet[:, [0, -1]] == BACKGROUND).all()
