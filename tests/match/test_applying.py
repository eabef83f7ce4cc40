from __future__ import annotations

from dataclasses import replace

import cv2
import numba
import numpy as np
import pytest

from match_scenes import look, portrait, small
from ppr10k_data.match import Fit, apply, applying, fit
from ppr10k_kernels import reference


@pytest.fixture(scope="module")
def found() -> Fit:
    return fit(portrait(), small(look(portrait()), 200), lossless=True)


def plainly(found: Fit, picture: np.ndarray) -> np.ndarray:
    """The same by float64 and OpenCV's enlarging."""
    height, width = picture.shape[:2]
    toned = reference.apply_lut(picture.astype(np.float64), found.table.astype(np.float64))
    field = found.field.astype(np.float64)
    parts = [cv2.resize(field[..., k : k + 4], (width, height)) for k in (0, 4, 8)]
    maps = np.concatenate(parts, axis=2).reshape(height, width, 3, 4)
    out = np.clip(toned + np.einsum("hwcd,hwd->hwc", maps[..., :3], toned) + maps[..., 3], 0.0, 1.0)
    assert found.residual is not None
    rest = cv2.resize(found.residual.astype(np.float64), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(out + rest, 0.0, 1.0)


def test_one_pass_does_what_whole_planes_do(found: Fit) -> None:
    # OpenCV's cubic has a = -3/4, ours -1/2.
    np.testing.assert_allclose(apply(found, portrait()), plainly(found, portrait()), atol=0.006)
    no_rest = replace(found, residual=np.zeros_like(found.residual))
    np.testing.assert_allclose(apply(no_rest, portrait()), plainly(no_rest, portrait()), atol=2e-5)


@pytest.mark.parametrize(("dtype", "whole"), [(np.uint8, 255), (np.uint16, 65535)])
def test_integers_are_rounded(found: Fit, dtype: type, whole: int) -> None:
    levels = np.round(portrait() * whole).astype(dtype)
    got = apply(found, levels)
    assert got.dtype == dtype
    expected = apply(found, levels.astype(np.float32) / np.float32(whole))
    assert np.abs(got / whole - expected).max() <= 0.51 / whole + 1e-6


def test_bands_leave_no_seams(found: Fit, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = apply(found, portrait())
    monkeypatch.setattr(applying, "BAND_PIXELS", 512 * 7)
    np.testing.assert_array_equal(apply(found, portrait()), whole)


def test_threads_change_nothing(found: Fit) -> None:
    threads = numba.get_num_threads()
    whole = apply(found, portrait())
    numba.set_num_threads(1)
    try:
        np.testing.assert_array_equal(apply(found, portrait()), whole)
    finally:
        numba.set_num_threads(threads)


def test_the_picture_is_left_alone_unless_asked(found: Fit) -> None:
    levels = np.round(portrait() * 65535).astype(np.uint16)
    before = levels.copy()
    result = apply(found, levels)
    np.testing.assert_array_equal(levels, before)
    assert apply(found, levels, in_place=True) is levels
    np.testing.assert_array_equal(levels, result)


def test_floats_are_left_alone_too(found: Fit) -> None:
    picture = portrait().copy()
    apply(found, picture)
    np.testing.assert_array_equal(picture, portrait())


def test_views_are_taken(found: Fit) -> None:
    turned = np.ascontiguousarray(portrait()[:, ::-1])[:, ::-1]
    assert not turned.flags.c_contiguous
    np.testing.assert_array_equal(apply(found, turned), apply(found, portrait()))
