"""Whether lists of names keep training and testing apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Literal

from ppr10k_data.errors import PhotoNameError
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import GROUP_SIZES, is_released

FindingKind = Literal["photo", "group", "official val", "duplicate", "unknown"]

MEANINGS: dict[FindingKind, str] = {
    "photo": "photos in more than one list",
    "group": "groups in more than one list",
    "official val": "photos of the official val groups in a training list",
    "duplicate": "names that stand twice in a list",
    "unknown": "names that the release does not have",
}
"""What each kind of finding says, for people."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong with lists.

    Parameters
    ----------
    kind : FindingKind
    lists : tuple of str
        The lists that it is about, by name.
    names : tuple of str
        Photos, groups or names as they stand there, in numeric order where they have one.
    """

    kind: FindingKind
    lists: tuple[str, ...]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Audit:
    """What was found.

    Parameters
    ----------
    findings : tuple of Finding
        None where all is well.
    notes : tuple of str
        What was taken for granted.
    """

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]


_SEPARATORS = re.compile(r"[/\\]")
_WORDS = re.compile(r"[a-z]+")
_HELD_OUT = frozenset(
    {"test", "tests", "testing", "testset", "val", "valid", "validation", "valset", "eval", "evaluation"}
)
"""Words that say that a list is not trained on; "latest" and "interval" are none, though they hold some."""


@dataclass(frozen=True)
class _List:
    name: str
    entries: tuple[str, ...]
    parsed: tuple[PhotoId | None, ...]

    @cached_property
    def known(self) -> tuple[PhotoId, ...]:
        return tuple(photo for photo in self.parsed if photo is not None)

    @cached_property
    def photos(self) -> frozenset[PhotoId]:
        return frozenset(entry.photo for entry in self.known)

    @cached_property
    def groups(self) -> frozenset[int]:
        return frozenset(entry.group for entry in self.known)

    @property
    def has_variants(self) -> bool:
        return any(entry.variant is not None for entry in self.known)

    @property
    def is_trained_on(self) -> bool:
        said = _SEPARATORS.split(self.name)[-1].lower()
        if "train" in said:
            return True
        if not _HELD_OUT.isdisjoint(_WORDS.findall(said)):
            return False
        return any(entry.split == "train" for entry in self.known)


def audit_lists(lists: Mapping[str, Sequence[str]]) -> Audit:
    """Look for photos and groups that leak between lists, and for names that are wrong.

    Parameters
    ----------
    lists : mapping of str to sequence of str
        Names (``583_9``, ``583_9_2``) by name or path of the list. A list whose name says "train" is a training list;
        so is one with no word such as "test", "val" or "eval" that holds photos of the official training groups.

    Returns
    -------
    Audit
        A variant counts as its photo. A training list that holds exactly the photos of another one and variants of
        them, as ``train_aug`` does of ``train``, is no second side: the two are taken as one, and a note says so.
    """
    read = [_read(name, entries) for name, entries in lists.items()]
    same = [pair for pair in combinations(read, 2) if _is_augmented_of(*pair)]
    apart = [pair for pair in combinations(read, 2) if pair not in same]
    findings = (
        *(found for each in read for found in _of_one(each)),
        *(found for pair in apart for found in _between(*pair)),
    )
    notes = (
        f"{first.name} and {second.name} hold the same photos, one of them with variants: taken as one training list"
        for first, second in same
    )
    return Audit(findings, (*_what_says_little(read), *notes))


def _what_says_little(read: Sequence[_List]) -> Iterator[str]:
    """An audit that finds nothing as there is nothing to find says so."""
    for each in read:
        if not each.entries:
            yield f"{each.name} names nothing"
    if len(read) == 1:
        yield f"{read[0].name} is looked at alone: leaks between lists show only where the others are given with it"


def _read(name: str, entries: Sequence[str]) -> _List:
    return _List(name, tuple(entries), tuple(_parsed(entry) for entry in entries))


def _parsed(entry: str) -> PhotoId | None:
    try:
        return PhotoId.parse(entry)
    except PhotoNameError:
        return None


def _is_augmented_of(first: _List, second: _List) -> bool:
    both_train = first.is_trained_on and second.is_trained_on
    return both_train and first.has_variants != second.has_variants and first.photos == second.photos


def _of_one(each: _List) -> Iterator[Finding]:
    named = zip(each.entries, each.parsed, strict=True)
    unknown = [entry for entry, photo in named if photo is None or not is_released(photo)]
    if unknown:
        yield Finding("unknown", (each.name,), tuple(dict.fromkeys(unknown)))
    twice = [entry for entry, count in Counter(each.entries).items() if count > 1]
    if twice:
        yield Finding("duplicate", (each.name,), tuple(twice))
    held_out = [photo for photo in each.photos if photo.split == "val" and photo.group < len(GROUP_SIZES)]
    if held_out and each.is_trained_on:
        yield Finding("official val", (each.name,), _spelled(held_out))


def _between(first: _List, second: _List) -> Iterator[Finding]:
    names = (first.name, second.name)
    if shared := first.photos & second.photos:
        yield Finding("photo", names, _spelled(shared))
    if groups := first.groups & second.groups:
        yield Finding("group", names, tuple(map(str, sorted(groups))))


def _spelled(photos: Sequence[PhotoId] | frozenset[PhotoId]) -> tuple[str, ...]:
    return tuple(str(photo) for photo in sorted(photos, key=lambda photo: photo.sort_key))
