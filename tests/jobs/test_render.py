from __future__ import annotations

import json
import os
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from ppr10k_data.cameras import BaselineRow
from ppr10k_data.errors import JournalError, LayoutError, SettingsChangedError, SettingsError
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.render import photo as module
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.jobs.render.run import RenderSummary, render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import Perspective
from tiny_dataset import custom, write_dataset, write_raw, write_xmp
from xmp_documents import packet

BOTH = ("xmp_source", "xmp_target_a")
FIELDS = {
    "file", "bytes", "photo", "kind", "sidecar", "inputs_sha256", "width", "height", "dtype", "bits", "seconds",
    "settings", "version", "fingerprint",
}  # fmt: skip
PICTURE_FIELDS = FIELDS | {
    "edits", "white_balance", "matrices", "profile", "baseline_exposure", "replayed", "approximated",
    "not_replayed", "detail_left_out", "lens", "translated", "notes",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_dataset(tmp_path / "data")


def run(root: Path, folders: tuple[str, ...] = BOTH, out: str = "out", **more: Any) -> RenderSummary:
    keys = ("selection", "baselines", "progress", "stop")
    options = {key: more.pop(key) for key in keys if key in more}
    how = RunOptions(**{key.name: more.pop(key.name) for key in fields(RunOptions) if key.name in more})
    settings = RenderSettings(Resolution.parse(more.pop("resolution", "48")), **more)
    return render(root, folders, settings, out=root.parent / out, options=how, **options)


RECORDS = {"manifest.jsonl", ".journal.jsonl", ".lock", ".gate"}
TWO = {"backend": "loky", "jobs": 2}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def pictures(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if Path(name).name not in RECORDS}


def manifest(root: Path, out: str = "out") -> list[dict[str, Any]]:
    (path,) = (root.parent / out).glob("*/manifest.jsonl")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def counts(summary: RenderSummary) -> tuple[int, int, int]:
    return summary.rendered, summary.skipped, len(summary.problems)


# Doing, skipping, doing again ----------------------------------------------------------------------------------------


def test_everything_is_made_recorded_and_summed_up(root: Path) -> None:
    seen: list[int] = []
    summary = run(root, masks=True, progress=lambda outcome: seen.append(len(outcome.rendered)))
    assert counts(summary) == (9, 0, 0)
    assert seen == [3, 3, 3]
    assert summary.not_replayed == {"PerspectiveVertical": 3}
    names = set(contents(root.parent / "out" / "48px"))
    assert names == RECORDS | {
        f"{folder}/{photo}.{suffix}"
        for photo in ("1_0", "1_1", "1356_0")
        for folder, suffix in (("xmp_source", "tif"), ("xmp_target_a", "tif"), ("masks", "png"))
    }


def test_every_line_has_its_fields(root: Path) -> None:
    run(root, masks=True)
    lines = manifest(root)
    assert len(lines) == 9
    for line in lines:
        assert set(line) == (PICTURE_FIELDS if line["kind"] == "picture" else FIELDS)
        assert (root.parent / "out" / "48px" / line["file"]).is_file()
        assert line["settings"]["resolution"] == "48px"
    masks = [line for line in lines if line["kind"] == "mask"]
    assert set(masks[0]["inputs_sha256"]) >= {"1_0.dng", "masks_full/1_0.png"}


def test_what_is_done_is_skipped(root: Path) -> None:
    run(root)
    before = pictures(root.parent / "out")
    times = {path: path.stat().st_mtime_ns for path in (root.parent / "out").rglob("*.tif")}
    again = run(root)
    assert counts(again) == (0, 6, 0)
    assert again.not_replayed == {"PerspectiveVertical": 3}
    assert pictures(root.parent / "out") == before
    assert {path: path.stat().st_mtime_ns for path in (root.parent / "out").rglob("*.tif")} == times


def test_more_folders_masks_and_photos_are_added(root: Path) -> None:
    assert counts(run(root, ("xmp_source",), selection=Selection(limit=1))) == (1, 0, 0)
    assert counts(run(root, ("xmp_source",))) == (2, 1, 0)
    assert counts(run(root)) == (3, 3, 0)
    assert counts(run(root, masks=True)) == (3, 6, 0)


def test_what_became_of_adjustments_is_counted(root: Path) -> None:
    write_legacy(root / "xmp_target_a" / "1_0.xmp")
    summary = run(root)
    assert summary.replayed == {
        "WhiteBalance": 2,
        "Temperature": 2,
        "Tint": 2,
        "Exposure2012": 2,
        "Shadows": 1,
    }
    assert summary.approximated["Contrast"] == 1
    assert summary.not_replayed["Brightness"] == 1
    assert run(root).recorded() | {"rendered": 6, "skipped": 0, "photos": 3, "seconds": 0} == {
        **summary.recorded(),
        "seconds": 0,
    }
    (line,) = [line for line in manifest(root) if line["file"] == "xmp_target_a/1_0.tif"]
    assert line["translated"] == {
        "Shadows": "black point 14/1000",
        "Contrast": "Contrast2012 -16",
        "HighlightRecovery": "Highlights2012 -27.5",
    }


def write_legacy(path: Path) -> None:
    """A sidecar of process version 5.0."""
    attributes = 'ProcessVersion="5.0" crs:Shadows="14" crs:Contrast="9" crs:HighlightRecovery="55"'
    path.write_text(
        packet(f'<rdf:Description rdf:about="" crs:{attributes} crs:Brightness="20"/>'), encoding="utf-8"
    )


@pytest.fixture
def warped(root: Path) -> Path:
    """All targets ask for what is never replayed."""
    for photo in ("1_0", "1_1", "1356_0"):
        write_xmp(
            root / f"xmp_target_a/{photo}.xmp", **custom(perspective=Perspective(upright=3, vertical=-12.0))
        )
    return root


def test_strict_fails_the_pictures_that_lack_something_and_no_others(warped: Path) -> None:
    root = warped
    summary = run(root, masks=True, strict=True)
    assert counts(summary) == (6, 0, 3)
    assert {problem.kind for problem in summary.problems} == {"NotReplayedError"}
    reason = summary.problems[0].reason
    assert reason.endswith(
        "xmp_target_a/1_0.xmp: not replayed: PerspectiveUpright=3, PerspectiveVertical=-12; "
        "render without --strict to have the picture without them"
    )
    assert summary.not_replayed == {}
    assert not (root.parent / "out" / "48px" / "xmp_target_a").exists()


def test_strict_names_what_an_earlier_run_lacked_and_leaves_it(warped: Path) -> None:
    root = warped
    run(root)
    before = contents(root.parent / "out")
    summary = run(root, strict=True)
    assert counts(summary) == (0, 6, 3)
    assert summary.problems[0].reason == (
        f"{root.parent / 'out' / '48px' / 'xmp_target_a' / '1_0.tif'}: not replayed: PerspectiveUpright=3, "
        "PerspectiveVertical=-12; an earlier run made it without --strict: remove it, or leave --strict out to keep it"
    )
    assert contents(root.parent / "out") == before


def test_strict_lets_approximated_adjustments_pass(root: Path) -> None:
    write_xmp(root / "xmp_target_a" / "1_0.xmp", process_version="5.7", legacy=(("Contrast", 40.0),))
    summary = run(root, strict=True, selection=Selection(limit=1))
    assert counts(summary) == (2, 0, 0)
    assert summary.approximated == {"Contrast": 1}


def test_a_missing_output_is_made_again(root: Path) -> None:
    run(root)
    (root.parent / "out" / "48px" / "xmp_source" / "1_1.tif").unlink()
    assert counts(run(root)) == (1, 5, 0)


@pytest.mark.parametrize(
    ("file", "again"), [("raw/1_0.dng", 2), ("xmp_target_a/1_0.xmp", 1), ("xmp_source/1_0.xmp", 2)]
)
def test_a_changed_input_is_rendered_again(root: Path, file: str, again: int) -> None:
    run(root)
    os.utime(root / file, ns=(10**18, 10**18))
    assert counts(run(root)) == (again, 6 - again, 0)
    assert counts(run(root)) == (0, 6, 0)


def test_a_changed_mask_is_made_again_alone(root: Path) -> None:
    run(root, masks=True)
    os.utime(root / "masks_full" / "1_0.png", ns=(10**18, 10**18))
    assert counts(run(root, masks=True)) == (1, 8, 0)


def test_other_settings_in_one_folder_are_refused_by_name(root: Path) -> None:
    run(root)
    before = contents(root.parent / "out")
    with pytest.raises(
        SettingsChangedError, match=r"bits 'as the release' \(now 8\)\n  space 'srgb' \(now 'prophoto'\)"
    ):
        run(root, bits=8, space="prophoto")
    assert contents(root.parent / "out") == before
    assert counts(run(root, bits=8, space="prophoto", overwrite=True)) == (6, 0, 0)
    assert counts(run(root, bits=8, space="prophoto")) == (0, 6, 0)


def test_a_table_of_baselines_is_part_of_the_settings(root: Path) -> None:
    row = BaselineRow("Maker", "*", None, 800.0, 0.5, "measured")
    run(root, baselines=[row])
    assert counts(run(root, baselines=[row])) == (0, 6, 0)
    with pytest.raises(SettingsChangedError, match="baseline_table"):
        run(root)


def test_overwrite_makes_all_again(root: Path) -> None:
    run(root)
    assert counts(run(root, overwrite=True)) == (6, 0, 0)
    assert len(manifest(root)) == 12
    assert counts(run(root)) == (0, 6, 0)


@pytest.mark.parametrize(("name", "again"), [(".journal.jsonl", 2), ("manifest.jsonl", 0)])
def test_a_torn_last_line_costs_one_photo(root: Path, name: str, again: int) -> None:
    """The journal's line is written last, so one that is torn leaves whole lines of its files in the manifest."""
    run(root)
    path = root.parent / "out" / "48px" / name
    path.write_bytes(path.read_bytes()[:-20])
    assert counts(run(root)) == (again, 6 - again, 0)
    assert counts(run(root)) == (0, 6, 0)


def test_a_damaged_journal_is_named_with_the_way_out(root: Path) -> None:
    run(root)
    path = root.parent / "out" / "48px" / ".journal.jsonl"
    path.write_bytes(b"garbage\n" + path.read_bytes())
    with pytest.raises(JournalError, match=r"journal\.jsonl, line 1.*move the file away.*--overwrite"):
        run(root)
    path.unlink()
    with pytest.raises(JournalError, match=r"holds manifest\.jsonl and no \.journal\.jsonl.*--overwrite"):
        run(root)
    assert counts(run(root, overwrite=True)) == (6, 0, 0)
    assert counts(run(root)) == (0, 6, 0)


def test_names_beyond_ascii_come_back(root: Path) -> None:
    folder = root.parent / "Zoës\u2028edits"
    write_xmp(folder / "1_0.xmp", **custom())
    only = {"selection": Selection(photos=(PhotoId(1, 0),))}
    assert counts(run(root, (str(folder),), **only)) == (1, 0, 0)
    assert counts(run(root, (str(folder),), **only)) == (0, 1, 0)


# Parallel ----------------------------------------------------------------------------------------------------------


def test_two_jobs_make_the_same_bytes_as_one(root: Path) -> None:
    one, two = run(root, masks=True, out="one"), run(root, masks=True, out="two", **TWO)
    assert counts(one) == counts(two) == (9, 0, 0)
    assert pictures(root.parent / "one") == pictures(root.parent / "two")


def untimed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(({**line, "seconds": 0} for line in lines), key=lambda line: str(line["file"]))


def test_a_run_that_was_cut_off_and_goes_on_equals_an_unbroken_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(root, out="unbroken")
    real, seen = module.render_photo, []

    def cut_off(work: Any, *more: Any, **named: Any) -> Any:
        if len(seen) == 2:
            raise KeyboardInterrupt
        seen.append(work)
        return real(work, *more, **named)

    monkeypatch.setattr(module, "render_photo", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run(root, out="broken")
    monkeypatch.undo()
    assert len(manifest(root, "broken")) == 4
    assert counts(run(root, out="broken")) == (2, 4, 0)
    assert untimed(manifest(root, "broken")) == untimed(manifest(root, "unbroken"))
    assert pictures(root.parent / "broken") == pictures(root.parent / "unbroken")


# Bad input ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{}, TWO])
def test_one_bad_raw_among_good_ones(root: Path, how: dict[str, Any]) -> None:
    (root / "raw" / "1_1.dng").write_bytes(b"II*\0 this was a photo")
    summary = run(root, **how)
    assert counts(summary) == (4, 0, 1)
    assert (summary.problems[0].what, summary.problems[0].kind) == ("1_1", "RawDecodeError")
    write_raw(root / "raw" / "1_1.dng", 1)
    assert counts(run(root, retry_failed=True, **how)) == (2, 4, 0)


def test_a_fault_of_ours_costs_one_photo(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = module.render_photo

    def faulty(work: Any, *more: Any, **named: Any) -> Any:
        if str(work.photo) == "1_1":
            raise RuntimeError("no idea")
        return real(work, *more, **named)

    monkeypatch.setattr(module, "render_photo", faulty)
    summary = run(root)
    assert counts(summary) == (4, 0, 1)
    assert "unexpected RuntimeError: no idea; please report it" in summary.problems[0].reason


def test_an_out_folder_that_cannot_be_written_is_named_with_the_way_out(root: Path) -> None:
    (root.parent / "out").write_bytes(b"a file")
    with pytest.raises(LayoutError, match=r"48px: results cannot be written there.*--out"):
        run(root)


def test_a_missing_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="raw: no such folder; --root"):
        render(
            tmp_path / "gone", ["xmp_source"], RenderSettings(Resolution.parse("360p")), out=tmp_path / "out"
        )
    assert not (tmp_path / "out").exists()


def test_nothing_to_do_makes_no_folder(root: Path) -> None:
    assert counts(run(root, selection=Selection(limit=0))) == (0, 0, 0)
    assert not (root.parent / "out").exists()


def test_the_dataset_is_only_read(root: Path) -> None:
    before = contents(root)
    run(root, masks=True)
    assert contents(root) == before


def test_a_summary_is_one_json_document(root: Path) -> None:
    (root / "raw" / "1_1.dng").unlink()
    recorded = json.loads(json.dumps(run(root).recorded()))
    assert (recorded["rendered"], recorded["skipped"]) == (4, 0)
    assert {problem["what"] for problem in recorded["failed"]} == {"1_1"}
    assert recorded["not_replayed"] == {"PerspectiveVertical": 2}


# Settings ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "edge"),
    [("360p", "360p", 540), ("1080p", "1080p", 1620), ("full", "full", None), ("1024", "1024px", 1024)],
)
def test_resolutions(text: str, name: str, edge: int | None) -> None:
    assert Resolution.parse(text) == Resolution(name, edge)


@pytest.mark.parametrize(
    "text", ["", "361p", "15", "20001", "-5", "1e3", "\u0661\u0660\u0660", "full ", "540.0"]
)
def test_other_resolutions_are_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="expected 360p"):
        Resolution.parse(text)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"space": "scene-linear", "bits": 16}, "float32 TIFF"),
        ({"space": "scene-linear", "format": "png"}, "float32 TIFF"),
        ({"format": "jpg", "bits": 16}, "JPEG holds 8 bits"),
    ],
)
def test_settings_that_contradict_each_other_are_refused(more: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        RenderSettings(Resolution.parse("360p"), **more)


@pytest.mark.parametrize("space", ["srgb", "prophoto", "scene-linear"])
@pytest.mark.parametrize("format_", ["tif", "png", "jpg"])
def test_every_format_and_space_is_written(root: Path, space: Any, format_: Any) -> None:
    if space == "scene-linear" and format_ != "tif":
        pytest.skip("scene-linear is TIFF only")
    summary = run(root, selection=Selection(limit=1), space=space, format=format_)
    assert counts(summary) == (2, 0, 0)


@pytest.mark.parametrize("inside", ["", "raw", "xmp_target_a/renders", "masks_full"])
def test_nothing_is_written_into_the_datasets_own_folders(root: Path, inside: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(LayoutError, match="only read; give --out another"):
        render(root, BOTH, RenderSettings(Resolution.parse("48")), out=root / inside)
    assert sorted(root.rglob("*")) == before
