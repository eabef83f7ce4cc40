"""Make many masks: which photos, what they are to the engine, and what a summary counts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from ppr10k_data.errors import LayoutError
from ppr10k_data.files.tree import MASKS as FULL_MASKS
from ppr10k_data.files.tree import RAW, Dataset, PhotoFiles, refuse_inside, require_root
from ppr10k_data.jobs.counted import counted
from ppr10k_data.jobs.engine.gathered import Gathered, place_of
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.ledger import read_journal
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem, Rendered, failures_recorded
from ppr10k_data.jobs.engine.pending import Pending
from ppr10k_data.jobs.engine.run import Job, RunOptions, plan_run, run
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.masks.settings import MaskSettings
from ppr10k_data.jobs.render.plan import EVERYTHING, PhotoWork, RenderPlan, Selection, plan_render
from ppr10k_data.jobs.render.run import RenderForecast
from ppr10k_data.jobs.render.settings import RenderSettings
from ppr10k_data.photo import PhotoId

BYTES_PER_PIXEL = 5.0
"""Peak memory for each pixel of the photo: 3 at 360p, 4 at full size (measured, 24 megapixels), rounded up."""


@dataclass(frozen=True)
class MaskRequest:
    """Everything that is asked, apart from how to go about it.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    sidecar_names : sequence of str
        Folders of sidecars, by name under the root or by path. With the source's geometry they only say which photos,
        and stand in for an xmp_source that is missing.
    settings : MaskSettings
    out : Path
        Masks go to ``<out>/<res>/masks/``, with their own geometry to ``<out>/<res>/<xmp folder>_masks/``.
    selection : Selection
        Which photos.
    """

    root: Path
    sidecar_names: Sequence[str]
    settings: MaskSettings
    out: Path
    selection: Selection = EVERYTHING

    @property
    def base(self) -> Path:
        """Folder that holds the masks' folders."""
        return self.out / self.settings.resolution.name

    def absolute(self) -> MaskRequest:
        """The same for processes that work in other folders."""
        names = [
            name if (self.root / name).is_dir() else str(Path(name).absolute()) for name in self.sidecar_names
        ]
        return replace(self, root=self.root.absolute(), out=self.out.absolute(), sidecar_names=names)


@dataclass
class MaskSummary:
    """What a run did.

    Parameters
    ----------
    out : Path
        Folder that holds the masks' folders.
    selected : int
        Photos that are wanted, done or not.
    made, skipped : int
        Masks made, and masks that were there already from the same inputs and settings.
    photos, left : int
        Photos that were to be worked on, and those of them that were not done because of a wish to stop.
    problems : list of Problem
        Masks that could not be made.
    faults : dict of dict
        Masks that were made although the stored one looks wrong: by kind of fault, then by photo, what it is in
        words; those that were there already are counted, too.
    notes : list of str
        What the user should know.
    seconds : float
        Of the whole run.
    """

    out: Path
    selected: int = 0
    made: int = 0
    skipped: int = 0
    photos: int = 0
    left: int = 0
    problems: list[Problem] = field(default_factory=list)
    faults: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def count(self, tally: Tally) -> None:
        """Count the faults of a mask."""
        for kind, words in tally.get("faults", {}).items():
            self.faults.setdefault(kind, {})[tally["photo"]] = words

    def sort_faults(self) -> None:
        """Put kinds in alphabetic and photos in numeric order, however they came."""
        self.faults = {
            kind: dict(sorted(photos.items(), key=lambda item: place_of(item[0])))
            for kind, photos in sorted(self.faults.items())
        }

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "made": self.made,
            "skipped": self.skipped,
            "photos": self.photos,
            "left": self.left,
            **failures_recorded(self.problems),
            "faults": self.faults,
            "notes": self.notes,
            "seconds": round(self.seconds, 2),
        }


class _RawOrMask(Dataset):
    """A copy of PPR10K in which a photo without a RAW file is known by its mask."""

    def raws(self) -> PhotoFiles:
        raws = super().raws() if (self.root / RAW).is_dir() else PhotoFiles({}, {})
        masks = {photo: path for photo, path in self.masks().items() if photo not in raws.doubles}
        both = masks | raws
        return PhotoFiles(
            {photo: both[photo] for photo in sorted(both, key=lambda p: p.sort_key)}, raws.doubles
        )


def plan_masks(request: MaskRequest) -> RenderPlan:
    """Say which masks there are to make: those of :func:`~ppr10k_data.jobs.render.plan.plan_render`, without pictures.

    Raises
    ------
    LayoutError
        If there is no such dataset, no folder of masks or of sidecars in it, or the results would lie in the dataset's
        own folders or among renders.
    JournalError
        If the journal there is damaged.
    """
    require_root(request.root)
    refuse_inside(request.root, request.out)
    _refuse_renders(request.base)
    dataset, settings = _RawOrMask(request.root), request.settings
    if not (request.root / FULL_MASKS).is_dir():
        raise LayoutError(f"{request.root / FULL_MASKS}: no folder of masks; download it")
    asked = RenderSettings(settings.resolution, geometry=settings.geometry, masks=True)
    plan = plan_render(dataset, request.sidecar_names, asked, request.selection, request.out)
    works = tuple(
        replace(work, outputs=tuple(output for output in work.outputs if output.kind == "mask"))
        for work in plan.works
    )
    return replace(plan, works=works, notes=(*plan.notes, *_without_raw(works)))


