from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.cameras.baseline import BaselineRow, baseline_exposure, parse_baseline_table
from ppr10k_data.errors import SettingsError

HEADER = "make,model,iso_min,iso_max,ev,source\n"


@pytest.mark.parametrize(
    ("make", "model", "iso", "ev"),
    [
        ("Canon", "Canon EOS 5D Mark II", 100, 0.4),
        ("Canon", "Canon EOS 5D Mark III", 100, 0.25),
        ("Canon", "Canon EOS 5D Mark III", 50, -0.75),
        ("Canon", "Canon EOS 5D Mark III", None, 0.25),
        ("NIKON CORPORATION", "NIKON D600", 400, 0.35),
        ("NIKON CORPORATION", "NIKON D610", 400, 0.35),
        ("NIKON CORPORATION", "NIKON D800", 64, 0.35),
        ("NIKON CORPORATION", "NIKON D800E", 400, 0.35),
        ("Nikon", "D700", None, 0.5),
        ("NIKON CORPORATION", "NIKON Df", 400, 0.25),
        ("NIKON CORPORATION", "NIKON D4", 400, 0.25),
        ("NIKON CORPORATION", "NIKON D3S", 400, 0.0),
        ("NIKON CORPORATION", "NIKON D3X", 400, 0.25),
        ("NIKON CORPORATION", "NIKON D3X", 50, -0.75),
        ("SONY", "ILCE-7", 100, 0.35),
        ("SONY", "ILCE-7", 50, -0.65),
    ],
)
def test_known_figures(make: str, model: str, iso: float | None, ev: float) -> None:
    found = baseline_exposure(make, model, iso)
    assert found.ev == ev
    assert found.source not in ("", "default")


@pytest.mark.parametrize("model", ["Canon EOS R5", "Canon EOS 5D", "ILCE-7R", "NIKON D4S", ""])
def test_others_get_the_default(model: str) -> None:
    found = baseline_exposure("Canon", model, 100)
    assert (found.ev, found.source) == (0.25, "default")


def test_the_users_lines_go_first() -> None:
    table = HEADER + "# measured\n\nSONY,ILCE-7,,200,0.1,mine\nNikon,*,,,-0.2,\n*,*,,,0.3,all others\n"
    extra = parse_baseline_table(table, "mine.csv")
    assert baseline_exposure("SONY", "ILCE-7", 100, extra=extra).ev == 0.1
    assert baseline_exposure("SONY", "ILCE-7", 400, extra=extra).ev == 0.3
    assert baseline_exposure("SONY", "ILCE-7", 400, extra=extra[:1]).ev == 0.35
    assert baseline_exposure("NIKON CORPORATION", "NIKON D800", 400, extra=extra).ev == -0.2
    assert baseline_exposure("NIKON CORPORATION", "NIKON D800", 400, extra=extra).source == "mine.csv"


def test_a_table_from_a_spreadsheet_is_read() -> None:
    table = ("\ufeff" + HEADER + 'Canon,"Canon EOS R",100,,+0.10,"a, b"\n').replace("\n", "\r\n")
    assert parse_baseline_table(table, "t") == (BaselineRow("Canon", "Canon EOS R", 100, None, 0.1, "a, b"),)


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("", 1, "header"),
        ("make,model,ev\n", 1, "make,model,iso_min,iso_max,ev,source"),
        (HEADER + "Canon,R5,,,0.1\n", 2, "5 cells"),
        (HEADER + "Canon,,,,0.1,x\n", 2, "must not be empty"),
        (HEADER + "Canon,R5,,,,x\n", 2, "ev must be a number"),
        (HEADER + "\n#\nCanon,R5,,,much,x\n", 4, "'much'"),
        (HEADER + "Canon,R5,,,nan,x\n", 2, "'nan'"),
        (HEADER + "Canon,R5,,,12,x\n", 2, "-5..5"),
        (HEADER + "Canon,R5,low,,0,x\n", 2, "'low'"),
        (HEADER + "Canon,R5,-1,,0,x\n", 2, "above 0"),
        (HEADER + "Canon,R5,800,100,0,x\n", 2, "above iso_max"),
        (HEADER + "Canon,R5,,,0.1,x\nCanon,Canon EOS R,,,0,x\ncanon,r5,,,0.2,y\n", 4, "line 2"),
        (HEADER + 'Canon,R5,,,0.1,"x\n', 2, "not CSV"),
    ],
)
def test_bad_tables_are_named_by_file_and_line(table: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError) as error:
        parse_baseline_table(table, "mine.csv")
    assert f"mine.csv, line {line}:" in str(error.value)
    assert words in str(error.value)


@given(st.text(max_size=200))
def test_any_text_is_a_table_or_a_settings_error(table: str) -> None:
    for text in (table, HEADER + table):
        try:
            parse_baseline_table(text, "t.csv")
        except SettingsError as error:
            assert "t.csv, line" in str(error)  # noqa: PT017
