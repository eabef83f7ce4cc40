from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dcp_builders import dcp_bytes, look_table_bytes, random_map, rgb_table_bytes, table_text
from ppr10k_data.errors import ProfileError
from ppr10k_data.files.looks import FoundLook, find_look
from ppr10k_data.files.profiles import search_profiles
from ppr10k_data.xmp import Look, PointCurves, parse_xmp
from ppr10k_data.xmp.big_table import table_texts
from ppr10k_data.xmp.read import read_properties

LOOK, LOOK_DIGEST = table_text(look_table_bytes(random_map(1, (3, 6, 4)), amounts=(0.0, 2.0)))
RGB, RGB_DIGEST = table_text(
    rgb_table_bytes(np.random.default_rng(0).integers(0, 65536, (3, 3, 3, 3)), amounts=(0.0, 1.5))
)
UUID = "B952C231111CD8E0ECCF14B86BAA7077"
CURVE = ((0.0, 0.0), (64.0, 50.0), (255.0, 255.0))
POINTS = "<rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>64, 50</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq>"


def document(attributes: str, inside: str = "") -> bytes:
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" {attributes}>{inside}
</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def preset(*, tables: bool = True) -> bytes:
    """A look as Adobe's own presets have it."""
    texts = f'crs:Table_{LOOK_DIGEST}="{LOOK}" crs:Table_{RGB_DIGEST}="{RGB}"' if tables else ""
    return document(
        f'crs:PresetType="Look" crs:UUID="{UUID}" crs:LookTable="{LOOK_DIGEST}" crs:RGBTable="{RGB_DIGEST}" '
        f'crs:Clarity2012="+10" crs:ProcessVersion="10.0" crs:HasSettings="True" {texts}',
        f"<crs:Name><rdf:Alt><rdf:li>Warm</rdf:li></rdf:Alt></crs:Name><crs:ToneCurvePV2012>{POINTS}</crs:ToneCurvePV2012>",
    )


def sidecar(*, amount: str = "1", stubbed: bool = False, tables: bool = False) -> bytes:
    parameters = (
        f'<crs:Parameters><rdf:Description crs:LookTable="{LOOK_DIGEST}" crs:RGBTable="{RGB_DIGEST}" '
        f'crs:Clarity2012="+10"><crs:ToneCurvePV2012>{POINTS}</crs:ToneCurvePV2012></rdf:Description></crs:Parameters>'
    )
    names = f'crs:Name="Warm" crs:UUID="{UUID}" crs:Amount="{amount}"' + (
        ' crs:Stubbed="true"' if stubbed else ""
    )
    look = f"<crs:Look><rdf:Description {names}>{'' if stubbed else parameters}</rdf:Description></crs:Look>"
    texts = f'crs:Table_{LOOK_DIGEST}="{LOOK}" crs:Table_{RGB_DIGEST}="{RGB}"' if tables else ""
    return document(f'crs:ProcessVersion="11.0" crs:Contrast2012="+5" {texts}', look)


def found_in(data: bytes, folder: Path | None = None) -> FoundLook:
    edits = parse_xmp(data, name="1_1.xmp")
    assert edits.profile.look is not None
    assert not edits.unmodelled
    looks = () if folder is None else search_profiles(folder).looks
    tables = table_texts(read_properties(data, "1_1.xmp"))
    return find_look(edits.profile.look, tables, folder, looks, sidecar="1_1.xmp")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/Warm.xmp").write_bytes(preset())
    (tmp_path / "no look.xmp").write_bytes(sidecar())
    (tmp_path / "a.dcp").write_bytes(dcp_bytes())
    return tmp_path


def test_only_looks_are_indexed(folder: Path) -> None:
    (file,) = search_profiles(folder).looks
    assert (file.path, file.uuid, file.digests) == ("deep/Warm.xmp", UUID, {LOOK_DIGEST, RGB_DIGEST})


@pytest.mark.parametrize("place", ["sidecar", "folder", "stubbed"])
def test_a_whole_look(folder: Path, place: str) -> None:
    data = sidecar(tables=place == "sidecar", stubbed=place == "stubbed")
    found = found_in(data, None if place == "sidecar" else folder)
    assert found.missing == ""
    assert found.source == ("sidecar" if place == "sidecar" else "deep/Warm.xmp")
    assert found.look is not None
    assert found.look.name == "Warm"
    assert found.look.look_table is not None
    assert np.array_equal(found.look.look_table.deltas, random_map(1, (3, 6, 4)))
    assert found.look.rgb_table is not None
    assert found.look.rgb_amount == 1.0
    assert found.look.curves.master == CURVE
    assert found.edits.clarity == 10.0
    assert found.edits.curves == PointCurves()


def test_amount_scales_within_the_limits_of_each_table(folder: Path) -> None:
    found = found_in(sidecar(amount="2"), folder)
    assert found.look is not None
    assert found.look.look_table is not None
    deltas = random_map(1, (3, 6, 4))
    assert found.look.look_table.deltas[..., 0] == pytest.approx(2.0 * deltas[..., 0])
    assert found.look.rgb_amount == 1.5
    assert found.look.curves.master == ((0.0, 0.0), (64.0, 36.0), (255.0, 255.0))


def test_amount_0_leaves_the_photo_alone(folder: Path) -> None:
    found = found_in(sidecar(amount="0"), folder)
    assert found.look is not None
    assert found.look.look_table is not None
    assert (found.look.look_table.deltas == [0.0, 1.0, 1.0]).all()
    assert found.look.rgb_amount == 0.0
    assert found.look.curves.master == ((0.0, 0.0), (64.0, 64.0), (255.0, 255.0))


def test_a_table_that_is_nowhere() -> None:
    found = found_in(sidecar())
    assert found.missing == f"its table {LOOK_DIGEST} is neither in the sidecar nor in the folder of profiles"
    assert found.look is not None  # its curve, for those who ask for it
    assert found.look.look_table is None
    assert found.look.curves.master == CURVE


def test_a_stub_that_is_nowhere() -> None:
    found = found_in(sidecar(stubbed=True))
    assert found.look is None
    assert "its parameters are neither in" in found.missing


def test_a_damaged_table_is_an_error(tmp_path: Path) -> None:
    look = Look("Warm", UUID, table=LOOK_DIGEST)
    with pytest.raises(ProfileError, match=rf"1_1\.xmp: crs:Table_{LOOK_DIGEST} .* damaged"):
        find_look(look, {LOOK_DIGEST: LOOK[:-7]}, None, (), sidecar="1_1.xmp")
