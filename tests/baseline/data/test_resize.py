from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from picture_trees import picture_of
from ppr10k_data.baseline.data.frames import Box, Frame, overlap
from ppr10k_data.baseline.data.resize import framed, taps
from ppr10k_data.baseline.data.transforms import framed_mask
from ppr10k_data.errors import SettingsError

PICTURE = picture_of("resize", height=40, width=60)


def pillow(picture: np.ndarray, frame: Frame) -> np.ndarray:
    """The same frame by Pillow in float32, plane by plane."""
    crop = picture[frame.crop.top : frame.crop.bottom, frame.crop.left : frame.crop.right]
    planes = [Image.fromarray(crop[..., c].astype(np.float32)) for c in range(3)]
    height, width = frame.size
    resized = np.stack([np.asarray(p.resize((width, height), Image.Resampling.BILINEAR)) for p in planes])
    window = frame.window or Box(0, 0, height, width)
    seen = resized[:, window.top : window.bottom, window.left : window.right]
    return (seen[..., ::-1] if frame.flip else seen) / np.iinfo(picture.dtype).max


@pytest.mark.parametrize(
    "frame",
    [
        Frame(Box(3, 5, 30, 40), (64, 64)),
        Frame(Box(0, 0, 40, 60), (16, 100), flip=True),
        Frame(Box(0, 0, 40, 60), (13, 17)),
        Frame(Box(1, 2, 24, 36), (48, 30), Box(4, 3, 33, 20), flip=True),
        Frame(Box(7, 7, 1, 1), (5, 5)),
        Frame(Box(7, 7, 2, 50), (5, 1)),
    ],
)
@pytest.mark.parametrize("bits", [8, 16])
def test_another_implementation_agrees(frame: Frame, bits: int) -> None:
    picture = picture_of("resize", bits, 40, 60)
    np.testing.assert_allclose(framed(picture, frame), pillow(picture, frame), rtol=0, atol=2e-6)


def test_the_whole_at_its_own_size_is_untouched() -> None:
    np.testing.assert_array_equal(
        framed(PICTURE, Frame.whole(40, 60)), PICTURE.transpose(2, 0, 1) * np.float32(1 / 65535)
    )


def test_a_window_is_that_part_of_the_whole() -> None:
    whole = framed(PICTURE, Frame(Box(0, 0, 40, 60), (32, 32)))
    part = framed(PICTURE, Frame(Box(0, 0, 40, 60), (32, 32), Box(5, 7, 20, 21)))
    np.testing.assert_array_equal(part, whole[:, 5:25, 7:28])


@pytest.mark.parametrize("order", ["read-only", "strided", "big-endian bytes"])
def test_any_array_gives_the_same(order: str) -> None:
    frame = Frame(Box(2, 3, 30, 40), (20, 20))
    other = {
        "read-only": np.frombuffer(PICTURE.tobytes(), np.uint16).reshape(PICTURE.shape),
        "strided": np.repeat(PICTURE, 2, axis=1)[:, ::2],
        "big-endian bytes": PICTURE.astype(">u2").astype(np.uint16),
    }[order]
    np.testing.assert_array_equal(framed(other, frame), framed(PICTURE, frame))
    assert PICTURE.flags.writeable


@settings(max_examples=60)
@given(st.integers(1, 700), st.integers(1, 700))
def test_weights_sum_to_one_and_stay_inside(length: int, wanted: int) -> None:
    first, weights = taps(length, wanted)
    np.testing.assert_allclose(weights.sum(axis=0), 1.0, rtol=1e-5)
    assert weights.min() >= 0.0
    assert first.min() >= 0
    assert first.max() + len(weights) <= length
    assert all(a <= b for a, b in pairwise(first.tolist()))


def test_a_mask_stays_binary_and_keeps_every_touched_pixel() -> None:
    mask = np.zeros((40, 60), np.uint8)
    mask[10:30, 20:31] = 255
    small = framed_mask(mask, Frame(Box(0, 0, 40, 60), (20, 30)))
    assert small.shape == (1, 20, 30)
    assert set(np.unique(small)) == {0.0, 1.0}
    lone = np.zeros((40, 60), np.uint8)
    lone[21, 33] = 255
    assert framed_mask(lone, Frame(Box(0, 0, 40, 60), (10, 15)))[0, 5, 8] == 1.0


def test_frames_that_make_no_sense_are_refused() -> None:
    with pytest.raises(SettingsError, match="at least 1"):
        Frame(Box(0, 0, 4, 4), (0, 4))
    with pytest.raises(SettingsError, match="does not lie in a picture of 4 x 4"):
        Frame(Box(0, 0, 4, 4), (4, 4), Box(1, 0, 4, 4))
    with pytest.raises(SettingsError, match="does not lie in a picture of 40 x 60"):
        framed(PICTURE, Frame(Box(20, 0, 30, 4), (4, 4)))
    with pytest.raises(SettingsError, match="picture of float64"):
        framed(PICTURE.astype(np.float64), Frame.whole(40, 60))


def test_boxes_apart_share_nothing() -> None:
    assert overlap(Box(0, 0, 4, 4), Box(4, 0, 4, 4)) is None
