from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from match_scenes import apart
from ppr10k_data.cameras.names import camera_key
from ppr10k_data.errors import LayoutError, SettingsError
from ppr10k_data.files.calibrations import read_calibrations
from ppr10k_data.jobs.calibrate.run import calibrate_cameras, camera_name
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.jobs.render.guided import MatchFolders
from ppr10k_data.jobs.render.run import render
from ppr10k_data.sample import write_sample
from tiny_renders import settings_of

Picture = np.ndarray[Any, Any]
COPIES = {"0_0": "0_0", "0_1": "1_0", "0_2": "2_0"}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photos of three groups, all by one camera."""
    folder = tmp_path_factory.mktemp("calibrated")
    write_sample(folder / "sample", megapixels=0.06)
    for old, new in COPIES.items():
        for kind, suffix in (("raw", "dng"), ("xmp_source", "xmp")):
            (folder / "root" / kind).mkdir(parents=True, exist_ok=True)
            shutil.copy(
                folder / "sample" / kind / f"{old}.{suffix}", folder / "root" / kind / f"{new}.{suffix}"
            )
    return folder / "root"


@pytest.fixture(scope="module")
def guides(root: Path) -> Path:
    """Our own renders, brighter and with other primaries, as another program might have them."""
    out = root.parent / "plain"
    render(root, ["xmp_source"], settings_of("200", bits=16, geometry="own"), out=out)
    folder = root.parent / "guides" / "xmp_source"
    folder.mkdir(parents=True)
    for path in (out / "200px" / "xmp_source").iterdir():
        picture = other(tifffile.imread(path) / 65535.0)
        tifffile.imwrite(folder / path.name, np.round(picture * 255).astype(np.uint8), photometric="rgb")
    return folder.parent


def other(picture: Picture) -> Picture:
    mixed = picture**0.85 @ np.array([[0.95, 0.05, 0.0], [0.0, 1.0, 0.0], [0.0, 0.1, 0.9]]).T
    return np.clip(mixed, 0.0, 1.0)


def test_a_camera_is_calibrated_and_photos_without_guides_gain(
    root: Path, guides: Path, tmp_path: Path
) -> None:
    file = tmp_path / "calibration" / "camera.json"
    summary = calibrate_cameras(root, ["xmp_source"], guides, out=file)
    (camera,) = summary.cameras
    assert camera.gain.groups == 3
    assert camera.gain.after < 0.4 * camera.gain.before
    assert json.loads(json.dumps(summary.recorded()))["cameras"][0]["model"] == camera.model
    assert list(read_calibrations(file.parent)) == [camera_key(camera.make, camera.model)]
    settings = settings_of("200", bits=16, geometry="own")
    render(root, ["xmp_source"], settings, out=tmp_path / "out", calibration=file.parent)
    for name in COPIES.values():
        plain = tifffile.imread(root.parent / f"plain/200px/xmp_source/{name}.tif") / 65535.0
        got = tifffile.imread(tmp_path / f"out/200px/xmp_source/{name}.tif") / 65535.0
        assert apart(got, other(plain))[1] < 0.4 * apart(plain, other(plain))[1]
    line = read_manifest(tmp_path / "out/200px/manifest.jsonl")["xmp_source/0_0.tif"]
    assert line["calibration"]["exposure_ev"] == pytest.approx(camera.calibration.exposure_ev, abs=1e-3)


def test_guides_come_before_calibrations(root: Path, guides: Path, tmp_path: Path) -> None:
    file = tmp_path / "camera.json"
    calibrate_cameras(root, ["xmp_source"], guides, out=file)
    some = tmp_path / "some" / "xmp_source"
    some.mkdir(parents=True)
    shutil.copy(guides / "xmp_source" / "0_0.tif", some)
    settings = settings_of("200", bits=16, geometry="own", match="guides")
    summary = render(
        root,
        ["xmp_source"],
        settings,
        out=tmp_path / "out",
        match=MatchFolders(some.parent),
        calibration=file,
    )
    assert (summary.matched, summary.unmatched) == (1, 2), summary.notes
    lines = read_manifest(tmp_path / "out/200px/manifest.jsonl")
    assert "calibration" not in lines["xmp_source/0_0.tif"]
    assert "calibration" in lines["xmp_source/1_0.tif"]


def test_wrong_guides_leave_nothing_to_calibrate(root: Path, guides: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong" / "xmp_source"
    wrong.mkdir(parents=True)
    for path in (guides / "xmp_source").iterdir():
        tifffile.imwrite(wrong / path.name, tifffile.imread(path)[:, ::-1], photometric="rgb")
    with pytest.raises(SettingsError, match=r"(?s)no camera can be calibrated:\n.*it may show another photo"):
        calibrate_cameras(root, ["xmp_source"], wrong.parent, out=tmp_path / "camera.json")


@pytest.mark.parametrize("text", ["", "[]", '{"format": 9, "cameras": []}', '{"format": 1, "cameras": [{}]}'])
def test_damaged_calibrations_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "camera.json").write_text(text)
    with pytest.raises(SettingsError, match=r"camera\.json: not a file of calibrations"):
        read_calibrations(tmp_path)


def test_an_empty_folder_of_calibrations(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no calibrations; ppr10k-data calibrate writes them"):
        read_calibrations(tmp_path)


def test_calibrations_are_of_srgb(root: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="leave out --color"):
        render(
            root, ["xmp_source"], settings_of(space="prophoto"), out=tmp_path / "out", calibration=tmp_path
        )


def test_a_camera_is_called_by_its_make_once() -> None:
    assert camera_name("Canon", "Canon EOS 5D Mark II") == "Canon EOS 5D Mark II"
    assert camera_name("NIKON CORPORATION", "NIKON D810") == "NIKON CORPORATION NIKON D810"
    assert camera_name("SONY", "ILCE-7M3") == "SONY ILCE-7M3"
