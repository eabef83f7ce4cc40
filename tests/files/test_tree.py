from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import (
    LICENCE_NOTICE,
    SAMPLE_MARK,
    SAMPLE_NOTICE,
    Dataset,
    files_by_photo,
    strangers,
)
from ppr10k_data.photo import PhotoId

XMP = frozenset({"xmp"})


def touched(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return folder


def test_photos_come_in_numeric_order_whatever_their_extension(tmp_path: Path) -> None:
    touched(tmp_path / "raw", "10_0.CR2", "2_0.nef", "2_10.ARW", "2_9.Raf", "0_0.rw2", "1_1.cr3")
    assert [str(photo) for photo in Dataset(tmp_path).raws()] == ["0_0", "1_1", "2_0", "2_9", "2_10", "10_0"]


def test_other_files_are_no_photos(tmp_path: Path) -> None:
    touched(
        tmp_path / "raw", "1_0.CR2", "._1_0.CR2", ".DS_Store", "Thumbs.db", "1_0.xmp", "1_1.jpg", "notes.txt",
        "01_2.CR2", "1-3.CR2", "IMG_1234.CR2", "1_4",
    )  # fmt: skip
    (tmp_path / "raw" / "1_5").mkdir()
    assert list(Dataset(tmp_path).raws()) == [PhotoId(1, 0)]
    assert strangers(tmp_path / "raw", frozenset({"cr2"})) == ("01_2.CR2", "1-3.CR2", "IMG_1234.CR2")


def test_variants_stand_behind_their_photo(tmp_path: Path) -> None:
    folder = touched(tmp_path, "12_3_10.xmp", "12_3_2.XMP", "12_3.xmp", "12_4.xmp")
    assert [str(name) for name in files_by_photo(folder, XMP)] == ["12_3", "12_3_2", "12_3_10", "12_4"]


def test_two_files_of_one_photo_are_named(tmp_path: Path) -> None:
    touched(tmp_path / "raw", "12_3.CR2", "12_3.dng")
    raws = Dataset(tmp_path).raws()
    assert raws == {}
    assert [path.name for path in raws.doubles[PhotoId(12, 3)]] == ["12_3.CR2", "12_3.dng"]


def test_a_missing_folder_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match=r"raw: no such folder; --root must name"):
        Dataset(tmp_path).raws()
    (tmp_path / "raw").touch()
    with pytest.raises(LayoutError, match="raw: no such folder"):
        Dataset(tmp_path).raws()


def test_sidecar_folders_by_name_or_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    touched(tmp_path / "data" / "xmp_source"), touched(tmp_path / "own"), touched(tmp_path / "data" / "raw")
    dataset = Dataset(tmp_path / "data")
    assert dataset.sidecar_folder("xmp_source") == tmp_path / "data" / "xmp_source"
    assert dataset.sidecar_folder(str(tmp_path / "own")) == tmp_path / "own"
    monkeypatch.chdir(tmp_path)
    assert dataset.sidecar_folder("own") == Path("own")
    with pytest.raises(LayoutError, match=r"no folder of sidecars 'xmp_target_z'.*there are xmp_source"):
        dataset.sidecar_folder("xmp_target_z")
    with pytest.raises(LayoutError, match="holds no folder named xmp_"):
        Dataset(tmp_path).sidecar_folder("xmp_target_z")


def test_sources_and_masks_are_found_in_any_case_where_there_are_any(tmp_path: Path) -> None:
    dataset = Dataset(tmp_path)
    assert dataset.sources() == dataset.masks() == {}
    touched(tmp_path / "xmp_source", "12_3.XMP"), touched(tmp_path / "masks_full", "12_3.PNG", "12_4.jpg")
    assert dataset.sources() == {PhotoId(12, 3): tmp_path / "xmp_source" / "12_3.XMP"}
    assert dataset.masks() == {PhotoId(12, 3): tmp_path / "masks_full" / "12_3.PNG"}
    assert dataset.mask(PhotoId(12, 3, 5)) == tmp_path / "masks_full" / "12_3.png"


def test_the_licence_of_a_sample_is_its_own(tmp_path: Path) -> None:
    assert Dataset(tmp_path).licence == LICENCE_NOTICE
    (tmp_path / SAMPLE_MARK).touch()
    assert Dataset(tmp_path).licence == SAMPLE_NOTICE
    assert (LICENCE_NOTICE + SAMPLE_NOTICE).isascii()
