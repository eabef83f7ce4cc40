from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import tifffile

from ppr10k_data.errors import FolderBusyError, LayoutError, OutputError, SettingsChangedError
from ppr10k_data.files.tree import SAMPLE_MARK
from ppr10k_data.jobs.engine.claim import claim
from ppr10k_data.jobs.engine.shard import WHOLE
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.jobs.verify.hash_journal import JOURNAL
from ppr10k_data.jobs.verify.run import look_at_names, verify
from ppr10k_data.jobs.verify.summary import VerifyRequest, VerifySummary
from ppr10k_data.photo import PhotoId
from tiny_dataset import as_shot, write_xmp
from tiny_release import PHOTOS, SIDECARS, TIFFS, touch, write_mask, write_release, write_tiff


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_release(tmp_path_factory.mktemp("release") / "PPR10K", variants=5)


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "PPR10K")


def look(root: Path, **more) -> VerifySummary:
    return verify(VerifyRequest(root, root.parent / "verify", **more))


def wrong(summary: VerifySummary) -> list[tuple[str, str]]:
    return [(problem.what, problem.kind) for problem in summary.problems]


def test_a_good_tree_has_nothing_wrong(whole: Path) -> None:
    summary = look(whole)
    assert wrong(summary) == []
    assert summary.description == "a part of the second release: 4 of 11,161 photos"
    assert (
        summary.files == summary.counts.total() == len([path for path in whole.rglob("*") if path.is_file()])
    )
    assert not (whole.parent / "verify").exists(), "nothing is written"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def grey_tiff(path: Path) -> None:
    tifffile.imwrite(path, np.zeros((360, 540), np.uint16), photometric="minisblack")


def doubled(path: Path) -> None:
    path.with_suffix(".TIFF").write_bytes(path.read_bytes())


FAULTS: list[tuple[str, Callable[[Path], object], str, str]] = [
    (f"{TIFFS}/train/source/0_0.tif", cut, "ImageFileError", "cut short"),
    (f"{TIFFS}/val/target_b/1356_0.tif", cut, "ImageFileError", "cut short"),
    (f"{TIFFS}/train/source/0_0.tif", lambda path: write_tiff(path, 8), "wrong", "3 x 8 bits; .* has 3 x 16"),
    (f"{TIFFS}/train/source_aug_6/0_0_3.tif", lambda path: write_tiff(path, 8), "wrong", "3 x 8 bits"),
    (
        f"{TIFFS}/train/target_a/0_1.tif",
        lambda path: write_tiff(path, 16),
        "wrong",
        "3 x 16 bits; .* has 3 x 8",
    ),
    (
        f"{TIFFS}/train/target_a/0_1.tif",
        lambda path: write_tiff(path, 8, 480, 320),
        "wrong",
        "480x320; .* is 540",
    ),
    (f"{TIFFS}/train/source_aug_6/0_0.tif", grey_tiff, "wrong", "1 x 16 bits"),
    ("masks_360p/0_0.png", lambda path: write_mask(path, grey=9), "wrong", "not binary: 9 of 194,400 pixels"),
    ("masks_full/0_0.png", lambda path: write_mask(path, 96, 64, grey=2), "wrong", "not binary"),
    ("masks_360p/0_0.png", lambda path: write_mask(path, 360, 540), "wrong", "360x540, but .* is 540x360"),
    (
        "masks_full/1356_1.png",
        lambda path: write_mask(path, 96, 96),
        "wrong",
        "96x96 is not the shape of its photo, 96x64",
    ),
    ("masks_full/0_1.png", lambda path: write_mask(path, 64, 96), "wrong", "64x96 is not the shape"),
    ("masks_360p/0_1.png", lambda path: path.write_bytes(b""), "ImageFileError", "not a readable PNG"),
    ("xmp_source/0_0.xmp", cut, "XmpError", ""),
    ("xmp_target_c/0_0.xmp", lambda path: path.write_text("<xml"), "XmpError", ""),
    ("raw/0_1.dng", cut, "RawDecodeError", "cut short"),
    ("raw/0_1.dng", lambda path: path.write_bytes(b"\xff\xd8\xff"), "RawDecodeError", "a JPEG"),
]


@pytest.mark.parametrize(("name", "damage", "kind", "reason"), FAULTS)
def test_a_planted_fault_is_found_and_no_other(
    root: Path, name: str, damage: Callable[[Path], object], kind: str, reason: str
) -> None:
    damage(root / name)
    summary = look(root)
    assert wrong(summary) == [(name, kind)]
    assert re.search(reason, summary.problems[0].reason)


