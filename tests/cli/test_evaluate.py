from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from picture_trees import write_masks, write_tiffs

PHOTOS = ("1356_0", "1356_1", "1357_0")


@pytest.fixture
def arguments(tmp_path: Path) -> tuple[str, ...]:
    write_tiffs(tmp_path / "results", PHOTOS, 16)
    write_tiffs(tmp_path / "targets", PHOTOS, 8)
    write_masks(tmp_path / "masks", PHOTOS)
    folders = {f"--{name}": str(tmp_path / name) for name in ("results", "targets", "masks")}
    return ("evaluate", *(word for pair in folders.items() for word in pair), "--jobs", "1")


def test_tables(run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("measured 3 images in 2 groups")
    assert "note: 3 of 16 bits were rounded to 8" in result.stdout
    for word in ("PSNR dB", "dE_ab", "PSNR_hc dB", "dE_hc", "GLC", "total  3", "1356", "1357_0"):
        assert word in result.stdout
    assert result.stderr == ""


def test_json(run, arguments: tuple[str, ...]) -> None:
    document = json.loads(run(*arguments, "--json").stdout)
    assert document["total"]["images"] == 3
    assert [group["name"] for group in document["groups"]] == ["1356", "1357"]
    assert [image["name"] for image in document["images"]] == list(PHOTOS)
    assert document["missing"] == []
    assert set(document["total"]) == {"name", "images", "psnr", "delta_e", "psnr_hc", "delta_e_hc", "glc"}


def test_csv(run, arguments: tuple[str, ...]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(*arguments, "--csv").stdout)))
    document = json.loads(run(*arguments, "--json").stdout)
    assert [row["level"] for row in rows] == ["image"] * 3 + ["group"] * 2 + ["total"]
    assert float(rows[-1]["psnr_db"]) == document["total"]["psnr"]
    assert float(rows[-1]["glc"]) == document["total"]["glc"]
    assert rows[0]["glc"] == ""


def test_what_is_missing_is_told_and_the_exit_code_is_3(
    run, arguments: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "targets" / "1357_0.tif").unlink()
    result = run(*arguments)
    assert result.exit_code == 3
    assert "not measured: 1" in result.stdout
    assert f"target 1357_0 is missing from {tmp_path / 'targets'}" in result.stdout
    for option in ("--csv", "--json", "--quiet"):
        result = run(*arguments, option)
        assert result.exit_code == 3
        assert "target 1357_0 is missing" in result.stderr
    assert run(*arguments, "--quiet").stdout == ""
    assert "missing,1357_0,,,,,,,target 1357_0 is missing" in run(*arguments, "--csv").stdout


def test_the_worst_ten_unless_all_are_asked_for(run, tmp_path: Path) -> None:
    photos = [f"{group}_0" for group in range(13)]
    for folder, bits in (("results", 16), ("targets", 8)):
        write_tiffs(tmp_path / folder, photos, bits)
    words = ("evaluate", "--results", tmp_path / "results", "--targets", tmp_path / "targets", "--jobs", "1")
    short, long = run(*words).stdout, run(*words, "--all").stdout
    assert short.count("... and 3 more") == 2
    assert "..." not in long
    assert all(f"\n{photo} " in long for photo in photos)
    (total,) = (line.split() for line in short.splitlines() if line.startswith("total"))
    assert [total[1], *total[4:]] == ["13", "-", "-", "0.0000"]


def test_wrong_usage(run, arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run(*arguments, "--csv", "--json").exit_code == 2
    assert run("evaluate", "--results", tmp_path).exit_code == 2
    result = run("evaluate", "--results", tmp_path / "nowhere", "--targets", tmp_path)
    assert result.exit_code == 1
    assert "no such folder of pictures" in result.stderr
