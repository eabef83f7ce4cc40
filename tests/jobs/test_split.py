from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from ppr10k_data.errors import FolderBusyError, LayoutError, OutputError, SettingsChangedError, SettingsError
from ppr10k_data.jobs.engine.claim import claim
from ppr10k_data.jobs.engine.shard import WHOLE
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.split.run import SplitRequest, SplitSummary, audit_files, split_tree
from ppr10k_data.release import is_known_hole, release_photos
from ppr10k_data.split import with_variants
from tiny_release import TIFFS, touch

PHOTOS = release_photos()
TRAIN = [photo for photo in PHOTOS if photo.split == "train"]
VAL = [photo for photo in PHOTOS if photo.split == "val"]
SMALL = ["0_0", "0_1", "1356_0"]


def split(root: Path, **more) -> SplitSummary:
    return split_tree(SplitRequest(root, root.parent / "out", **more))


def names(path: Path) -> set[str]:
    return set(path.read_text().split())


def wrong(summary: SplitSummary) -> list[tuple[str, str]]:
    return [(problem.what, problem.kind) for problem in summary.problems]


def tree(folder: Path) -> dict[str, int]:
    """Files by folder."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            place = path.parent.relative_to(folder).as_posix()
            found[place] = found.get(place, 0) + 1
    return found


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A TIFF tree of three photos, with two variants, as AdaInt's but under the release's folder."""
    root = tmp_path / "PPR10K"
    touch(root / TIFFS / "source", SMALL, "tif")
    touch(root / TIFFS / "source_aug_6", ["0_0", "0_0_1", "0_0_2", "0_1", "0_1_1", "0_1_2"], "tif")
    for expert in "abc":
        touch(root / TIFFS / f"target_{expert}", SMALL, "tif")
    touch(root / "masks_360p", SMALL, "png")
    return root


@pytest.mark.shared
def test_the_lists_of_the_whole_release_are_the_official_ones(shared: Path, tmp_path: Path) -> None:
    touch(tmp_path / "PPR10K" / "raw", PHOTOS, "CR2")
    summary = split(tmp_path / "PPR10K")
    for name, count in (("train", 8_875), ("test", 2_286), ("train_aug", 53_250)):
        lines = (tmp_path / "out" / f"{name}.txt").read_text().splitlines()
        assert len(lines) == count == summary.lists[f"{name}.txt"]
        assert set(lines) == names(shared / "data" / "ppr10k-names" / f"{name}.txt")
    assert summary.notes == []
    assert summary.problems == []


@pytest.mark.parametrize(
    ("folder", "suffix"),
    [("raw", "NEF"), ("xmp_target_b", "XMP"), ("masks_full", "png"), (f"{TIFFS}/val/source", "tif")],
)
def test_names_come_from_whatever_is_there(tmp_path: Path, folder: str, suffix: str) -> None:
    root = tmp_path / "PPR10K"
    touch(root / folder, SMALL, suffix)
    summary = split(root)
    assert summary.names_from == {folder: 3}
    assert names(tmp_path / "out" / "train.txt") == {"0_0", "0_1"}
    assert names(tmp_path / "out" / "test.txt") == {"1356_0"}
    assert summary.notes == ["3 of the release's 11,161 photos: the lists hold no others"]


def test_folders_count_together_and_no_file_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "PPR10K"
    touch(root / "raw", ["0_0"], "CR2").chmod(0o755)
    (root / "raw" / "0_0.CR2").chmod(0o000)
    touch(root / "xmp_source", ["0_1", "not a photo"], "xmp")
    split(root)
    assert names(tmp_path / "out" / "train.txt") == {"0_0", "0_1"}


def test_names_that_the_release_does_not_have_are_told(tmp_path: Path) -> None:
    touch(tmp_path / "PPR10K" / "raw", ["0_0", "0_99"], "CR2")
    summary = split(tmp_path / "PPR10K")
    assert wrong(summary) == [("names", "unknown")]
    assert "0_99" in summary.problems[0].reason


