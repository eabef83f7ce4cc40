"""The first run of all says that it compiles; any other does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Run
from ppr10k_cli.compiling import MESSAGE
from ppr10k_cli.progress import Progress

PLACE = "ppr10k_data.files.compiled_loops.loops_are_compiled"


@pytest.fixture
def first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PLACE, lambda: False)


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize("command", ["render", "augment"])
def test_the_first_run_says_so_once(run: Run, sample: Path, tmp_path: Path, command: str) -> None:
    words = [command, "--root", sample, "--res", "32", "--photo", "0_0", "--out", tmp_path, "--jobs", 1]
    first = run(*words)
    assert (first.exit_code, first.stderr) == (0, MESSAGE + "\n")
    assert run(*words).stderr == "", "all is done: nothing is compiled"
    assert run(*words, "--overwrite", "-q").stderr == ""


def test_a_later_run_does_not(run: Run, sample: Path, tmp_path: Path) -> None:
    words = ["render", "--root", sample, "--res", "32", "--photo", "0_0", "--out", tmp_path, "--jobs", 1]
    assert run(*words).stderr == ""


@pytest.mark.usefixtures("first")
def test_what_a_cluster_has_is_not_known_here(capsys: pytest.CaptureFixture[str]) -> None:
    from ppr10k_cli.compiling import say_compiling

    for backend, told in (("dask", ""), ("ray", ""), ("loky", MESSAGE + "\n")):
        say_compiling(Progress("render", quiet=False), 3, backend)
        assert capsys.readouterr().err == told
