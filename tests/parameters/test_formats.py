"""CSV, JSON lines and Parquet give the same typed table back."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from parameter_tables import is_all_typed, row, stated, table, tables
from ppr10k_data.errors import OutputError, SettingsError
from ppr10k_data.files import parquet as parquet_door
from ppr10k_data.files.tables import read_table, write_table
from ppr10k_data.parameters import (
    Table,
    column_names,
    format_csv,
    format_json_lines,
    parse_csv,
    parse_json_lines,
)
from ppr10k_data.parameters.columns import DIFFERENCE_KEYS

RARELY = settings(
    max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
SUFFIXES = (".csv", ".jsonl", ".parquet")


def need(suffix: str) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")


@given(tables())
@RARELY
def test_text_reads_as_the_table_it_was_made_of(wanted: Table) -> None:
    assert parse_csv(format_csv(wanted)) == wanted
    assert parse_json_lines(format_json_lines(wanted)) == wanted
    assert is_all_typed(parse_csv(format_csv(wanted)))
    assert is_all_typed(parse_json_lines(format_json_lines(wanted)))


@given(tables())
@settings(RARELY, max_examples=8)  # a thousand columns take pyarrow a while
def test_parquet_reads_as_the_table_it_was_made_of(tmp_path: Path, wanted: Table) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "table.parquet"
    write_table(path, wanted, notice="")
    assert read_table(path) == wanted
    assert is_all_typed(read_table(path))


@pytest.fixture
def small() -> Table:
    return table(
        row("12_3", source=stated(exposure_ev=0.1), a=stated(exposure_ev=0.35, contrast=12.0, orientation=6)),
        row("1356_0", source=stated(temperature_k=5200.0, tint=-3.0)),
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_table_gives_the_same_bytes(tmp_path: Path, small: Table, suffix: str) -> None:
    need(suffix)
    for name in ("one", "two"):
        write_table((tmp_path / name).with_suffix(suffix), small, notice="for research")
    assert (tmp_path / "one").with_suffix(suffix).read_bytes() == (tmp_path / "two").with_suffix(
        suffix
    ).read_bytes()


def test_csv_is_what_other_programs_read(small: Table) -> None:
    rows = list(csv.DictReader(io.StringIO(format_csv(small))))
    assert [r["photo"] for r in rows] == ["12_3", "1356_0"]
    assert rows[0]["a_Exposure2012"] == "0.35"
    assert rows[0]["a_minus_source_Exposure2012"] == "0.25"
    assert rows[0]["a_Orientation"] == "6"
    assert rows[0]["source_HasCrop"] == "false"
    assert json.loads(rows[0]["a_ToneCurvePV2012"]) == [[0, 0], [255, 255]]
    assert (rows[1]["a_Exposure2012"], rows[1]["a_minus_source_Exposure2012"]) == ("", "")


def test_json_lines_hold_lists_as_such_and_null(small: Table) -> None:
    first, second = map(json.loads, format_json_lines(small).splitlines())
    assert tuple(first) == column_names()
    assert first["a_ToneCurvePV2012"] == [[0.0, 0.0], [255.0, 255.0]]
    assert second["a_Contrast2012"] is None


def test_parquet_has_types_of_its_own(tmp_path: Path, small: Table) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_table(tmp_path / "t.parquet", small, notice="for research")
    schema = parquet.read_schema(tmp_path / "t.parquet")
    assert [str(schema.field(name).type) for name in ("photo", "group", "taken_at", "iso", "a_Defringe")] == [
        "string", "int64", "timestamp[ms]", "double", "int64",
    ]  # fmt: skip
    assert schema.metadata[b"Copyright"] == b"for research"


@pytest.mark.parametrize("name", ["table.xlsx", "table", "table.csv.gz"])
def test_an_unknown_format_is_refused(tmp_path: Path, small: Table, name: str) -> None:
    with pytest.raises(SettingsError, match=r"name a \.csv, \.jsonl or \.parquet"):
        write_table(tmp_path / name, small, notice="")


def test_without_pyarrow_the_way_to_it_is_told(
    tmp_path: Path, small: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_door, "pyarrow", None)
    for work in (
        lambda: write_table(tmp_path / "t.parquet", small, notice=""),
        lambda: read_table(tmp_path / "t.parquet"),
    ):
        with pytest.raises(SettingsError, match=r'pip install "ppr10k-data\[parquet\]"'):
            work()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_full_disk_leaves_the_old_file(
    tmp_path: Path, small: Table, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    need(suffix)
    path = (tmp_path / "t").with_suffix(suffix)
    write_table(path, small, notice="")
    before = path.read_bytes()

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        write_table(path, small, notice="")
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


BROKEN = [
    ("t.csv", lambda text: text.replace(",source_Tint,", ",other,"), "lacks source_Tint;"),
    ("t.csv", lambda text: text.replace("-3.0", "warm"), r"row 2, source_Tint='warm': not of type float"),
    ("t.csv", lambda text: text[:-300], r"row 2 has \d+ cells, its header \d+"),
    (
        "t.jsonl",
        lambda text: text.replace("-3.0", '"warm"'),
        r"jsonl:2, source_Tint='warm': not of type float",
    ),
    ("t.jsonl", lambda text: text.replace('"source_Tint":-3.0,', ""), "it lacks source_Tint"),
    ("t.jsonl", lambda text: text[:-300], "jsonl:2: not readable as JSON"),
]


@pytest.mark.parametrize(("name", "spoil", "told"), BROKEN)
def test_a_damaged_table_names_the_place(
    tmp_path: Path, small: Table, name: str, spoil: Any, told: str
) -> None:
    write_table(tmp_path / name, small, notice="")
    (tmp_path / name).write_text(spoil((tmp_path / name).read_text()))
    with pytest.raises(SettingsError, match=told):
        read_table(tmp_path / name)


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "t.parquet").write_bytes(b"PAR1 or so")
    with pytest.raises(SettingsError, match=r"t\.parquet: not readable as Parquet"):
        read_table(tmp_path / "t.parquet")


def test_pandas_reads_the_types(tmp_path: Path, small: Table) -> None:
    pandas = pytest.importorskip("pandas")
    write_table(tmp_path / "t.csv", small, notice="")
    frame = pandas.read_csv(tmp_path / "t.csv")
    assert frame.source_Exposure2012.dtype == float
    assert frame.group.tolist() == [12, 1356]
    assert frame.filter(like="a_minus_source_").shape == (2, len(DIFFERENCE_KEYS))