def test_full_masks_go_by_the_orientation_that_the_sidecar_tells(root: Path) -> None:
    write_xmp(root / "xmp_source" / "0_0.xmp", **as_shot(orientation=6))
    write_xmp(root / "xmp_source" / "0_1.xmp", **as_shot(orientation=8))
    write_mask(root / "masks_full" / "0_0.png", 64, 96)
    summary = look(root)
    assert wrong(summary) == []
    assert [note for note in summary.notes if "upright" in note] == [
        "masks_full/0_1.png: not upright as its photo: taken as the sensor stores it"
    ]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("raw/0_1.dng", "raw/0_1.*"),
        ("xmp_target_a/0_1.xmp", "xmp_target_a/0_1.xmp"),
        ("masks_360p/1356_0.png", "masks_360p/1356_0.png"),
        (f"{TIFFS}/val/target_c/1356_0.tif", f"{TIFFS}/val/target_c/1356_0.tif"),
        (f"{TIFFS}/train/source_aug_6/0_0_4.tif", f"{TIFFS}/train/source_aug_6/0_0_4.tif"),
    ],
)
def test_a_missing_file_is_found_unless_it_may_be_missing(root: Path, name: str, place: str) -> None:
    (root / name).unlink()
    assert wrong(look(root)) == [(place, "missing")]
    assert wrong(look(root, partial=True)) == []


@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [
        ("raw/notes.txt", "extra", "raw/notes.txt"),
        ("raw/0_0 (1).dng", "extra", "raw/0_0 (1).dng"),
        ("xmp_source/0_0.xmp.bak", "extra", "xmp_source/0_0.xmp.bak"),
        ("masks_360p/0_99.png", "unknown", "masks_360p/0_99.png"),
    ],
)
def test_an_extra_file_is_found(root: Path, name: str, kind: str, place: str) -> None:
    shutil.copy(root / "masks_360p" / "0_0.png", root / name)
    assert (place, kind) in wrong(look(root))


def test_what_systems_leave_behind_is_no_extra_file(root: Path) -> None:
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "._0_0.dng"):
        (root / "raw" / name).touch()
    (root / "renders").mkdir()
    assert wrong(look(root)) == []


def test_two_files_of_one_photo_are_found(root: Path) -> None:
    doubled(root / TIFFS / "train" / "source" / "0_0.tif")
    assert (f"{TIFFS}/train/source/0_0", "double") in wrong(look(root))


def test_extensions_may_be_spelled_in_any_case(root: Path) -> None:
    (root / "raw" / "0_0.dng").rename(root / "raw" / "0_0.DNG")
    (root / "xmp_source" / "0_0.xmp").rename(root / "xmp_source" / "0_0.XMP")
    assert wrong(look(root)) == []


def test_the_known_hole_is_no_fault(tmp_path: Path) -> None:
    root = write_release(tmp_path / "PPR10K", "1680_3")
    for expert in "bc":
        (root / f"xmp_target_{expert}" / "1680_3.xmp").unlink()
    (root / "xmp_target_b" / "1680_2.xmp").write_bytes((root / "xmp_target_a" / "1680_3.xmp").read_bytes())
    summary = look(root, partial=True)
    assert wrong(summary) == []
    assert "xmp_target_b/1680_3.xmp is missing from the release itself" in summary.notes
    assert ("xmp_target_b/1680_3.xmp", "missing") not in wrong(look(root))


def test_the_first_release_is_recognised(tmp_path: Path) -> None:
    summary = look(write_release(tmp_path / "PPR10K"))
    assert wrong(summary) == []
    assert summary.description == "a part of the first release: 4 of 11,161 photos"


def test_a_partial_download_is_described_with_what_can_be_done(root: Path) -> None:
    for folder in (TIFFS, "masks_full", "masks_360p", *SIDECARS[1:]):
        shutil.rmtree(root / folder)
    summary = look(root)
    assert wrong(summary) == []
    assert summary.description == "a part of the release: 4 of 11,161 photos"
    assert [ability.command for ability in summary.abilities] == [
        "render --xmp xmp_source",
        "augment --n 5",
        "augment --n 5 --xmp-only",
        "params --out params.csv",
        "stats",
    ]


def test_names_alone_tell_what_is_missing_and_open_nothing(root: Path) -> None:
    (root / "raw" / "0_0.dng").write_bytes(b"")
    (root / "xmp_target_a" / "0_1.xmp").unlink()
    _, summary = look_at_names(VerifyRequest(root, root.parent / "verify"))
    assert wrong(summary) == [("xmp_target_a/0_1.xmp", "missing")]
    assert summary.files == 0


