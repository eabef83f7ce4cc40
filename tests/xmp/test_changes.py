"""What else is written with a changed value, so that the sidecar reads as asked, here and in Camera Raw."""

from __future__ import annotations

from typing import Any

import pytest

from ppr10k_data.xmp import CameraRawEdits, Crop, PointCurves, format_xmp, parse_xmp, update_xmp
from xmp_documents import assert_becomes, packet, update

S_CURVE = ((0.0, 0.0), (64.0, 56.0), (255.0, 255.0))


@pytest.mark.parametrize(
    ("mode", "changes", "becomes"),
    [
        ("As Shot", {"temperature_k": 5450.0}, "Custom"),
        ("As Shot", {"tint": 4.0}, "Custom"),
        ("Daylight", {"tint": 4.0}, "Custom"),
        ("As Shot", {"exposure_ev": 1.0}, "As Shot"),
        ("As Shot", {"temperature_k": None}, "As Shot"),
        ("Custom", {"temperature_k": 5450.0}, "Custom"),
        ("Custom", {"temperature_k": 5450.0, "white_balance": "As Shot"}, "As Shot"),
        ("As Shot", {"temperature_k": 5450.0, "white_balance": "Custom"}, "Custom"),
    ],
)
def test_moved_numbers_make_the_white_balance_custom(
    mode: str, changes: dict[str, Any], becomes: str
) -> None:
    before = f'<rdf:Description crs:WhiteBalance="{mode}" crs:Temperature="5000" crs:Tint="3"/>'
    assert parse_xmp(update(packet(before), **changes).encode()).white_balance == becomes


def test_a_mode_that_was_inferred_is_written() -> None:
    bare = packet("<rdf:Description/>")
    assert 'crs:WhiteBalance="Custom"' in update(bare, temperature_k=5000.0)
    inferred = packet('<rdf:Description crs:Temperature="5000"/>')
    assert 'crs:WhiteBalance="As Shot"' in update(inferred, white_balance="As Shot")


@pytest.mark.parametrize(
    ("before", "crop", "after"),
    [
        (
            "",
            Crop(0.1, 0.2),
            ' crs:CropTop="0.2" crs:CropLeft="0.1" crs:CropBottom="1" crs:CropRight="1" crs:CropAngle="0"'
            ' crs:HasCrop="True"',
        ),
        (' crs:CropTop="0.2"', Crop(top=0.3), ' crs:CropTop="0.3"'),
        (' crs:CropTop="0.2" crs:HasCrop="True"', None, ' crs:CropTop="0" crs:HasCrop="False"'),
        (
            ' crs:HasCrop="False" crs:CropTop="0.20" crs:CropLeft="0" crs:CropBottom="1.0" crs:CropRight="1"'
            ' crs:CropAngle="3"',
            Crop(top=0.2),
            ' crs:HasCrop="True" crs:CropTop="0.20" crs:CropLeft="0" crs:CropBottom="1.0" crs:CropRight="1"'
            ' crs:CropAngle="0"',
        ),
    ],
)
def test_crop(before: str, crop: Crop | None, after: str) -> None:
    assert_becomes(f"<rdf:Description a=''{before}/>", f"<rdf:Description a=''{after}/>", crop=crop)


def test_a_curves_name_stays_true_to_its_points() -> None:
    named = packet('<rdf:Description crs:ToneCurveName2012="Strong Contrast"/>')
    custom = update(named, curves=PointCurves(S_CURVE))
    assert 'crs:ToneCurveName2012="Custom"' in custom
    assert 'crs:ToneCurveName2012="Linear"' in update(custom, curves=PointCurves())


def test_settings_that_were_switched_off() -> None:
    off = packet('<rdf:Description crs:HasSettings="False" crs:Texture="+3" crs:Dehaze="+4"/>')
    on = packet('<rdf:Description crs:HasSettings="True" crs:Texture="0" crs:Dehaze="+5"/>')
    result = update(off, dehaze=5.0)
    assert result.replace(' crs:ProcessVersion="11.0"', "") == on
    assert update(off, orientation=6) == off.replace("/>", ' tiff:Orientation="6"/>')


@pytest.mark.parametrize(
    ("before", "written"), [("", True), ("crs:Exposure2012='0'", False), ("crs:Brightness='50'", False)]
)
def test_a_process_version_is_written_where_it_would_be_inferred_otherwise(
    before: str, written: bool
) -> None:
    text = packet(f"<rdf:Description {before}/>")
    assert ('crs:ProcessVersion="11.0"' in update(text, exposure_ev=1.0)) == written
    assert "ProcessVersion" not in update(text, texture=1.0)


def test_old_sliders_are_left_behind_where_told() -> None:
    old = packet('<rdf:Description crs:ProcessVersion="11.0" crs:Brightness="9"/>')
    assert parse_xmp(old.encode()).unmodelled == ("Brightness",)
    assert 'crs:Exposure2012="0.00"' in update(old, unmodelled=())


def test_another_process_version() -> None:
    old = CameraRawEdits(process_version="5.7", exposure_ev=1.0, legacy=(("Brightness", 20.0),))
    assert parse_xmp(update_xmp(format_xmp(old), CameraRawEdits())) == CameraRawEdits()
    assert parse_xmp(update_xmp(format_xmp(CameraRawEdits(contrast=5)), old)) == old
