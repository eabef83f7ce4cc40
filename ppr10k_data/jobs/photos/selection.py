"""Which photos are wanted."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.photo import PhotoId, Split


@dataclass(frozen=True)
class Selection:
    """Which photos are wanted.

    Parameters
    ----------
    photos : tuple of PhotoId
        These alone; empty for all.
    groups : tuple of (int, int)
        Ranges of groups, both ends included; empty for all.
    split : {"train", "val"} or None
        One side of the official split; None for both.
    limit : int or None
        At most so many photos, the first in numeric order.
    shard : Shard
        A share of those.
    """

    photos: tuple[PhotoId, ...] = ()
    groups: tuple[tuple[int, int], ...] = ()
    split: Split | None = None
    limit: int | None = None
    shard: Shard = WHOLE

    def wants(self, photo: PhotoId) -> bool:
        """Whether a photo is selected and in the share, the limit aside."""
        return self.shard.owns(photo.group) and self.names(photo)

    def names(self, photo: PhotoId) -> bool:
        """Whether a photo is selected, limit and share aside."""
        return (
            (not self.photos or photo.photo in self.photos)
            and (not self.groups or any(first <= photo.group <= last for first, last in self.groups))
            and self.split in (None, photo.split)
        )


EVERYTHING = Selection()
"""All photos."""