def test_lists_of_other_names_are_not_replaced_unasked(small: Path) -> None:
    out = small.parent / "out"
    out.mkdir()
    (out / "test.txt").write_text("mine\n")
    with pytest.raises(SettingsChangedError, match=r"test\.txt hold other names .* --overwrite"):
        split(small)
    assert [path.name for path in out.iterdir()] == ["test.txt"]
    split(small, overwrite=True)
    assert names(out / "test.txt") == {"1356_0"}
    assert split(small).there == ("train.txt", "test.txt", "train_aug.txt")


def test_folds_are_lists_of_their_own(tmp_path: Path) -> None:
    root = tmp_path / "PPR10K"
    touch(root / "raw", [photo for photo in PHOTOS if photo.group % 50 == 0], "CR2")
    split(root, folds=3, seed=4)
    folder = tmp_path / "out" / "folds-3-seed-4"
    tests = [names(folder / str(number) / "test.txt") for number in (1, 2, 3)]
    assert set().union(*tests) == names(tmp_path / "out" / "train.txt")
    for number in (1, 2, 3):
        lists = [folder / str(number) / f"{name}.txt" for name in ("train", "test", "train_aug")]
        assert audit_files(lists).findings == ()
    split(root, folds=3, seed=5)
    assert names(tmp_path / "out" / "folds-3-seed-5" / "1" / "test.txt") != tests[0]


# Training trees ----------------------------------------------------------------------------------------------------

OFFICIAL = {
    "train/source_aug": 6,
    "val/source": 1,
    **{f"train/{kind}": 2 for kind in ("target_a", "target_b", "target_c", "masks")},
    **{f"val/{kind}": 1 for kind in ("target_a", "target_b", "target_c", "masks")},
}
ADAINT = {"source": 3, "source_aug_6": 6, "target_a": 3, "target_b": 3, "target_c": 3, "masks": 3}


@pytest.mark.parametrize("link", ["hard", "symbolic", "copy"])
@pytest.mark.parametrize(("name", "expected"), [("official", OFFICIAL), ("adaint", ADAINT)])
def test_a_tree_is_built_and_found_again(small: Path, name, expected: dict[str, int], link) -> None:
    before = tree(small)
    summary = split(small, layout=name, link=link)
    out = small.parent / "out"
    assert {place: count for place, count in tree(out).items() if place != "."} == expected
    assert dict(summary.tree.made) == expected
    assert wrong(summary) == []
    assert tree(small) == before, "nothing is moved"
    again = split(small, layout=name, link=link)
    assert (again.tree.made.total(), dict(again.tree.there)) == (0, expected)


def test_links_lead_to_the_photos_own_files(small: Path) -> None:
    split(small, layout="official")
    out = small.parent / "out"
    assert (out / "train/source_aug/0_0_2.tif").samefile(small / TIFFS / "source_aug_6/0_0_2.tif")
    assert (out / "val/target_c/1356_0.tif").samefile(small / TIFFS / "target_c/1356_0.tif")
    assert (out / "train/masks/0_1.png").samefile(small / "masks_360p/0_1.png")


def test_symbolic_links_hold_from_anywhere(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.parent)
    split_tree(SplitRequest(Path("PPR10K"), Path("out"), layout="adaint", link="symbolic"))
    monkeypatch.chdir("/")
    assert (small.parent / "out" / "source" / "0_0.tif").exists()


def test_what_is_missing_is_named_and_the_rest_built(small: Path) -> None:
    (small / TIFFS / "target_b" / "0_1.tif").unlink()
    (small / TIFFS / "source_aug_6" / "0_0_2.tif").unlink()
    (small / "masks_360p" / "1356_0.png").unlink()
    summary = split(small, layout="official")
    assert wrong(summary) == [
        ("train/source_aug/0_0_2.tif", "missing"),
        ("train/target_b/0_1.tif", "missing"),
        ("val/masks/1356_0.png", "missing"),
    ]
    assert summary.tree.made.total() == sum(OFFICIAL.values()) - 3


