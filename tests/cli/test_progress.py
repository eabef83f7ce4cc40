from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ppr10k_cli.progress import Progress
from shell import ENVIRONMENT, command_line


def on_a_terminal(*arguments: object) -> tuple[str, str]:
    """What appears on stdout, and on a terminal that stderr is connected to."""
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with subprocess.Popen(
        command_line(*arguments), stdout=subprocess.PIPE, stderr=theirs, text=True, env=ENVIRONMENT
    ) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
        out = process.stdout.read()
    os.close(ours)
    return out, seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end was closed
        return b""


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
