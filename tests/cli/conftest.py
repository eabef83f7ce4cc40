from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ppr10k_cli.main import cli
from ppr10k_data.sample import write_sample

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _compiled_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told of compiling depends on who ran first: the tests that look at it set this themselves."""
    monkeypatch.setattr("ppr10k_data.files.compiled_loops.loops_are_compiled", lambda: True)


@pytest.fixture
def run() -> Run:
    """Run the command line as from a shell, in this process."""
    return lambda *arguments: CliRunner().invoke(cli, [str(argument) for argument in arguments])


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A miniature PPR10K of 0.06 megapixels; only read."""
    folder = tmp_path_factory.mktemp("ppr10k") / "sample"
    write_sample(folder, megapixels=0.06)
    return folder


@pytest.fixture
def broken(sample: Path, tmp_path: Path) -> Path:
    """Group 0 of the sample with a truncated RAW file, 0_1."""
    root = tmp_path / "broken"
    for path in sample.rglob("0_*"):
        (root / path.parent.name).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, root / path.parent.name)
    raw = root / "raw" / "0_1.dng"
    raw.write_bytes(raw.read_bytes()[:20000])
    return root


@pytest.fixture
def empty_raw(tmp_path: Path) -> Path:
    """A dataset of one photo whose RAW file is empty: for what is told before any photo is opened."""
    for folder in ("raw", "xmp_source"):
        (tmp_path / "dataset" / folder).mkdir(parents=True)
    (tmp_path / "dataset" / "raw" / "12_3.CR2").touch()
    (tmp_path / "dataset" / "xmp_source" / "12_3.xmp").touch()
    return tmp_path / "dataset"
