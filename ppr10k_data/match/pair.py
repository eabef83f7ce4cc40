"""A render and its guide, brought to sizes at which they can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from ppr10k_data.match.chroma import EVERY_PIXEL, Step, with_coarse_chroma
from ppr10k_data.match.inputs import TooSmallError
from ppr10k_data.match.reduction import Float32, block_means, parts_between, reduced, size_of
from ppr10k_data.match.registration import Registration, onto_guide

SMALLEST_GUIDE_PX = 32


@dataclass(frozen=True, eq=False)
class Pair:
    """What is fitted to each other.

    Parameters
    ----------
    fine : (h * parts, w * parts, 3) float32
        The render.
    parts : int
    wanted : (h, w, 3) float32
        The guide.
    lossless : bool
    chroma_step : tuple of int
        Of the guide.
    """

    fine: Float32
    parts: int
    wanted: Float32
    lossless: bool
    chroma_step: Step

    @classmethod
    def of(cls, base: NDArray[Any], guide: NDArray[Any], *, lossless: bool, chroma_step: Step) -> Pair:
        """Both at the guide's size, or the render's where that is smaller; the render at a multiple of it.

        Raises
        ------
        TooSmallError
            If a picture is smaller than 32 pixels a side.
        """
        size = (min(guide.shape[1], base.shape[1]), min(guide.shape[0], base.shape[0]))
        if min(size) < SMALLEST_GUIDE_PX:
            raise TooSmallError(
                f"{size[0]}x{size[1]} pixels; at least {SMALLEST_GUIDE_PX} on each side are needed to fit to"
            )
        parts = parts_between(size_of(base), size)
        fine = reduced(base, (size[0] * parts, size[1] * parts))
        # A guide that is reduced has its colours as fine as the rest, or nearly so.
        step = chroma_step if size == size_of(guide) else EVERY_PIXEL
        return cls(fine, parts, reduced(guide, size), lossless, step)

    @property
    def small(self) -> Float32:
        """The render on the guide's pixels."""
        return block_means(self.fine, self.parts)

    def laid_on_guide(self, registration: Registration) -> Float32:
        """The render moved, and with its colours as coarse as the guide's."""
        moved = onto_guide(self.fine, registration, self.parts)
        if self.chroma_step == EVERY_PIXEL:
            return moved
        across, down = self.chroma_step
        return with_coarse_chroma(moved, (across * self.parts, down * self.parts))
