"""Names of picture sizes; in a file of their own, so that a run that finds everything done loads no numba."""

from __future__ import annotations

RESOLUTIONS = {"360p": 540, "480p": 720, "720p": 1080, "1080p": 1620}
"""Long edge in pixels of each named size: the release's "360p" is 540 x 360 for a photo of 3:2."""
