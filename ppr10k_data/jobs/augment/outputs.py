"""Where an augmentation's sidecars and pictures go.

::

    <out>/xmp_source_aug/12_3_1.xmp                <out>/360p/source_aug/12_3.tif  12_3_1.tif ...
    <out>/xmp_target_a_aug/12_3_1.xmp   paired     <out>/360p/xmp_target_a/12_3.tif
    <out>/manifest.jsonl                           <out>/360p/xmp_target_a_aug/12_3_1.tif
                                                   <out>/360p/masks/12_3.png
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ppr10k_data.files.tree import SOURCE, Dataset, PhotoFiles
from ppr10k_data.jobs.augment.request import AugmentRequest
from ppr10k_data.jobs.augment.work import SidecarOutput, SidecarWork
from ppr10k_data.jobs.photos.work import Output, PhotoWork
from ppr10k_data.jobs.render.plan import MASKS
from ppr10k_data.photo import Expert, PhotoId

SOURCE_PICTURES = "source_aug"
"""Folder of the pictures of sources and their variants, named as in the release's training tree."""


def target_folder(expert: Expert) -> str:
    """An expert's folder of sidecars."""
    return f"xmp_target_{expert}"


def augmented(folder: str) -> str:
    """The folder of the variants of a folder's sidecars."""
    return f"{folder}_aug"


@dataclass(frozen=True)
class Found:
    """What there is to augment, and where what is made of it goes.

    Parameters
    ----------
    request : AugmentRequest
    dataset : Dataset
    sources : PhotoFiles
        Sidecars of xmp_source.
    raws : PhotoFiles
        RAW files; none where there are to be sidecars alone.
    targets : mapping
        Sidecars of the experts that count.
    masks : PhotoFiles or None
        Full-size masks, where there are to be any.
    """

    request: AugmentRequest
    dataset: Dataset
    sources: PhotoFiles
    raws: PhotoFiles
    targets: Mapping[Expert, PhotoFiles]
    masks: PhotoFiles | None

    @cached_property
    def _recorded(self) -> dict[PhotoId, list[PhotoId]]:
        """The manifest's variants by photo."""
        found: dict[PhotoId, list[PhotoId]] = {}
        for variant in sorted(self.request.recorded or (), key=lambda variant: variant.sort_key):
            found.setdefault(variant.photo, []).append(variant)
        return found

    def variants(self, photo: PhotoId) -> list[PhotoId]:
        """A photo's variants, by number."""
        if self.request.recorded is not None:
            return self._recorded[photo]
        return [PhotoId(photo.group, photo.index, k) for k in range(1, self.request.variants + 1)]

    def targets_of(self, photo: PhotoId) -> dict[str, Path]:
        """The photo's targets by their folder."""
        return {target_folder(e): files[photo] for e, files in self.targets.items() if photo in files}

    def varied(self, photo: PhotoId) -> dict[str, Path]:
        """The photo's own sidecars that have variants, by their folder."""
        return {SOURCE: self.sources[photo]} | (self.targets_of(photo) if self.request.scheme.paired else {})

    def sidecar(self, folder: str, variant: PhotoId) -> Path:
        """Where a variant's sidecar goes.

        Parameters
        ----------
        folder : str
            The sidecars' folder that variants are made of, by name.
        variant : PhotoId
        """
        return self.request.out / augmented(folder) / f"{variant}.xmp"

    def sidecars(self, photo: PhotoId) -> SidecarWork:
        """The sidecars to make of a photo."""
        own, variants = self.varied(photo), self.variants(photo)
        source, *targets = own.values()
        outputs = tuple(
            SidecarOutput(self.sidecar(folder, variant), variant, path)
            for variant in variants
            for folder, path in own.items()
        )
        recorded = self.request.recorded
        again = None if recorded is None else {variant: recorded[variant] for variant in variants}
        return SidecarWork(photo, source, tuple(targets), outputs, again)

    def pictures(self, photo: PhotoId) -> PhotoWork:
        """The pictures to make of a photo: its source, all variants, targets and mask."""
        source, base = self.sources[photo], self.request.render.base
        outputs = [self._picture(SOURCE_PICTURES, SOURCE, photo, source)]
        for folder in self.varied(photo):
            place = SOURCE_PICTURES if folder == SOURCE else augmented(folder)
            for variant in self.variants(photo):
                sidecar = self.sidecar(folder, variant)
                outputs.append(self._picture(place, augmented(folder), variant, sidecar))
        if self.request.targets:
            outputs += [self._picture(f, f, photo, path) for f, path in self.targets_of(photo).items()]
        mask = None
        if self.masks is not None:
            outputs.append(Output(base / MASKS / f"{photo}.png", "mask", SOURCE, photo, source))
            mask = self.masks.get(photo, self.dataset.mask(photo))
        return PhotoWork(photo, self.raws[photo], source, mask, self.dataset.licence, tuple(outputs))

    def _picture(self, place: str, folder: str, photo: PhotoId, sidecar: Path) -> Output:
        render = self.request.render
        path = render.base / place / f"{photo}.{render.settings.format}"
        return Output(path, "picture", folder, photo, sidecar)
