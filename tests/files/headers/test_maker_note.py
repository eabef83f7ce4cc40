"""Lenses that only makers' notes, or limits in place of a name, tell of."""

from __future__ import annotations

import struct
from typing import Any

import pytest

from ppr10k_data.files.metadata import read_metadata
from ppr10k_data.parameters.row import lens_name
from raw_builders import ASCII, RATIONAL, UNDEFINED, Ifds, Value, exif, main_directory, tiff

LIMITS = (24, 1, 70, 1, 28, 10, 28, 10)


def raw(make: str, order: str = "<", **extra: Value) -> bytes:
    directory: dict[int, Any] = {tag: value for tag, value in exif(**extra).items() if tag != 0xA434}
    return tiff({**main_directory(make, f"{make} X"), 0x8769: Ifds([directory])}, order=order)


def canon(lens: bytes, order: str) -> bytes:
    """A file whose note is a directory that points to a text behind it, counted from the file's start."""
    note = (
        struct.pack(f"{order}H", 1) + struct.pack(f"{order}HHII", 0x0095, ASCII, len(lens) + 1, 0) + bytes(4)
    )
    data = bytearray(raw("Canon", order, t927c=Value(UNDEFINED, note + lens + b"\0")))
    start = data.index(note)
    struct.pack_into(f"{order}I", data, start + 10, start + len(note))
    return bytes(data)


@pytest.mark.parametrize("order", ["<", ">"])
def test_canons_note_names_the_lens(order: str) -> None:
    assert read_metadata(canon(b"EF50mm f/1.4 USM", order), name="x").lens == "EF50mm f/1.4 USM"


@pytest.mark.parametrize("order", ["<", ">"])
def test_nikons_note_has_the_limits(order: str) -> None:
    note = b"Nikon\0\2\x10\0\0" + tiff({0x0084: Value(RATIONAL, LIMITS)}, order=order)
    found = read_metadata(raw("NIKON CORPORATION", "<", t927c=Value(UNDEFINED, note)), name="x")
    assert (found.lens, found.lens_limits) == (None, (24.0, 70.0, 2.8, 2.8))


def test_exif_has_the_limits() -> None:
    found = read_metadata(raw("SONY", ta432=Value(RATIONAL, (70, 1, 300, 1, 45, 10, 56, 10))), name="x")
    assert found.lens_limits == (70.0, 300.0, 4.5, 5.6)


@pytest.mark.parametrize(
    "limits", [(24, 1, 70, 1, 0, 0, 0, 0), (0, 1, 0, 1, 0, 1, 0, 1), (70, 1, 24, 1, 4, 1, 4, 1), (24, 1)]
)
def test_limits_that_are_not_all_known_are_none(limits: tuple[int, ...]) -> None:
    assert read_metadata(raw("SONY", ta432=Value(RATIONAL, limits)), name="x").lens_limits is None


@pytest.mark.parametrize(
    "note", [b"", b"Nikon\0\2", b"Nikon\0\2\x10\0\0MM\0*\xff\xff\xff\xff", b"\xff" * 40, b"\0" * 40]
)
@pytest.mark.parametrize("make", ["Canon", "NIKON CORPORATION"])
def test_a_damaged_note_is_none(make: str, note: bytes) -> None:
    found = read_metadata(raw(make, t927c=Value(UNDEFINED, note or b"\1")), name="x")
    assert (found.lens, found.lens_limits, found.iso) == (None, None, 800.0)


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ((24.0, 70.0, 2.8, 2.8), "24-70mm f/2.8"),
        ((70.0, 300.0, 4.5, 5.6), "70-300mm f/4.5-5.6"),
        ((50.0, 50.0, 1.4, 1.4), "50mm f/1.4"),
    ],
)
def test_a_lens_is_named_as_it_is_engraved(limits: tuple[float, ...], told: str) -> None:
    assert lens_name(limits) == told
