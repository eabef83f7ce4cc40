"""Whether pixel loops are compiled, told by the times of files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ppr10k_data.files import compiled_loops
from ppr10k_data.files.compiled_loops import loops_are_compiled

NAME = "pixels._develop_rows_0123456789ab-161.py311.nbi"


@pytest.fixture
def develop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources alone, changed at the time 1000, and no place of the user's or the system's that holds anything."""
    folder = tmp_path / "develop"
    (folder / "blocks").mkdir(parents=True)
    for path in (folder / "pixels.py", folder / "blocks" / "tone.py"):
        written(path, 1000)
    monkeypatch.setattr(compiled_loops, "DEVELOP", folder)
    monkeypatch.setattr(compiled_loops, "_cache_of_user", lambda: tmp_path / "user")
    monkeypatch.setattr(compiled_loops, "_cache_of_last_resort", lambda: tmp_path / "temporary")
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    return folder


def written(path: Path, time: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, (time, time))


def test_nothing_is_compiled_at_first(develop: Path) -> None:
    assert not loops_are_compiled()


@pytest.mark.parametrize("place", ["develop/__pycache__", "user/develop_1a2b", "temporary/develop_1a2b"])
def test_every_place_counts(develop: Path, place: str) -> None:
    written(develop.parent / place / NAME, 2000)
    assert loops_are_compiled()


def test_the_place_that_the_user_names_counts(develop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(develop.parent / "mine"))
    written(develop.parent / "mine" / "develop_1a2b" / NAME, 2000)
    assert loops_are_compiled()


def test_a_stage_that_changed_since_is_compiled_again(develop: Path) -> None:
    written(develop / "__pycache__" / NAME, 2000)
    written(develop / "blocks" / "tone.py", 3000)
    assert not loops_are_compiled()


def test_other_kernels_do_not_count(develop: Path) -> None:
    written(develop / "__pycache__" / "reduce._average-57.py311.nbi", 2000)
    assert not loops_are_compiled()
