from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.errors import JournalError
from ppr10k_data.jobs.engine.lines import LineWriter
from ppr10k_data.jobs.engine.manifest import read_manifest

SETTINGS = {"bits": 8, "space": "srgb"}


def line(file: str, **more: Any) -> dict[str, Any]:
    return {"file": file, "settings": SETTINGS, **more}


def written(path: Path, *records: dict[str, Any]) -> Path:
    with LineWriter(path) as manifest:
        manifest.append(*records)
    return path


def test_no_manifest_is_an_empty_one(tmp_path: Path) -> None:
    assert read_manifest(tmp_path / "manifest.jsonl") == {}


def test_the_newest_line_of_a_file_counts(tmp_path: Path) -> None:
    path = written(tmp_path / "m.jsonl", line("a", n=1), line("b", n=2))
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


@pytest.mark.parametrize(
    "bad",
    [b"not json", b"[1, 2]", b'{"photo": "1_0"}', b'{"file": ["a"], "settings": {}}', b'{"file": "a", "settings": 3}',
     b'"text"', b"null", b"\xff\xfe", b""],
)  # fmt: skip
def test_a_bad_line_is_named(tmp_path: Path, bad: bytes) -> None:
    good = json.dumps(line("a")).encode()
    (tmp_path / "m.jsonl").write_bytes(good + b"\n" + bad + b"\n" + good + b"\n")
    with pytest.raises(JournalError, match=r"m\.jsonl, line 2: not a line of this file"):
        read_manifest(tmp_path / "m.jsonl")


def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").mkdir()
    with pytest.raises(JournalError, match=r"m\.jsonl: cannot be read"):
        read_manifest(tmp_path / "m.jsonl")
