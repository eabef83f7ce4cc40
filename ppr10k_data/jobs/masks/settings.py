"""What masks are asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ppr10k_data.jobs.render.settings import GeometryMode, Resolution


@dataclass(frozen=True)
class MaskSettings:
    """All that decides what a mask looks like, apart from the photo and its sidecars.

    Parameters
    ----------
    resolution : Resolution
    geometry : {"source", "own"}
        Crop, angle and orientation of xmp_source, or each sidecar's own.
    """

    resolution: Resolution
    geometry: GeometryMode = "source"

    def recorded(self) -> dict[str, Any]:
        """As written into every manifest line."""
        return {
            "kind": "masks",
            "resolution": self.resolution.name,
            "long_edge": self.resolution.long_edge,
            "geometry": self.geometry,
        }
