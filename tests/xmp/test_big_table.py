from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dcp_builders import look_table_bytes, random_map, rgb_table_bytes, table_text
from ppr10k_data.errors import ProfileError
from ppr10k_data.xmp.big_table import DIGITS, decode_table, table_texts
from ppr10k_data.xmp.rdf import CRS
from sdk import needs_sdk, run_sdk


def test_85_different_digits() -> None:
    assert len(set(DIGITS)) == len(DIGITS) == 85
    assert not set(DIGITS) & set('<>&",;~\\')


@given(st.binary(max_size=300))
def test_what_was_written_is_read(data: bytes) -> None:
    text, digest = table_text(data)
    assert decode_table(text, digest, name="x") == data
    assert decode_table(f" {text[:7]}\n{text[7:]}\t", digest.lower(), name="x") == data


@given(st.binary(min_size=20, max_size=200), st.integers(0, 1000), st.characters())
def test_damage_is_told(data: bytes, at: int, letter: str) -> None:
    text, digest = table_text(data)
    damaged = text[: at % len(text)] + letter + text[at % len(text) + 1 :]
    told = f"a.xmp: crs:Table_{digest}"
    try:
        found = decode_table(damaged, digest, name="a.xmp")
    except ProfileError as error:
        told, found = str(error), data
    assert told.startswith(f"a.xmp: crs:Table_{digest}")
    assert found == data  # where none was told: the letter may be the one that stood there


def test_too_much_is_not_unpacked() -> None:
    text, digest = table_text(bytes(1 << 25))
    with pytest.raises(ProfileError, match="damaged"):
        decode_table(text, digest, name="a.xmp")


def test_tables_are_found_among_properties() -> None:
    found = {CRS + "Table_0a": "text", CRS + "Table_0B": ("an", "array"), CRS + "Tablet": "no"}
    assert table_texts(found) == {"0A": "text"}


_DECODE = """
import json
for kind, path in (sys.argv[i].split(":") for i in range(2, len(sys.argv))):
    host, string, table = (C.create_string_buffer(1024) for _ in range(3))
    dngsdk._host_c(host, None, None)
    dngsdk._f("_ZN10dng_stringC1Ev", None, vp)(string)
    dngsdk._f("_ZN10dng_string3SetEPKc", None, vp, C.c_char_p)(string, open(path, "rb").read())
    name = f"dng_{kind}_table"
    dngsdk._f(f"_ZN{len(name)}{name}C1Ev", None, vp)(table)
    decode = dngsdk._f("_ZN13dng_big_table16DecodeFromStringER8dng_hostRK10dng_string", C.c_bool, vp, vp, vp)
    digest = dngsdk._f("_ZNK13dng_big_table11FingerprintEv", C.POINTER(C.c_uint8 * 16), vp)
    print(json.dumps([decode(table, host, string), bytes(digest(table).contents).hex().upper()]))
"""


@needs_sdk
@pytest.mark.shared
def test_the_sdk_reads_the_same_tables(shared: Path, tmp_path: Path) -> None:
    samples = np.random.default_rng(0).integers(0, 65536, (5, 5, 5, 3))
    tables = {
        "look:a": look_table_bytes(random_map(1, (3, 6, 4)), encoding=1),
        "look:b": look_table_bytes(random_map(2, (2, 6, 4)), amounts=(0.0, 2.0)),
        "rgb:c": rgb_table_bytes(samples, primaries=1, gamma=3, gamut=1),
    }
    digests = []
    for name, data in tables.items():
        text, digest = table_text(data)
        (tmp_path / name[-1]).write_text(text)
        digests.append([True, digest])
    arguments = [f"{name[:-1]}{tmp_path / name[-1]}" for name in tables]
    told = run_sdk(shared, _DECODE, *arguments)
    assert [json.loads(line) for line in told.splitlines()] == digests
