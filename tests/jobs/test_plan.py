from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import Dataset
from ppr10k_data.jobs.engine.shard import Shard
from ppr10k_data.jobs.render.plan import RenderPlan, Selection, plan_render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId

OUT = Path("out")


def touched(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


def planned(root: Path, *folders: str, selection: Selection | None = None, **settings: Any) -> RenderPlan:
    return plan_render(
        Dataset(root),
        folders or ("xmp_source",),
        RenderSettings(Resolution.parse("360p"), **settings),
        selection or Selection(),
        OUT,
    )


def files(plan: RenderPlan) -> list[str]:
    return [output.path.as_posix() for work in plan.works for output in work.outputs]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    touched(tmp_path / "raw", "1_0.CR2", "12_3.nef", "1356_0.ARW", "2_0.cR3")
    for folder in ("xmp_source", "xmp_target_a"):
        touched(tmp_path / folder, "1_0.xmp", "12_3.XMP", "1356_0.xmp", "2_0.xmp")
    touched(tmp_path / "masks_full", "1_0.png", "12_3.png")
    return tmp_path


def test_every_photo_of_every_folder_is_planned_in_numeric_order(root: Path) -> None:
    plan = planned(root, "xmp_source", "xmp_target_a")
    assert [str(work.photo) for work in plan.works] == ["1_0", "2_0", "12_3", "1356_0"]
    assert files(plan)[:2] == ["out/360p/xmp_source/1_0.tif", "out/360p/xmp_target_a/1_0.tif"]
    assert plan.problems == ()
    assert plan.works[0].raw == root / "raw" / "1_0.CR2"


def test_a_folder_named_twice_is_planned_once(root: Path) -> None:
    assert files(planned(root, "xmp_source", "xmp_source", str(root / "xmp_source"))) == files(planned(root))


def test_masks_are_one_a_photo_or_one_a_sidecar(root: Path) -> None:
    source = files(planned(root, "xmp_source", "xmp_target_a", masks=True))
    assert source[:3] == [
        "out/360p/xmp_source/1_0.tif",
        "out/360p/xmp_target_a/1_0.tif",
        "out/360p/masks/1_0.png",
    ]
    own = files(planned(root, "xmp_source", "xmp_target_a", masks=True, geometry="own"))
    assert own[:4] == [
        "out/360p/xmp_source/1_0.tif",
        "out/360p/xmp_source_masks/1_0.png",
        "out/360p/xmp_target_a/1_0.tif",
        "out/360p/xmp_target_a_masks/1_0.png",
    ]


def test_variants_find_the_raw_of_their_photo(root: Path) -> None:
    touched(root / "xmp_source_aug", "12_3_1.xmp", "12_3_2.xmp", "12_3_10.xmp")
    plan = planned(root, "xmp_source_aug", selection=Selection(photos=(PhotoId(12, 3),)))
    (work,) = plan.works
    assert work.raw.name == "12_3.nef"
    assert work.source == root / "xmp_source" / "12_3.XMP"
    assert [path.rsplit("/", 1)[1] for path in files(plan)] == ["12_3_1.tif", "12_3_2.tif", "12_3_10.tif"]


@pytest.mark.parametrize(
    ("selection", "photos"),
    [
        (Selection(photos=(PhotoId(2, 0), PhotoId(12, 3))), ["2_0", "12_3"]),
        (Selection(groups=((0, 1), (12, 12))), ["1_0", "12_3"]),
        (Selection(split="val"), ["1356_0"]),
        (Selection(split="train", limit=2), ["1_0", "2_0"]),
        (Selection(limit=0), []),
        (Selection(groups=((5, 4),)), []),
    ],
)
def test_selection(root: Path, selection: Selection, photos: list[str]) -> None:
    plan = planned(root, selection=selection)
    assert [str(work.photo) for work in plan.works] == photos
    assert plan.problems == ()


def test_an_unknown_photo_is_named(root: Path) -> None:
    plan = planned(root, selection=Selection(photos=(PhotoId(7, 7), PhotoId(1, 0))))
    assert [str(work.photo) for work in plan.works] == ["1_0"]
    assert [problem.what for problem in plan.problems] == ["7_7"]
    assert "no photo 7_7" in plan.problems[0].reason


def test_a_sidecar_without_raw_and_a_raw_without_sidecar_are_named(root: Path) -> None:
    (root / "raw" / "1_0.CR2").unlink()
    (root / "xmp_target_a" / "2_0.xmp").unlink()
    plan = planned(root, "xmp_target_a")
    assert [str(work.photo) for work in plan.works] == ["12_3", "1356_0"]
    reasons = {problem.what: problem.reason for problem in plan.problems}
    assert "1_0.xmp: sidecar without a RAW file 1_0.*" in reasons["1_0"]
    assert "2_0.cR3: RAW file without a sidecar 2_0.xmp" in reasons["2_0"]


def test_holes_of_the_release_are_a_note_and_no_failure(root: Path) -> None:
    touched(root / "raw", "1680_3.CR2")
    touched(root / "xmp_source", "1680_3.xmp")
    for expert in "bc":
        touched(root / f"xmp_target_{expert}", "1_0.xmp", "12_3.xmp", "1356_0.xmp", "2_0.xmp")
    plan = planned(root, "xmp_source", "xmp_target_b", "xmp_target_c")
    assert plan.problems == ()
    assert [note.split(" ")[0] for note in plan.notes] == [
        "xmp_target_b/1680_3.xmp",
        "xmp_target_c/1680_3.xmp",
    ]
    assert [problem.what for problem in planned(root, "xmp_target_a").problems] == ["1680_3"]


def test_hidden_and_foreign_files_are_passed_over(root: Path) -> None:
    touched(root / "xmp_source", "._1_0.xmp", "readme.xmp", "1_0.xmp.bak", ".xmp")
    touched(root / "raw", "._1_0.CR2", "1_0.xmp", "1_0.jpg")
    assert planned(root).problems == ()
    assert len(planned(root).works) == 4


def test_a_missing_folder_among_others_is_a_problem_alone_it_is_an_error(root: Path) -> None:
    plan = planned(root, "xmp_source", "xmp_target_z")
    assert len(plan.works) == 4
    assert [problem.what for problem in plan.problems] == ["xmp_target_z"]
    with pytest.raises(LayoutError, match=r"'xmp_target_z'.*there are xmp_source, xmp_target_a"):
        planned(root, "xmp_target_z")
    with pytest.raises(LayoutError, match="give --xmp"):
        plan_render(Dataset(root), (), RenderSettings(Resolution.parse("360p")), Selection(), OUT)


def test_two_raws_of_one_photo_are_named(root: Path) -> None:
    touched(root / "raw", "1_0.dng")
    plan = planned(root, "xmp_source", "xmp_target_a")
    assert [str(work.photo) for work in plan.works] == ["2_0", "12_3", "1356_0"]
    assert [(problem.what, problem.kind) for problem in plan.problems] == [("1_0", "LayoutError")]
    assert "photo 1_0 has 2 files, 1_0.CR2, 1_0.dng; remove all but one" in plan.problems[0].reason


@pytest.mark.parametrize(
    ("double", "left"),
    [
        ("xmp_target_a/1_0.XMP", ["1_0.tif", "1_0.png"]),
        ("xmp_source/1_0.XMP", []),
        ("masks_full/1_0.PNG", []),
    ],
)
def test_two_sidecars_or_masks_of_one_photo_are_named(root: Path, double: str, left: list[str]) -> None:
    """What every picture of the photo goes by leaves none of them to be made."""
    folder, name = double.split("/")
    touched(root / folder, name)
    plan = planned(
        root, "xmp_source", "xmp_target_a", masks=True, selection=Selection(photos=(PhotoId(1, 0),))
    )
    assert [file.rsplit("/", 1)[1] for file in files(plan)] == left
    assert [problem.what for problem in plan.problems] == ["1_0"]


def test_shares_are_all_photos_once_and_keep_groups_whole(root: Path) -> None:
    touched(root / "raw", "12_4.CR2")
    for folder in ("xmp_source", "xmp_target_a"):
        touched(root / folder, "12_4.xmp")
    shares = [planned(root, selection=Selection(shard=Shard(index, 3))) for index in (1, 2, 3)]
    photos = [[str(work.photo) for work in share.works] for share in shares]
    assert photos == [["12_3", "12_4", "1356_0"], ["1_0"], ["2_0"]]


def test_the_limit_counts_before_the_shares(root: Path) -> None:
    shares = [planned(root, selection=Selection(limit=3, shard=Shard(index, 2))) for index in (1, 2)]
    assert [[str(work.photo) for work in share.works] for share in shares] == [["2_0", "12_3"], ["1_0"]]


def test_a_share_tells_of_its_own_problems_alone(root: Path) -> None:
    (root / "raw" / "1_0.CR2").unlink()
    (root / "xmp_source" / "2_0.xmp").unlink()
    shares = [planned(root, selection=Selection(shard=Shard(index, 2))) for index in (1, 2)]
    assert [[problem.what for problem in share.problems] for share in shares] == [["2_0"], ["1_0"]]


def test_two_folders_of_one_name_would_mix_and_are_refused(root: Path, tmp_path: Path) -> None:
    touched(tmp_path / "elsewhere" / "xmp_source", "1_0.xmp")
    with pytest.raises(LayoutError, match="would render into one folder 'xmp_source'"):
        planned(root, "xmp_source", str(tmp_path / "elsewhere" / "xmp_source"))


def test_a_folder_goes_by_the_name_it_is_given_also_as_a_link(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link named xmp_source gets 16 bits and its place in the tree, wherever it points."""
    touched(root / "store" / "v2", "1_0.xmp", "12_3.xmp", "1356_0.xmp", "2_0.xmp")
    (root / "xmp_source_new").symlink_to(root / "store" / "v2", target_is_directory=True)
    assert files(planned(root, "xmp_source_new"))[0] == "out/360p/xmp_source_new/1_0.tif"
    assert files(planned(root, str(root / "store" / "v2") + "/"))[0] == "out/360p/v2/1_0.tif"
    monkeypatch.chdir(root / "store")
    assert files(planned(root, "v2/../v2"))[0] == "out/360p/v2/1_0.tif"


@pytest.mark.parametrize("name", ["masks", "xmp_source_masks"])
def test_a_folder_whose_renders_would_be_taken_for_masks_is_refused(root: Path, name: str) -> None:
    touched(root / name, "1_0.xmp")
    geometry: Any = "source" if name == "masks" else "own"
    with pytest.raises(LayoutError, match=f"'{name}'.*masks.*rename"):
        planned(root, "xmp_source", name, masks=True, geometry=geometry)


def test_inputs_of_an_output(root: Path) -> None:
    (work, *_) = planned(root, "xmp_source", "xmp_target_a", masks=True).works
    source, target, mask = work.outputs
    raw, xmp_source = root / "raw" / "1_0.CR2", root / "xmp_source" / "1_0.xmp"
    assert work.inputs(source) == (raw, xmp_source)
    assert work.inputs(target) == (raw, root / "xmp_target_a" / "1_0.xmp", xmp_source)
    assert work.inputs(mask) == (raw, xmp_source, root / "masks_full" / "1_0.png")


def test_a_photo_without_source_has_no_anchor(root: Path) -> None:
    (root / "xmp_source" / "1_0.xmp").unlink()
    (work, *_) = planned(root, "xmp_target_a").works
    assert work.source is None


def test_the_whole_release_is_planned(tmp_path: Path) -> None:
    names = [f"{group}_{index}" for group in range(1681) for index in range(7)][:11161]
    folders = ("xmp_source", "xmp_target_a", "xmp_target_b", "xmp_target_c")
    touched(tmp_path / "raw", *(f"{name}.CR2" for name in names))
    touched(tmp_path / "masks_full", *(f"{name}.png" for name in names))
    for folder in folders:
        touched(tmp_path / folder, *(f"{name}.xmp" for name in names))
    plan = planned(tmp_path, *folders, masks=True)
    assert len(plan.works) == 11161
    assert len(files(plan)) == 5 * 11161