def test_a_selection_opens_its_files_alone(root: Path) -> None:
    (root / "raw" / "0_0.dng").write_bytes(b"")
    assert wrong(look(root, selection=Selection(split="val"))) == []
    assert wrong(look(root, selection=Selection(photos=(PhotoId(0, 0),)))) == [
        ("raw/0_0.dng", "RawDecodeError")
    ]
    assert look(root, selection=Selection(limit=1)).files == 1 + 4 + 2 + 1 + 3 + 6


@pytest.mark.parametrize(
    "selection", [Selection(photos=(PhotoId(99, 99),)), Selection(groups=((7, 9),))], ids=["photo", "groups"]
)
def test_a_selection_that_meets_nothing_is_an_error(root: Path, selection: Selection) -> None:
    request = VerifyRequest(root, root.parent / "verify", selection=selection)
    for look_or_open in (look_at_names, verify):
        with pytest.raises(LayoutError, match="no photo is selected: look at --photo"):
            look_or_open(request)


def test_what_can_be_done_counts_no_broken_file(root: Path) -> None:
    cut(root / "raw" / "0_1.dng")
    can = {ability.what: ability.photos for ability in look(root).abilities}
    assert (can["render sources at any size"], can["tabulate the edits"]) == (3, 4)


def test_hists_and_checkpoints_are_counted(root: Path) -> None:
    touch(root / "hists", range(38), "png")
    assert wrong(look(root)) == [("hists", "missing")]
    touch(root / "hists", range(39), "png")
    assert wrong(look(root)) == []


def test_many_processes_find_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut(root / "raw" / "0_1.dng")
    cut(root / "xmp_source" / "1356_0.xmp")
    request = VerifyRequest(root, root.parent / "verify")
    one = verify(request, jobs=1)
    monkeypatch.setattr("ppr10k_data.jobs.verify.run.check_photos", _slow_with_the_first_scene)
    two = verify(request, jobs=2)
    assert one.problems == two.problems, "in one order, too"
    assert one.files == two.files


def _slow_with_the_first_scene(tasks):
    from ppr10k_data.jobs.verify.check_photo import check_photos

    time.sleep(1.5 * any(task.photo == PhotoId(0, 1) for task in tasks))
    return check_photos(tasks)


def test_a_photo_that_ends_its_worker_is_named_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppr10k_data.jobs.verify.run.check_photos", _killed_by_0_1)
    summary = verify(VerifyRequest(root, root.parent / "verify"), jobs=2)
    assert wrong(summary) == [("0_1", "WorkerDiedError")]
    assert summary.left == 0


def _killed_by_0_1(tasks):
    from ppr10k_data.jobs.verify.check_photo import check_photos

    if any(task.photo == PhotoId(0, 1) for task in tasks):
        os.kill(os.getpid(), 9)
    return check_photos(tasks)


def test_a_fault_of_ours_costs_its_file_and_not_the_run(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppr10k_data.jobs.verify.check_photo.check_raw", lambda path: 1 // 0)
    summary = look(root)
    assert {kind for _, kind in wrong(summary)} == {"ZeroDivisionError"}
    assert "please report it" in summary.problems[0].reason


def as_sample(root: Path, *photos: str) -> Path:
    """Mark a tree as a generated sample of these photos."""
    (root / SAMPLE_MARK).write_text(json.dumps({"photos": dict.fromkeys(photos, "credit")}))
    return root


@pytest.mark.parametrize("planted", ["9_77", "9_0"])
def test_a_photo_that_a_sample_does_not_have_is_named_in_its_place(root: Path, planted: str) -> None:
    as_sample(root, *PHOTOS)
    shutil.copy(root / "raw" / "0_0.dng", root / "raw" / f"{planted}.dng")
    assert wrong(look(root)) == [(f"raw/{planted}.dng", "unknown")]
    assert wrong(look(root, partial=True)) == [(f"raw/{planted}.dng", "unknown")]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"photos": ["x"]}'])
def test_a_damaged_mark_of_a_sample_is_named(root: Path, text: str) -> None:
    (root / SAMPLE_MARK).write_text(text)
    with pytest.raises(LayoutError, match=r"sample\.json: does not list the photos .* ppr10k-data sample"):
        look(root)


def test_nothing_there_at_all_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no file of PPR10K is there by its name; --root"):
        look(tmp_path)


# Sums --------------------------------------------------------------------------------------------------------------


