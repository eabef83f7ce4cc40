"""What PPR10K's two releases hold, and a listing beside it; pure."""

from __future__ import annotations

from ppr10k_data.release.abilities import Ability, abilities
from ppr10k_data.release.compare import Comparison, PartFound, PartState, compare
from ppr10k_data.release.contents import (
    FIRST,
    KNOWN_HOLES,
    LOOSE_PARTS,
    MASKS_360P,
    MASKS_FULL,
    PARTS,
    RAW,
    SECOND,
    SIDECARS,
    TIFF_AUGMENTED,
    TIFF_SOURCE,
    TIFF_TARGETS,
    VARIANTS,
    Release,
    is_known_hole,
    names_in,
    released_count,
)
from ppr10k_data.release.groups import GROUP_SIZES, is_released, release_photos

__all__ = [
    "FIRST",
    "GROUP_SIZES",
    "KNOWN_HOLES",
    "LOOSE_PARTS",
    "MASKS_360P",
    "MASKS_FULL",
    "PARTS",
    "RAW",
    "SECOND",
    "SIDECARS",
    "TIFF_AUGMENTED",
    "TIFF_SOURCE",
    "TIFF_TARGETS",
    "VARIANTS",
    "Ability",
    "Comparison",
    "PartFound",
    "PartState",
    "Release",
    "abilities",
    "compare",
    "is_known_hole",
    "is_released",
    "names_in",
    "release_photos",
    "released_count",
]
