from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
import tifffile
from skimage.metrics import peak_signal_noise_ratio

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.images import write_picture
from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.jobs.fidelity import compare_photo as compare_module
from ppr10k_data.jobs.fidelity.run import fidelity
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.jobs.render.run import render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from tiny_dataset import WIDTH, write_dataset

SIDECARS = ("xmp_source", "xmp_target_a")
EDGE = 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Three photos of a source and a target each, whose TIFFs are our own renders."""
    root = write_dataset(tmp_path / "PPR10K", masks=False)
    settings = RenderSettings(Resolution.parse(str(EDGE)), geometry="own")
    render(root, SIDECARS, settings, out=tmp_path / "made")
    for label, kind in zip(SIDECARS, ("source", "target_a"), strict=True):
        (tmp_path / "made" / f"{EDGE}px" / label).rename(folder(root, kind))
    return root


def folder(root: Path, kind: str) -> Path:
    (root / RELEASE_TIFFS).mkdir(exist_ok=True)
    return root / RELEASE_TIFFS / kind


def tiff(root: Path, photo: str = "1_0", kind: str = "source") -> Path:
    return folder(root, kind) / f"{photo}.tif"


def change(path: Path, how) -> None:
    picture = tifffile.imread(path)
    path.unlink()
    write_picture(path, np.ascontiguousarray(how(picture)), space="srgb", description="d", licence="l")


def test_our_own_renders_are_found_again(root: Path, tmp_path: Path) -> None:
    summary = fidelity(root, out=tmp_path / "out")
    assert [(row.name, row.pictures) for row in summary.report.kinds] == [("source", 3), ("target a", 3)]
    targets = [c for c in summary.report.worst if c.folder == "xmp_target_a"]
    assert all(
        c.scores is not None and math.isinf(c.scores.psnr_db) for c in targets
    )  # bit for bit, at 8 bits
    assert (
        summary.report.overall.scores.de76_mean < 0.3
    )  # 16-bit sources are rounded where ours were dithered not
    assert not summary.report.not_compared
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"index.html", "photos.csv"}


def test_another_base_tone_is_another_picture(root: Path, tmp_path: Path) -> None:
    same, other = (
        fidelity(root, out=tmp_path / tone, tone=tone).report.overall for tone in ("sdk", "fitted")
    )  # type: ignore[arg-type]
    assert same.scores.de76_mean < other.scores.de76_mean


def test_a_known_error_is_measured(root: Path, tmp_path: Path) -> None:
    ours = tifffile.imread(tiff(root, kind="target_a"))
    change(tiff(root, kind="target_a"), lambda picture: np.minimum(picture, 245) + np.uint8(10))
    theirs = tifffile.imread(tiff(root, kind="target_a"))
    worst = fidelity(root, out=tmp_path / "out").report.worst[0]
    assert (worst.name, worst.process_version) == ("xmp_target_a/1_0", "11.0")
    assert worst.scores is not None
    assert worst.scores.psnr_db == pytest.approx(peak_signal_noise_ratio(ours, theirs), abs=1e-9)
    assert worst.sliders == {
        "Temperature": -200.0,
        "Tint": 3.0,
        "Exposure2012": 0.5,
    }


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        (lambda picture: picture[:-1], "differs by a pixel: ours is 60 x 40, Lightroom's 60 x 39"),
        (lambda picture: np.rot90(picture), "lies on its side: ours is 60 x 40, Lightroom's 40 x 60"),
        (lambda picture: picture[:, :30], "another"),
        (
            lambda picture: np.repeat(picture, 4, axis=0).repeat(4, axis=1),
            "another crop or size of what seems",
        ),
    ],
)
def test_what_does_not_fit_has_its_reason(root: Path, tmp_path: Path, how, reason: str) -> None:
    change(tiff(root), how)
    report = fidelity(root, out=tmp_path / "out").report
    assert [c.name for c in report.not_compared] == ["xmp_source/1_0"]
    assert report.not_compared[0].reason.startswith(reason)
    assert report.overall.pictures == 5


def test_another_photo_of_the_same_size_is_compared_and_doubted(root: Path, tmp_path: Path) -> None:
    change(tiff(root), lambda picture: picture[::-1, ::-1])
    worst = fidelity(root, out=tmp_path / "out").report.worst[0]
    assert worst.name == "xmp_source/1_0"
    assert worst.remark


def test_what_is_missing_or_damaged_is_a_row_with_its_reason(root: Path, tmp_path: Path) -> None:
    tiff(root, "1_0").unlink()
    tiff(root, "1_1").write_bytes(b"II*\0")
    raw = root / "raw" / "1356_0.dng"
    raw.write_bytes(raw.read_bytes()[:2000])
    (root / "xmp_target_a" / "1_0.xmp").write_text("<x:xmpmeta")
    report = fidelity(root, out=tmp_path / "out").report
    found = {c.name: c.reason for c in report.not_compared}
    assert set(found) == {
        *("xmp_source/1_0", "xmp_source/1_1", "xmp_source/1356_0", "xmp_target_a/1_0", "xmp_target_a/1356_0"),
    }
    assert found["xmp_source/1_0"] == "no TIFF of Lightroom's"
    assert "1_1.tif" in found["xmp_source/1_1"]
    assert "1356_0.dng" in found["xmp_target_a/1356_0"]
    assert str(root / "xmp_target_a" / "1_0.xmp") in found["xmp_target_a/1_0"]
    assert [c.name for c in report.worst] == ["xmp_target_a/1_1"]


def test_nothing_to_compare_is_an_error(root: Path, tmp_path: Path) -> None:
    for kind in ("source", "target_a"):
        for path in folder(root, kind).iterdir():
            path.write_bytes(b"")
    with pytest.raises(LayoutError, match="none of 6 pictures can be compared; the first: xmp_"):
        fidelity(root, out=tmp_path / "out")
    with pytest.raises(LayoutError, match="--tif"):
        fidelity(root, out=tmp_path / "out", tiffs=root / "elsewhere")
    assert not (tmp_path / "out").exists()


def test_the_datasets_own_folders_are_kept_out_of(root: Path) -> None:
    with pytest.raises(LayoutError, match="only read"):
        fidelity(root, out=root / RELEASE_TIFFS / "fidelity")


def test_renders_that_are_there_are_used_and_the_rest_made(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / "ready" / "360p" / "xmp_source" / "1_0.png"
    ready.parent.mkdir(parents=True)
    write_picture(ready, np.full((40, EDGE, 3), 90, np.uint8), space="srgb", description="d", licence="l")
    rendered: list[str] = []
    original = compare_module.render_photo

    def watched(work, *more, **how):
        rendered.extend(compare_module.name_of(output) for output in work.outputs)
        return original(work, *more, **how)

    monkeypatch.setattr(compare_module, "render_photo", watched)
    report = fidelity(
        root, out=tmp_path / "out", renders=tmp_path / "ready", selection=Selection(photos=(PhotoId(1, 0),))
    ).report
    assert rendered == ["xmp_target_a/1_0"]
    assert report.worst[0].name == "xmp_source/1_0"


def test_one_decoding_for_all_sidecars_of_a_photo(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    original = compare_module.render_photo
    monkeypatch.setattr(
        compare_module,
        "render_photo",
        lambda work, *m, **h: (opened.append(str(work.photo)), original(work, *m, **h))[1],
    )
    fidelity(root, out=tmp_path / "out")
    assert opened == ["1_0", "1_1", "1356_0"]


def test_a_fault_of_this_program_costs_one_photo(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(ours, theirs):
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(compare_module, "score", fails)
    with pytest.raises(LayoutError, match="unexpected ZeroDivisionError"):
        fidelity(root, out=tmp_path / "out")


def test_the_table_has_a_line_a_picture_and_a_column_a_slider(root: Path, tmp_path: Path) -> None:
    tiff(root, "1_1").unlink()
    fidelity(root, out=tmp_path / "out", pictures=0)
    with (tmp_path / "out" / "photos.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert rows[-1]["reason"] == "no TIFF of Lightroom's"
    assert rows[-1]["psnr_db"] == ""
    target = next(row for row in rows if row["kind"] == "target a")
    assert (target["Exposure2012"], target["Temperature"], target["not_replayed"]) == (
        "0.5",
        "-200",
        "PerspectiveVertical",
    )
    assert "data:image" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_the_worst_are_shown_and_no_more(root: Path, tmp_path: Path) -> None:
    change(tiff(root, "1_1"), lambda picture: picture // 2)
    summary = fidelity(root, out=tmp_path / "out", pictures=1, jobs=2)
    text = summary.page.read_text(encoding="utf-8")
    assert text.count("data:image/jpeg") == 3
    assert 'alt="1_1, source: Ours"' in text


def test_the_size_of_each_tiff_is_rendered(root: Path, tmp_path: Path) -> None:
    settings = RenderSettings(Resolution.parse("40"), geometry="own")
    render(
        root, ["xmp_target_a"], settings, out=tmp_path / "small", selection=Selection(photos=(PhotoId(1, 0),))
    )
    (tmp_path / "small/40px/xmp_target_a/1_0.tif").replace(tiff(root, kind="target_a"))
    report = fidelity(root, out=tmp_path / "out").report
    assert not report.not_compared
    assert EDGE < WIDTH
