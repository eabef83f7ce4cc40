"""All parameters of a dataset: found, read, and what is missing or damaged named."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from ppr10k_data.errors import LayoutError, SettingsError
from ppr10k_data.files.tables import read_table
from ppr10k_data.files.tree import Dataset
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.parameters import read as module
from ppr10k_data.jobs.parameters.read import ReadParameters, plan_parameters, raw_facts, read_parameters
from ppr10k_data.jobs.parameters.write import ParametersRequest, write_parameters
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.photo import PhotoId
from tiny_dataset import custom, write_dataset, write_xmp

TARGETS = ("xmp_target_b", "xmp_target_c")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_dataset(tmp_path / "data")
    for folder in TARGETS:
        for photo in ("1_0", "1_1", "1356_0"):
            write_xmp(root / folder / f"{photo}.xmp", **custom(exposure_ev=-0.25))
    return root


def read(root: Path, selection: Selection | None = None, **more: Any) -> ReadParameters:
    return read_parameters(plan_parameters(Dataset(root), selection or Selection()), **more)


def test_every_photo_has_its_row(root: Path) -> None:
    found = read(root)
    assert found.problems == ()
    assert found.table["photo"] == ["1_0", "1_1", "1356_0"]
    assert found.table["split"] == ["train", "train", "val"]
    assert found.table["a_minus_source_Exposure2012"] == [0.5] * 3
    assert found.table["b_Exposure2012"] == [-0.25] * 3
    assert found.table["raw"] == ["1_0.dng", "1_1.dng", "1356_0.dng"]
    assert found.table["model"] == ["Model 1"] * 3
    assert found.table["taken_at"] == [None] * 3  # the tiny photos do not say


def test_workers_read_the_same_table(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 1)
    assert read(root, jobs=2) == read(root)


def test_a_truncated_sidecar_keeps_its_row(root: Path) -> None:
    sidecar = root / "xmp_target_b" / "1_1.xmp"
    sidecar.write_bytes(sidecar.read_bytes()[:400])
    found = read(root)
    assert [(problem.what, problem.kind) for problem in found.problems] == [("1_1", "XmpError")]
    assert found.table["photo"] == ["1_0", "1_1", "1356_0"]
    assert found.table["b_Exposure2012"] == [-0.25, None, -0.25]
    assert found.table["c_Exposure2012"] == [-0.25] * 3
    (_, failure, _) = found.table["failure"]
    assert failure.startswith("xmp_target_b/1_1.xmp: ends in the middle of the document")


def test_a_missing_raw_leaves_its_facts_empty(root: Path) -> None:
    (root / "raw" / "1_1.dng").unlink()
    plan = plan_parameters(Dataset(root), Selection())
    assert "1 photo has no RAW file: the EXIF columns stay empty there" in plan.notes
    found = read_parameters(plan)
    assert found.problems == ()
    assert (found.table["raw"], found.table["model"]) == (
        ["1_0.dng", None, "1356_0.dng"],
        ["Model 1", None, "Model 1"],
    )


def test_a_damaged_raw_is_named(root: Path) -> None:
    (root / "raw" / "1_1.dng").write_bytes(b"")
    found = read(root)
    assert [(problem.what, problem.kind) for problem in found.problems] == [("1_1", "RawDecodeError")]
    assert found.table["failure"][1].startswith("raw/1_1.dng: the file is empty")
    assert found.table["raw"][1] == "1_1.dng"


def test_sidecars_that_are_missing_or_there_twice_are_named(root: Path) -> None:
    (root / "xmp_target_c" / "1_0.xmp").unlink()
    shutil.copy(root / "xmp_source" / "1_1.xmp", root / "xmp_source" / "1_1.XMP")
    found = read(root)
    assert {problem.what: problem.reason for problem in found.problems} == {
        "1_0": "xmp_target_c/1_0.xmp: not there",
        "1_1": "xmp_source/1_1: 2 files, 1_1.XMP, 1_1.xmp; remove all but one",
    }
    assert found.table["source_Exposure2012"] == [0.0, None, 0.0]


def test_known_holes_are_known(root: Path) -> None:
    for folder in ("xmp_source", "xmp_target_a"):
        write_xmp(root / folder / "1680_3.xmp", **custom())
    plan = plan_parameters(Dataset(root), Selection())
    assert "xmp_target_b/1680_3.xmp is missing from the release itself" in plan.notes
    assert read_parameters(plan).problems == ()


def test_a_part_of_the_dataset_is_enough(root: Path) -> None:
    for folder in ("raw", "xmp_target_b", "xmp_target_c", "masks_full"):
        shutil.rmtree(root / folder)
    plan = plan_parameters(Dataset(root), Selection())
    assert f"{root / 'xmp_target_b'}: not there; its columns stay empty" in plan.notes
    found = read_parameters(plan)
    assert (found.problems, found.table["b_Exposure2012"]) == ((), [None] * 3)


def test_variants_are_not_photos_of_their_own(root: Path) -> None:
    write_xmp(root / "xmp_source" / "1_0_1.xmp", **custom())
    assert read(root).table["photo"] == ["1_0", "1_1", "1356_0"]


@pytest.mark.parametrize(
    ("selection", "photos"),
    [
        (Selection(limit=2), ["1_0", "1_1"]),
        (Selection(split="val"), ["1356_0"]),
        (Selection(photos=(PhotoId(1, 1),)), ["1_1"]),
    ],
)
def test_a_selection_is_heeded(root: Path, selection: Selection, photos: list[str]) -> None:
    assert read(root, selection).table["photo"] == photos


def test_nothing_to_read_is_an_error(root: Path, tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no photo is selected"):
        read(root, Selection(groups=((77, 78),)))
    with pytest.raises(LayoutError, match="none of xmp_source, xmp_target_a"):
        read(tmp_path)


def test_a_fault_costs_no_row(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("no idea")

    monkeypatch.setattr(module, "parse_stated", fault)
    found = read(root)
    assert found.table["photo"] == ["1_0", "1_1", "1356_0"]
    assert {problem.kind for problem in found.problems} == {"RuntimeError"}


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_what_is_written_is_what_was_read(root: Path, tmp_path: Path, suffix: str) -> None:
    if suffix == ".parquet":
        pytest.importorskip("pyarrow")
    out = (tmp_path / "new" / "table").with_suffix(suffix)
    summary = write_parameters(ParametersRequest(root, out))
    assert (summary.photos, summary.sidecars, summary.raws) == (3, 12, 3)
    assert read_table(out) == read(root).table


def test_a_file_that_is_there_is_kept(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    out.write_text("mine")
    with pytest.raises(SettingsError, match="there already; give --overwrite"):
        write_parameters(ParametersRequest(root, out))
    assert out.read_text() == "mine"
    write_parameters(ParametersRequest(root, out, overwrite=True))
    assert len(read_table(out)) == 3


def test_the_dataset_is_only_read(root: Path) -> None:
    with pytest.raises(LayoutError, match="only read"):
        write_parameters(ParametersRequest(root, root / "xmp_source" / "table.csv"))


def test_a_wish_to_stop_writes_nothing(root: Path, tmp_path: Path) -> None:
    stop = Stop()
    stop.request(2)
    summary = write_parameters(ParametersRequest(root, tmp_path / "table.csv"), stop=stop)
    assert summary.left == 3
    assert not (tmp_path / "table.csv").exists()


# Facts of real RAW files --------------------------------------------------------------------------------------------

REAL = {
    "canon_powershot_s30.CRW": ("Canon", "Canon PowerShot S30"),
    "nikon_d1.NEF": ("NIKON CORPORATION", "NIKON D1"),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_raw_files_say_their_camera_and_time(shared: Path, name: str) -> None:
    facts = raw_facts(shared / "data" / "raw" / name)
    assert (facts.make, facts.model) == REAL[name]
    assert isinstance(facts.taken_at, datetime)


@pytest.mark.shared
def test_facts_agree_with_exifread(shared: Path) -> None:
    exifread = pytest.importorskip("exifread")
    compared = 0
    folders = (shared / "data" / "raw", *(shared / "data" / "adobe-previews").iterdir())
    paths = [path for folder in folders for path in folder.iterdir()]
    for path in sorted(path for path in paths if path.suffix.lower() in (".nef", ".dng", ".cr2")):
        with path.open("rb") as file:
            tags = exifread.process_file(file, details=False)
        facts = raw_facts(path)
        for tag, value in {
            "EXIF ExposureTime": facts.exposure_time_s,
            "EXIF FNumber": facts.f_number,
            "EXIF FocalLength": facts.focal_length_mm,
        }.items():
            if tag in tags and tags[tag].values[0].den and tags[tag].values[0].num:
                assert value == pytest.approx(float(tags[tag].values[0]))
                compared += 1
        if "EXIF DateTimeOriginal" in tags and facts.taken_at is not None:
            assert facts.taken_at == datetime.strptime(
                str(tags["EXIF DateTimeOriginal"]), "%Y:%m:%d %H:%M:%S"
            )
            compared += 1
    assert compared >= 10
