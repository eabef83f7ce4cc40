from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_cli.main import cli
from ppr10k_data.sample import find_sample, scenes
from ppr10k_data.sample.write import MEGAPIXELS


def test_a_sample_and_what_to_do_next(run, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "sample"
    result = run("sample", folder, "--megapixels", "0.05", "--seed", "3")
    assert result.exit_code == 0
    assert find_sample(folder, megapixels=0.05, seed=3) is not None
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{folder}: 12 photos of 276 x 184, 121 files, ")
    assert lines[1].startswith(f"Next: ppr10k-data render --root {folder} ")
    assert result.stderr == ""


def test_quiet_says_nothing(run, tmp_path: Path) -> None:
    result = run("sample", tmp_path, "--megapixels", "0.05", "-q")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("arguments", [["--megapixels", "0"], ["--megapixels", "61"], ["--seed", "-1"]])
def test_values_out_of_range_exit_with_2(run, tmp_path: Path, arguments: list[str]) -> None:
    result = run("sample", tmp_path / "s", *arguments)
    assert result.exit_code == 2
    assert "is not in the range" in result.stderr
    assert not (tmp_path / "s").exists()


def test_the_range_is_the_library_s() -> None:
    options = {parameter.name: parameter for parameter in cli.get_command(None, "sample").params}
    assert (options["megapixels"].type.min, options["megapixels"].type.max) == MEGAPIXELS


def test_a_folder_of_other_things_exits_with_1(run, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()
    result = run("sample", tmp_path)
    assert result.exit_code == 1
    assert "name a new or empty folder" in result.stderr


@pytest.mark.parametrize("command", ["sample", "demo"])
def test_without_scikit_image_the_extra_is_named(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(scenes, "find_spec", lambda name: None)
    result = run(command, tmp_path / "s")
    assert result.exit_code == 1
    assert 'pip install "ppr10k-data[demo]"' in result.stderr
