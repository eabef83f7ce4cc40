"""Damaged files give our own errors, or metadata of the right types, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import raw_builders as build
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.completeness import check_complete
from ppr10k_data.files.metadata import RawMetadata, read_metadata
from real_files import EVERY_FILE

HEAD, TAIL = 16_384, 8_192
"""Where directories stand; damage elsewhere hits pixels only."""


def survive(content: bytes | bytearray) -> None:
    view = memoryview(content)
    try:
        found = read_metadata(view, name="damaged")
    except RawDecodeError as error:
        assert "damaged" in str(error)  # noqa: PT017
    else:
        assert isinstance(found, RawMetadata)
        assert found.orientation in (None, *range(1, 9))
        assert found.iso is None or 0 < found.iso < float("inf")
    try:
        check_complete(view, name="damaged")
    except RawDecodeError as error:
        assert "damaged" in str(error)  # noqa: PT017


@pytest.mark.parametrize("kind", sorted(build.EVERY_KIND))
def test_every_length_of_a_synthetic_file(kind: str) -> None:
    content = build.EVERY_KIND[kind]
    for length in range(len(content)):
        survive(content[:length])


@pytest.mark.parametrize("kind", sorted(build.EVERY_KIND))
def test_every_byte_of_a_synthetic_file(kind: str) -> None:
    content = bytearray(build.EVERY_KIND[kind])
    for position, byte in enumerate(bytes(content)):
        for value in {0, 1, 0x7F, 0xFF, byte ^ 0x40} - {byte}:
            content[position] = value
            survive(content)
        content[position] = byte


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(build.EVERY_KIND)),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)), max_size=12),
)
def test_several_wounds(kind: str, wounds: list[tuple[float, bytes]]) -> None:
    content = bytearray(build.EVERY_KIND[kind])
    for place, new in wounds:
        start = int(place * len(content))
        content[start : start + len(new)] = new
    survive(content)


@pytest.mark.parametrize(
    "head",
    [
        b"II*\0",
        b"MM\0*",
        b"IIU\0",
        b"IIRO",
        b"FUJIFILMCCD-RAW ",
        b"\0\0\0\x18ftypcrx ",
        b"II\x1a\0\0\0HEAPCCDR",
    ],
)
@given(tail=st.binary(max_size=300))
def test_noise_behind_a_good_beginning(head: bytes, tail: bytes) -> None:
    survive(head + tail)


@given(st.binary(max_size=100))
def test_noise(content: bytes) -> None:
    survive(content)


@pytest.mark.shared
@pytest.mark.parametrize("file", EVERY_FILE)
def test_damaged_real_files(shared: Path, file: str) -> None:
    path = shared / "data" / file
    draw = random.Random(path.name)  # the same damage in every run
    whole = path.read_bytes()
    content = bytearray(whole[: 2 * HEAD] + whole[-TAIL:]) if len(whole) > 5_000_000 else bytearray(whole)
    places = [*range(min(HEAD, len(content))), *range(max(0, len(content) - TAIL), len(content))]
    for _ in range(300):
        kept = {place: content[place] for place in draw.sample(places, draw.choice((1, 3, 20)))}
        for place in kept:
            content[place] = draw.choice((0, 0xFF, draw.randrange(256)))
        survive(content)
        survive(memoryview(content)[: draw.choice((draw.choice(places), draw.randrange(len(content))))])
        for place, byte in kept.items():
            content[place] = byte
