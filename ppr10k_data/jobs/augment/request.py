"""What is asked of an augmentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ppr10k_data.augment import SOURCE, Scheme
from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.augment.limits import MOST_VARIANTS
from ppr10k_data.jobs.augment.work import RecordedVariant
from ppr10k_data.jobs.render.request import RenderRequest
from ppr10k_data.photo import Expert, PhotoId

FORMAT = 1
"""Of what seed and ranges mean; sidecars of another version are others."""

EXPERTS: tuple[Expert, ...] = ("a", "b", "c")


@dataclass(frozen=True)
class AugmentRequest:
    """Everything that is asked of an augmentation, apart from how to go about it.

    Parameters
    ----------
    render : RenderRequest
        The dataset, which photos, where results go and how pictures are made; its folders of sidecars do not count.
    scheme : Scheme
        What is drawn.
    seed : int
        0 or more.
    variants : int
        How many of each photo, 1 to :data:`~ppr10k_data.jobs.augment.limits.MOST_VARIANTS`.
    experts : tuple of str
        Whose targets are rendered or varied along; those that are there where it is empty.
    targets : bool
        Whether targets are rendered too.
    sidecars_only : bool
        Whether there are to be no pictures: no RAW file is needed then.
    recorded : mapping or None
        Variants of a manifest to be made again, in place of draws; `variants` does not count then.

    Raises
    ------
    SettingsError
        If there are to be fewer than 1 or more than 999 variants.
    """

    render: RenderRequest
    scheme: Scheme = SOURCE
    seed: int = 0
    variants: int = 5
    experts: tuple[Expert, ...] = ()
    targets: bool = False
    sidecars_only: bool = False
    recorded: Mapping[PhotoId, RecordedVariant] | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.variants <= MOST_VARIANTS:
            raise SettingsError(f"{self.variants} variants of each photo: there may be 1 to {MOST_VARIANTS}")

    @property
    def out(self) -> Path:
        """Folder of the sidecars' folders."""
        return self.render.out

    def with_render(self, render: RenderRequest) -> AugmentRequest:
        """The same, rendered otherwise."""
        return replace(self, render=render)

    def settings_record(self, experts: tuple[Expert, ...]) -> dict[str, Any]:
        """All that decides what the sidecars are; not how many, so that another variant may be added."""
        record = {"augment": FORMAT, "seed": self.seed, **self.scheme.recorded()}
        return {**record, "experts": list(experts)} if self.scheme.paired else record
