"""Broken sidecars: whatever the bytes, edits or an XmpError come out, never another error."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import CameraRawEdits, Crop, Look, Profile, format_xmp, parse_xmp, update_xmp
from xmp_documents import readable

EXAMPLES = 400
OWN = format_xmp(
    CameraRawEdits(
        exposure_ev=0.35, crop=Crop(left=0.1), profile=Profile(look=Look("Adobe Color", table="E1"))
    )
)


def flip(data: bytearray, draw: random.Random) -> None:
    for _ in range(draw.randint(1, 8)):
        data[draw.randrange(len(data))] = draw.randrange(256)


def truncate(data: bytearray, draw: random.Random) -> None:
    del data[draw.randrange(len(data)) :]


def duplicate(data: bytearray, draw: random.Random) -> None:
    begin = draw.randrange(len(data))
    chunk = data[begin : begin + draw.randint(1, 400)]
    where = draw.randrange(len(data))
    data[where:where] = chunk


def delete(data: bytearray, draw: random.Random) -> None:
    begin = draw.randrange(len(data))
    del data[begin : begin + draw.randint(1, 200)]


def garble_values(data: bytearray, draw: random.Random) -> None:
    """Put junk between quotes, so that the XML stays whole and the values break."""
    quotes = [index for index, byte in enumerate(data) if byte in b"\"'"]
    for _ in range(3):
        begin = draw.choice(quotes)
        junk = draw.choice(
            [b"+", b"-5", b"1e9", b"&amp;", b"0, 0", b"", b"True", b"9" * 400, "\u0665".encode(), b"\n"]
        )
        data[begin + 1 : begin + 1] = junk


def drop_a_tag(data: bytearray, draw: random.Random) -> None:
    begin = data.find(b"<", draw.randrange(len(data)))
    del data[begin : data.find(b">", begin) + 1]


MUTATIONS: list[Callable[[bytearray, random.Random], None]] = [
    flip, truncate, duplicate, delete, garble_values, drop_a_tag,
]  # fmt: skip


def try_to_read(data: bytes) -> str | None:
    """Read, and return the error's message if there is one."""
    try:
        hash(parse_xmp(data, name="broken.xmp"))
    except XmpError as error:
        return str(error)
    return None


def storm(originals: list[bytes], seed: int) -> tuple[int, int]:
    """Mutate and read; return how many were read and how many refused."""
    draw, read = random.Random(seed), 0
    for _ in range(EXAMPLES):
        data = bytearray(draw.choice(originals))
        draw.choice(MUTATIONS)(data, draw)
        message = try_to_read(bytes(data))
        assert message is None or message.startswith("broken.xmp: ")
        read += message is None
    return read, EXAMPLES - read


def test_only_our_errors_come_out_of_broken_sidecars() -> None:
    read, refused = storm([OWN, OWN.decode().encode("utf-16")], seed=1)
    assert read > 20
    assert refused > 100


@pytest.mark.shared
def test_only_our_errors_come_out_of_broken_real_files(shared: Path) -> None:
    originals = [path.read_bytes() for path in sorted((shared / "data/xmp").rglob("*.xmp"))]
    read, refused = storm(originals, seed=2)
    assert read > 30
    assert refused > 100


@pytest.mark.shared
def test_broken_real_files_are_edited_or_refused(shared: Path) -> None:
    originals, draw, edited = [path.read_bytes() for path in readable(shared)], random.Random(3), 0
    for _ in range(EXAMPLES):
        data = bytearray(draw.choice(originals))
        draw.choice(MUTATIONS)(data, draw)
        edited += try_to_edit(bytes(data))
    assert edited > 20


def try_to_edit(data: bytes) -> bool:
    """Read and edit; return whether that went well."""
    try:
        edits = replace(parse_xmp(data), texture=37.0, white_balance="Custom", tint=5.0)
        return parse_xmp(update_xmp(data, edits)) == edits
    except XmpError:
        return False


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    try_to_read(data)
    try_to_read(b"<" + data)


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_inside_a_document(value: str, junk: str) -> None:
    text = OWN.decode().replace("+0.35", value).replace("Adobe Color", junk)
    try_to_read(text.encode("utf-8", "surrogatepass"))


def test_deep_nesting_is_no_trap() -> None:
    deep = b"<crs:Look>" * 20_000 + b"</crs:Look>" * 20_000
    try_to_read(
        OWN.replace(b"  </rdf:Description>\n </rdf:RDF>", deep + b"  </rdf:Description>\n </rdf:RDF>")
    )
