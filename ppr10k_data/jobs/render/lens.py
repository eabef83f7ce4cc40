"""Which lens corrections a picture gets: the sidecar's wish, its photo's geometry, and what is known of the lens."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from ppr10k_data.develop.lens import Lens, LensStrength
from ppr10k_data.files.lens import KnownLens, UnknownLens, find_lens
from ppr10k_data.files.raw_frame import RawFrame
from ppr10k_data.xmp import CameraRawEdits, LensCorrections

NOTHING = LensStrength()


@dataclass(frozen=True)
class PhotoLens:
    """The lens corrections of one picture.

    Parameters
    ----------
    strength : LensStrength
        What is done; nothing where the lens is not known.
    lens : Lens or None
        What it is done with.
    known : KnownLens or None
        The lens, where anything is done.
    reason : str
        Why the profile is not applied that the sidecar asks for; empty where it is, or is not asked for.
    """

    strength: LensStrength = NOTHING
    lens: Lens | None = None
    known: KnownLens | None = None
    reason: str = ""

    def recorded(self) -> dict[str, Any] | None:
        """As a manifest line has it."""
        if self.reason:
            return {"not_applied": self.reason}
        if self.known is None:
            return None
        return {"name": self.known.name, **asdict(self.strength), "not_known": list(self.known.lacking)}


def moved_by(lens: LensCorrections) -> tuple[float, float]:
    """What of a sidecar's lens profile moves pixels: strength of distortion and of chromatic aberration."""
    strength = LensStrength.of(lens)
    return strength.distortion, strength.ca


def photo_lens(frame: RawFrame, edits: CameraRawEdits, shared: CameraRawEdits | None) -> PhotoLens:
    """Work out the lens corrections of one picture.

    Parameters
    ----------
    frame : RawFrame
        The photo.
    edits : CameraRawEdits
        The picture's own: whether its corners are evened out.
    shared : CameraRawEdits or None
        The source's, whose distortion all pictures of the photo have so that they lie on each other; None where each
        has its own.
    """
    own, placed = _asked(edits), _asked(edits if shared is None else shared)
    strength = replace(own, distortion=placed.distortion, ca=placed.ca)
    if strength == own == NOTHING:
        return PhotoLens()
    name = edits.lens.profile_name or ("" if shared is None else shared.lens.profile_name)
    if frame.metadata is None:
        return PhotoLens(reason="without the RAW file nobody knows the lens")
    found = find_lens(frame.metadata, frame.size, profile_name=name, pixel_aspect=frame.pixel_aspect)
    if isinstance(found, UnknownLens):
        return PhotoLens(reason=found.reason)
    return PhotoLens(strength, Lens(found.maps, strength), found)


def _asked(edits: CameraRawEdits) -> LensStrength:
    return NOTHING if edits.already_applied else LensStrength.of(edits.lens)
