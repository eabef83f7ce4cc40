"""Places inside :class:`CameraRawEdits`: ``("grading", "shadows", "hue_deg")``, ``("hsl", "hue", 3)``."""

from __future__ import annotations

from typing import Any, TypeAlias

from ppr10k_data.xmp.edits import CameraRawEdits
from ppr10k_data.xmp.groups import Crop

Path: TypeAlias = tuple[str | int, ...]
Tree: TypeAlias = dict[Any, Any]
"""Values by the steps of their paths, nested."""


def get(edits: CameraRawEdits, path: Path) -> Any:
    """Look up the value at a path; of a crop that is None, the full rectangle's.

    Parameters
    ----------
    edits : CameraRawEdits
    path : Path
        Names of fields, with dots.
    """
    value: Any = edits
    for step in path:
        if isinstance(step, int):
            value = value[step]
        else:
            value = Crop() if step == "crop" and value.crop is None else getattr(value, step)
    return value


def put(tree: Tree, path: Path, value: Any) -> None:
    """Set a value in a tree.

    Parameters
    ----------
    tree : Tree
        Dictionaries in dictionaries.
    path : Path
        Names of fields, with dots.
    value : object
    """
    for step in path[:-1]:
        tree = tree.setdefault(step, {})
    tree[path[-1]] = value


def build(neutral: Any, tree: Tree) -> Any:
    """Return `neutral`, a dataclass or a tuple, with the tree's values in their places.

    Parameters
    ----------
    neutral : object
    tree : Tree
        What differs from it.
    """
    if isinstance(neutral, tuple):
        return tuple([tree.get(index, value) for index, value in enumerate(neutral)])
    changed = {
        step: build(getattr(neutral, step), value) if isinstance(value, dict) else value
        for step, value in tree.items()
    }
    return type(neutral)(**changed)
