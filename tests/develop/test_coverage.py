from __future__ import annotations

from dataclasses import replace

import pytest

from ppr10k_data.develop.coverage import (
    REPLAYED,
    approximated,
    detail_left_out,
    invisible_detail,
    not_replayed,
)
from ppr10k_data.develop.detail.finish import Finish
from ppr10k_data.xmp import CameraRawEdits, Crop, parse_xmp
from ppr10k_data.xmp.table import KEYS

SIDECAR = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/"
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" {attributes}/></rdf:RDF></x:xmpmeta>"""


def parsed(**attributes: str) -> CameraRawEdits:
    version = attributes.pop("ProcessVersion", "11.0")
    text = f'crs:ProcessVersion="{version}" ' + " ".join(
        f'{"tiff" if key == "Orientation" else "crs"}:{key}="{value}"' for key, value in attributes.items()
    )
    return parse_xmp(SIDECAR.format(attributes=text).encode(), name="12_3.xmp")


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
    edits = parsed(Sharpness="40", ColorNoiseReduction="25", Clarity2012="+12")
    assert not_replayed(edits) == {"Clarity2012": 12.0}
    assert detail_left_out(edits) == {}
    small = invisible_detail(Finish.of(edits), scale=0.1)
    assert set(detail_left_out(edits, absent=small)) == {"Sharpness", "ColorNoiseReduction"}
    assert invisible_detail(Finish.of(edits), scale=1.0).isdisjoint({"Sharpness", "ColorNoiseReduction"})
    assert approximated(edits) == {"ColorNoiseReduction": 25.0}
    assert approximated(edits, absent=small) == {}


def test_what_no_field_models_is_named_too() -> None:
    edits = replace(CameraRawEdits(), unmodelled=("GradientBasedCorrections",))
    assert not_replayed(edits) == {"GradientBasedCorrections": "not modelled"}
