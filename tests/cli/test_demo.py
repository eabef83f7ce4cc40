from __future__ import annotations

import sys
from pathlib import Path

import cv2
import pytest

from ppr10k_data.jobs.demo.run import PORTRAIT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "demo"


def test_end_to_end_and_again(run, folder: Path) -> None:
    command = ["demo", folder, "--megapixels", "0.06", "--jobs", "1"]
    first = run(*command)
    assert first.exit_code == 0, first.output
    assert first.stderr == ""
    renders = folder / "renders"
    assert len(list(renders.glob("360p/xmp_*/*.tif"))) == 48
    assert len(list(renders.glob("360p/masks/*.png"))) == 12
    assert {path.stem for path in renders.glob("full/*/*.tif")} == {str(PORTRAIT)}
    sheet = cv2.imread(str(folder / "contact-sheet.png"))
    assert sheet.shape[1] <= 2500
    assert len(list((folder / "training").glob("*/*/*.*"))) == 60
    assert "120 files, 0 wrong" in first.stdout
    assert "60 pictures" in first.stdout
    assert "60 files" in first.stdout
    assert "6 sidecars, 9 pictures" in first.stdout
    assert cv2.imread(str(folder / "variants.png")).shape[1] <= 1500
    for mask in (renders / "360p" / "masks").glob("*.png"):
        assert (folder / "masks" / "360p" / "masks" / mask.name).read_bytes() == mask.read_bytes()
    assert (folder / "parameters.csv").read_text(encoding="utf-8").count("\n") == 13
    assert "there already" not in first.stdout
    assert f"ppr10k-data render --root {folder / 'sample'}" in first.stdout
    again = run(*command)
    assert again.exit_code == 0
    assert "(there already)" in again.stdout
    assert "0 files, 60 files there already" in again.stdout


def test_renders_of_other_settings_are_left_alone(run, folder: Path) -> None:
    journal = folder / "renders" / "360p" / ".journal.jsonl"
    journal.write_text(journal.read_text().replace('"space": "srgb"', '"space": "prophoto"'))
    result = run("demo", folder, "--megapixels", "0.06", "--jobs", "1")
    assert result.exit_code == 1
    assert "Name another folder" in result.stderr


def test_without_pillow_the_extra_is_named(run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    result = run("demo", folder.parent / "other", "--megapixels", "0.05", "--jobs", "1")
    assert result.exit_code == 1
    assert 'pip install "ppr10k-data[demo]"' in result.stderr


def test_what_failed_is_told_and_its_place_left_empty(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("sample", tmp_path / "sample", "--megapixels", "0.05", "-q").exit_code == 0
    raw = tmp_path / "sample" / "raw" / "1356_1.dng"
    raw.write_bytes(raw.read_bytes()[:9000])
    result = run("demo", tmp_path, "--megapixels", "0.05", "--jobs", "1", "-q")
    assert result.exit_code == 3
    assert "1356_1.dng: the file is cut short" in result.stderr
    assert (tmp_path / "contact-sheet.png").is_file()
