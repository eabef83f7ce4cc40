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
        Parts that it reads, of several targets those that are there.
    photos : int
        Photos that have them.
    """

    what: str
    command: str
    needs: tuple[str, ...]
    photos: int


_SOURCE, *_TARGETS = SIDECARS


@dataclass(frozen=True)
class _Rule:
    """Needs all of some parts and any of others; ``option`` is repeated for each of these, or given for the first."""

    what: str
    command: str
    needs: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    option: str = ""
    first_only: bool = False


_RULES = (
    _Rule("render sources at any size", "render --xmp xmp_source", (RAW, _SOURCE)),
    _Rule("render targets at any size", "render", (RAW,), tuple(_TARGETS), " --xmp {part}"),
    _Rule("render augmented sources", "augment --n 5", (RAW, _SOURCE)),
    _Rule("resize masks to renders", "masks --res 1080p", (RAW, _SOURCE, MASKS_FULL)),
    _Rule("tabulate the edits", "params --out params.csv", (), SIDECARS),
    _Rule("train on 360p", "train", (TIFF_SOURCE,), TIFF_TARGETS, " --expert {expert}", first_only=True),
    _Rule("train on 360p with human regions", "train --hrp", (TIFF_SOURCE, MASKS_360P), TIFF_TARGETS),
    _Rule("train on augmented 360p", "split --layout official", (TIFF_AUGMENTED,), TIFF_TARGETS),
    _Rule("compare renders with Lightroom's", "fidelity", (RAW, _SOURCE, TIFF_SOURCE)),
)


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
    photos = {part: frozenset(name.photo for name in names) for part, names in found.items()}
    able = (_ability(rule, photos) for rule in _RULES)
    return tuple(each for each in able if each.photos)


def _ability(rule: _Rule, photos: Mapping[str, frozenset[PhotoId]]) -> Ability:
    have = [photos.get(part, frozenset()) for part in rule.needs]
    others = [part for part in rule.any_of if photos.get(part)]
    have += [frozenset().union(*(photos[part] for part in others))] if rule.any_of else []
    given = others[:1] if rule.first_only else others
    options = "".join(rule.option.format(part=part, expert=part[-1]) for part in given)
    whole = frozenset.intersection(*have)
    return Ability(rule.what, rule.command + options, (*rule.needs, *others), len(whole))
