"""``params`` and ``stats`` as a user runs them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path

import cv2
import pytest

from cli.conftest import Run
from ppr10k_data.parameters.sliders import SLIDERS


@pytest.fixture
def damaged(sample: Path, tmp_path: Path) -> Path:
    """The sample with a truncated sidecar, 0_1 of expert b, and without the RAW file of 0_2."""
    root = tmp_path / "damaged"
    for folder in ("raw", "xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c"):
        shutil.copytree(sample / folder, root / folder)
    sidecar = root / "xmp_target_b" / "0_1.xmp"
    sidecar.write_bytes(sidecar.read_bytes()[:700])
    (root / "raw" / "0_2.dng").unlink()
    return root


def test_a_table_of_the_sample(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    result = run("params", "--root", sample, "--out", out, "--jobs", 1)
    assert result.exit_code == 0, result.output
    assert "12 photos" in result.stdout
    assert "48 sidecars, 12 RAW headers" in result.stdout
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert [row["photo"] for row in rows][:4] == ["0_0", "0_1", "0_2", "1355_0"]
    for row in rows:
        difference = float(row["a_Exposure2012"]) - float(row["source_Exposure2012"])
        assert float(row["a_minus_source_Exposure2012"]) == pytest.approx(difference)


def test_what_cannot_be_read_is_named_and_the_exit_code_is_3(run: Run, damaged: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.jsonl"
    result = run("params", "--root", damaged, "--out", out, "--jobs", 1, "--json")
    assert result.exit_code == 3
    told = json.loads(result.stdout)
    assert told["photos"] == 12
    assert [failed["what"] for failed in told["failed"]] == ["0_1"]
    rows = {row["photo"]: row for row in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    assert rows["0_1"]["failure"].startswith("xmp_target_b/0_1.xmp: ")
    assert (rows["0_1"]["b_Tint"], rows["0_2"]["model"]) == (None, None)
    assert rows["0_1"]["c_Tint"] is not None
    assert rows["0_0"]["model"] is not None


def test_dry_run_writes_nothing(run: Run, sample: Path, tmp_path: Path) -> None:
    result = run("params", "--root", sample, "--out", tmp_path / "t.csv", "--dry-run", "--json", "--limit", 2)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["sidecars"] == 8
    assert not (tmp_path / "t.csv").exists()


def test_values_that_make_no_sense_are_wrong_usage(run: Run, sample: Path, tmp_path: Path) -> None:
    assert run("params", "--root", sample).exit_code == 2
    result = run("params", "--root", sample, "--out", tmp_path / "table.xlsx")
    assert result.exit_code == 2
    assert "name a .csv, .jsonl or .parquet" in result.stderr


def test_a_file_that_is_there_is_not_replaced_unasked(run: Run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    out.write_text("mine")
    arguments = ("params", "--root", sample, "--out", out, "--limit", 1, "--jobs", 1)
    assert run(*arguments).exit_code != 0
    assert out.read_text() == "mine"
    assert run(*arguments, "--overwrite").exit_code == 0


def test_statistics_of_a_table_are_those_of_the_dataset(run: Run, sample: Path, tmp_path: Path) -> None:
    run("params", "--root", sample, "--out", tmp_path / "t.csv", "--jobs", 1)
    of_table = run("stats", "--params", tmp_path / "t.csv", "--json")
    of_dataset = run("stats", "--root", sample, "--jobs", 1, "--json")
    assert of_table.exit_code == of_dataset.exit_code == 0
    told = json.loads(of_table.stdout)
    assert told == json.loads(of_dataset.stdout)
    assert told["photos"] == 12
    assert [of["slider"]["key"] for of in told["sliders"]] == [slider.key for slider in SLIDERS]
    assert told["group_sizes"] == {"3": 4}


def test_statistics_as_csv_and_for_people(run: Run, sample: Path) -> None:
    rows = list(csv.reader(io.StringIO(run("stats", "--root", sample, "--jobs", 1, "--csv").stdout)))
    assert rows[0] == ["statistic", "version", "item", "value"]
    assert ["photos", "", "", "12"] in rows
    text = run("stats", "--root", sample, "--jobs", 1, "--split", "val").stdout
    assert "6 photos in 2 groups" in text
    assert "Exposure2012" in text


def test_plots_are_drawn(run: Run, sample: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    out = tmp_path / "statistics"
    result = run("stats", "--root", sample, "--jobs", 1, "--out", out)
    assert result.exit_code == 0, result.output
    names = {path.name for path in out.iterdir()}
    assert {f"{slider.key}.png" for slider in SLIDERS} < names
    assert {"cameras.png", "group_sizes.png", "statistics.csv", "statistics.json"} < names
    for path in out.glob("*.png"):
        assert cv2.imread(str(path)).shape[1] >= 900


def test_damaged_files_are_named_beside_the_numbers(run: Run, damaged: Path) -> None:
    result = run("stats", "--root", damaged, "--jobs", 1)
    assert result.exit_code == 3
    assert "xmp_target_b/0_1.xmp" in result.stderr


def test_failures_in_a_table_are_told_again(run: Run, damaged: Path, tmp_path: Path) -> None:
    run("params", "--root", damaged, "--out", tmp_path / "t.csv", "--jobs", 1)
    result = run("stats", "--params", tmp_path / "t.csv")
    assert result.exit_code == 3
    assert "could not be read whole when the table was made: 1" in result.stderr


def test_without_matplotlib_the_way_to_it_is_told(
    run: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = run("stats", "--root", sample, "--jobs", 1, "--out", tmp_path / "statistics")
    assert result.exit_code == 2
    assert 'pip install "ppr10k-data[plot]"' in result.stderr


def test_dry_run_of_statistics(run: Run, sample: Path, tmp_path: Path) -> None:
    result = run("stats", "--root", sample, "--out", tmp_path / "s", "--dry-run", "--json")
    assert json.loads(result.stdout) == {
        "photos": 12, "sidecars": 48, "raws": 12, "reads": None, "writes": str(tmp_path / "s"),
        "failed": [], "failed_by_kind": {}, "notes": [],
    }  # fmt: skip
    assert not (tmp_path / "s").exists()
    told = run("stats", "--root", sample, "--dry-run").stdout
    assert told.splitlines() == [
        "to be written  nothing; numbers go to stdout",
        "to be read     48 sidecars, 12 RAW headers",
    ]
    assert run("stats", "--root", sample, "--dry-run", "-q").stdout == ""


@pytest.mark.parametrize("command", ["stats", "params"])
def test_a_dry_run_ends_as_the_run_would(run: Run, broken: Path, tmp_path: Path, command: str) -> None:
    (broken / "xmp_target_b" / "0_2.xmp").unlink()
    out = ["--out", tmp_path / "table.csv"] if command == "params" else []
    result = run(command, "--root", broken, *out, "--dry-run")
    assert result.exit_code == 3
    assert "failed: files that are missing, or there twice: 1" in result.stdout
    quiet = run(command, "--root", broken, *out, "--dry-run", "-q")
    assert (quiet.exit_code, quiet.stdout) == (3, "")
    assert "xmp_target_b/0_2.xmp: not there" in quiet.stderr


def test_a_dry_run_tells_the_failures_of_a_table(run: Run, broken: Path, tmp_path: Path) -> None:
    (broken / "xmp_target_b" / "0_2.xmp").unlink()
    table = tmp_path / "table.csv"
    assert run("params", "--root", broken, "--out", table, "--jobs", 1).exit_code == 3
    result = run("stats", "--params", table, "--dry-run")
    assert result.exit_code == 3
    assert f"to be read     {table}: 3 rows" in result.stdout


def test_two_forms_of_one_result_are_wrong_usage(run: Run, sample: Path) -> None:
    assert run("stats", "--root", sample, "--json", "--csv").exit_code == 2


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("photo", '"hello"', "'hello' is not a PPR10K photo"),
        ("photo", "null", "'' is not a PPR10K photo"),
        ("a_Temperature", "NaN", "0_0: a_Temperature=nan is outside Camera Raw's limits, 2000 to 50000"),
        ("source_Exposure2012", "1e300", "0_0: source_Exposure2012=1e+300 is outside"),
        pytest.param("c_Tint", "9" * 400, "c_Tint=9999", id="too large for a float"),
    ],
)
def test_statistics_of_a_table_that_was_changed(
    run: Run, sample: Path, tmp_path: Path, column: str, value: str, told: str
) -> None:
    table = tmp_path / "table.jsonl"
    assert run("params", "--root", sample, "--out", table, "--limit", 1, "--jobs", 1).exit_code == 0
    row = json.loads(table.read_text(encoding="utf-8"))
    mark = "the cell to be changed"
    table.write_text(json.dumps({**row, column: mark}).replace(f'"{mark}"', value) + "\n", encoding="utf-8")
    result = run("stats", "--params", table)
    assert (result.exit_code, told in result.stderr, str(table) in result.stderr) == (1, True, True), (
        result.stderr
    )


def test_no_table_is_written_into_the_datasets_root(run: Run, tmp_path: Path, sample: Path) -> None:
    root = shutil.copytree(sample / "xmp_source", tmp_path / "PPR10K" / "xmp_source").parent
    for out in (root / "table.csv", root / "raw" / "table.csv"):
        result = run("params", "--root", root, "--out", out)
        assert (result.exit_code, "is the dataset's own folder" in result.stderr, out.exists()) == (
            1,
            True,
            False,
        )
    assert run("params", "--root", root, "--out", root / "tables" / "t.csv", "--jobs", 1).exit_code == 0