def _refuse_renders(base: Path) -> None:
    """Keep masks out of a folder of renders, also with --overwrite: its journal tells of renders alone."""
    if any(settings.get("kind") != "masks" for settings in read_journal(base, lost=True).settings):
        raise LayoutError(
            f"{base} holds renders: give masks a folder of their own with --out, or make them with the renders "
            "(render --masks)"
        )


def _without_raw(works: Sequence[PhotoWork]) -> list[str]:
    alone = [work.photo for work in works if work.raw == work.mask]
    if not alone:
        return []
    return [
        f"{counted(len(alone), 'photo has', 'photos have')} no RAW file, the first {alone[0]}: its mask is taken to be "
        "upright and of the photo's full size, and lies on renders only if it is (manifest: frame)"
    ]


def _make_one(work: PhotoWork, settings: MaskSettings, durable: bool) -> PhotoOutcome:
    """Make one photo's masks; LibRaw is loaded by who does it, not by who plans."""
    from ppr10k_data.jobs.masks.photo import mask_photo

    return mask_photo(work, settings, durable=durable)


def _job(request: MaskRequest, works: Sequence[PhotoWork], options: RunOptions) -> Job[PhotoWork]:
    return Job(
        base=request.base,
        works=works,
        settings=request.settings.recorded(),
        function=partial(_make_one, settings=request.settings, durable=options.durable),
        line=_line,
        tally=_tally,
        shard=request.selection.shard,
        bytes_per_pixel=BYTES_PER_PIXEL,
    )


def _line(rendered: Rendered) -> dict[str, Any]:
    """What the manifest says of a file."""
    output = rendered.output
    return {
        "photo": str(output.photo),
        "kind": output.kind,
        "sidecar": f"{output.sidecar.parent.name}/{output.sidecar.name}",
        **rendered.record,
    }


def _tally(line: dict[str, Any]) -> Tally:
    """What a summary counts of a manifest's line."""
    return {"photo": line["photo"], "faults": line["faults"]} if line["faults"] else {}


def forecast_masks(request: MaskRequest, options: RunOptions | None = None) -> RenderForecast:
    """Plan masks and leave out what is done; nothing is written, and no file is opened.

    Parameters
    ----------
    request : MaskRequest
    options : RunOptions, optional
        As :func:`make_masks`.

    Raises
    ------
    LayoutError, SettingsChangedError, JournalError
        As :func:`make_masks`.
    """
    options, plan = options or RunOptions(), plan_masks(request)
    return RenderForecast(plan, plan_run(_job(request, plan.works, options), options))


def make_masks(
    request: MaskRequest,
    options: RunOptions | None = None,
    stop: Stop | None = None,
    *,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[PhotoOutcome], None] = lambda outcome: None,
) -> MaskSummary:
    """Make the masks that lie on renders, without rendering and without decoding a photo.

    Parameters
    ----------
    request : MaskRequest
    options : RunOptions, optional
        How to go about it; one photo after the other in this process by default.
    stop : Stop, optional
        Looked at between photos.
    started : callable
        Told the number of photos to work on.
    progress : callable
        Told each photo's outcome.

    Raises
    ------
    LayoutError
        If folders are missing or vanish, masks cannot be written to ``out``, or it holds renders.
    SettingsChangedError
        If ``out`` holds masks of other settings, without ``overwrite``.
    JournalError, FolderBusyError, OutputError, BackendError
        As :func:`~ppr10k_data.jobs.render.run.render`.
    """
    begun = time.perf_counter()
    options = options or RunOptions()
    if options.backend in ("dask", "ray"):
        request = request.absolute()
    plan = plan_masks(request)
    summary, told = (
        MaskSummary(request.base, len(plan.works)),
        Gathered(list(plan.problems), list(plan.notes)),
    )

    def planned(pending: Pending[PhotoWork]) -> None:
        summary.photos, summary.skipped = len(pending.works), len(pending.done)
        for tally in pending.done.values():
            summary.count(tally)
        started(len(pending.works))

    def done(photo: PhotoId, outcome: PhotoOutcome, tallies: Sequence[Tally]) -> None:
        for tally in tallies:
            summary.count(tally)
        summary.made += len(tallies)
        told.add(photo, outcome)
        progress(outcome)

    if plan.works:
        job = _job(request, plan.works, options)
        summary.left = run(job, options, stop or Stop(), planned=planned, done=done)
    summary.problems, summary.notes = told.ordered_problems, told.ordered_notes
    summary.sort_faults()
    summary.seconds = time.perf_counter() - begun
    return summary