def test_sums_are_written_then_checked(root: Path) -> None:
    touch(root / "hists", range(39), "png")
    written = look(root, hashes="write")
    assert wrong(written) == []
    assert written.sums == root.parent / "verify" / "SHA256SUMS"
    assert written.hashed == written.counts.total()
    assert [path.name for path in written.sums.parent.glob(".sha*")] == []
    assert wrong(look(root, hashes="check")) == []
    path = root / "raw" / "0_0.dng"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    (root / "xmp_source" / "0_1.xmp").unlink()
    (root / "raw" / "0_1.dng").unlink()
    (root / TIFFS / "val" / "target_a" / "1356_1.tif").unlink()
    assert sorted(wrong(look(root, hashes="check"))) == [
        ("raw/0_0.dng", "changed"),
        ("raw/0_1.*", "missing"),
        (f"{TIFFS}/val/target_a/1356_1.tif", "missing"),
        ("xmp_source/0_1.xmp", "missing"),
    ]
    assert wrong(look(root, hashes="check", partial=True)) == [("raw/0_0.dng", "changed")]
    shutil.rmtree(root / "hists")
    assert ("hists/3.png", "missing") in wrong(look(root, hashes="check"))


def test_a_file_that_has_no_sum_is_noted(root: Path) -> None:
    look(root, hashes="write", selection=Selection(split="val"))
    summary = look(root, hashes="check")
    assert wrong(summary) == []
    assert any("files have no sum in" in note for note in summary.notes)


def test_sums_are_not_replaced_unasked(root: Path) -> None:
    look(root, hashes="write")
    with pytest.raises(SettingsChangedError, match="--hash check compares with it, --overwrite replaces it"):
        look(root, hashes="write")
    look(root, hashes="write", overwrite=True)


def test_sums_never_go_into_the_dataset(root: Path) -> None:
    for request in (
        VerifyRequest(root, root, "write"),
        VerifyRequest(root, root / "raw", "write"),
        VerifyRequest(root, root.parent / "verify", "write", sums=root / "SHA256SUMS"),
    ):
        with pytest.raises(LayoutError, match="only read; give --out another"):
            verify(request)


def test_sums_of_a_copy_are_never_taken_for_its_originals(root: Path) -> None:
    """A copy keeps names, sizes and times; whether it kept the content is what hashing is to tell."""
    stop = Stop()
    out = root.parent / "verify"
    verify(
        VerifyRequest(root, out, "write", sums=out / "original"),
        stop=stop,
        progress=lambda _: stop.request(2),
    )
    assert (out / JOURNAL).exists()
    stop = Stop()
    copy = shutil.copytree(root, root.parent / "copy")
    for name in ("xmp_source/0_0.xmp", "xmp_source/0_1.xmp"):
        old, damaged = copy / name, (copy / name).read_bytes()[:-1] + b" "
        times = old.stat().st_mtime_ns
        assert damaged != old.read_bytes()
        old.write_bytes(damaged)
        os.utime(old, ns=(times, times))
    verify(VerifyRequest(copy, out, "write", sums=out / "copy"))
    told = dict(reversed(line.split("  ")) for line in (out / "copy").read_text().splitlines())
    assert "xmp_source/0_0.xmp" in told
    assert all(told[name] == sha256((copy / name).read_bytes()).hexdigest() for name in told)


def test_sums_of_an_interrupted_run_are_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop, seen = Stop(), []

    def after(failed: bool) -> None:
        seen.append(failed)
        if len(seen) == 1:
            stop.request(2)

    request = VerifyRequest(root, root.parent / "verify", "write")
    first = verify(request, stop=stop, progress=after)
    assert first.left
    assert not request.sums_path.exists()
    assert (request.out / JOURNAL).exists()
    with (request.out / JOURNAL).open("a") as journal:
        journal.write('{"file": "torn')
    lines = (request.out / JOURNAL).read_text().splitlines()
    before = sorted(line for line in lines if line.endswith("}") and '"file"' in line)
    hashed = []
    from ppr10k_data.jobs.verify import check_photo

    real = check_photo.hash_file
    monkeypatch.setattr(check_photo, "hash_file", lambda path: (hashed.append(path), real(path))[1])
    changed = root / "raw" / "0_0.dng"
    os.utime(changed, (1e9, 1e9))
    second = verify(request)
    assert second.left == 0
    assert len(hashed) == second.hashed - len(before) + 1, "the changed one again, the others not"
    assert changed in hashed
    assert not (request.out / JOURNAL).exists()
    assert wrong(look(root, hashes="check")) == []


def test_two_runs_with_sums_do_not_meet(root: Path) -> None:
    out = root.parent / "verify"
    with claim(out, WHOLE, settle=lambda _: None), pytest.raises(FolderBusyError):
        look(root, hashes="write")


def test_where_nothing_can_be_written_is_told(root: Path) -> None:
    (root.parent / "verify").touch()
    with pytest.raises(OutputError, match="give --out another folder"):
        look(root, hashes="write")
