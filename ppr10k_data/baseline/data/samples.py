"""What a dataset is made of: one input with its target and mask, by name; and whether the files fit each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from ppr10k_data.errors import ImageFileError, LayoutError, SettingsError
from ppr10k_data.files.pixels import mask_size, picture_size

Incomplete = Literal["refuse", "leave-out"]
"""What becomes of photos of which something is missing or does not fit."""

_NAMED = 10


@dataclass(frozen=True)
class Sample:
    """One input of a network, and what should come out.

    Parameters
    ----------
    name : str
        The input's: ``583_9_1``.
    photo : str
        The photo that it shows: ``583_9``.
    group : int
        The photo's scene.
    variant : int
        Of the augmentation; 0 for the photo itself.
    input, target : Path
    mask : Path or None
        None where masks are not asked for.
    """

    name: str
    photo: str
    group: int
    variant: int
    input: Path
    target: Path
    mask: Path | None = None

    @property
    def files(self) -> tuple[Path, ...]:
        """All its files."""
        return (self.input, self.target) if self.mask is None else (self.input, self.target, self.mask)


def checked_incomplete(incomplete: str) -> Incomplete:
    """Refuse any other word.

    Raises
    ------
    SettingsError
    """
    if incomplete == "refuse":
        return "refuse"
    if incomplete == "leave-out":
        return "leave-out"
    raise SettingsError(f"incomplete={incomplete!r}: expected 'refuse' or 'leave-out'")


def misfits(samples: Iterable[Sample]) -> dict[str, str]:
    """Find samples whose files are damaged, of no use to learn from, or of different sizes, by their headers.

    Parameters
    ----------
    samples : iterable of Sample

    Returns
    -------
    dict
        What is wrong by the sample's name. A mask may be of another size than its photo, but not of
        another shape.
    """
    size, size_of_mask = lru_cache(maxsize=None)(picture_size), lru_cache(maxsize=None)(mask_size)
    wrong = {}
    for sample in samples:
        try:
            sizes = [size(sample.input), size(sample.target)]
            sizes += [] if sample.mask is None else [size_of_mask(sample.mask)]
            problem = _misfit(sample, sizes)
        except ImageFileError as error:
            problem = str(error)
        if problem:
            wrong[sample.name] = problem
    return wrong


def _misfit(sample: Sample, sizes: Sequence[tuple[int, int]]) -> str:
    expected, target = sizes[:2]
    if target != expected:
        return differ(sample.target, target, sample.input, expected)
    if sample.mask is not None and not _of_one_shape(sizes[2], expected):
        return differ(sample.mask, sizes[2], sample.input, expected)
    return ""


def differ(path: Path, size: tuple[int, ...], other: Path, expected: tuple[int, ...]) -> str:
    """What to tell of two files of different sizes, given as height and width."""
    return (
        f"{path} has {size[1]} x {size[0]} pixels, {other} {expected[1]} x {expected[0]}: "
        "they do not lie on each other; render both with the same crop and size"
    )


def _of_one_shape(mask: tuple[int, int], picture: tuple[int, int]) -> bool:
    """Whether a mask, enlarged or reduced, lies on a picture to within a pixel of the smaller of both."""
    (height, width), (tall, wide) = mask, picture
    slack = max(height / min(height, tall), width / min(width, wide)) * max(tall, wide, height, width)
    return abs(height * wide - width * tall) <= slack


def refuse(where: str, wrong: dict[str, str], incomplete: Incomplete) -> None:
    """Tell what is missing or does not fit, unless it is to be left out.

    Parameters
    ----------
    where : str
        The tree.
    wrong : dict
        What is wrong, by name.
    incomplete : Incomplete

    Raises
    ------
    LayoutError
        Names the first few and counts all.
    """
    if not wrong or incomplete == "leave-out":
        return
    reasons = list(dict.fromkeys(wrong.values()))
    lines = [f"{where}: {len(wrong):,} of the inputs are incomplete:", *reasons[:_NAMED]]
    if len(reasons) > _NAMED:
        lines.append(f"... and {len(reasons) - _NAMED:,} more")
    lines.append(
        "complete the tree, or leave these photos out by incomplete='leave-out' (train: --leave-out-incomplete)"
    )
    raise LayoutError("\n  ".join(lines))
