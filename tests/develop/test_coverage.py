from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ppr10k_data.develop.coverage import (
    LENS_PROFILE,
    REPLAYED,
    account,
    detail_left_out,
    invisible_detail,
    not_replayed,
)
from ppr10k_data.develop.coverage_table import coverage_table
from ppr10k_data.develop.detail.finish import Finish
from ppr10k_data.xmp import CameraRawEdits, Crop, active_adjustments
from ppr10k_data.xmp.table import KEYS
from xmp_documents import parsed


def test_what_is_replayed_are_keys_of_camera_raw() -> None:
    assert REPLAYED - {key.name for key in KEYS} <= {"HasCrop", "Orientation"}


def test_neutral_edits_miss_nothing() -> None:
    assert not_replayed(CameraRawEdits()) == {}
    assert detail_left_out(CameraRawEdits()) == {}


@pytest.mark.parametrize(
    "edits",
    [
        CameraRawEdits(white_balance="Custom", temperature_k=4300.0, tint=7.0, exposure_ev=-1.25),
        CameraRawEdits(white_balance="Daylight"),
        CameraRawEdits(crop=Crop(0.1, 0.1, 0.9, 0.9, 3.0), orientation=6),
        parsed(WhiteBalance="Custom", Temperature="5000", Tint="+3", Exposure2012="+0.50"),
        parsed(HasCrop="True", CropLeft="0.1", CropRight="0.9", CropAngle="2", Orientation="8"),
        parsed(ProcessVersion="5.7", Exposure="+0.75", Brightness="+50", Contrast="+25", Shadows="5"),
    ],
)
def test_a_sidecar_of_replayed_keys_misses_nothing(edits: CameraRawEdits) -> None:
    assert not_replayed(edits) == {}
    assert detail_left_out(edits) == {}


@pytest.mark.parametrize("key", [key for key in KEYS if key.panel == "basic" and key.name not in REPLAYED])
def test_every_other_basic_slider_is_named(key: object) -> None:
    name, era = key.name, key.era  # type: ignore[attr-defined]
    version = "5.7" if era == "legacy" else "11.0"
    edits = parsed(ProcessVersion=version, **{name: "20"})
    assert not_replayed(edits) == {name: 20.0}


def test_detail_is_counted_apart() -> None:
    edits = parsed(Sharpness="40", ColorNoiseReduction="25", Texture="+12")
    assert not_replayed(edits) == {}
    assert detail_left_out(edits) == {}
    large, small = (account(edits, absent=invisible_detail(Finish.of(edits), scale)) for scale in (1.0, 0.1))
    assert large.replayed == {"Sharpness": 40.0}
    assert large.approximated == {"Texture": 12.0, "ColorNoiseReduction": 25.0}
    assert small.detail_left_out == {"Sharpness": 40.0, "ColorNoiseReduction": 25.0}
    assert not small.replayed
    assert small.approximated == {"Texture": 12.0}


def test_what_no_field_models_is_named_too() -> None:
    edits = replace(CameraRawEdits(), unmodelled=("GradientBasedCorrections",))
    assert not_replayed(edits) == {"GradientBasedCorrections": "not modelled"}


def test_the_docs_have_the_table_of_all_keys() -> None:
    page = (Path(__file__).parents[2] / "docs/adjustments.md").read_text(encoding="utf-8")
    table = page.partition("## Keys\n")[2].partition("| key |")
    assert table[1] + table[2] == coverage_table(), "python -m ppr10k_data.develop.coverage_table writes it"


def test_the_table_names_every_adjustment_once() -> None:
    named = re.findall(r"^\| `(\w+)` \|", coverage_table(), flags=re.MULTILINE)
    assert len(named) == len(set(named))
    assert {key.name for key in KEYS if not key.describes} | set(REPLAYED) == set(named)


def test_an_account_leaves_nothing_out_and_counts_nothing_twice() -> None:
    edits = parsed(
        Exposure2012="+1", LensProfileEnable="1", PerspectiveUpright="3", Sharpness="40", Contrast2012="+10"
    )
    for became in (
        account(edits),
        account(edits, scene_linear=True),
        account(edits, absent=LENS_PROFILE),
    ):
        keys = [key for part in vars(became).values() for key in part]
        assert sorted(keys) == sorted(active_adjustments(edits))


def test_a_lens_that_is_not_known_is_not_replayed() -> None:
    edits = parsed(LensProfileEnable="1", LensProfileVignettingScale="50")
    assert set(account(edits).approximated) == {"LensProfileEnable", "LensProfileVignettingScale"}
    absent = account(edits, absent=LENS_PROFILE)
    assert absent.approximated == {}
    assert absent.not_replayed == {"LensProfileEnable": True, "LensProfileVignettingScale": 50.0}


def test_scene_linear_pictures_have_no_tone() -> None:
    became = account(parsed(Exposure2012="+1", Contrast2012="+10", LensProfileEnable="1"), scene_linear=True)
    assert set(became.replayed) == {"Exposure2012"}
    assert set(became.not_replayed) == {"Contrast2012"}
