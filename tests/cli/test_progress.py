from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppr10k_cli.progress import Progress
from terminal import on_a_terminal


@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
def test_a_bar_where_somebody_looks(tmp_path: Path) -> None:
    out, seen = on_a_terminal("sample", tmp_path / "a", "--megapixels", "0.05")
    assert "photos" in out
    assert "12/12" in seen
    assert "%|" in seen
    assert seen.endswith("   \r"), "the bar is wiped at the end"
    assert on_a_terminal("sample", tmp_path / "b", "--megapixels", "0.05", "-q") == ("", "")


def test_no_bar_for_nothing_or_without_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("test", quiet=False) as progress:
        progress.start(0)
        progress.start(3)
        progress.step()
        progress.tell("a line")
    assert capsys.readouterr() == ("", "a line\n")
