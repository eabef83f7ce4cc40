"""What stands in a photo's row."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings

from parameter_tables import is_all_typed, row, stated, table
from ppr10k_data.parameters import COLUMNS, Failure, PhotoFacts, PhotoRow, column_names
from ppr10k_data.parameters.columns import DIFFERENCE_KEYS, VERSIONS
from ppr10k_data.parameters.row import version_cells
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import KEYS, CameraRawEdits, Crop, Look, Profile, format_xmp
from ppr10k_data.xmp.stated import parse_stated
from xmp_strategies import any_edits

FACTS = PhotoFacts(
    "12_3.CR2", "Canon", "Canon EOS 5D", datetime(2016, 2, 4, 14, 4, 5), "EF50mm", 50.0, 0.005, 1.8, 100.0
)


def test_names_are_identifiers_and_none_is_there_twice() -> None:
    names = column_names()
    assert all(name.isidentifier() for name in names)
    assert len(set(names)) == len(names)
    assert all(f"{version}_{key.name}" in names for version in VERSIONS for key in KEYS)
    assert all(column.about for column in COLUMNS)


def test_a_photo_is_told_by_its_facts() -> None:
    there = table(row("12_3", FACTS), row("1356_0"))
    assert [there[name] for name in ("photo", "group", "index", "split")] == [
        ["12_3", "1356_0"], [12, 1356], [3, 0], ["train", "val"],
    ]  # fmt: skip
    assert there["taken_at"] == [datetime(2016, 2, 4, 14, 4, 5), None]
    assert there["f_number"] == [1.8, None]
    assert len(there) == 2


def test_differences_are_targets_less_sources() -> None:
    there = table(
        row(
            "1_0",
            source=stated(exposure_ev=0.1, highlights=-20.0),
            b=stated(exposure_ev=0.35, highlights=5.0),
        )
    )
    assert there["b_minus_source_Exposure2012"] == [0.25]  # 0.35 - 0.1 is 0.24999999999999997 in binary
    assert there["b_minus_source_Highlights2012"] == [25.0]
    assert there["a_minus_source_Exposure2012"] == [None]


def test_what_a_file_does_not_state_is_missing_and_not_neutral() -> None:
    lines = format_without("Dehaze", "Exposure2012")
    there = table(row("1_0", source=parse_stated(lines), a=stated(dehaze=5.0)))
    assert (there["source_Dehaze"], there["source_Exposure2012"], there["source_Contrast2012"]) == (
        [None],
        [None],
        [0.0],
    )
    assert there["a_minus_source_Dehaze"] == [None]


def format_without(*names: str) -> bytes:
    text = format_xmp(CameraRawEdits()).decode()
    return "\n".join(
        line for line in text.splitlines() if not any(f"crs:{name}=" in line for name in names)
    ).encode()


def test_a_crop_that_is_switched_off_is_missing() -> None:
    on, off = stated(crop=Crop(0.1, 0.2, 0.8, 0.9, 1.5)), stated()
    there = table(row("1_0", source=on, a=off))
    assert (there["source_HasCrop"], there["source_CropAngle"], there["source_CropLeft"]) == (
        [True],
        [1.5],
        [0.1],
    )
    assert (there["a_HasCrop"], there["a_CropAngle"], there["a_CropLeft"]) == ([False], [None], [None])


def test_settings_that_are_switched_off_are_missing() -> None:
    data = format_xmp(CameraRawEdits(orientation=6)).replace(
        b'crs:HasSettings="True"', b'crs:HasSettings="False"'
    )
    there = table(row("1_0", source=parse_stated(data)))
    assert (there["source_Orientation"], there["source_Exposure2012"]) == ([6], [None])


def test_a_look_is_an_object_and_an_empty_text_is_missing() -> None:
    there = table(
        row(
            "1_0",
            source=stated(profile=Profile("Adobe Standard", look=Look("Adobe Color", "B952", amount=0.5))),
        )
    )
    (look,) = there["source_Look"]
    assert (look["name"], look["amount"]) == ("Adobe Color", 0.5)
    assert there["source_CameraProfile"] == ["Adobe Standard"]
    assert there["source_LensProfileName"] == [None]


def test_failures_are_named_in_the_row() -> None:
    failures = (
        Failure("XmpError", "xmp_source/1_0.xmp: is empty"),
        Failure("LayoutError", "xmp_target_a/1_0.xmp: not there"),
    )
    there = table(PhotoRow(PhotoId(1, 0), failures=failures), row("1_1"))
    assert there["failure"] == ["xmp_source/1_0.xmp: is empty; xmp_target_a/1_0.xmp: not there", None]


@given(any_edits() | any_edits(legacy=True))
@settings(max_examples=50)
def test_every_cell_of_any_sidecar_is_of_its_columns_type(drawn: CameraRawEdits) -> None:
    there = parse_stated(format_xmp(drawn))
    twice = table(row("1_0", source=there, a=there))
    assert is_all_typed(twice)
    differences = {twice[f"a_minus_source_{key}"][0] for key in DIFFERENCE_KEYS}
    assert differences <= {0.0, None}
    assert version_cells(there)[0] == there.process_version
