from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import tifffile

from match_scenes import apart, look, portrait, small
from ppr10k_data.errors import LayoutError, SettingsError
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.jobs.render.guided import MatchFolders
from ppr10k_data.jobs.render.run import RenderSummary, render
from ppr10k_data.metrics import lab_from_srgb
from ppr10k_data.sample import write_sample
from ppr10k_data.xmp import read_xmp
from ppr10k_data.xmp.update import update_xmp
from tiny_renders import settings_of

Picture = np.ndarray[Any, Any]
RES = "320"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sample of 0.12 megapixels."""
    folder = tmp_path_factory.mktemp("matched") / "sample"
    write_sample(folder, megapixels=0.12)
    return folder


def unmatched(root: Path, out: Path, *folders: str, **more: Any) -> RenderSummary:
    return render(root, folders, settings_of(RES, bits=16, **more), out=out, selection=only("0_0"))


def only(*names: str) -> Any:
    from ppr10k_data.jobs.photos.selection import Selection
    from ppr10k_data.photo import PhotoId

    return Selection(photos=tuple(PhotoId.parse(name) for name in names))


def read(out: Path, folder: str, photo: str) -> Picture:
    return tifffile.imread(out / f"{RES}px" / folder / f"{photo}.tif").astype(np.float32) / np.float32(
        65535.0
    )


def guides_by_hidden_look(root: Path, tmp_path: Path, *folders: str) -> tuple[Path, dict[str, Picture]]:
    """Small renderings with a look that no slider has, and the same at full size."""
    unmatched(root, tmp_path / "plain", *folders)
    truths = {}
    for folder in folders:
        truths[folder] = look(read(tmp_path / "plain", folder, "0_0"))
        path = tmp_path / "guides" / folder / "0_0.tif"
        path.parent.mkdir(parents=True)
        tifffile.imwrite(path, np.round(small(truths[folder], 160) * 255).astype(np.uint8), photometric="rgb")
    return tmp_path / "guides", truths


def matched(root: Path, out: Path, folders: MatchFolders, *names: str, **more: Any) -> RenderSummary:
    settings = settings_of(RES, bits=16, match="guides", **more)
    return render(root, names, settings, out=out, selection=only("0_0"), match=folders)


def records(out: Path) -> dict[str, dict[str, Any]]:
    return {name: line["match"] for name, line in read_manifest(out / f"{RES}px" / "manifest.jsonl").items()}


def test_renders_come_near_their_guides_and_the_manifest_says_how_near(root: Path, tmp_path: Path) -> None:
    guides, truths = guides_by_hidden_look(root, tmp_path, "xmp_source", "xmp_target_a")
    out = tmp_path / "out"
    summary = matched(root, out, MatchFolders(guides), "xmp_source", "xmp_target_a")
    assert (summary.matched, summary.unmatched, summary.problems) == (2, 0, [])
    for folder, truth in truths.items():
        plain, got = read(tmp_path / "plain", folder, "0_0"), read(out, folder, "0_0")
        assert apart(got, truth)[0] > max(36.0, apart(plain, truth)[0] + 10.0)
        record = records(out)[f"{folder}/0_0.tif"]
        assert record["guide"] == f"{folder}/0_0.tif"
        assert record["de76_after"]["mean"] < 1.0 < record["de76_before"]["mean"]
    assert summary.recorded()["match"]["de76_after"] < 1.0


def test_saved_fits_do_without_guides_and_at_other_sizes(root: Path, tmp_path: Path) -> None:
    guides, truths = guides_by_hidden_look(root, tmp_path, "xmp_target_a")
    fits = tmp_path / "fits"
    matched(root, tmp_path / "one", MatchFolders(guides, save=fits), "xmp_target_a")
    settings = settings_of(RES, bits=16, match="fits")
    again = {"out": tmp_path / "two", "selection": only("0_0"), "match": MatchFolders(fits=fits)}
    assert render(root, ["xmp_target_a"], settings, **again).matched == 1
    np.testing.assert_array_equal(
        read(tmp_path / "one", "xmp_target_a", "0_0"), read(tmp_path / "two", "xmp_target_a", "0_0")
    )
    larger = render(root, ["xmp_target_a"], settings_of("full", bits=16, match="fits"), **again)
    assert larger.matched == 1
    assert truths


def test_a_second_run_finds_all_done_and_a_changed_guide_is_seen(root: Path, tmp_path: Path) -> None:
    guides, _ = guides_by_hidden_look(root, tmp_path, "xmp_target_a")
    out, folders = tmp_path / "out", MatchFolders(guides)
    matched(root, out, folders, "xmp_target_a")
    again = matched(root, out, folders, "xmp_target_a")
    assert (again.rendered, again.skipped, again.matched) == (0, 1, 1)
    path = guides / "xmp_target_a" / "0_0.tif"
    tifffile.imwrite(path, tifffile.imread(path) // 2, photometric="rgb")
    assert matched(root, out, folders, "xmp_target_a").rendered == 1


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("fault", ["none", "another photo", "damaged", "tiny", "webp"])
def test_what_cannot_be_matched_is_named(root: Path, tmp_path: Path, fault: str, strict: bool) -> None:
    guides = tmp_path / "guides" / "xmp_target_a"
    guides.mkdir(parents=True)
    wrong = np.round(small(portrait(), 160) * 255).astype(np.uint8)
    tifffile.imwrite(guides / ("1_1.tif" if fault == "none" else "0_0.tif"), wrong, photometric="rgb")
    if fault == "damaged":
        (guides / "0_0.tif").write_bytes(b"II*\0")
    if fault == "webp":
        (guides / "0_0.tif").rename(guides / "0_0.jpg")
        cv2.imwrite(str(guides / "0_0.webp"), wrong)
        (guides / "0_0.webp").replace(guides / "0_0.jpg")
    if fault == "tiny":
        tifffile.imwrite(guides / "0_0.tif", wrong[:20, :14], photometric="rgb")
    out = tmp_path / "out"
    summary = matched(root, out, MatchFolders(guides.parent), "xmp_target_a", strict=strict)
    told = summary.problems[0].reason if strict else "\n".join(summary.notes)
    assert "xmp_target_a/0_0: not matched: " in told
    if strict:
        assert summary.problems[0].kind == "NotMatchedError"
        assert "render without --strict" in told
        assert summary.pictures == 0
        return
    assert (summary.matched, summary.unmatched) == (0, 1)
    assert records(out)["xmp_target_a/0_0.tif"]["reason"] in told
    unmatched(root, tmp_path / "plain", "xmp_target_a")
    np.testing.assert_array_equal(
        read(out, "xmp_target_a", "0_0"), read(tmp_path / "plain", "xmp_target_a", "0_0")
    )


def test_strict_tells_of_unmatched_pictures_that_were_there_already(root: Path, tmp_path: Path) -> None:
    guides = tmp_path / "guides" / "xmp_target_a"
    guides.mkdir(parents=True)
    tifffile.imwrite(guides / "1_1.tif", np.zeros((40, 40, 3), np.uint8), photometric="rgb")
    matched(root, tmp_path / "out", MatchFolders(guides.parent), "xmp_target_a")
    summary = matched(root, tmp_path / "out", MatchFolders(guides.parent), "xmp_target_a", strict=True)
    assert [problem.kind for problem in summary.problems] == ["NotMatchedError"]


def write_variants(root: Path, folder: Path) -> None:
    folder.mkdir()
    source = root / "xmp_source" / "0_0.xmp"
    base = read_xmp(source)
    steps: list[dict[str, Any]] = [
        {"exposure_ev": 0.3, "vibrance": 15.0},
        {"contrast": 12.0, "saturation": -10.0},
        {"exposure_ev": 1.0},
        {"exposure_ev": -1.0},
    ]
    for number, step in enumerate(steps, 1):
        varied = update_xmp(source.read_bytes(), replace(base, **step))
        (folder / f"0_0_{number}.xmp").write_bytes(varied)


def test_variants_keep_their_own_step(root: Path, tmp_path: Path) -> None:
    """The difference between variant and source is the same with and without matching, to 0.5 dE in the mean."""
    guides, _ = guides_by_hidden_look(root, tmp_path, "xmp_source")
    variants = tmp_path / "xmp_source_aug"
    write_variants(root, variants)
    plain, out = tmp_path / "plain", tmp_path / "out"
    unmatched(root, plain, str(variants))
    names = ("xmp_source", str(variants))
    summary = matched(root, out, MatchFolders(guides), *names, match_variants="source")
    assert (summary.matched, summary.unmatched) == (5, 0)
    for variant in ("0_0_1", "0_0_2", "0_0_3", "0_0_4"):
        assert records(out)[f"xmp_source_aug/{variant}.tif"]["carried"] is True
        pictures = [read(where, "xmp_source_aug", variant) for where in (plain, out)]
        step, became = (
            lab_from_srgb(picture.astype(np.float64))
            - lab_from_srgb(read(where, "xmp_source", "0_0").astype(np.float64))
            for where, picture in zip((plain, out), pictures, strict=True)
        )
        error = np.linalg.norm(became - step, axis=-1)
        assert np.linalg.norm(step, axis=-1).mean() > 1.5
        # Exact where neither sRGB nor white ends the step.
        ended = (
            (pictures[1].min(axis=-1) <= 0)
            | (pictures[1].max(axis=-1) >= 1)
            | (pictures[0].min(axis=-1) > 0.84)
        )
        assert error[~ended].mean() < 0.02
        assert error.mean() < (
            2.2 if variant == "0_0_3" else 0.5
        )  # at +1 EV a third of the portrait is white


def test_variants_alone_are_matched_too_or_not_at_all(root: Path, tmp_path: Path) -> None:
    guides, _ = guides_by_hidden_look(root, tmp_path, "xmp_source")
    variants = tmp_path / "xmp_source_aug"
    write_variants(root, variants)
    summary = matched(root, tmp_path / "a", MatchFolders(guides), str(variants), match_variants="source")
    assert (summary.matched, summary.unmatched) == (4, 0)
    with pytest.raises(LayoutError, match="no pictures named like photos"):
        matched(root, tmp_path / "b", MatchFolders(guides), str(variants))


def test_settings_that_make_no_sense(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--save-fits saves what --match fits"):
        MatchFolders(fits=tmp_path, save=tmp_path)
    with pytest.raises(SettingsError, match="--match"):
        MatchFolders()
    with pytest.raises(SettingsError, match="matched in sRGB"):
        settings_of(space="prophoto", match="guides")
    with pytest.raises(SettingsError, match="--match-variants needs"):
        settings_of(match_variants="source")


def test_unmatched_renders_record_nothing_of_matching() -> None:
    assert "match" not in settings_of().recorded()
    assert json.loads(json.dumps(settings_of(match="guides").recorded()))["match"] == "guides"
