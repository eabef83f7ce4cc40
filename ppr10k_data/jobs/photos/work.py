"""What is to be made of a photo: its pictures and masks, and the files that they are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.photo import PhotoId


@dataclass(frozen=True)
class Guide:
    """What a picture is matched to.

    Parameters
    ----------
    file : Path
        A small rendering by another program, or a fit of an earlier run.
    is_fit : bool
        Which of both.
    carried : bool
        Whether it is the source's, for a variant.
    save : Path or None
        Where the fit is saved.
    """

    file: Path
    is_fit: bool = False
    carried: bool = False
    save: Path | None = None


@dataclass(frozen=True)
class Output:
    """One file to make.

    Parameters
    ----------
    path : Path
        Where.
    kind : {"picture", "mask"}
        What.
    folder : str
        Folder of sidecars that it comes from.
    photo : PhotoId
        Photo or variant.
    sidecar : Path
        The sidecar whose edits it shows; of a mask, the one whose geometry it has.
    guide : Guide or None
        What it is matched to.
    """

    path: Path
    kind: Literal["picture", "mask"]
    folder: str
    photo: PhotoId
    sidecar: Path
    guide: Guide | None = None


@dataclass(frozen=True)
class PhotoWork:
    """All files to make from one RAW, which is decoded once.

    Parameters
    ----------
    photo : PhotoId
    raw : Path
    source : Path or None
        The photo's xmp_source, which anchors white balance and geometry.
    mask : Path or None
        The photo's full-size mask, where masks are wanted.
    licence : str
        The notice that pictures carry.
    outputs : tuple of Output
    """

    photo: PhotoId
    raw: Path
    source: Path | None
    mask: Path | None
    licence: str
    outputs: tuple[Output, ...]

    def inputs(self, output: Output) -> tuple[Path, ...]:
        """The files that an output is made from."""
        files = [self.raw, output.sidecar]
        if self.source is not None and str(self.source) != str(output.sidecar):  # paths compare slowly
            files.append(self.source)
        if output.kind == "mask" and self.mask is not None:
            files.append(self.mask)
        if output.guide is not None:
            files.append(output.guide.file)
        return tuple(files)


@dataclass(frozen=True)
class RenderPlan:
    """What is to be done, and what is known beforehand not to work.

    Parameters
    ----------
    works : tuple of PhotoWork
        In numeric order.
    problems : tuple of Problem
        Files that are missing, or there twice.
    notes : tuple of str
        What the user should know.
    """

    works: tuple[PhotoWork, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = field(default=())
