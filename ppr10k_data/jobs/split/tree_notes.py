"""What a training tree lacks, and the next command that makes it."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path

from ppr10k_data.files.lightroom import RELEASE_TIFFS
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import MASKS_FULL, RAW, SIDECARS, VARIANTS
from ppr10k_data.split import TARGETS, PictureKind


def notes_on_left_out(
    kinds: Collection[PictureKind], variants: int, root: Path, given: Sequence[Path]
) -> list[str]:
    """Name the kinds of pictures that a tree has none of, and how they are to be had.

    Parameters
    ----------
    kinds : collection of PictureKind
        What was found.
    variants : int
        Augmented variants of each training source.
    root : Path
        The dataset, by which it is known what can be made.
    given : sequence of Path
        Folders of ``--pictures``; empty for the dataset's own.
    """
    notes = []
    absent = [kind for kind in (*TARGETS, "mask") if kind not in kinds]
    if absent:
        notes.append(f"left out, as none was found: {', '.join(kind.replace('_', ' ') for kind in absent)}")
    if "mask" in absent and _has(root, MASKS_FULL, SIDECARS[0]):
        then = _next("masks", root, given)
        notes.append(f"masks of the pictures' size, 360p unless --res says another, come from {then}")
    if not variants:
        told = "no augmented sources were found: the tree has the originals alone, and train_aug.txt lists variants"
        if _has(root, RAW, SIDECARS[0]):
            then = _next("augment", root, given, "--n", str(VARIANTS))
            notes.append(f"{told} that are not there yet; they come from {then}")
        else:
            notes.append(f"{told} that ppr10k-data augment makes of RAW photos")
    return notes


def _has(root: Path, *folders: str) -> bool:
    return all((root / folder).is_dir() for folder in folders)


def _next(command: str, root: Path, given: Sequence[Path], *options: str) -> str:
    """A command, and how this one is then to be given."""
    out = "augmented" if command == "augment" else command
    typed = ["ppr10k-data", command, "--root", str(root), *options, "--out", out]
    own = root / RELEASE_TIFFS
    pictures = [*(map(str, given) if given else [str(own if own.is_dir() else root)]), out]
    again = shlex.join(word for folder in pictures for word in ("--pictures", folder))
    return f"`{shlex.join(typed)}`; then give this command {again}"


def notes_on_names(lacking: Collection[PhotoId]) -> list[str]:
    """Say that lists name photos whose pictures are not all there, if any do.

    Parameters
    ----------
    lacking : collection of PhotoId
    """
    if not lacking:
        return []
    first = min(lacking, key=lambda photo: photo.sort_key)
    number = "1 photo" if len(lacking) == 1 else f"{len(lacking):,} photos"
    return [
        f"the lists name {number} whose pictures are not all there, such as {first}: a code that opens what they name "
        "stops there"
    ]
