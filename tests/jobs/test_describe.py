from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppr10k_data.develop.coverage import not_replayed
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.jobs.describe.file import describe, describe_edits, recorded
from ppr10k_data.xmp import CameraRawEdits, Look, PointCurves, Profile, parse_xmp

OLD_KEY = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:ProcessVersion="11.0"
 crs:Exposure="+1.00"/></rdf:RDF></x:xmpmeta>"""


def test_a_key_of_another_process_version_is_not_said_to_be_replayed() -> None:
    edits = parse_xmp(OLD_KEY)
    assert set(not_replayed(edits)) == {"Exposure"}
    becomes = {a.key: a.becomes for a in describe_edits(edits, "x.xmp").adjustments}
    assert becomes == {"Exposure": "not replayed"}


def test_settings_that_are_in_the_pixels_are_not_replayed() -> None:
    edits = CameraRawEdits(exposure_ev=1.0, already_applied=True)
    assert [a.becomes for a in describe_edits(edits, "x.xmp").adjustments] == ["not replayed"]


def test_curves_and_looks_are_spelled_and_kept_whole() -> None:
    curve = ((0.0, 10.0), (128.0, 140.0), (255.0, 255.0))
    edits = CameraRawEdits(curves=PointCurves(master=curve), profile=Profile(look=Look("Adobe Color")))
    described = describe_edits(edits, "x.xmp")
    texts = {a.key: a.text for a in described.adjustments}
    assert texts == {"ToneCurvePV2012": "(0, 10) (128, 140) (255, 255)", "Look": "Adobe Color"}
    values = {a["key"]: a["value"] for a in json.loads(json.dumps(recorded(described)))["adjustments"]}
    assert values["ToneCurvePV2012"] == [[0, 10], [128, 140], [255, 255]]
    assert values["Look"]["name"] == "Adobe Color"


@pytest.mark.parametrize("name", ["picture.png", "noextension"])
def test_other_files_are_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(RawDecodeError, match="neither a RAW file"):
        describe(tmp_path / name)
