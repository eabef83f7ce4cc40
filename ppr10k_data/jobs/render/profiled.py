"""Which camera profile and which look a picture is rendered by, and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from ppr10k_data.develop.coverage import PROFILE
from ppr10k_data.develop.profile.color import NO_PROFILE, ProfileColor
from ppr10k_data.develop.profile.look import AppliedLook, joined
from ppr10k_data.develop.sensor import SensorImage
from ppr10k_data.files.camera_profile import has_profile, profile_color
from ppr10k_data.files.looks import FoundLook, find_look
from ppr10k_data.files.metadata import RawMetadata
from ppr10k_data.files.profiles import ProfileChoice, ProfileFolder, load_profile
from ppr10k_data.files.raw import RawPhoto
from ppr10k_data.xmp import CameraRawEdits

LookWithoutTable = Literal["leave-out", "apply-curve"]


@dataclass(frozen=True)
class Profiled:
    """A photo with the profile and the look of one sidecar.

    Parameters
    ----------
    sensor : SensorImage
        Rendered by the profile.
    edits : CameraRawEdits
        The sidecar's, with the look's adjustments joined to them.
    look : AppliedLook or None
    absent : frozenset of str
        Those of :data:`~ppr10k_data.develop.coverage.PROFILE` that the sidecar asks for in vain.
    record : dict
        For the manifest.
    notes : tuple of str
        What the user should know.
    """

    sensor: SensorImage
    edits: CameraRawEdits
    look: AppliedLook | None
    absent: frozenset[str]
    record: dict[str, Any]
    notes: tuple[str, ...] = ()


def profiled(
    raw: RawPhoto,
    edits: CameraRawEdits,
    tables: Mapping[str, str],
    folder: ProfileFolder | None,
    *,
    without_table: LookWithoutTable = "leave-out",
    sidecar: str = "",
) -> Profiled:
    """Choose a picture's profile and look.

    Parameters
    ----------
    raw : RawPhoto
    edits : CameraRawEdits
        The sidecar's.
    tables : mapping of str to str
        The tables that stand in the sidecar.
    folder : ProfileFolder or None
        The user's profiles.
    without_table : {"leave-out", "apply-curve"}
        What is done with a look whose table is missing. Its curve alone was measured to be worse than nothing.
    sidecar : str
        Its name, for messages.

    Raises
    ------
    ProfileError
        If the chosen profile, or a table of the look, is damaged.

    Notes
    -----
    A profile of the folder that the sidecar names goes first, then the one in the DNG itself, then the folder's "Adobe
    Standard" or only one.
    """
    sensor, choice, record = _by_profile(raw, edits.profile.camera_profile, folder)
    absent = PROFILE - {"CameraProfile"} if choice.named else PROFILE
    plain = Profiled(sensor, edits, None, absent, {"profile": record}, (choice.note,) if choice.note else ())
    if edits.profile.look is None:
        return plain
    root, looks = (None, ()) if folder is None else (folder.root, folder.looks)
    found = find_look(edits.profile.look, tables, root, looks, sidecar=sidecar)
    return _with_look(plain, found, without_table)


def _by_profile(
    raw: RawPhoto, wanted: str, folder: ProfileFolder | None
) -> tuple[SensorImage, ProfileChoice, dict[str, Any] | None]:
    """The photo by the profile that it is rendered by, how that was chosen, and its line in the manifest."""
    own = raw.sensor.rendered_by
    embedded = raw.metadata.dng is not None and has_profile(raw.metadata.dng)
    asks_for_own = embedded and wanted.casefold() in ("embedded", own.name.casefold())
    choice = ProfileChoice(None) if folder is None else folder.choose(_cameras(raw.metadata), wanted)
    if embedded and not choice.named:
        choice = ProfileChoice(None, named=asks_for_own)
    if folder is None or choice.file is None:
        return raw.sensor, choice, _recorded(own, None)
    loaded = load_profile(folder.root / choice.file.path)
    color = profile_color(loaded.profile, raw.sensor.color, choice.file.path, named=choice.named)
    return replace(raw.sensor, profile=color), choice, _recorded(color, loaded.sha256)


def _cameras(metadata: RawMetadata) -> tuple[tuple[str, str], ...]:
    """A camera's names: Adobe's own in a DNG, and EXIF's."""
    return ("", metadata.unique_camera_model or ""), (metadata.make or "", metadata.model or "")


def _recorded(color: ProfileColor, sha256: str | None) -> dict[str, Any] | None:
    if color.source == NO_PROFILE:
        return None
    record = {"name": color.name, "file": color.source}
    return record if sha256 is None else {**record, "sha256": sha256}


def _with_look(plain: Profiled, found: FoundLook, without_table: LookWithoutTable) -> Profiled:
    look = plain.edits.profile.look
    assert look is not None
    record: dict[str, Any] = {"name": look.name, "amount": look.amount, "from": found.source}
    if found.look is None or (found.missing and without_table == "leave-out"):
        record["not_applied"] = found.missing
        return replace(plain, record={**plain.record, "look": record})
    edits, left_out = joined(plain.edits, found.edits, look.amount)
    missing = [found.missing] if found.missing else []
    missing += [f"its {' and '.join(left_out)} left out"] if left_out else []
    if missing:
        record["left_out"] = missing
    return replace(
        plain,
        edits=edits,
        look=found.look,
        absent=plain.absent if found.missing else plain.absent - {"Look"},
        record={**plain.record, "look": record},
    )
