from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest
import rawpy

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.develop.white_balance import temp_tint_from_xy, xy_from_temp_tint
from ppr10k_data.errors import ImageFileError, SettingsError
from ppr10k_data.files.images import read_mask
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.files.tree import SAMPLE_MARK
from ppr10k_data.sample import find_sample, write, write_sample
from ppr10k_data.sample.plan import SamplePhoto, photos
from ppr10k_data.sample.scenes import read_photograph
from ppr10k_data.sample.viewpoint import photograph_from_upright, upright_size
from ppr10k_data.sample.write import as_shot_xy
from ppr10k_data.xmp import parse_xmp

FOLDERS = ["masks_full", "raw", "xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c"]
by_name = {str(photo.name): photo for photo in photos()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("sample")
    write_sample(out, megapixels=1.0)
    return out


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_release_s_own_layout(sample: Path) -> None:
    assert sorted(path.name for path in sample.iterdir()) == sorted([*FOLDERS, RELEASE_TIFFS, SAMPLE_MARK])
    for folder in FOLDERS:
        assert {path.stem for path in (sample / folder).iterdir()} == set(by_name)
    for kind in ("source", "target_a", "target_b", "target_c"):
        for side in ("train", "val"):
            there = {path.stem for path in (sample / RELEASE_TIFFS / side / kind).iterdir()}
            assert there == {name for name, photo in by_name.items() if photo.name.split == side}


def test_the_summary_counts_what_is_there(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    summary = write_sample(tmp_path / "new" / "sample", megapixels=0.06, progress=lambda *at: seen.append(at))
    files = contents(tmp_path / "new" / "sample")
    assert summary.file_count == len(files)
    assert summary.byte_count == sum(map(len, files.values()))
    assert (summary.width, summary.height) == (300, 200)
    assert [str(name) for name in summary.photos] == list(by_name)
    assert seen == [(done, 12) for done in range(13)]


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_sample(tmp_path / name, megapixels=0.05, seed=seed)
    a, b, c = (contents(tmp_path / name) for name in "abc")
    assert a == b
    assert a.keys() == c.keys()
    assert all(a[name] != c[name] for name in a if name.endswith(".dng"))


def test_an_earlier_sample_is_replaced(tmp_path: Path) -> None:
    write_sample(tmp_path / "again", megapixels=0.07, seed=1)
    write_sample(tmp_path / "again", megapixels=0.05)
    write_sample(tmp_path / "fresh", megapixels=0.05)
    assert contents(tmp_path / "again") == contents(tmp_path / "fresh")


def test_a_broken_run_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(write, "write_mask", lambda path, mask: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write_sample(tmp_path / "s", megapixels=0.05)
    write_sample(tmp_path / "s", megapixels=0.05)
    write_sample(tmp_path / "fresh", megapixels=0.05)
    assert contents(tmp_path / "s") == contents(tmp_path / "fresh")


def test_a_finished_sample_is_found(tmp_path: Path) -> None:
    assert find_sample(tmp_path / "s", megapixels=0.05) is None
    written = write_sample(tmp_path / "s", megapixels=0.05)
    assert find_sample(tmp_path / "s", megapixels=0.05) == written
    assert find_sample(tmp_path / "s", megapixels=0.06) is None
    assert find_sample(tmp_path / "s", megapixels=0.05, seed=1) is None
    (tmp_path / "s" / "masks_full" / "1356_1.png").unlink()
    assert find_sample(tmp_path / "s", megapixels=0.05) is None


def test_a_sample_that_was_being_replaced_is_not_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All files are there, but some still of the earlier size."""
    write_sample(tmp_path / "s", megapixels=0.06)
    with monkeypatch.context() as patch:
        patch.setattr(write, "write_mask", lambda path, mask: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            write_sample(tmp_path / "s", megapixels=0.05)
    assert find_sample(tmp_path / "s", megapixels=0.05) is None
    assert find_sample(tmp_path / "s", megapixels=0.06) is None


def test_the_marker_credits_every_photo(sample: Path) -> None:
    about = json.loads((sample / SAMPLE_MARK).read_text())
    assert about["photos"].keys() == by_name.keys()
    assert "holds no photo of PPR10K" in about["what"]


@pytest.mark.parametrize("megapixels", [0.0, -1.0, 0.04, 61.0, float("nan"), float("inf")])
def test_impossible_sizes_are_refused(tmp_path: Path, megapixels: float) -> None:
    with pytest.raises(SettingsError, match=r"megapixels=.*must be 0\.05\.\.60"):
        write_sample(tmp_path / "s", megapixels=megapixels)
    assert not (tmp_path / "s").exists()


def test_a_negative_seed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="seed=-1"):
        write_sample(tmp_path / "s", seed=-1)


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(SettingsError, match="new or empty folder"):
        write_sample(tmp_path)
    assert contents(tmp_path) == {"thesis.tex": b"precious"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="is a file"):
        write_sample(tmp_path / "file")
    with pytest.raises((SettingsError, ImageFileError), match="file"):
        write_sample(tmp_path / "file" / "below")


def test_a_full_disk_is_named_and_leaves_no_torn_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    write_sample(tmp_path / "s", megapixels=0.05)
    before = contents(tmp_path / "s")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(ImageFileError, match="No space left"):
        write_sample(tmp_path / "s", megapixels=0.06)
    assert contents(tmp_path / "s") == before


@pytest.mark.parametrize("name", by_name)
def test_libraw_develops_it_upright(sample: Path, name: str) -> None:
    with rawpy.imread(str(sample / "raw" / f"{name}.dng")) as raw:
        picture = raw.postprocess(use_camera_wb=True, half_size=True)
    upright = by_name[name].shot.view.orientation in (6, 8)
    assert (picture.shape[0] > picture.shape[1]) == upright


@pytest.mark.parametrize("name", by_name)
def test_masks_have_the_picture_s_size_and_a_subject(sample: Path, name: str) -> None:
    mask = read_mask(sample / "masks_full" / f"{name}.png")
    about = json.loads((sample / SAMPLE_MARK).read_text())
    size = upright_size(by_name[name].shot.view, (about["width"], about["height"]))
    assert mask.shape == size[::-1]
    assert set(np.unique(mask)) == {0, 255}
    assert 0.01 < (mask > 0).mean() < 0.9


@pytest.mark.parametrize("name", by_name)
def test_sidecars_tell_what_lightroom_would_show(sample: Path, name: str) -> None:
    photo = by_name[name]
    edits = parse_xmp((sample / "xmp_source" / f"{name}.xmp").read_bytes())
    temperature_k, tint = temp_tint_from_xy(*as_shot_xy(photo.group, photo.shot))
    assert temperature_k == pytest.approx(photo.shot.as_shot.temperature_k, abs=1.0)
    assert edits.white_balance == "As Shot"
    assert edits.temperature_k is not None
    assert abs(edits.temperature_k - temperature_k) <= 25.5
    assert edits.tint == round(tint)


CHECKS = {
    "0_0": (41.0, []),
    "0_1": (40.0, ["--exp", "0.2"]),
    "1355_0": (29.0, ["--exp", "1.0"]),  # the renderer's black point is now twice as deep
    "1356_0": (34.0, ["--wb", "2950", "2"]),
    "1356_2": (34.0, ["--wb", "2950", "2", "--exp", "-0.15"]),
    "1680_0": (39.0, []),
}
"""By photo: what Adobe's renderer must reach, in dB, with the settings that make up for how it was taken."""


@pytest.mark.shared
@pytest.mark.skipif(
    find_spec("dngpy") is None, reason="dngpy, which brings Adobe's DNG SDK, is not installed"
)
@pytest.mark.parametrize("name", CHECKS)
def test_adobe_s_renderer_shows_the_photograph(sample: Path, shared: Path, tmp_path: Path, name: str) -> None:
    """The camera model backwards, then Adobe's renderer forwards: both meet at the photograph, at 270 px."""
    least_db, settings = CHECKS[name]
    picture = _sdk_render(shared, sample / "raw" / f"{name}.dng", tmp_path / "out.npy", settings)
    photo = by_name[name]
    upright = {1: picture, 3: np.rot90(picture, 2), 6: np.rot90(picture, -1), 8: np.rot90(picture)}
    error = _reduced(upright[photo.shot.view.orientation]) - _expected(photo, picture.shape)
    assert 10.0 * np.log10(1.0 / np.mean(np.square(error))) >= least_db


def _sdk_render(shared: Path, dng: Path, out: Path, settings: list[str]) -> np.ndarray:
    command = [
        sys.executable,
        str(shared / "tools" / "dngsdk.py"),
        str(dng),
        str(out),
        "--dtype",
        "f4",
        *settings,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return np.load(out)


def _reduced(picture: np.ndarray, long_edge: int = 270) -> np.ndarray:
    """Averaged down in linear light, then encoded again."""
    scale = long_edge / max(picture.shape)
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    linear = srgb_decode(np.clip(picture.astype(np.float64), 0.0, 1.0))
    return srgb_encode(cv2.resize(linear, size, interpolation=cv2.INTER_AREA))


def _expected(photo: SamplePhoto, shape: tuple[int, ...]) -> np.ndarray:
    """The part of the photograph that the photo frames, through the same reduction."""
    photograph = read_photograph(photo.group.scene)
    size = upright_size(photo.shot.view, (shape[1], shape[0]))
    affine = photograph_from_upright(photo.shot.view, (photograph.shape[1], photograph.shape[0]), size)
    affine[:, 2] += affine[:, :2] @ [0.5, 0.5] - 0.5
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    framed = cv2.warpAffine(photograph, affine, size, flags=flags, borderMode=cv2.BORDER_REFLECT)
    return _reduced(framed / 255.0)


def test_temperatures_of_the_light_are_camera_raw_s() -> None:
    for photo in photos():
        assert temp_tint_from_xy(*xy_from_temp_tint(*photo.group.light)) == pytest.approx(
            photo.group.light, abs=0.5
        )
