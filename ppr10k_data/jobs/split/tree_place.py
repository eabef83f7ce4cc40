"""Where a training tree may lie: neither among the pictures that it is made of, nor in a tree of the other layout."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.pictures import Pictures
from ppr10k_data.split import LayoutName

_MARKS: dict[LayoutName, tuple[str, ...]] = {
    "official": ("train/source_aug", "val/source"),
    "adaint": ("source", "source_aug_6"),
}
"""Folders by which a tree's layout is known: those of sources, which every tree has."""


def refuse_own_pictures(pictures: Pictures, kept: Iterable[Path], folders: Iterable[str], out: Path) -> None:
    """Keep a tree out of the folders that its pictures come from, and from where it would be taken for them.

    Parameters
    ----------
    pictures : Pictures
        What the tree is made of.
    kept : iterable of Path
        Absolute folders in which it may not lie, at any depth.
    folders : iterable of str
        The tree's own folders, see :data:`ppr10k_data.split.FOLDERS`.
    out : Path
        Where it is to lie.

    Raises
    ------
    LayoutError
        If it would lie among them.
    """
    target = out.resolve()
    tops = [target / folder for folder in folders]
    inside = [folder for folder in kept if target.is_relative_to(folder)]
    for each in pictures.folders:
        in_the_way = any(each.folder.is_relative_to(top) or top.is_relative_to(each.folder) for top in tops)
        if in_the_way or target.is_relative_to(each.folder):
            inside.append(each.folder)
    if inside:
        raise LayoutError(
            f"{out}: pictures come from {inside[0]}, and what they come from is only read; give --out another folder"
        )


def refuse_other_layout(name: LayoutName, out: Path) -> None:
    """Keep two layouts out of one folder: a training code, or the next split, would read both.

    Parameters
    ----------
    name : LayoutName
        Of the tree that is to be built.
    out : Path

    Raises
    ------
    LayoutError
        If a tree of another layout is there, or cannot be looked for.
    """
    for other, marks in _MARKS.items():
        for mark in marks:
            if other != name and _is_there(out / mark):
                raise LayoutError(
                    f"{out}: {mark}/ there is a tree of --layout {other}; a second one of --layout {name} does not go "
                    "into the same folder: give --out another"
                )


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError as error:
        raise LayoutError(
            f"{folder}: cannot be read: {error.strerror or error}; give --out another folder"
        ) from error
