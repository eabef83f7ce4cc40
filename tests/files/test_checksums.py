from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.checksums import hash_file, read_sums, write_sums

DIGEST = hashlib.sha256(b"abc").hexdigest()


def test_the_published_digest(tmp_path: Path) -> None:
    """FIPS 180-4's example."""
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert hash_file(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


names = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1).filter(
    lambda name: not name.startswith("./")
)


@given(st.dictionaries(names, st.binary(min_size=32, max_size=32).map(bytes.hex)))
def test_any_names_come_back(tmp_path_factory: pytest.TempPathFactory, sums: dict[str, str]) -> None:
    path = tmp_path_factory.mktemp("sums") / "SHA256SUMS"
    write_sums(path, sums)
    assert read_sums(path) == sums


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_sha256sum_reads_ours_and_we_read_its(tmp_path: Path) -> None:
    files = ["raw/0_0.CR2", "hists/a plot.png", "odd/back\\slash", "odd/new\nline"]
    for name in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    sums = {name: hash_file(tmp_path / name) for name in files}
    write_sums(tmp_path / "out" / "SHA256SUMS", sums)
    subprocess.run(
        ["sha256sum", "--strict", "-c", "out/SHA256SUMS"], cwd=tmp_path, check=True, capture_output=True
    )
    for mode in ("--binary", "--text"):
        theirs = subprocess.run(
            ["sha256sum", mode, *files], cwd=tmp_path, check=True, capture_output=True
        ).stdout
        (tmp_path / "theirs").write_bytes(theirs)
        assert read_sums(tmp_path / "theirs") == sums


def test_sorted_and_the_same_every_time(tmp_path: Path) -> None:
    write_sums(tmp_path / "a", {"b": DIGEST, "a": DIGEST})
    write_sums(tmp_path / "b", {"a": DIGEST, "b": DIGEST})
    assert (
        (tmp_path / "a").read_bytes()
        == (tmp_path / "b").read_bytes()
        == f"{DIGEST}  a\n{DIGEST}  b\n".encode()
    )


def test_windows_line_ends_and_dots_are_understood(tmp_path: Path) -> None:
    (tmp_path / "sums").write_bytes(f"{DIGEST.upper()} *./raw/0_0.CR2\r\n\r\n".encode())
    assert read_sums(tmp_path / "sums") == {"raw/0_0.CR2": DIGEST}


@pytest.mark.parametrize(
    "line", ["abc  name", f"{DIGEST}", f"{DIGEST[:-1]}g  name", f"SHA256 (name) = {DIGEST}"]
)
def test_another_format_is_refused_by_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "sums").write_text(f"{DIGEST}  good\n{line}\n")
    with pytest.raises(LayoutError, match="line 2: not a line of sha256sum"):
        read_sums(tmp_path / "sums")


def test_a_missing_file_names_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="--hash write makes it"):
        read_sums(tmp_path / "sums")
