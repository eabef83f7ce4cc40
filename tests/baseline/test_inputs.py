from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("torch")

from ppr10k_data.baseline.inputs import find_inputs, result_suffix
from ppr10k_data.errors import LayoutError, SettingsError


def touched(folder: Path, *names: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()
    return [folder / name for name in names]


def test_folders_give_their_photos_and_files_themselves(tmp_path: Path) -> None:
    touched(tmp_path / "a", "2.TIF", "1.jpg", "note.txt", "3.CR2", "3.xmp", ".hidden.png")
    (alone,) = touched(tmp_path, "x.png")
    found = find_inputs([tmp_path / "a", alone])
    assert [photo.path.name for photo in found] == ["1.jpg", "2.TIF", "3.CR2", "x.png"]
    assert [photo.is_raw for photo in found] == [False, False, True, False]
    assert found[2].sidecar == tmp_path / "a" / "3.xmp"


def test_sidecars_of_a_named_folder(tmp_path: Path) -> None:
    raw, picture = touched(tmp_path / "raw", "1_0.dng", "1_1.png")
    (tmp_path / "xmp").mkdir()
    found = find_inputs([raw, picture], tmp_path / "xmp")
    assert [photo.sidecar for photo in found] == [tmp_path / "xmp" / "1_0.xmp", None]
    with pytest.raises(LayoutError, match="no such folder of sidecars"):
        find_inputs([raw], tmp_path / "none")


def test_what_cannot_be_is_named(tmp_path: Path) -> None:
    (text,) = touched(tmp_path, "a.txt")
    with pytest.raises(SettingsError, match=r"a\.txt: a photo is"):
        find_inputs([text])
    with pytest.raises(LayoutError, match="no such file"):
        find_inputs([tmp_path / "b.png"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(LayoutError, match="no photo in it"):
        find_inputs([tmp_path / "empty"])
    first, second = touched(tmp_path, "1_0.tif", "1_0.png")
    with pytest.raises(SettingsError, match="would both become 1_0"):
        find_inputs([first, second])
    with pytest.raises(SettingsError, match="would both become 1_0"):
        find_inputs([first, first])


def test_endings() -> None:
    assert [result_suffix(bits, None) for bits in (8, 16)] == [".png", ".tif"]
    assert result_suffix(16, "jpg") == ".jpg"
    with pytest.raises(SettingsError, match="tif, png, jpg"):
        result_suffix(8, "gif")
