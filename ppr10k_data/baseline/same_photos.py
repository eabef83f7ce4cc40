"""Which photos a training is about, by name: it goes on with the same ones, wherever they have come to lie."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TypedDict

from ppr10k_data.baseline.data import Sample
from ppr10k_data.errors import SettingsChangedError


class Roll(TypedDict):
    """One side of the split: how many inputs, and the SHA-256 digest of their names in their order."""

    inputs: int
    digest: str


Rolls = dict[str, Roll]
"""Of ``train`` and ``val``."""


def rolls_of(train: Iterable[Sample], val: Iterable[Sample]) -> Rolls:
    """Call the roll of what is learned from and of what is looked at.

    Parameters
    ----------
    train, val : iterable of Sample
    """
    return {"train": _roll(train), "val": _roll(val)}


def _roll(samples: Iterable[Sample]) -> Roll:
    names = [sample.name for sample in samples]
    return Roll(inputs=len(names), digest=hashlib.sha256("\n".join(names).encode()).hexdigest())


def check_same_photos(before: Mapping[str, Roll], now: Mapping[str, Roll], where: object) -> None:
    """Refuse to go on with other photos.

    Parameters
    ----------
    before, now : mapping of str to Roll
    where : object
        The training, for the message.

    Raises
    ------
    SettingsChangedError
        Names the side of the split and both counts.
    """
    changed = [
        f"{side} had {before[side]['inputs']:,} inputs, now {_differs(before[side], roll)}"
        for side, roll in now.items()
        if before[side] != roll
    ]
    if changed:
        raise SettingsChangedError(
            f"{where}: was begun with other photos: {'; '.join(changed)}. Name the --root that it was begun with, "
            "complete, or begin anew with another --out"
        )


def _differs(before: Roll, now: Roll) -> str:
    same = "as many, but others or in another order"
    return same if now["inputs"] == before["inputs"] else f"{now['inputs']:,}"
