"""A listing of what is there beside what the release has."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ppr10k_data.photo import PhotoId
from ppr10k_data.release.contents import (
    FIRST,
    PARTS,
    SECOND,
    TIFF_AUGMENTED,
    Release,
    is_known_hole,
    names_in,
)
from ppr10k_data.release.groups import is_released, release_photos

PartState = Literal["whole", "partial", "absent"]


@dataclass(frozen=True)
class PartFound:
    """One part of the release, as it was found.

    Parameters
    ----------
    part : str
        One of :data:`~ppr10k_data.release.PARTS`.
    there : int
        Files of photos that the release has.
    released : int
        Files that the release has in it.
    missing : tuple of PhotoId
        Not there, though other parts hold the photo; in numeric order. Empty where the whole part is absent.
    unknown : tuple of PhotoId
        There, but not of the release.
    holes : tuple of PhotoId
        Missing from the release itself, and so no fault.
    """

    part: str
    there: int
    released: int
    missing: tuple[PhotoId, ...]
    unknown: tuple[PhotoId, ...]
    holes: tuple[PhotoId, ...]

    @property
    def state(self) -> PartState:
        """Whether the part is there whole, in part, or not at all, by the release's count."""
        if not self.there:
            return "absent"
        return "whole" if self.there == self.released else "partial"


@dataclass(frozen=True)
class Comparison:
    """All parts.

    Parameters
    ----------
    photos : tuple of PhotoId
        Photos of the release that any part holds, in numeric order.
    parts : tuple of PartFound
    release : Release or None
        Which of the two it is, by its TIFFs; None where there are none.
    """

    photos: tuple[PhotoId, ...]
    parts: tuple[PartFound, ...]
    release: Release | None

    @property
    def is_whole(self) -> bool:
        """Whether every part is there, with every photo."""
        return all(
            part.state == "whole"
            for part in self.parts
            if part.part != TIFF_AUGMENTED or self.release == SECOND
        )


def compare(found: Mapping[str, Collection[PhotoId]]) -> Comparison:
    """Compare names with the release.

    Parameters
    ----------
    found : mapping of str to collection of PhotoId
        Names of the files in each part; parts that are left out are absent.

    Returns
    -------
    Comparison
        A file counts as missing where its part is there and another part holds its photo: a download of some parts,
        or of some groups, is a part of the release, and what it holds may be whole in itself.
    """
    photos = {name.photo for names in found.values() for name in names if is_released(name)}
    ordered = tuple(sorted(photos, key=lambda photo: photo.sort_key))
    parts = tuple(_part(part, frozenset(found.get(part, ())), ordered) for part in PARTS)
    return Comparison(ordered, parts, _release(found))


def _part(part: str, names: frozenset[PhotoId], photos: tuple[PhotoId, ...]) -> PartFound:
    wanted = names_in(part, photos)
    unknown = frozenset(name for name in names if not is_released(name))
    missing = wanted - names if names else frozenset()
    holes = (photo for photo in photos if is_known_hole(part, photo) and photo not in names) if names else ()
    return PartFound(
        part,
        len(names & _released(part)),
        len(_released(part)),
        _ordered(missing),
        _ordered(unknown),
        tuple(holes),
    )


@lru_cache(maxsize=len(PARTS))
def _released(part: str) -> frozenset[PhotoId]:
    return names_in(part, release_photos())


def _ordered(names: Collection[PhotoId]) -> tuple[PhotoId, ...]:
    return tuple(sorted(names, key=lambda name: name.sort_key))


def _release(found: Mapping[str, Collection[PhotoId]]) -> Release | None:
    if any(name.variant is not None for name in found.get(TIFF_AUGMENTED, ())):
        return SECOND
    return FIRST if any(names for part, names in found.items() if part.startswith("tif/")) else None
