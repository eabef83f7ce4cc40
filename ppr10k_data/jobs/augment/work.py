"""What is to be made of a photo's sidecars: those of its variants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ppr10k_data.augment import Draw
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.photos.work import PhotoWork
from ppr10k_data.photo import PhotoId


@dataclass(frozen=True)
class SidecarOutput:
    """A variant's sidecar.

    Parameters
    ----------
    path : Path
        Where.
    photo : PhotoId
        The variant.
    sidecar : Path
        The photo's own, which it is made from: its xmp_source, or an expert's.
    """

    path: Path
    photo: PhotoId
    sidecar: Path


@dataclass(frozen=True)
class RecordedVariant:
    """What a manifest says of a variant.

    Parameters
    ----------
    draws : tuple of Draw
        Its numbers.
    inputs_sha256 : mapping
        Of the photo's own sidecars, by folder and name.
    sha256 : mapping
        Of the variant's sidecars, by folder and name.
    """

    draws: tuple[Draw, ...]
    inputs_sha256: Mapping[str, str]
    sha256: Mapping[str, str]


@dataclass(frozen=True)
class SidecarWork:
    """All sidecars to make of one photo.

    Parameters
    ----------
    photo : PhotoId
    raw : Path
        The photo's xmp_source: what errors are told of.
    targets : tuple of Path
        The experts' sidecars that are varied along, or bound the draws.
    outputs : tuple of SidecarOutput
    recorded : mapping or None
        Variants of a manifest that are made again; None where numbers are drawn.
    """

    photo: PhotoId
    raw: Path
    targets: tuple[Path, ...]
    outputs: tuple[SidecarOutput, ...]
    recorded: Mapping[PhotoId, RecordedVariant] | None = None

    def inputs(self, output: SidecarOutput) -> tuple[Path, ...]:
        """The files that an output is made from: targets bound the draws of a source."""
        return (self.raw, *self.targets)


@dataclass(frozen=True)
class AugmentPlan:
    """What is to be done, and what is known beforehand not to work.

    Parameters
    ----------
    sidecars : tuple of SidecarWork
        Variants to draw.
    renders : tuple of PhotoWork
        Pictures of the photos and of these variants; none where there are to be sidecars alone.
    problems : tuple of Problem
    notes : tuple of str
    """

    sidecars: tuple[SidecarWork, ...]
    renders: tuple[PhotoWork, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()


def name_of(path: Path) -> str:
    """A sidecar's folder and name."""
    return f"{path.parent.name}/{path.name}"
