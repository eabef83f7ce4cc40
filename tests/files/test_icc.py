from __future__ import annotations

import io
import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from ppr10k_data.develop.color_spaces import (
    PROPHOTO_TO_PCS,
    SRGB_TO_PCS,
    romm_encode,
    srgb_decode,
    srgb_encode,
)
from ppr10k_data.files.icc import NAMES, icc_profile

Array = np.ndarray[Any, Any]
SPACES: tuple[Any, ...] = ("srgb", "prophoto", "scene-linear")
D50 = np.array([0.9642, 1.0, 0.8249])


def opened(space: Any) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(icc_profile(space)))


def romm_decode(encoded: Array) -> Array:
    """ISO 22028-2."""
    return np.where(encoded < 16.0 / 512.0, encoded / 16.0, encoded**1.8)


def lab_of(xyz: Array) -> Array:
    """CIE 1976, against D50."""
    ratio = xyz / D50
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1
    )


def lab_by_littlecms(space: Any, encoded: Array) -> Array:
    """8-bit colours through LittleCMS to Lab, 8 bits a channel: right to half a unit."""
    transform = ImageCms.buildTransform(
        opened(space),
        ImageCms.createProfile("LAB"),
        "RGB",
        "LAB",
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
    )
    out = ImageCms.applyTransform(Image.fromarray(encoded[None]), transform)
    assert out is not None
    raw = np.asarray(out)[0].astype(np.float64)
    return np.stack([raw[:, 0] * 100 / 255, _signed(raw[:, 1]), _signed(raw[:, 2])], axis=-1)


def _signed(channel: Array) -> Array:
    return np.where(channel > 127, channel - 256, channel)


DECODE = {"srgb": srgb_decode, "prophoto": romm_decode, "scene-linear": lambda v: v}
TO_PCS = {"srgb": SRGB_TO_PCS, "prophoto": PROPHOTO_TO_PCS, "scene-linear": SRGB_TO_PCS}


@pytest.mark.parametrize("space", SPACES)
def test_littlecms_finds_our_colours(space: Any) -> None:
    darkest = 16 if space == "scene-linear" else 0  # eight bits of linear light are coarse below
    encoded = np.random.default_rng(5).integers(darkest, 256, (2000, 3), dtype=np.uint8)
    ours = lab_of(DECODE[space](encoded / 255.0) @ TO_PCS[space].T)
    theirs = lab_by_littlecms(space, encoded)
    inside = np.abs(ours[:, 1:]).max(axis=1) < 126  # what 8-bit Lab can hold
    error = np.abs(ours - theirs)[inside]
    assert inside.sum() > 1000
    assert error.max() < 1.6
    assert error.mean() < 0.4


def test_our_srgb_is_everyone_elses() -> None:
    """LittleCMS's own sRGB: no colour may move by more than a level."""
    encoded = np.random.default_rng(6).integers(0, 256, (2000, 3), dtype=np.uint8)
    transform = ImageCms.buildTransform(opened("srgb"), ImageCms.createProfile("sRGB"), "RGB", "RGB")
    out = ImageCms.applyTransform(Image.fromarray(encoded[None]), transform)
    assert out is not None
    assert np.abs(np.asarray(out)[0].astype(int) - encoded).max() <= 1


@pytest.mark.parametrize("space", SPACES)
def test_the_profile_is_named_and_well_formed(space: Any) -> None:
    profile = icc_profile(space)
    assert struct.unpack(">I", profile[:4])[0] == len(profile)
    assert profile[36:40] == b"acsp"
    assert profile[8] == 4
    assert len(profile) < 1000
    assert ImageCms.getProfileDescription(opened(space)).strip() == NAMES[space]
    (count,) = struct.unpack(">I", profile[128:132])
    for number in range(count):
        _, offset, length = struct.unpack(">4sII", profile[132 + 12 * number : 144 + 12 * number])
        assert offset % 4 == 0
        assert offset + length <= len(profile)


@pytest.mark.parametrize("space", SPACES)
def test_white_is_white(space: Any) -> None:
    lab = lab_by_littlecms(space, np.array([[255, 255, 255], [0, 0, 0]], np.uint8))
    np.testing.assert_allclose(lab, [[100, 0, 0], [0, 0, 0]], atol=0.5)


def test_curves_of_the_profile_are_those_of_the_pixels() -> None:
    x = np.linspace(0.0, 1.0, 513)
    np.testing.assert_allclose(srgb_decode(srgb_encode(x)), x, atol=1e-9)
    np.testing.assert_allclose(romm_decode(romm_encode(x)), x, atol=1e-9)
