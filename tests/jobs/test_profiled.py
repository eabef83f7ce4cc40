"""Profiles and looks in a whole run: which is taken, what it does, and what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dcp_builders import (
    dcp_bytes,
    look_table_bytes,
    profile_tags,
    random_map,
    rgb_table_bytes,
    table_text,
)
from ppr10k_data.errors import ProfileError, SettingsChangedError
from ppr10k_data.files.images import read_picture
from ppr10k_data.jobs.render.run import RenderSummary, render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from tiny_dataset import write_raw

STRAIGHT = (0.0, 0.0, 1.0, 1.0)
CAMERA = "Maker Model 1"
TABLE, DIGEST = table_text(look_table_bytes(random_map(4, (1, 6, 4))))
RGB, RGB_DIGEST = table_text(rgb_table_bytes(np.full((2, 2, 2, 3), 20000, np.uint16)))
POINTS = "<rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>64, 120</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq>"


def document(attributes: str = "", inside: str = "") -> bytes:
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:ProcessVersion="11.0"
 crs:WhiteBalance="As Shot" {attributes}>{inside}</rdf:Description></rdf:RDF></x:xmpmeta>""".encode()


def look(tables: str, *, more: str = "", amount: str = "1") -> str:
    return f"""<crs:Look><rdf:Description crs:Name="Warm" crs:Amount="{amount}"><crs:Parameters>
<rdf:Description {tables} {more}><crs:ToneCurvePV2012>{POINTS}</crs:ToneCurvePV2012></rdf:Description></crs:Parameters>
</rdf:Description></crs:Look>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_raw(tmp_path / "data/raw/1_0.dng")
    (tmp_path / "data/xmp_source").mkdir()
    (tmp_path / "data/xmp_source/1_0.xmp").write_bytes(document())
    return tmp_path / "data"


@pytest.fixture
def profiles(tmp_path: Path) -> Path:
    folder = tmp_path / "profiles"
    folder.mkdir()
    standard = dcp_bytes(CAMERA, name="Adobe Standard", hue_sat=[random_map(1, (1, 6, 4))], curve=STRAIGHT)
    (folder / "standard.dcp").write_bytes(standard)
    (folder / "flat.dcp").write_bytes(dcp_bytes(CAMERA, name="Camera Flat", curve=STRAIGHT))
    (folder / "dark.dcp").write_bytes(dcp_bytes(CAMERA, name="Camera Dark", offset_ev=-1.0))
    return folder


def run(root: Path, *, sidecar: bytes | None = None, out: str = "out", **more: Any) -> RenderSummary:
    if sidecar is not None:
        (root / "xmp_source/1_0.xmp").write_bytes(sidecar)
    without = more.pop("look_without_table", "leave-out")
    settings = RenderSettings(Resolution.parse("48"), look_without_table=without)
    return render(root, ["xmp_source"], settings, out=root.parent / out, **more)


def line(root: Path, out: str = "out") -> dict[str, Any]:
    text = (root.parent / out / "48px/manifest.jsonl").read_text(encoding="utf-8")
    return dict(json.loads(text.splitlines()[-1]))


def picture(root: Path, out: str = "out") -> np.ndarray[Any, Any]:
    return read_picture(root.parent / out / "48px/xmp_source/1_0.tif").astype(float)


def test_without_profiles(root: Path) -> None:
    run(root)
    assert line(root)["profile"] is None
    assert "look" not in line(root)
    assert "profiles" not in line(root)["settings"]


def test_adobe_standard_is_taken_and_recorded(root: Path, profiles: Path) -> None:
    run(root, out="plain")
    summary = run(root, profiles=profiles)
    assert not summary.problems
    record = line(root)
    assert record["profile"]["name"] == "Adobe Standard"
    assert record["profile"]["file"] == "standard.dcp"
    assert len(record["profile"]["sha256"]) == 64
    assert record["settings"]["profiles"]["files"] == 3
    assert np.abs(picture(root) - picture(root, "plain")).mean() > 100


def test_a_straight_curve_is_adobes_default_unless_the_profile_was_asked_for(
    root: Path, profiles: Path
) -> None:
    run(root, out="plain")
    for path in profiles.glob("standard.dcp"):
        path.unlink()
    (profiles / "dark.dcp").unlink()
    run(root, profiles=profiles, out="only")  # Camera Flat is the only one, and nobody asked for it
    assert line(root, "only")["profile"]["name"] == "Camera Flat"
    assert np.abs(picture(root, "only") - picture(root, "plain")).max() <= 40
    run(root, profiles=profiles, sidecar=document('crs:CameraProfile="Camera Flat"'))
    assert picture(root).mean() < picture(root, "plain").mean() - 1000


def test_the_profile_that_the_sidecar_names(root: Path, profiles: Path) -> None:
    run(root, out="plain")
    summary = run(root, profiles=profiles, sidecar=document('crs:CameraProfile="Camera Dark"'))
    assert line(root)["profile"]["name"] == "Camera Dark"
    assert "CameraProfile" not in line(root)["not_replayed"]
    assert not summary.not_replayed
    assert picture(root).mean() < 0.85 * picture(root, "plain").mean()


def test_a_named_profile_that_is_not_there(root: Path, profiles: Path) -> None:
    summary = run(root, profiles=profiles, sidecar=document('crs:CameraProfile="Camera Vivid"'))
    assert line(root)["profile"]["name"] == "Adobe Standard"
    assert line(root)["not_replayed"] == {"CameraProfile": "Camera Vivid"}
    assert any("profile 'Camera Vivid' is not in" in note for note in summary.notes)


@pytest.mark.parametrize(
    ("wanted", "name"), [("", "Inside"), ("Embedded", "Inside"), ("Camera Dark", "Camera Dark")]
)
def test_a_dngs_own_profile_goes_first_unless_another_is_named(
    root: Path, profiles: Path, wanted: str, name: str
) -> None:
    write_raw(root / "raw/1_0.dng", extra=profile_tags(name="Inside", look=random_map(1, (1, 6, 4))))
    attribute = f'crs:CameraProfile="{wanted}"' if wanted else ""
    summary = run(root, profiles=profiles, sidecar=document(attribute))
    assert line(root)["profile"]["name"] == name
    assert not summary.notes


def test_no_profile_for_the_camera_is_told(root: Path, profiles: Path) -> None:
    for path in profiles.glob("*.dcp"):
        path.write_bytes(dcp_bytes("Canon EOS 6D", name="Adobe Standard"))
        path.rename(path.with_name(f"x{path.name}"))
    summary = run(root, profiles=profiles)
    assert any("no profile for this camera" in note for note in summary.notes)
    assert line(root)["profile"] is None


def test_a_damaged_profile_costs_the_picture_and_is_named(root: Path, profiles: Path) -> None:
    (profiles / "standard.dcp").write_bytes(dcp_bytes(CAMERA, name="Adobe Standard", curve=(0.0, 0.0, 1.0)))
    (problem,) = run(root, profiles=profiles).problems
    assert problem.kind == "ProfileError"
    assert "standard.dcp" in problem.reason
    assert "ProfileToneCurve" in problem.reason


def test_other_profiles_are_other_settings(root: Path, profiles: Path) -> None:
    run(root, profiles=profiles)
    assert run(root, profiles=profiles).skipped == 1
    (profiles / "flat.dcp").unlink()
    with pytest.raises(SettingsChangedError, match="profiles"):
        run(root, profiles=profiles)
    with pytest.raises(ProfileError, match="no such folder"):
        run(root, profiles=profiles / "absent")


def test_a_look_with_its_tables_in_the_sidecar(root: Path) -> None:
    run(root, out="plain")
    inside = look(f'crs:LookTable="{DIGEST}"')
    summary = run(root, sidecar=document(f'crs:Table_{DIGEST}="{TABLE}"', inside))
    record = line(root)
    assert record["look"] == {"name": "Warm", "amount": 1.0, "from": "sidecar"}
    assert list(record["approximated"]) == ["Look"]
    assert not summary.not_replayed
    assert np.abs(picture(root) - picture(root, "plain")).mean() > 1000


def test_an_rgb_table_replaces_every_colour(root: Path) -> None:
    inside = look(f'crs:RGBTable="{RGB_DIGEST}"')
    run(root, sidecar=document(f'crs:Table_{RGB_DIGEST}="{RGB}"', inside))
    assert picture(root) == pytest.approx(20000.0, abs=2.0)


@pytest.mark.parametrize("without", ["leave-out", "apply-curve"])
def test_a_look_without_its_table(root: Path, without: str) -> None:
    run(root, out="plain")
    summary = run(
        root, sidecar=document(inside=look(f'crs:LookTable="{DIGEST}"')), look_without_table=without
    )
    record = line(root)
    assert list(record["not_replayed"]) == ["Look"]
    assert summary.not_replayed == {"Look": 1}
    told = record["look"]["not_applied"] if without == "leave-out" else record["look"]["left_out"][0]
    assert told == f"its table {DIGEST} is neither in the sidecar nor in the folder of profiles"
    brighter = picture(root).mean() - picture(root, "plain").mean()
    assert brighter == 0.0 if without == "leave-out" else brighter > 1000.0


def test_a_looks_sliders_join_the_photos(root: Path) -> None:
    table = f'crs:Table_{DIGEST}="{TABLE}"'
    together = look(f'crs:LookTable="{DIGEST}"', more='crs:Saturation="-60"')
    run(root, sidecar=document(f'{table} crs:Saturation="-40"', together))
    pixels = picture(root)
    assert np.abs(pixels - pixels.mean(axis=2, keepdims=True)).max() < 40.0
