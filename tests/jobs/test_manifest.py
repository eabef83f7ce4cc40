from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.errors import SettingsChangedError, SettingsError
from ppr10k_data.jobs.manifest import append_manifest, check_same_settings, fingerprint, read_manifest

SETTINGS = {"bits": 8, "space": "srgb"}


def line(file: str, **more: Any) -> dict[str, Any]:
    return {"file": file, "settings": SETTINGS, **more}


def written(path: Path, *records: dict[str, Any]) -> Path:
    with append_manifest(path) as manifest:
        for record in records:
            manifest.append(record)
    return path


def test_no_manifest_is_an_empty_one(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / "manifest.jsonl") == {}


def test_the_newest_line_of_a_file_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "new" / "m.jsonl", line("a", n=1), line("b", n=2))
    written(path, line("a", n=3))
    assert {name: record["n"] for name, record in read_manifest(path).items()} == {"a": 3, "b": 2}


@given(st.text(min_size=1), st.text())
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str, note: str) -> None:
    """Line separators of Unicode, line ends and names that are no UTF-8 (lone surrogates) among them."""
    path = written(tmp_path_factory.mktemp("manifest") / "m.jsonl", line(name, note=note), line(f"{name}2"))
    assert read_manifest(path)[name]["note"] == note
    assert len(read_manifest(path)) == 2


@pytest.mark.parametrize("text", ["a\u2028b", "a\x85b", "a\x0bb", "a\r\nb", "\udcff.xmp"])
def test_a_line_is_what_ends_in_a_line_feed(tmp_path: Path, text: str) -> None:
    assert read_manifest(written(tmp_path / "m.jsonl", line(text), line("b"))).keys() == {text, "b"}


def test_every_torn_last_line_is_dropped_and_written_over(tmp_path: Path) -> None:
    whole = written(tmp_path / "m.jsonl", line("a"), line("photo of Zoë", note="ünïcödé")).read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        (tmp_path / "m.jsonl").write_bytes(whole[:length])
        assert read_manifest(tmp_path / "m.jsonl").keys() == {"a"}
    written(tmp_path / "m.jsonl", line("c"))
    assert read_manifest(tmp_path / "m.jsonl").keys() == {"a", "c"}


def test_a_line_torn_within_a_letter_is_dropped(tmp_path: Path) -> None:
    """A manifest that another program wrote in UTF-8, cut between the two bytes of a letter."""
    good = json.dumps(line("a")).encode() + b"\n"
    (tmp_path / "m.jsonl").write_bytes(good + '{"file": "Zoë'.encode()[:-1])
    assert read_manifest(tmp_path / "m.jsonl").keys() == {"a"}


@pytest.mark.parametrize(
    "bad",
    [b"not json", b"[1, 2]", b'{"photo": "1_0"}', b'{"file": ["a"], "settings": {}}', b'{"file": "a", "settings": 3}',
     b'"text"', b"null", b"\xff\xfe", b""],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path: Path, bad: bytes) -> None:
    good = json.dumps(line("a")).encode()
    (tmp_path / "m.jsonl").write_bytes(good + b"\n" + bad + b"\n" + good + b"\n")
    with pytest.raises(SettingsError, match=r"m\.jsonl, line 2: not a line of this manifest"):
        read_manifest(tmp_path / "m.jsonl")


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").mkdir()
    with pytest.raises(SettingsError, match=r"m\.jsonl: cannot be read"):
        read_manifest(tmp_path / "m.jsonl")


def test_changed_settings_are_named_with_both_values(tmp_path: Path) -> None:
    lines = read_manifest(written(tmp_path / "m.jsonl", line("a")))
    check_same_settings(lines, SETTINGS, tmp_path / "m.jsonl")
    with pytest.raises(SettingsChangedError, match=r"bits 8 \(now 16\).*--overwrite") as caught:
        check_same_settings(lines, {**SETTINGS, "bits": 16}, tmp_path / "m.jsonl")
    assert "space" not in str(caught.value)
    with pytest.raises(SettingsChangedError, match=r"table None \(now 1\)"):
        check_same_settings(lines, {**SETTINGS, "table": 1}, tmp_path / "m.jsonl")


def test_a_fingerprint_tells_settings_names_sizes_and_times(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    path.write_bytes(b"12")
    first = fingerprint(SETTINGS, [path])
    assert first == fingerprint(dict(reversed(SETTINGS.items())), [path])
    assert first != fingerprint({**SETTINGS, "bits": 16}, [path])
    assert first != fingerprint(SETTINGS, [path, tmp_path / "missing"])
    os.utime(path, ns=(1, 1))
    second = fingerprint(SETTINGS, [path])
    path.write_bytes(b"123")
    os.utime(path, ns=(1, 1))
    assert len({first, second, fingerprint(SETTINGS, [path])}) == 3