def test_what_is_not_there_at_all_is_left_out(small: Path) -> None:
    for folder in ("target_b", "target_c", "source_aug_6"):
        for path in (small / TIFFS / folder).iterdir():
            path.unlink()
    summary = split(small, layout="official")
    assert wrong(summary) == []
    assert summary.tree.made["train/source_aug"] == 2
    assert "left out, as none was found: target b, target c" in summary.notes
    assert any("no augmented sources were found" in note for note in summary.notes)


def test_the_known_hole_is_no_fault_in_renders(tmp_path: Path) -> None:
    renders = tmp_path / "renders" / "360p"
    for folder in ("xmp_source", "xmp_target_a", "xmp_target_b"):
        photos = [p for p in ("1680_2", "1680_3") if (folder, p) != ("xmp_target_b", "1680_3")]
        touch(renders / folder, photos, "tif")
    summary = split(tmp_path / "PPR10K", layout="official", pictures=(tmp_path / "renders",))
    assert wrong(summary) == []
    assert summary.tree.made["val/target_a"] == 2
    assert any(
        "val/target_b/1680_3.tif: not rendered, as the release itself lacks" in n for n in summary.notes
    )
    assert is_known_hole("xmp_target_b", VAL[-1])


def test_renders_and_augmented_sources_make_a_tree_together(small: Path) -> None:
    renders, augmented = small.parent / "renders", small.parent / "augmented"
    for kind in ("source", "target_a"):
        touch(renders / "360p" / f"xmp_{kind}", SMALL, "tif")
    touch(augmented / "360p" / "source_aug", ["0_0", "0_0_1", "0_1", "0_1_1"], "tif")
    summary = split(small, layout="official", pictures=(renders, augmented))
    assert summary.tree.made["train/source_aug"] == 4
    assert any("augmented sources go up to variant 1" in note for note in summary.notes)
    out = small.parent / "out"
    assert (out / "train/source_aug/0_0.tif").samefile(renders / "360p/xmp_source/0_0.tif")
    assert (out / "val/masks/1356_0.png").samefile(small / "masks_360p/1356_0.png")


def test_what_a_tree_lacks_comes_with_the_next_command(small: Path) -> None:
    """What the note says is typed, and does it."""
    for name in ("raw", "xmp_source", "masks_full"):
        (small / name).mkdir()
    shutil.rmtree(small / "masks_360p")
    shutil.rmtree(small / TIFFS / "source_aug_6")
    notes = split(small, layout="official").notes
    own = f"--pictures {small / TIFFS}"
    assert any(
        f"`ppr10k-data masks --root {small} --out masks`" in n and f"{own} --pictures masks" in n
        for n in notes
    )
    assert any(
        f"`ppr10k-data augment --root {small} --n 5 --out augmented`" in note
        and note.endswith(f"{own} --pictures augmented")
        for note in notes
    )
    masks, augmented = small.parent / "masks", small.parent / "augmented"
    touch(masks / "360p" / "masks", SMALL, "png")
    touch(augmented / "360p" / "source_aug", with_variants(TRAIN[:2]), "tif")
    whole = split(small, layout="official", pictures=(small / TIFFS, masks, augmented))
    assert (wrong(whole), whole.tree.made["train/source_aug"], whole.tree.made["val/masks"]) == ([], 10, 1)


def test_names_without_their_pictures_are_told(small: Path) -> None:
    (small / TIFFS / "target_a" / "1356_0.tif").unlink()
    for dry_run in (True, False):
        request = SplitRequest(small, small.parent / "out", layout="adaint")
        notes = split_tree(request, dry_run=dry_run).notes
        assert any("name 1 photo whose pictures are not all there, such as 1356_0" in note for note in notes)


