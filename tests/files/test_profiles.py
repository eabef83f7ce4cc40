from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest

from dcp_builders import dcp_bytes
from ppr10k_data.errors import ProfileError
from ppr10k_data.files.profiles import load_profile, search_profiles

RAWTHERAPEE = Path("/usr/share/rawtherapee/dcpprofiles")


def write(folder: Path, path: str, camera: str | None, name: str) -> None:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(dcp_bytes(camera, name=name))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "Adobe Standard/Canon EOS 6D Adobe Standard.dcp", "Canon EOS 6D", "Adobe Standard")
    write(tmp_path, "Camera/Canon EOS 6D/Canon EOS 6D Camera Portrait.dcp", "Canon EOS 6D", "Camera Portrait")
    write(tmp_path, "Camera/Canon EOS 6D/two.dcp", "Canon EOS 6D", "Camera Neutral")
    write(tmp_path, "NIKON D810.DCP", "Nikon D810", "NIKON D810")
    write(tmp_path, "a/Sony 1.dcp", "Sony ILCE-7M3", "One")
    write(tmp_path, "a/Sony 2.dcp", "Sony ILCE-7M3", "Two")
    write(tmp_path, "Canon EOS 5D Mark III.dcp", None, "CANON EOS 5D MARK III")
    write(tmp_path, "v/FUJIFILM X-T3 1.dcp", "Fujifilm X-T3", "Adobe Standard v2")
    write(tmp_path, "v/FUJIFILM X-T3 2.dcp", "Fujifilm X-T3", "Adobe Standard v3")
    (tmp_path / "readme.txt").write_text("no profile")
    return tmp_path


@pytest.mark.parametrize(
    ("make", "model", "wanted", "name", "named"),
    [
        ("Canon", "Canon EOS 6D", "", "Adobe Standard", False),
        ("Canon", "Canon EOS 6D", "Adobe Standard", "Adobe Standard", True),
        ("Canon", "CANON EOS 6D", "camera portrait", "Camera Portrait", True),
        ("Canon", "Canon EOS 6D", "Camera Faithful", "Adobe Standard", False),
        ("NIKON CORPORATION", "NIKON D810", "", "NIKON D810", False),
        ("Canon", "Canon EOS 5D Mark III", "Adobe Standard", "CANON EOS 5D MARK III", False),
        ("FUJIFILM", "X-T3", "", "Adobe Standard v3", False),
    ],
)
def test_which_profile(folder: Path, make: str, model: str, wanted: str, name: str, named: bool) -> None:
    choice = search_profiles(folder).choose([("", ""), (make, model)], wanted)
    assert choice.file is not None
    assert (choice.file.name, choice.named) == (name, named)
    assert bool(choice.note) == (wanted == "Camera Faithful")


@pytest.mark.parametrize(
    ("make", "model", "told"),
    [
        ("SONY", "ILCE-7M3", "several profiles for this camera in .*'One', 'Two'"),
        ("Canon", "Canon EOS 5D", "no profile for this camera"),
    ],
)
def test_none_or_no_telling_which(folder: Path, make: str, model: str, told: str) -> None:
    choice = search_profiles(folder).choose([(make, model)], "")
    assert choice.file is None
    assert re.search(told, choice.note)


def test_the_name_in_a_dng_counts_too(folder: Path) -> None:
    choice = search_profiles(folder).choose([("", "Canon EOS 6D"), ("Canon", "Canon EOS 6D (n)")], "")
    assert choice.file is not None


def test_damaged_files_are_told_and_the_others_found(folder: Path) -> None:
    (folder / "empty.dcp").write_bytes(b"")
    (folder / "cut.dcp").write_bytes(dcp_bytes()[:20])
    (folder / "folder.dcp").mkdir()
    found = search_profiles(folder)
    assert len(found.files) == 9
    told = " ".join(found.unreadable)
    assert "empty.dcp" in told
    assert "cut.dcp" in told
    assert pickle.loads(pickle.dumps(found)) == found


def test_another_folder_has_another_digest(folder: Path) -> None:
    before = search_profiles(folder).digest
    assert search_profiles(folder).digest == before
    write(folder, "more.dcp", "Canon EOS R", "More")
    assert search_profiles(folder).digest != before


def test_folders_without_profiles(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no such folder"):
        search_profiles(tmp_path / "absent")
    with pytest.raises(ProfileError, match=r"neither profiles \(\.dcp\) nor looks"):
        search_profiles(tmp_path)
    (tmp_path / "bad.dcp").write_bytes(b"nothing")
    with pytest.raises(ProfileError, match="none of its profiles can be read"):
        search_profiles(tmp_path)


def test_loading(folder: Path) -> None:
    path = folder / "NIKON D810.DCP"
    loaded = load_profile(path)
    assert loaded.profile.camera == "Nikon D810"
    assert len(loaded.sha256) == 64
    with pytest.raises(ProfileError, match=r"gone\.dcp: cannot be read"):
        load_profile(folder / "gone.dcp")


@pytest.mark.skipif(not RAWTHERAPEE.is_dir(), reason="apt-get install rawtherapee-data")
@pytest.mark.parametrize(
    ("make", "model", "file"),
    [
        ("Canon", "Canon EOS 5D Mark III", "Canon EOS 5D Mark III.dcp"),
        ("Canon", "Canon EOS 5D Mark IV", "Canon EOS 5D Mark IV.dcp"),
        ("Canon", "Canon EOS 550D", "Canon EOS 550D.dcp"),
        ("NIKON CORPORATION", "NIKON D810", "NIKON D810.dcp"),
        ("SONY", "ILCE-7RM3", "SONY ILCE-7RM3.dcp"),
        ("FUJIFILM", "X-T3", "FUJIFILM X-T3.dcp"),
        ("OLYMPUS CORPORATION", "E-M1MarkII", "OLYMPUS E-M1MarkII.dcp"),
        ("RICOH IMAGING COMPANY, LTD.", "PENTAX K-1", "RICOH PENTAX K-1.dcp"),
        ("Panasonic", "DC-TZ91", "Panasonic DC-TZ91.dcp"),
        ("LGE", "LG-H815", None),
    ],
)
def test_rawtherapees_own_names(make: str, model: str, file: str | None) -> None:
    choice = search_profiles(RAWTHERAPEE).choose([(make, model)], "")
    assert (None if choice.file is None else choice.file.path) == file
