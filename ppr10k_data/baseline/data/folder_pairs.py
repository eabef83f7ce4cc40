"""One's own photos: a folder of inputs and a folder of targets, matched by file name."""

from __future__ import annotations

from pathlib import Path

from ppr10k_data.baseline.data.dataset import Samples, store_of
from ppr10k_data.baseline.data.samples import Incomplete, Sample, checked_incomplete, misfits, refuse
from ppr10k_data.baseline.data.transforms import Transform
from ppr10k_data.errors import LayoutError, PhotoNameError
from ppr10k_data.files.stems import files_by_stem
from ppr10k_data.photo import PhotoId

PICTURES = frozenset({"tif", "tiff", "png", "jpg", "jpeg"})
MASKS = frozenset({"png"})


class FolderPairs(Samples):
    """Inputs and targets of equal names, whatever the names.

    Parameters
    ----------
    inputs, targets : Path or str
        Folders of TIFF, PNG or JPEG files; ``a.png`` belongs to ``a.tif``.
    masks : Path or str, optional
        Folder of PNG masks.
    transform : Transform, optional
        Makes the network's view of a photo; the whole photo by default.
    seed : int
        Of the transforms' random numbers.
    incomplete : {"refuse", "leave-out"}
        What becomes of photos of which a file is missing, damaged or of another size. Left-out ones stand in
        ``left_out`` with the reason.
    check : bool
        Look at every file's header now.
    cache : Path or str, optional
        Folder for a copy that is quicker to read.

    Raises
    ------
    LayoutError
        If a folder is missing or empty, or something is incomplete; it names the folders or files.

    Notes
    -----
    Groups are those of PPR10K where every name is spelled ``<group>_<index>``; else each photo is its own.
    """

    def __init__(
        self,
        inputs: Path | str,
        targets: Path | str,
        masks: Path | str | None = None,
        transform: Transform | None = None,
        *,
        seed: int = 0,
        incomplete: Incomplete = "refuse",
        check: bool = True,
        cache: Path | str | None = None,
    ) -> None:
        incomplete = checked_incomplete(incomplete)
        samples, wrong = _matched(Path(inputs), Path(targets), None if masks is None else Path(masks))
        refuse(str(inputs), wrong, incomplete)
        unfit = misfits(samples) if check else {}
        refuse(str(inputs), unfit, incomplete)
        self.left_out = wrong | unfit
        samples = [sample for sample in samples if sample.name not in unfit]
        if not samples:
            raise LayoutError(f"{inputs}: nothing is left: all {len(self.left_out):,} photos are incomplete")
        super().__init__(samples, transform=transform, seed=seed, store=store_of(samples, cache))


def _matched(inputs: Path, targets: Path, masks: Path | None) -> tuple[list[Sample], dict[str, str]]:
    """Whole samples in the order of names, and what is missing."""
    found = {"input": files_by_stem(inputs, PICTURES), "target": files_by_stem(targets, PICTURES)}
    if masks is not None:
        found["mask"] = files_by_stem(masks, MASKS)
    names = sorted(
        {name for what in ("input", "target") for name in (*found[what].files, *found[what].doubles)}
    )
    if not names:
        raise LayoutError(f"{inputs}: no pictures there ({', '.join(sorted(PICTURES))})")
    faults = {name: [there.fault(name, what) for what, there in found.items()] for name in names}
    wrong = {name: "; ".join(filter(None, told)) for name, told in faults.items() if any(told)}
    whole = [name for name in names if name not in wrong]
    groups = _groups(whole)
    files = {name: [there.files[name] for there in found.values()] for name in whole}
    return [Sample(name, name, groups[name], 0, *files[name]) for name in whole], wrong


def _groups(names: list[str]) -> dict[str, int]:
    try:
        return {name: PhotoId.parse(name).group for name in names}
    except PhotoNameError:
        return {name: number for number, name in enumerate(names)}
