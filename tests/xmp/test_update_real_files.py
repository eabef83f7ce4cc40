"""Editing sidecars, packets and presets found in the wild: what was not asked for stays as it was."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppr10k_data.xmp import CameraRawEdits, Key, parse_xmp, read_xmp, update_xmp
from ppr10k_data.xmp.active import value_of
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.table import KEYS, keys_of
from ppr10k_data.xmp.values import Number
from xmp_documents import readable
from xmp_strategies import any_edits

pytestmark = pytest.mark.shared

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
OTHERS_WRITTEN = {"HasCrop", "HasSettings", "ProcessVersion", "ToneCurveName", "ToneCurveName2012"}
OURS = {f"{{{name}" for name in [key.full_name for key in KEYS]}
OURS |= {f"{{http://ns.adobe.com/camera-raw-settings/1.0/}}{name}" for name in OTHERS_WRITTEN}


@pytest.fixture(scope="module")
def files(shared: Path) -> list[Path]:
    return readable(shared)


def moved(edits: CameraRawEdits, key: Key) -> CameraRawEdits:
    """Move one slider of some edits to a place where it was not."""
    assert isinstance(key.kind, Number)
    old = value_of(key, edits)
    new = next(value for value in (key.kind.low, key.kind.high) if value != old)
    if key.path[0] == "legacy":
        return replace(edits, legacy=_listed({**dict(edits.legacy), key.name: new}))
    result: CameraRawEdits = _with(edits, key.path, new)
    return result


def _with(group: Any, path: tuple[str | int, ...], value: object) -> Any:
    if not path:
        return value
    first, *rest = path
    if isinstance(first, int):
        return (*group[:first], value, *group[first + 1 :])
    return replace(group, **{first: _with(getattr(group, first), tuple(rest), value)})


def _listed(legacy: dict[str, object]) -> tuple[tuple[str, object], ...]:
    keys = [
        key for key in KEYS if key.path[0] == "legacy" and legacy.get(key.name, key.neutral) != key.neutral
    ]
    return tuple((key.name, legacy[key.name]) for key in keys)


def difference(old: bytes, new: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before the only stretch in which two texts differ, and both stretches."""
    head = _alike(old, new)
    tail = _alike(old[: head - 1 : -1], new[: head - 1 : -1])
    return old[:head], old[head : len(old) - tail], new[head : len(new) - tail]


def _alike(one: bytes, other: bytes) -> int:
    """Count the bytes that two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def remainder(document: bytes) -> str:
    """Spell a document without the properties that edits stand for: only the descriptions under rdf:RDF lose any."""
    root = ET.fromstring(
        document.strip(b"\0\r\n "), ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))
    )
    for description in next(root.iter(RDF + "RDF")).findall(RDF + "Description"):
        description.attrib = {name: text for name, text in description.attrib.items() if name not in OURS}
        for child in list(description):
            if child.tag in OURS:
                description.remove(child)
    for node in root.iter():
        node.text, node.tail = (node.text or "").strip(), ""
    return ET.tostring(root, encoding="unicode")


def test_own_edits_change_no_byte(files: list[Path]) -> None:
    for original in map(Path.read_bytes, files):
        assert update_xmp(original, parse_xmp(original)) == original


def sliders(edits: CameraRawEdits) -> list[Key]:
    """List what can be moved by itself: not white balance, crop and splits, which move others or have an order."""
    joined = ("temperature_k", "tint", "crop")
    keys = keys_of(is_legacy(edits.process_version)).values()
    return [
        key for key in keys
        if isinstance(key.kind, Number) and key.path[0] not in joined and not key.name.endswith("Split")
    ]  # fmt: skip


def test_a_moved_slider_changes_one_stretch(files: list[Path]) -> None:
    replaced: set[str] = set()
    for number, path in enumerate(files):
        name, original = path.name, path.read_bytes()
        before = parse_xmp(original)
        if name == "acr_sidecar_min.xmp":
            continue  # an old slider in a present version: the first present one makes it a remainder
        for key in sliders(before)[number % 4 :: 4]:
            after = moved(before, key)
            result = update_xmp(original, after, name=name)
            assert parse_xmp(result) == after
            head, old, new = difference(original, result)
            spelled = key.kind.format(value_of(key, after)).encode()
            assert head + new + original[len(head) + len(old) :] == result
            if old:
                assert len(old) <= 8, (name, key.name)
                assert len(new) <= len(spelled)
                replaced.add(key.name)
            elif b"=" in new:
                added = result[len(head) - 40 : len(head) + len(new) + 3]
                assert b'crs:%s="%s"' % (key.name.encode(), spelled) in added, (name, key.name)
    assert len(replaced) > 70


def stripped(edits: CameraRawEdits) -> CameraRawEdits:
    """Take the white space off the ends of texts: in the form of an element it does not count."""

    def strip(group: Any) -> Any:
        texts = {f.name: getattr(group, f.name) for f in fields(group)}
        return replace(group, **{name: text.strip() for name, text in texts.items() if isinstance(text, str)})

    return replace(edits, profile=strip(edits.profile), lens=strip(edits.lens))


@settings(max_examples=200)
@given(place=st.integers(0, 48), after=any_edits() | any_edits(legacy=True))
def test_any_edits_onto_any_file(files: list[Path], place: int, after: CameraRawEdits) -> None:
    name, original = files[place].name, files[place].read_bytes()
    before, after = parse_xmp(original), stripped(after)
    unmodelled = before.unmodelled if name != "acr_sidecar_min.xmp" else ()
    result = update_xmp(original, replace(after, unmodelled=unmodelled), name=name)
    again = parse_xmp(result)
    if again.white_balance != after.white_balance:
        assert again.white_balance == "Custom"
        assert after.white_balance == before.white_balance
        assert (after.temperature_k, after.tint) != (before.temperature_k, before.tint)
    assert replace(again, white_balance=after.white_balance, unmodelled=()) == after
    assert remainder(result) == remainder(original)


def test_edits_can_be_carried_over_and_taken_back(files: list[Path]) -> None:
    plain = [path.read_bytes() for path in files if not read_xmp(path).unmodelled]
    assert len(plain) > 30
    for original, other in pairwise(plain):
        before, edits = parse_xmp(original), parse_xmp(other)
        there = update_xmp(original, edits)
        assert parse_xmp(there).exposure_ev == edits.exposure_ev
        back = update_xmp(there, before)
        assert replace(parse_xmp(back), white_balance=before.white_balance) == before
        assert remainder(back) == remainder(original)


def test_encodings_and_line_ends(files: list[Path]) -> None:
    for original in map(Path.read_bytes, files):
        text = original.decode("utf-8-sig").rstrip("\0")
        edits = replace(parse_xmp(original), vibrance=33.0, saturation=-7.0)
        expected = update_xmp(text.encode(), edits).decode()
        for encoding in ("utf-8-sig", "utf-16", "utf-16-be"):
            assert update_xmp(text.encode(encoding), edits).decode(encoding) == expected
        crlf = text.replace("\r\n", "\n").replace("\n", "\r\n")
        assert update_xmp(crlf.encode(), edits).decode().replace("\r\n", "\n") == expected.replace(
            "\r\n", "\n"
        )
