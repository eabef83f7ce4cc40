from __future__ import annotations

import numpy as np
import pytest

from lut_arrays import colours, table
from ppr10k_kernels import HaldError, ShapeError, apply_lut, hald_image, identity, lut_of_hald


def test_red_is_fastest_then_green_then_blue() -> None:
    """As ImageMagick's ``hald:3`` is drawn: pixel k stands for red k % 9, green k // 9 % 9, blue k // 81."""
    picture = hald_image(identity(9), level=3, dtype=np.uint8).reshape(-1, 3)
    k = np.arange(729)
    assert np.array_equal(picture, np.round(np.stack([k % 9, k // 9 % 9, k // 81], -1) * 255 / 8))


@pytest.mark.parametrize(("dtype", "codes"), [(np.uint8, 255), (np.uint16, 65535)])
@pytest.mark.parametrize("level", [2, 3, 6])
def test_round_trip(level: int, dtype, codes: int) -> None:
    lut = table(level**2)
    picture = hald_image(lut, dtype=dtype)
    assert (picture.shape, picture.dtype) == ((level**3, level**3, 3), dtype)
    assert np.abs(lut_of_hald(picture) - lut).max() <= 0.5 / codes + 1e-7
    assert np.array_equal(hald_image(lut_of_hald(picture), dtype=dtype), picture)


def test_other_sizes_are_resampled_to_the_next_level() -> None:
    lut = table(5, smooth=True)
    picture = hald_image(lut)
    assert picture.shape == (27, 27, 3)
    image = colours(100)
    assert apply_lut(image, lut_of_hald(picture)) == pytest.approx(apply_lut(image, lut), abs=0.02)


def test_floats() -> None:
    picture = np.moveaxis(table(4), 0, -1).reshape(8, 8, 3)
    assert np.array_equal(lut_of_hald(picture), table(4))


def test_what_lies_beyond_is_clamped() -> None:
    assert hald_image(identity(4) * 3 - 1).max() == 65535
    assert hald_image(identity(4) * 3 - 1).min() == 0


@pytest.mark.parametrize(
    ("shape", "dtype", "words"),
    [
        ((9, 9, 3), "u1", "9 x 9 pixels is no Hald CLUT: those are squares of 8, 27, 64"),
        ((8, 27, 3), "u1", "27 x 8"),
        ((8, 8), "u1", "no Hald"),
        ((8, 8, 4), "u1", "no Hald"),
        ((1, 1, 3), "u1", "1 x 1"),
        ((1728, 1728, 3), "u1", "1728 x 1728"),
        ((8, 8, 3), "i4", "int32: expected uint8"),
    ],
)
def test_refuses_pictures(shape: tuple[int, ...], dtype: str, words: str) -> None:
    with pytest.raises(HaldError, match=words):
        lut_of_hald(np.zeros(shape, dtype))


def test_refuses_levels_and_tables() -> None:
    with pytest.raises(HaldError, match="from 2 to 11, not 12"):
        hald_image(table(4), level=12)
    with pytest.raises(HaldError, match="resample"):
        hald_image(np.zeros((3, 129, 129, 129), np.float32))
    with pytest.raises(ShapeError):
        hald_image(np.zeros((3, 4, 4, 5)))


@pytest.mark.parametrize("dtype", [np.float32, np.int16, "uint32"])
def test_only_pictures_of_integers_are_drawn(dtype) -> None:
    with pytest.raises(
        HaldError, match=f"{np.dtype(dtype)} is not drawn: expected numpy.uint16 or numpy.uint8"
    ):
        hald_image(identity(4), dtype=dtype)