@pytest.mark.parametrize(("first", "second"), [("hard", "copy"), ("hard", "symbolic"), ("copy", "hard")])
def test_a_tree_that_is_had_in_another_way_is_one_problem(small: Path, first, second) -> None:
    split(small, layout="adaint", link=first)
    summary = split(small, layout="adaint", link=second)
    assert wrong(summary) == [(str(small.parent / "out"), "wrong")]
    assert summary.problems[0].reason.startswith(f"--link {second}: 21 pictures are there in another way")
    assert wrong(split(small, layout="adaint", link=second, overwrite=True)) == []
    assert wrong(split(small, layout="adaint", link=second)) == []


@pytest.mark.parametrize("place", ["out", "out/lists"])
def test_an_out_that_is_a_file_is_refused(small: Path, place: str) -> None:
    (small.parent / "out").touch()
    with pytest.raises(LayoutError, match="lists go to a folder; give --out another"):
        split_tree(SplitRequest(small, small.parent / place))


def test_another_file_in_a_pictures_place_is_told(small: Path) -> None:
    out = small.parent / "out"
    touch(out / "source", ["0_0"], "tif").joinpath("0_0.tif").write_text("mine")
    (out / "masks" / "0_1.png").mkdir(parents=True)
    summary = split(small, layout="adaint")
    assert sorted(wrong(summary)) == [("masks/0_1.png", "wrong"), ("source/0_0.tif", "wrong")]
    again = split(small, layout="adaint", overwrite=True)
    assert wrong(again) == [("masks/0_1.png", "wrong")], "a folder is never replaced"
    assert (out / "source" / "0_0.tif").samefile(small / TIFFS / "source" / "0_0.tif")


def test_a_picture_that_is_there_twice_is_told(small: Path) -> None:
    touch(small / TIFFS / "target_a", ["0_0"], "TIF")
    kinds = wrong(split(small, layout="official"))
    assert kinds == [("0_0", "double"), ("train/target_a/0_0.tif", "missing")]


def test_a_tree_is_built_on_after_an_interruption(small: Path) -> None:
    stop = Stop()
    request = SplitRequest(small, small.parent / "out", layout="adaint")
    first = split_tree(request, stop=stop, progress=lambda: stop.request(2))
    assert first.tree.left == 2
    second = split_tree(request)
    assert second.tree.left == 0
    assert second.tree.made + second.tree.there == first.tree.made + second.tree.made
    assert second.tree.there == first.tree.made


def test_a_limit_takes_the_first_photos(small: Path) -> None:
    summary = split(small, layout="official", limit=1)
    assert summary.tree.made["train/source_aug"] == 3
    assert names(small.parent / "out" / "train.txt") == {"0_0"}


def test_a_dry_run_writes_nothing(small: Path) -> None:
    summary = split_tree(SplitRequest(small, small.parent / "out", layout="adaint"), dry_run=True)
    assert dict(summary.tree.made) == ADAINT
    assert not (small.parent / "out").exists()
    assert json.dumps(summary.recorded())


@pytest.mark.parametrize(
    "out",
    [
        "PPR10K",
        f"PPR10K/{TIFFS}",
        "PPR10K/masks_360p",
        "renders",
        "renders/360p",
        "renders/tree",
        "renders/360p/xmp_source",
    ],
)
def test_pictures_are_never_written_among(small: Path, out: str) -> None:
    touch(small.parent / "renders" / "360p" / "xmp_source", SMALL, "tif")
    request = SplitRequest(
        small, small.parent / out, layout="official", pictures=(small.parent / "renders",), overwrite=True
    )
    with pytest.raises(LayoutError, match="only read; give --out"):
        split_tree(request)


def test_a_tree_may_lie_under_the_root_but_not_among_its_tiffs(small: Path) -> None:
    assert wrong(split_tree(SplitRequest(small, small / "training", layout="official"))) == []
    with pytest.raises(LayoutError, match="only read; give --out"):
        split_tree(SplitRequest(small, small / TIFFS / "training", layout="official"))


