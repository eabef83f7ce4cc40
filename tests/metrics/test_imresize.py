from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ppr10k_data.metrics import imresize
from ppr10k_data.metrics.imresize import contributions, cubic

SIZES = [(12, 31), (40, 60), (37, 90), (80, 120), (20, 120), (5, 7)]
draw = np.random.default_rng(2)
PICTURE = draw.random((40, 60)) * 255.0


def pillow(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """Pillow's bicubic, which has the same kernel, on a picture that goes on mirrored: its own edges are different."""
    tall, wide = picture.shape
    padded = np.pad(picture.astype(np.float32), ((tall, tall), (wide, wide)), mode="symmetric")
    box = (wide, tall, 2 * wide, 2 * tall)
    return np.asarray(Image.fromarray(padded).resize((width, height), Image.Resampling.BICUBIC, box=box))


@pytest.mark.parametrize("size", SIZES)
def test_an_independent_bicubic_with_antialiasing_agrees(size: tuple[int, int]) -> None:
    # Pillow works in float32 and leaves out weights where the kernel ends; MATLAB's are the same to rounding.
    np.testing.assert_allclose(imresize(PICTURE, *size), pillow(PICTURE, *size), rtol=0, atol=2e-4)


@pytest.mark.parametrize("size", SIZES)
def test_eight_bits_are_rounded_after_each_pass(size: tuple[int, int]) -> None:
    codes = draw.integers(0, 256, PICTURE.shape, dtype=np.uint8)
    between = (size[0], 60) if size[0] / 40 <= size[1] / 60 else (40, size[1])
    once = np.clip(np.floor(pillow(codes, *between) + 0.5), 0, 255)
    expected = np.clip(np.floor(pillow(once, *size) + 0.5), 0, 255)
    resized = imresize(codes, *size)
    assert resized.dtype == np.uint8
    assert (np.abs(resized - expected) > 1).mean() == 0.0
    assert (resized != expected).mean() < 0.002  # values that float32 puts on the other side of a half


def test_the_kernel_as_published() -> None:
    # Keys (1981), equation 15, at the knots and between.
    np.testing.assert_allclose(
        cubic(np.array([0.0, 1.0, 2.0, 3.0, 0.5, -1.5])), [1, 0, 0, 0, 0.5625, -0.0625]
    )


def test_halving_by_hand() -> None:
    # Halved, the kernel reaches four pixels to each side, at 0.25, 0.75, 1.25 and 1.75 of its own scale.
    near = 0.5 * cubic(np.array([1.75, 1.25, 0.75, 0.25]))
    weights = np.concatenate([near, near[::-1]])
    line = np.arange(16.0) ** 2
    halved = imresize(line[None], 1, 8)
    assert halved[0, 4] == pytest.approx(np.dot(weights / weights.sum(), line[5:13]))
    mirrored = np.concatenate([line[2::-1], line[:5]])
    assert halved[0, 0] == pytest.approx(np.dot(weights / weights.sum(), mirrored))


@settings(max_examples=60)
@given(st.integers(1, 200), st.integers(1, 200))
def test_weights_sum_to_one_and_stay_inside(length: int, wanted: int) -> None:
    indices, weights = contributions(length, wanted)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    assert indices.min() >= 0
    assert indices.max() < length


def test_a_flat_picture_stays_flat_and_the_same_size_the_same() -> None:
    assert (imresize(np.full((40, 60), 77, np.uint8), 13, 90) == 77).all()
    np.testing.assert_array_equal(imresize(PICTURE, 40, 60), PICTURE)


def test_logical_masks_stay_logical() -> None:
    mask = np.zeros((40, 60), np.bool_)
    mask[:, 30:] = True
    resized = imresize(mask, 20, 30)
    assert resized.dtype == np.bool_
    np.testing.assert_array_equal(resized[:, 15:], True)
    np.testing.assert_array_equal(resized[:, :15], False)
