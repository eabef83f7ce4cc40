from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.files.headers.opcodes import level_polynomials
from ppr10k_data.files.lossy_levels import rounded_levels
from ppr10k_data.files.raw import open_raw

CURVE = (0.0006, 0.0318, 0.0, 0.4773)


def opcode(
    code: int = 8, plane: int = 0, planes: int = 1, *, pitch: int = 1, polynomial: tuple[float, ...] = CURVE
) -> bytes:
    degree = len(polynomial) - 1
    area = struct.pack(">9I", 0, 0, 10, 10, plane, planes, pitch, pitch, degree)
    content = area + struct.pack(f">{degree + 1}d", *polynomial)
    return struct.pack(">4I", code, 0x01030000, 0, len(content)) + content


def opcodes(*each: bytes) -> bytes:
    return struct.pack(">I", len(each)) + b"".join(each)


def test_one_polynomial_a_plane() -> None:
    listed = opcodes(*(opcode(plane=plane, polynomial=(0.0, plane + 1.0)) for plane in range(3)))
    assert level_polynomials(listed, 3) == ((0.0, 1.0), (0.0, 2.0), (0.0, 3.0))
    assert level_polynomials(opcodes(opcode(planes=3)), 3) == (CURVE,) * 3


@pytest.mark.parametrize(
    "listed",
    [
        b"",
        opcodes(opcode()),
        opcodes(opcode(planes=3), opcode(9)),
        opcodes(opcode(planes=3, pitch=2)),
        opcodes(opcode(planes=3), opcode()),
        opcodes(opcode(planes=4)),
        opcodes(opcode(planes=3))[:-4],
    ],
)
def test_anything_else_is_none(listed: bytes) -> None:
    assert level_polynomials(listed, 3) is None


@given(st.binary(max_size=200))
def test_noise_is_none(noise: bytes) -> None:
    assert level_polynomials(noise, 3) is None


def test_levels_are_rounded_and_not_cut_off() -> None:
    exact = 65535.0 * np.polynomial.polynomial.polyval(np.arange(256) / 255.0, CURVE)
    cut = np.repeat(np.floor(exact)[None, :, None], 3, axis=2).astype(np.float32)
    assert np.array_equal(rounded_levels(cut, (CURVE,) * 3)[0, :, 0], np.rint(exact))
    short = cut - 1.0  # as single precision may fall short
    assert np.array_equal(rounded_levels(short, (CURVE,) * 3)[0, :, 0], np.rint(exact))


@pytest.mark.shared
def test_a_real_lossy_dng(shared: Path) -> None:
    path = shared / "data/adobe-previews/lg_h815_acr9_preview/dng_with_preview.dng"
    with open_raw(path) as raw:
        assert raw.metadata.dng is not None
        assert raw.metadata.dng.level_polynomials is not None
        assert "OpcodeList2" not in raw.metadata.dng.not_applied
        pixels = raw.sensor.demosaic().pixels
        codes = np.arange(256) / 255.0
        for plane, polynomial in enumerate(raw.metadata.dng.level_polynomials):
            levels = np.rint(65535.0 * np.polynomial.polynomial.polyval(codes, polynomial))
            assert set(np.unique(pixels[..., plane])) <= set(levels)
