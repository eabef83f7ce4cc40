from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import (
    CameraRawEdits,
    Crop,
    Look,
    ParametricCurve,
    Profile,
    check_edits,
    format_xmp,
    parse_xmp,
)
from ppr10k_data.xmp.values import Number
from xmp_strategies import any_edits

CRS = "{http://ns.adobe.com/camera-raw-settings/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


@settings(deadline=None, max_examples=250)
@given(any_edits())
def test_what_is_written_is_read_again(edits: CameraRawEdits) -> None:
    assert parse_xmp(format_xmp(edits)) == edits


@settings(deadline=None, max_examples=100)
@given(any_edits(legacy=True))
def test_what_is_written_is_read_again_in_old_versions(edits: CameraRawEdits) -> None:
    assert parse_xmp(format_xmp(edits)) == edits


@given(st.floats(-100, 100))
def test_numbers_survive_exactly(value: float) -> None:
    kind = Number(-100, 100)
    assert kind.parse(kind.format(value)) == value


@pytest.mark.parametrize(
    ("edits", "key", "text"),
    [
        # the formats in which Lightroom writes, and PPR10K's augmentation too
        (CameraRawEdits(exposure_ev=0.35), "Exposure2012", "+0.35"),
        (CameraRawEdits(exposure_ev=-1.0), "Exposure2012", "-1.00"),
        (CameraRawEdits(exposure_ev=-0.0), "Exposure2012", "0.00"),
        (CameraRawEdits(exposure_ev=0.123456), "Exposure2012", "+0.123456"),
        (CameraRawEdits(temperature_k=5450), "Temperature", "5450"),
        (CameraRawEdits(tint=12), "Tint", "+12"),
        (CameraRawEdits(highlights=-12.0), "Highlights2012", "-12"),
        (CameraRawEdits(), "Highlights2012", "0"),
        (CameraRawEdits(vibrance=2.5), "Vibrance", "+2.5"),
        (CameraRawEdits(crop=Crop(left=0.041212)), "CropLeft", "0.041212"),
        (CameraRawEdits(crop=Crop(left=0.041212)), "CropRight", "1"),
        (CameraRawEdits(crop=Crop(left=0.041212)), "HasCrop", "True"),
        (CameraRawEdits(), "HasCrop", "False"),
        (CameraRawEdits(), "HasSettings", "True"),
        (CameraRawEdits(), "AutoLateralCA", "0"),
        (CameraRawEdits(), "ConvertToGrayscale", "False"),
        (CameraRawEdits(), "WhiteBalance", "As Shot"),
    ],
)
def test_numbers_look_like_lightrooms(edits: CameraRawEdits, key: str, text: str) -> None:
    description = ET.fromstring(format_xmp(edits)).find(f"{RDF}RDF/{RDF}Description")
    assert description is not None
    assert description.get(CRS + key) == text


def test_the_raw_files_name_is_written() -> None:
    text = format_xmp(CameraRawEdits(), raw_file_name='12_3 "a&b".CR2')
    description = ET.fromstring(text).find(f"{RDF}RDF/{RDF}Description")
    assert description is not None
    assert description.get(CRS + "RawFileName") == '12_3 "a&b".CR2'


def test_one_attribute_a_line() -> None:
    lines = format_xmp(CameraRawEdits()).decode().splitlines()
    assert all(line.count("crs:") <= 1 for line in lines if "xmlns" not in line)
    assert '   crs:Exposure2012="0.00"' in lines


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        (CameraRawEdits(exposure_ev=5.5), r"crs:Exposure2012='5\.5': is outside Camera Raw's limits"),
        (CameraRawEdits(exposure_ev=float("nan")), "is outside Camera Raw's limits"),
        (CameraRawEdits(temperature_k=float("inf")), "crs:Temperature='inf'"),
        (CameraRawEdits(white_balance="Sunny"), "must be one of"),
        (CameraRawEdits(orientation=0), "tiff:Orientation='0'"),
        (CameraRawEdits(process_version="latest"), "is not a process version"),
        (CameraRawEdits(unmodelled=("RetouchAreas",)), "cannot be written.*RetouchAreas; set unmodelled"),
        (CameraRawEdits(process_version="5.7", highlights=-10), "Highlights2012.*does not exist in"),
        (CameraRawEdits(legacy=(("Brightness", 20.0),)), "legacy.*must list the old tone sliders"),
        (CameraRawEdits(process_version="5.7", legacy=(("Brightness", 50.0),)), "differ from its defaults"),
        (CameraRawEdits(crop=Crop(left=0.5, right=0.5)), "crs:CropLeft='0.5': must be less than"),
        (CameraRawEdits(parametric=ParametricCurve(shadow_split=80)), "ParametricShadowSplit"),
        (CameraRawEdits(profile=Profile(camera_profile="a\0b")), "a character that XML cannot"),
        (CameraRawEdits(profile=Profile(look=Look(""))), "crs:Look.*must have a name"),
        (CameraRawEdits(profile=Profile(look=Look("a", parameters=(("b c", ""),)))), "not the name of"),
    ],
)  # fmt: skip
def test_edits_that_no_sidecar_can_hold_are_refused(edits: CameraRawEdits, message: str) -> None:
    with pytest.raises(XmpError, match=message):
        check_edits(edits)
    with pytest.raises(XmpError, match=message):
        format_xmp(edits)


def test_old_exposure_has_its_own_key_and_limits() -> None:
    edits = CameraRawEdits(process_version="5.7", exposure_ev=1.5)
    assert b'crs:Exposure="+1.50"' in format_xmp(edits)
    with pytest.raises(XmpError, match="-4 to 4"):
        format_xmp(replace(edits, exposure_ev=4.5))