@pytest.mark.parametrize(("first", "second"), [("official", "adaint"), ("adaint", "official")])
def test_two_layouts_do_not_share_a_folder(small: Path, first, second) -> None:
    split(small, layout=first)
    before = tree(small.parent / "out")
    with pytest.raises(LayoutError, match=f"a tree of --layout {first}; .* give --out another"):
        split(small, layout=second, overwrite=True)
    assert tree(small.parent / "out") == before


def test_where_there_is_nothing_to_train_on_the_places_are_named(tmp_path: Path) -> None:
    touch(tmp_path / "PPR10K" / "raw", SMALL, "CR2")
    with pytest.raises(LayoutError, match=r"no pictures to train on: looked for TIFFs .* --pictures"):
        split(tmp_path / "PPR10K", layout="official")
    with pytest.raises(LayoutError, match="nowhere: no such folder of pictures"):
        split(tmp_path / "PPR10K", layout="official", pictures=(tmp_path / "nowhere",))
    with pytest.raises(LayoutError, match="nowhere: no such folder; --root must name"):
        split(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(LayoutError, match="no file of PPR10K is there by its name"):
        split(tmp_path / "empty")


def test_settings_that_make_no_sense_are_refused(small: Path) -> None:
    with pytest.raises(SettingsError, match="--folds 1"):
        split(small, folds=1)
    with pytest.raises(SettingsError, match=r"2 folds of 1 group: .* 2 groups at least"):
        split(small, folds=2)
    with pytest.raises(SettingsError, match="give --layout with it"):
        split(small, pictures=(small,))


def test_two_runs_do_not_meet(small: Path) -> None:
    with claim(small.parent / "out", WHOLE, settle=lambda _: None), pytest.raises(FolderBusyError):
        split(small, layout="official")


def test_what_a_killed_copy_left_is_removed(small: Path) -> None:
    stale = touch(small.parent / "out" / "train" / "masks", [], "png") / ".ppr10k-0_0-99-0123abcd.png"
    stale.touch()
    split(small, layout="official", link="copy")
    assert not stale.exists()


def test_a_full_disk_is_told(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.link", full)
    with pytest.raises(OutputError, match="No space left on device"):
        split(small, layout="official")


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system to be had")
def test_across_file_systems_the_change_is_told(small: Path) -> None:
    out = Path("/dev/shm") / f"ppr10k-split-{os.getpid()}"
    try:
        summary = split_tree(SplitRequest(small, out, layout="official"))
        if summary.tree.link == "hard":
            pytest.skip("no second file system to be had")
        assert any("symbolic links instead" in note for note in summary.notes)
        assert split_tree(SplitRequest(small, out, layout="official")).tree.made.total() == 0
    finally:
        for path in sorted(out.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        out.rmdir()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "files"), [("official", 100_180), ("adaint", 109_055)])
def test_the_whole_releases_tree(tmp_path: Path, name, files: int) -> None:
    root = tmp_path / "PPR10K"
    folder = root / TIFFS / "train"
    touch(folder / "source", TRAIN, "tif")
    touch(folder / "source_aug_6", with_variants(TRAIN), "tif")
    touch(root / TIFFS / "val" / "source", VAL, "tif")
    for expert in "abc":
        touch(folder / f"target_{expert}", TRAIN, "tif")
        touch(root / TIFFS / "val" / f"target_{expert}", VAL, "tif")
    touch(root / "masks_360p", PHOTOS, "png")
    summary = split(root, layout=name)
    assert summary.tree.made.total() == files
    assert wrong(summary) == []


def test_an_audit_needs_lists_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "train.txt").write_text("0_0\n")
    with pytest.raises(LayoutError, match=r"gone\.txt: not a readable list"):
        audit_files([tmp_path / "train.txt", tmp_path / "gone.txt"])
    with pytest.raises(SettingsError, match="given twice"):
        audit_files([tmp_path / "train.txt", tmp_path / "train.txt"])
