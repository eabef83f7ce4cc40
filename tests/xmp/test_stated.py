"""What a sidecar states, as distinct from what is neutral where it is silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import CameraRawEdits, format_xmp, parse_xmp
from ppr10k_data.xmp.active import value_of
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.stated import parse_stated
from ppr10k_data.xmp.table import keys_of
from xmp_strategies import any_edits

DOCUMENT = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" {0}/></rdf:RDF></x:xmpmeta>"""


def values(attributes: str) -> dict[str, object]:
    return parse_stated(DOCUMENT.format(attributes).encode()).values


@given(any_edits() | any_edits(legacy=True))
@settings(max_examples=100)
def test_what_is_stated_is_what_the_edits_are(edits: CameraRawEdits) -> None:
    data = format_xmp(edits)
    stated, read = parse_stated(data), parse_xmp(data)
    keys = {key.name: key for key in keys_of(is_legacy(read.process_version)).values()}
    assert stated.values.keys() <= keys.keys()
    assert stated.values == {name: value_of(keys[name], read) for name in stated.values}
    assert stated.has_crop == (read.crop is not None)
    assert (stated.process_version, stated.not_modelled) == (read.process_version, read.unmodelled)


def test_only_what_is_there_is_stated() -> None:
    assert values('crs:Exposure2012="0.00" crs:Tint="+7"') == {"Exposure2012": 0.0, "Tint": 7.0}


def test_remains_of_old_sliders_are_not_stated() -> None:
    assert values('crs:ProcessVersion="11.0" crs:Exposure2012="+0.50" crs:Exposure="+1.00"') == {
        "Exposure2012": 0.5
    }


def test_a_sidecar_that_cannot_be_rendered_is_not_told_of() -> None:
    with pytest.raises(XmpError, match=r"crs:Exposure2012='\+9\.00'"):
        values('crs:Exposure2012="+9.00"')
    with pytest.raises(XmpError, match="truncated"):
        parse_stated(format_xmp(CameraRawEdits())[:500])


@pytest.mark.shared
def test_real_sidecars_state_what_their_edits_are(shared: Path) -> None:
    read = 0
    for path in sorted((shared / "data" / "xmp").rglob("*.xmp")):
        data = path.read_bytes()
        try:
            edits = parse_xmp(data)
        except XmpError:
            continue
        keys = {key.name: key for key in keys_of(is_legacy(edits.process_version)).values()}
        stated = parse_stated(data)
        assert stated.values == {name: value_of(keys[name], edits) for name in stated.values}
        read += 1
    assert read > 20
