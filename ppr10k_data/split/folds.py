"""Folds for cross-validation: whole groups, about equally many photos in each."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from ppr10k_data.errors import SettingsError
from ppr10k_data.photo import PhotoId
from ppr10k_data.split.official import SplitLists, lists_of


def group_folds(photos: Iterable[PhotoId], k: int, seed: int = 0) -> tuple[tuple[PhotoId, ...], ...]:
    """Deal groups out to folds.

    Parameters
    ----------
    photos : iterable of PhotoId
        In any order; of a variant its photo counts.
    k : int
        How many folds, 2 to the number of groups.
    seed : int
        Another seed deals otherwise; the same one deals alike on every machine, whatever the order of ``photos``.

    Returns
    -------
    tuple of tuple of PhotoId
        Each photo in one fold, each group whole, photos in numeric order. No fold has more photos above another than
        the largest group has.

    Raises
    ------
    SettingsError
        If there are fewer groups than folds, or fewer than two folds.

    Notes
    -----
    Groups come in the order of SHA-256("seed:group"), which no library's version changes, and each goes to the fold
    that has fewest photos so far (list scheduling; R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969).
    """
    groups: dict[int, list[PhotoId]] = {}
    for photo in sorted({name.photo for name in photos}, key=lambda photo: photo.sort_key):
        groups.setdefault(photo.group, []).append(photo)
    if not 2 <= k <= len(groups):
        raise SettingsError(
            f"{k} folds of {_counted(len(groups))}: a fold is whole groups; {_way_out(len(groups))}"
        )
    folds: list[list[PhotoId]] = [[] for _ in range(k)]
    for group in sorted(groups, key=lambda number: _draw(seed, number)):
        min(folds, key=len).extend(groups[group])
    return tuple(tuple(sorted(fold, key=lambda photo: photo.sort_key)) for fold in folds)


def _counted(groups: int) -> str:
    return "1 group" if groups == 1 else f"{groups} groups"


def _way_out(groups: int) -> str:
    if groups < 2:
        return "there must be 2 groups at least to train on one and test on the other"
    return "give 2" if groups == 2 else f"give 2 to {groups}"


def _draw(seed: int, group: int) -> bytes:
    return sha256(f"{seed}:{group}".encode()).digest()


def fold_lists(folds: tuple[tuple[PhotoId, ...], ...]) -> tuple[SplitLists, ...]:
    """For each fold the lists that test on it and train on the others.

    Parameters
    ----------
    folds : tuple of tuple of PhotoId
        As :func:`group_folds` makes them.
    """
    return tuple(
        lists_of((photo for other in folds if other is not fold for photo in other), fold) for fold in folds
    )
