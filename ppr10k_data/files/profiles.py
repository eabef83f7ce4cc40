"""A folder of camera profiles and looks: which profiles are for a camera, and which a photo is rendered by."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ppr10k_data.cameras import CameraProfile
from ppr10k_data.cameras.names import camera_key
from ppr10k_data.errors import ProfileError
from ppr10k_data.files.headers.dcp import read_dcp, read_dcp_names
from ppr10k_data.files.looks import LookFile, look_names

STANDARD = "Adobe Standard"
"""The profile that Lightroom renders by where the photographer chose none."""

CameraKey = tuple[str, str]


@dataclass(frozen=True)
class ProfileFile:
    """A profile in a folder.

    Parameters
    ----------
    path : str
        From the folder, with slashes.
    name : str
        What the profile is called.
    cameras : frozenset of (str, str)
        The camera that it says it is for, and the one that its file is named after, as
        :func:`~ppr10k_data.cameras.names.camera_key` has them.
    """

    path: str
    name: str
    cameras: frozenset[CameraKey]


@dataclass(frozen=True)
class ProfileChoice:
    """Which profile a photo is rendered by, and why.

    Parameters
    ----------
    file : ProfileFile or None
        None where there is none, or no telling which.
    named : bool
        Whether it is the one that the sidecar asks for.
    note : str
        What the user should know; empty where all is as asked.
    """

    file: ProfileFile | None
    named: bool = False
    note: str = ""


@dataclass(frozen=True)
class ProfileFolder:
    """A folder of profiles and looks, searched once and handed to every process.

    Parameters
    ----------
    root : Path
    files : tuple of ProfileFile
        In order of their paths.
    looks : tuple of LookFile
    unreadable : tuple of str
        What is wrong with files that end in ``.dcp`` and are no profiles.
    digest : str
        16 hexadecimal digits of the files' paths and sizes: another folder, other pictures.
    """

    root: Path
    files: tuple[ProfileFile, ...]
    looks: tuple[LookFile, ...]
    unreadable: tuple[str, ...]
    digest: str

    def choose(self, cameras: Iterable[tuple[str, str]], wanted: str) -> ProfileChoice:
        """Choose a photo's profile: the one that its sidecar names, else "Adobe Standard", else the only one.

        Parameters
        ----------
        cameras : iterable of (make, model)
            The names of the photo's camera; the make may be empty.
        wanted : str
            The sidecar's CameraProfile; empty where it has none.
        """
        keys = {camera_key(make, model) for make, model in cameras if make or model}
        fitting = [file for file in self.files if keys & file.cameras]
        if not fitting:
            return ProfileChoice(None, note=f"no profile for this camera in {self.root}")
        named = _named(fitting, wanted)
        if named is not None:
            return ProfileChoice(named, named=True)
        chosen = _named(fitting, STANDARD) or (fitting[0] if len(fitting) == 1 else None)
        if chosen is None:
            names = ", ".join(repr(file.name) for file in fitting[:5])
            return ProfileChoice(
                None, note=f"several profiles for this camera in {self.root}, none is {STANDARD!r}: {names}"
            )
        if wanted and wanted.casefold() != STANDARD.casefold():
            return ProfileChoice(
                chosen, note=f"profile {wanted!r} is not in {self.root}: {chosen.name!r} it is"
            )
        return ProfileChoice(chosen)


def _named(files: list[ProfileFile], name: str) -> ProfileFile | None:
    """The first file of a name, whatever its case; else the highest of its versions, "name v2"."""
    plain = name.casefold()
    if not plain:
        return None
    exact = next((file for file in files if file.name.casefold() == plain), None)
    versions = [file for file in files if file.name.casefold().startswith(f"{plain} v")]
    return exact or max(versions, key=lambda file: file.name.casefold(), default=None)


def search_profiles(root: Path) -> ProfileFolder:
    """Search a folder and all within for camera profiles (``.dcp``) and looks (``.xmp``).

    Of profiles only the directories are read, so that Adobe's 4,400 take a second or two.

    Parameters
    ----------
    root : Path

    Raises
    ------
    ProfileError
        If there is no such folder, or neither a profile nor a look in it.
    """
    if not root.is_dir():
        raise ProfileError(f"{root}: no such folder of camera profiles; look at --profiles")
    profiles, looks, unreadable, digest = [], [], [], hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix.lower() in (".dcp", ".xmp")):
        try:
            file, size = (
                _profile_file(path, root) if path.suffix.lower() == ".dcp" else _look_file(path, root)
            )
        except ProfileError as error:
            unreadable.append(str(error))
            continue
        if isinstance(file, ProfileFile):
            profiles.append(file)
        elif file is not None:
            looks.append(file)
        digest.update(f"{path.relative_to(root).as_posix()}\0{size}\n".encode())
    if not profiles and not looks:
        what = (
            "none of its profiles can be read"
            if unreadable
            else "holds neither profiles (.dcp) nor looks (.xmp)"
        )
        raise ProfileError(f"{root}: {what}; look at --profiles")
    return ProfileFolder(root, tuple(profiles), tuple(looks), tuple(unreadable), digest.hexdigest()[:16])


def _look_file(path: Path, root: Path) -> tuple[LookFile | None, int]:
    """Read what a preset holds; None where it is no look."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror or error}") from error
    return look_names(data, path.relative_to(root).as_posix()), len(data)


def _profile_file(path: Path, root: Path) -> tuple[ProfileFile, int]:
    """Read a profile's names and its size."""
    try:
        with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            size = len(mapped)
            # The directory must be forgotten before the file may be unmapped: hence the function of its own.
            camera, name = _names(mapped, str(path))
    except (OSError, ValueError) as error:
        if isinstance(error, ProfileError):
            raise
        raise ProfileError(f"{path}: cannot be read: {error}") from error
    keys = frozenset(camera_key("", spelled) for spelled in (camera, path.stem) if spelled)
    return ProfileFile(path.relative_to(root).as_posix(), name or path.stem, keys), size


def _names(mapped: mmap.mmap, name: str) -> tuple[str, str]:
    with memoryview(mapped) as view:
        return read_dcp_names(view, name=name)


@dataclass(frozen=True)
class LoadedProfile:
    """A profile's file, read.

    Parameters
    ----------
    profile : CameraProfile
    sha256 : str
        Of the whole file.
    """

    profile: CameraProfile
    sha256: str


@lru_cache(maxsize=8)
def load_profile(path: Path) -> LoadedProfile:
    """Read a profile; the last few are remembered.

    Raises
    ------
    ProfileError
        If it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"{path}: cannot be read: {error.strerror or error}") from error
    return LoadedProfile(read_dcp(data, name=str(path)), hashlib.sha256(data).hexdigest())
