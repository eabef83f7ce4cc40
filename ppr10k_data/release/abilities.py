"""What can be done with the parts that are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ppr10k_data.photo import PhotoId
from ppr10k_data.release.contents import (
    MASKS_360P,
    MASKS_FULL,
    RAW,
    SIDECARS,
    TIFF_AUGMENTED,
    TIFF_SOURCE,
    TIFF_TARGETS,
)


@dataclass(frozen=True)
class Ability:
    """Something that can be done.

    Parameters
    ----------
    what : str
        In words.
    command : str
        The command that does it.
    needs : tuple of str
        Parts that it reads.
    photos : int
        Photos that all of them hold.
    """

    what: str
    command: str
    needs: tuple[str, ...]
    photos: int


_SOURCE = SIDECARS[0]

_RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("render sources at any size", "render --xmp xmp_source", (RAW, _SOURCE)),
    *(
        (f"render expert {folder[-1]}'s targets at any size", f"render --xmp {folder}", (RAW, folder))
        for folder in SIDECARS[1:]
    ),
    ("render augmented sources", "augment --n 5", (RAW, _SOURCE)),
    ("resize masks to renders", "masks --res 1080p", (RAW, _SOURCE, MASKS_FULL)),
    *(
        (f"tabulate the edits of {folder}", "params --out params.csv", (folder,))
        for folder in SIDECARS
    ),
    *(
        (f"train on 360p towards expert {part[-1]}", f"train --expert {part[-1]}", (TIFF_SOURCE, part))
        for part in TIFF_TARGETS
    ),
    ("train with augmented sources", "split --layout official", (TIFF_AUGMENTED,)),
    ("train and score with human regions", "train --hrp", (TIFF_SOURCE, MASKS_360P)),
    ("compare renders with Lightroom's", "fidelity", (RAW, _SOURCE, TIFF_SOURCE)),
)  # fmt: skip


def abilities(found: Mapping[str, Collection[PhotoId]]) -> tuple[Ability, ...]:
    """Say what can be done already.

    Parameters
    ----------
    found : mapping of str to collection of PhotoId
        Names of the files in each part of :data:`~ppr10k_data.release.PARTS`.

    Returns
    -------
    tuple of Ability
        Those with at least one photo, each with the number of photos that have every file it reads.
    """
    photos = {part: {name.photo for name in names} for part, names in found.items()}
    able = (
        Ability(what, command, needs, len(set.intersection(*(photos.get(part, set()) for part in needs))))
        for what, command, needs in _RULES
    )
    return tuple(each for each in able if each.photos)
