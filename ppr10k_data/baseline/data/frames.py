"""What part of a picture is seen, and at what size: drawn apart from being applied, so that both can be told."""

from __future__ import annotations

from dataclasses import dataclass

from ppr10k_data.errors import SettingsError


@dataclass(frozen=True)
class Box:
    """A rectangle of whole pixels.

    Parameters
    ----------
    top, left : int
        Of its first pixel.
    height, width : int
        At least 1.
    """

    top: int
    left: int
    height: int
    width: int

    @property
    def bottom(self) -> int:
        """The row behind its last."""
        return self.top + self.height

    @property
    def right(self) -> int:
        """The column behind its last."""
        return self.left + self.width

    def inside(self, height: int, width: int) -> bool:
        """Whether it lies in a picture of this size."""
        return (
            min(self.top, self.left) >= 0
            and min(self.height, self.width) > 0
            and (self.bottom <= height)
            and (self.right <= width)
        )


def overlap(first: Box, second: Box) -> Box | None:
    """What two boxes share; None where they lie apart."""
    top, left = max(first.top, second.top), max(first.left, second.left)
    height = min(first.bottom, second.bottom) - top
    width = min(first.right, second.right) - left
    return Box(top, left, height, width) if height > 0 and width > 0 else None


def seen_from(box: Box, inner: Box) -> Box:
    """A box inside another, counted from the other's first pixel."""
    return Box(inner.top - box.top, inner.left - box.left, inner.height, inner.width)


@dataclass(frozen=True)
class Frame:
    """A crop of a picture, resized, of which a window is seen, perhaps mirrored.

    Parameters
    ----------
    crop : Box
        Of the picture.
    size : tuple of int
        Height and width that the crop is resized to.
    window : Box or None
        Of the resized crop; None for all of it.
    flip : bool
        Mirror left and right at the end.
    """

    crop: Box
    size: tuple[int, int]
    window: Box | None = None
    flip: bool = False

    def __post_init__(self) -> None:
        if min(self.size) < 1:
            raise SettingsError(f"frame of size {self.size}: height and width must be at least 1")
        if self.window is not None and not self.window.inside(*self.size):
            raise SettingsError(f"{self.window} does not lie in a picture of {self.size[0]} x {self.size[1]}")

    @classmethod
    def whole(cls, height: int, width: int) -> Frame:
        """The picture as it is."""
        return cls(Box(0, 0, height, width), (height, width))

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of what is seen."""
        return self.size if self.window is None else (self.window.height, self.window.width)
