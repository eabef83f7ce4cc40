from __future__ import annotations

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import raw_builders as build
from ppr10k_data.files.headers.ifd import read_ifd, tiff_start

ORDERS = ("<", ">")


def first_ifd(content: bytes):
    view = memoryview(content)
    start = tiff_start(view)
    assert start is not None
    ifd = read_ifd(view, *start)
    assert ifd is not None
    return ifd


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (build.BYTE, (1, 255), (1, 255)),
        (build.SHORT, (1, 65535, 3), (1, 65535, 3)),
        (build.LONG, (4294967295,), (4294967295,)),
        (6, (-128, 127), (-128, 127)),
        (8, (-32768,), (-32768,)),
        (9, (-1, 1), (-1, 1)),
        (13, (8,), (8,)),
    ],
)
def test_integers_of_every_type(order: str, kind: int, values: tuple, expected: tuple) -> None:
    ifd = first_ifd(build.tiff({700: build.Value(kind, values)}, order=order))
    assert ifd.integers(700) == ifd.numbers(700) == expected
    assert ifd.integer(700) == expected[0]


@pytest.mark.parametrize("order", ORDERS)
def test_rationals_and_floats(order: str) -> None:
    tags = {
        1: build.Value(build.RATIONAL, (1, 4, 3, 2)),
        2: build.Value(build.SRATIONAL, (-1, 4)),
        3: build.Value(build.FLOAT, (0.5, -2)),
        4: build.Value(build.DOUBLE, (1e300,)),
    }
    ifd = first_ifd(build.tiff(tags, order=order))
    assert [ifd.numbers(tag) for tag in tags] == [(0.25, 1.5), (-0.25,), (0.5, -2.0), (1e300,)]
    assert ifd.integers(1) == ()
    np.testing.assert_array_equal(ifd.float_array(3), np.array([0.5, -2], np.float32))
    assert ifd.float_array(1).size == 0


@pytest.mark.parametrize(
    "value",
    [
        build.Value(build.RATIONAL, (0, 0)),
        build.Value(build.SRATIONAL, (1, 0, 1, 1)),
        build.Value(build.FLOAT, (float("nan"),)),
        build.Value(build.DOUBLE, (float("inf"),)),
        build.text("1.5"),
    ],
)
def test_what_is_no_number_is_absent(value: build.Value) -> None:
    ifd = first_ifd(build.tiff({1: value}))
    assert ifd.numbers(1) == ()
    assert ifd.number(1) is None
    assert 1 in ifd


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"Canon\0", "Canon"),
        (b" PENTAX K10D  \0\0", "PENTAX K10D"),
        (b"Canon\0rubbish", "Canon"),
        ("Größe".encode(), "Größe"),
        ("Größe".encode("latin-1"), "Größe"),
        (b"\0\0", None),
        (b"   ", None),
    ],
)
def test_text(raw: bytes, expected: str | None) -> None:
    for kind in (build.ASCII, build.BYTE, build.UNDEFINED):
        assert first_ifd(build.tiff({271: build.Value(kind, raw)})).text(271) == expected
    assert first_ifd(build.tiff({271: build.Value(build.SHORT, (1,))})).text(271) is None


def test_values_beyond_the_end_are_named() -> None:
    content = bytearray(build.tiff({1: build.Value(build.LONG, (1, 2)), 2: build.Value(build.LONG, (7,))}))
    struct.pack_into("<I", content, len(content) - 4 - 24 + 8, 1_000_000)
    ifd = first_ifd(bytes(content))
    assert ifd.beyond == {1}
    assert ifd.integers(1) == ()
    assert ifd.integer(2) == 7


@pytest.mark.parametrize("offset", [0, 1, 7, 10**9])
def test_no_directory_there(offset: int) -> None:
    assert read_ifd(memoryview(bytes(64)), "<", offset) is None


def test_absurd_counts_cost_nothing() -> None:
    huge = build.tiff({330: build.Value(build.BYTE, bytes(2 << 20))})
    assert first_ifd(huge).integers(330) == first_ifd(huge).numbers(330) == ()


@given(st.binary(max_size=400), st.sampled_from(ORDERS), st.integers(0, 500))
def test_any_bytes_are_a_directory_or_none(content: bytes, order: str, offset: int) -> None:
    ifd = read_ifd(memoryview(content), order, offset)
    for tag in () if ifd is None else ifd.entries:
        ifd.numbers(tag), ifd.integers(tag), ifd.text(tag), ifd.float_array(tag)
