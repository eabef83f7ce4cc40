"""``out=`` of apply_lut: where it lies, and what is refused before anything is written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lut_arrays import METHODS, colours, table
from ppr10k_kernels import ShapeError, apply_lut

DTYPES = ("float32", "float64", "float16", "uint16", "uint8")


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shift", [-1, 1, 300])
def test_out_may_overlap_the_image(shift: int, dtype: str, interpolation: str) -> None:
    lut, row = table(9), colours(2000, dtype)
    image, out = (row[300:-300], row[300 + shift : 1700 + shift])
    expected = apply_lut(image.copy(), lut, interpolation=interpolation)
    assert apply_lut(image, lut, interpolation=interpolation, out=out) is out
    assert np.array_equal(out, expected)


@given(start=st.integers(0, 20), end=st.integers(0, 20), turned=st.booleans())
def test_out_may_lie_anywhere_in_the_images_memory(start: int, end: int, turned: bool) -> None:
    row = colours(70).reshape(-1)
    image, out = row[start : start + 150].reshape(-1, 3), row[end : end + 150].reshape(-1, 3)
    out = out[::-1] if turned else out
    expected = apply_lut(image.copy(), table(5))
    apply_lut(image, table(5), out=out)
    assert np.array_equal(out, expected)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_out_may_lie_in_the_tables_memory(dtype: str) -> None:
    lut, image = table(5).astype(dtype), colours(125, dtype)
    expected = apply_lut(image, lut)
    out = lut.reshape(-1, 3)
    apply_lut(image, lut, out=out)
    assert np.array_equal(out, expected)


def test_a_read_only_out_is_refused_before_the_work() -> None:
    out = np.zeros((4, 3), "f4")
    for view in (out, out[:, ::-1]):
        view.flags.writeable = False
        with pytest.raises(ShapeError, match="got a read-only array, expected one that is writeable"):
            apply_lut(colours(4), table(3), out=view)
    assert not out.any()


def test_masked_arrays_are_refused_and_other_subclasses_come_back_plain() -> None:
    image, lut = colours(4), table(3)
    masked = np.ma.masked_array(image, image > 0.5)
    for arguments, name in (((masked, lut), "image"), ((image, np.ma.masked_array(lut)), "table")):
        with pytest.raises(ShapeError, match=rf"{name}: its mask would be lost.*filled.*\.data"):
            apply_lut(*arguments)
    with pytest.raises(ShapeError, match="out: its mask"):
        apply_lut(image, lut, out=masked)
    matrix = image.view(np.matrix)
    assert type(apply_lut(matrix, lut)) is np.ndarray
    assert np.array_equal(apply_lut(matrix, lut), apply_lut(image, lut))
    out = np.zeros_like(matrix)
    assert apply_lut(image, lut, out=out) is out
    assert np.array_equal(out, apply_lut(image, lut))


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        (1, r"two numbers: got 1, expected \(low, high\)"),
        (("a", "b"), r"two numbers: got \('a', 'b'\)"),
        ("01", "two numbers: got '01'"),
        ((0, 1, 2), r"two numbers: got \(0, 1, 2\)"),
        (None, "two numbers: got None"),
        ((0, None), "two numbers"),
        ((0, np.ones(2)), "two numbers"),
        ((0, float("nan")), "low < high"),
        ((-1.7e308, 1.7e308), "low < high"),
        ((0, 1e-40), r"no scale in float32: got \(0, 1e-40\), expected high - low of 1e-36 at least"),
    ],
)
def test_domains_that_are_none(domain: object, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        apply_lut(colours(4), table(3), domain=domain)


def test_the_narrowest_domain_has_a_scale() -> None:
    image = np.array([[0, 5e-37, 1e-36]], np.float32)
    out = apply_lut(image, table(129), domain=(0, 1e-36))
    assert out == pytest.approx(apply_lut(np.array([[0, 0.5, 1]], np.float32), table(129)), abs=1e-5)
