from __future__ import annotations

import json
from pathlib import Path

import pytest

from ppr10k_data.sample.plan import photos
from real_files import READABLE, TRUNCATED


def test_a_raw_file_of_the_sample(run, sample: Path) -> None:
    result = run("info", sample / "raw" / "0_0.dng")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert lines[0] == str(sample / "raw" / "0_0.dng")
    assert "camera             ppr10k-data Sample Camera A" in lines
    assert "container          DNG" in lines
    assert "size               300 x 200 (0.1 megapixels)" in lines
    assert "orientation        8 (to be turned left)" in lines
    assert "sensor             Bayer RGGB" in lines
    assert "black, white       2048, 15000" in lines
    assert "exposure           1/160 s, f/4, ISO 200, 85 mm" in lines
    assert "baseline exposure  +0.25 EV (DNG tag BaselineExposure)" in lines


@pytest.mark.parametrize("photo", photos(), ids=lambda photo: str(photo.name))
def test_the_facts_are_those_the_sample_was_made_of(run, sample: Path, photo) -> None:
    camera = photo.group.camera
    (raw,) = json.loads(run("info", sample / "raw" / f"{photo.name}.dng", "--json").stdout)
    assert raw["kind"] == "raw"
    assert (raw["width"], raw["height"]) == (300, 200)
    assert raw["sensor"] == f"Bayer {camera.cfa}"
    assert sorted(raw["black"]) == sorted(camera.black_level)
    assert raw["white"] == camera.white_level
    assert raw["baseline_exposure_ev"] == camera.baseline_exposure_ev
    assert raw["as_shot"]["temperature_k"] == pytest.approx(photo.shot.as_shot.temperature_k, abs=1)
    assert raw["as_shot"]["tint"] == pytest.approx(photo.shot.as_shot.tint, abs=0.1)
    assert raw["matrices"] == "DNG tags"
    assert raw["orientation"] == photo.shot.view.orientation


def test_a_sidecar_of_the_sample(run, sample: Path) -> None:
    result = run("info", sample / "xmp_target_b" / "0_1.xmp")
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    assert ["Basic"] in rows
    assert ["Geometry"] in rows
    replayed = {row[0] for row in rows if row[-1:] == ["replayed"] and row[-2] != "not"}
    missing = {row[0] for row in rows if row[-2:] == ["not", "replayed"]}
    assert {"Temperature", "Tint", "Exposure2012", "Contrast2012", "CropAngle"} <= replayed
    assert missing == set()
    assert ["Clarity2012", "+8", "approximated"] in rows
    assert (
        "  crop             left 0.06, top 0.08, right 0.95, bottom 0.93, turned by 1.2 degrees"
        in result.stdout
    )


def test_the_same_sidecar_as_json(run, sample: Path) -> None:
    (sidecar,) = json.loads(run("info", "--json", sample / "xmp_target_b" / "0_1.xmp").stdout)
    assert sidecar["kind"] == "xmp"
    assert sidecar["white_balance"] == "Custom"
    assert sidecar["crop"]["angle_deg"] == 1.2
    adjustments = {adjustment["key"]: adjustment for adjustment in sidecar["adjustments"]}
    assert adjustments["Contrast2012"]["becomes"] == "replayed"
    assert adjustments["Clarity2012"] == {
        "key": "Clarity2012",
        "value": 8.0,
        "text": "+8",
        "panel": "basic",
        "becomes": "approximated",
    }


def test_an_untouched_sidecar(run, sample: Path) -> None:
    result = run("info", sample / "xmp_source" / "1680_0.xmp")
    assert "  white balance    As Shot, 5600 K, tint +8\n" in result.stdout
    assert "no adjustments" in result.stdout


def test_what_cannot_be_read_is_named_and_the_rest_shown(run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.cr2").touch()
    (tmp_path / "page.xmp").write_text("<html/>")
    (tmp_path / "notes.txt").write_text("notes")
    bad = [
        tmp_path / name for name in ("empty.cr2", "page.xmp", "notes.txt", "absent.NEF", "absent.xmp", ".")
    ]
    good = [sample / "raw" / "0_0.dng", sample / "xmp_source" / "0_0.xmp"]
    result = run("info", good[0], *bad, good[1])
    assert result.exit_code == 3
    errors = result.stderr.splitlines()
    assert len(errors) == len(bad)
    assert all(line.startswith(f"Error: {path}") for line, path in zip(errors, bad, strict=True))
    assert all(str(path) in result.stdout for path in good)
    document = run("info", good[0], *bad, good[1], "--json")
    assert document.exit_code == 3
    assert [entry["file"] for entry in json.loads(document.stdout)] == [str(path) for path in good]


def test_nothing_readable_is_an_empty_list(run, tmp_path: Path) -> None:
    result = run("info", tmp_path / "absent.dng", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (3, [])
    assert run("info", tmp_path / "absent.dng").stdout == ""


@pytest.mark.shared
def test_real_raw_files(run, shared: Path) -> None:
    files = [shared / "data" / name for name in READABLE]
    result = run("info", *files, "--json")
    assert result.exit_code == 0, result.stderr
    facts = {Path(raw["file"]).name: raw for raw in json.loads(result.stdout)}
    assert len(facts) == len(READABLE)
    sony = facts["sony_a7r4_12mp_crop_lossless.dng"]
    assert (sony["make"], sony["model"], sony["width"], sony["height"]) == ("Synth", "SYNTH-1", 4000, 3000)
    canon = facts["canon_powershot_s30.CRW"]
    assert (canon["container"], canon["width"], canon["height"], canon["iso"]) == ("crw", 2048, 1536, 50)
    assert canon["matrices"].startswith("camera_matrices.csv (Canon")
    assert facts["kodak_dc120.KDC"]["as_shot"] is None
    assert facts["kodak_dc120.KDC"]["pixel_aspect"] == pytest.approx(1.53, abs=0.01)
    preview = facts["dng_with_preview.dng"]
    assert preview["sensor"] == "linear"
    assert preview["embedded_xmp"]
    assert preview["not_applied"] == []
    assert preview["profile"] == "Embedded"
    assert not facts["hello.dng"]["scene_referred"]
    table = run("info", *files)
    assert table.exit_code == 0
    assert "as shot            not stated" in table.stdout
    assert "camera             Canon PowerShot S30" in table.stdout


@pytest.mark.shared
def test_real_files_cut_short(run, shared: Path) -> None:
    result = run("info", *(shared / "data" / name for name in TRUNCATED))
    assert result.exit_code == 3
    assert result.stderr.count("cut short") == len(TRUNCATED)


@pytest.mark.shared
def test_real_sidecars(run, shared: Path) -> None:
    files = sorted((shared / "data" / "xmp").rglob("*.xmp"))
    result = run("info", *files, "--json")
    errors = result.stderr.splitlines()
    assert len(json.loads(result.stdout)) + len(errors) == len(files)
    assert any("lrc14_catalog.xmp" in line for line in errors)
    assert run("info", *files).exit_code == 3
