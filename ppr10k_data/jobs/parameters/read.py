"""Read all parameters of a dataset: sidecars and RAW headers, photo by photo, into one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ppr10k_data.errors import LayoutError, Ppr10kError, XmpError
from ppr10k_data.files.metadata import open_metadata
from ppr10k_data.files.tree import RAW, Dataset, PhotoFiles, require_root
from ppr10k_data.jobs.counted import counted
from ppr10k_data.jobs.engine.execute import execute
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.engine.pools.open_pool import open_pool
from ppr10k_data.jobs.engine.resources import available_cores
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.selection import Selection
from ppr10k_data.parameters import Failure, PhotoFacts, PhotoRow, Table, table_of
from ppr10k_data.parameters.columns import FOLDERS
from ppr10k_data.parameters.row import lens_name
from ppr10k_data.photo import PhotoId
from ppr10k_data.release import KNOWN_HOLES
from ppr10k_data.xmp.stated import Stated, parse_stated

FEW_PHOTOS = 200
"""So many photos are read sooner than workers start (about 5 ms a photo against a second or two)."""

BATCH = 8
"""Photos a worker reads at a time: enough that the way there and back is of no account, few enough (1.5 kB pickled)
that batches in the queue fit into its pipe, see :mod:`ppr10k_data.jobs.engine.pools.loky`."""


@dataclass(frozen=True)
class PhotoSources:
    """The files of one photo that say anything of it.

    Parameters
    ----------
    photo : PhotoId
    raw : Path or None
        None where it is not there.
    sidecars : mapping
        By version; those that are not there are left out.
    failures : tuple of Failure
        What is missing though its folder is there, or is there twice.
    """

    photo: PhotoId
    raw: Path | None
    sidecars: Mapping[str, Path]
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class ParameterPlan:
    """What is to be read, and what the user should know of it.

    Parameters
    ----------
    photos : tuple of PhotoSources
        In numeric order.
    notes : tuple of str
        Folders that are missing, and known holes.
    """

    photos: tuple[PhotoSources, ...]
    notes: tuple[str, ...] = ()

    @property
    def sidecars(self) -> int:
        """How many there are to be read."""
        return sum(len(photo.sidecars) for photo in self.photos)

    @property
    def raws(self) -> int:
        """How many RAW files there are, whose headers are read."""
        return sum(photo.raw is not None for photo in self.photos)


def plan_parameters(dataset: Dataset, selection: Selection) -> ParameterPlan:
    """Find the files of all selected photos; none is opened.

    Parameters
    ----------
    dataset : Dataset
        Any part of it: folders that are missing leave their columns empty, and are noted.
    selection : Selection

    Raises
    ------
    LayoutError
        If there is no such dataset or no folder of sidecars in it, or no photo is selected.
    """
    root = dataset.root
    require_root(root)
    there = {
        version: dataset.sidecars(root / name) for version, name in FOLDERS.items() if (root / name).is_dir()
    }
    if not there:
        raise LayoutError(
            f"{root}: none of {', '.join(FOLDERS.values())} is there; --root must name their folder"
        )
    raws = dataset.raws() if (root / RAW).is_dir() else PhotoFiles({}, {})
    everything = {name.photo for files in (raws, *there.values()) for name in (*files, *files.doubles)}
    named = sorted(
        (photo for photo in everything if selection.names(photo)), key=lambda photo: photo.sort_key
    )
    chosen = [photo for photo in named[: selection.limit] if selection.shard.owns(photo.group)]
    if not chosen:
        raise LayoutError(f"{root}: no photo is selected: look at --photo, --groups and --split")
    absent = [
        f"{root / name}: not there; its columns stay empty"
        for name in FOLDERS.values()
        if not (root / name).is_dir()
    ]
    photos = tuple(_sources(photo, raws, there) for photo in chosen)
    without = sum(photo.raw is None for photo in photos)
    if without:
        absent.append(
            f"{counted(without, 'photo has', 'photos have')} no RAW file: the EXIF columns stay empty there"
        )
    return ParameterPlan(photos, (*absent, *_holes(photos)))


def _sources(photo: PhotoId, raws: PhotoFiles, there: Mapping[str, PhotoFiles]) -> PhotoSources:
    sidecars, failures = {}, []
    for version, files in there.items():
        if photo in files:
            sidecars[version] = files[photo]
        elif photo in files.doubles:
            failures.append(_twice(FOLDERS[version], photo, files))
        elif (FOLDERS[version], str(photo)) not in KNOWN_HOLES:
            failures.append(Failure("LayoutError", f"{FOLDERS[version]}/{photo}.xmp: not there"))
    failures += [_twice(RAW, photo, raws)] if photo in raws.doubles else []
    return PhotoSources(photo, raws.get(photo), sidecars, tuple(failures))


def _twice(folder: str, photo: PhotoId, files: PhotoFiles) -> Failure:
    names = [path.name for path in files.doubles[photo]]
    told = f"{folder}/{photo}: {len(names)} files, {', '.join(names)}; remove all but one"
    return Failure("LayoutError", told)


def _holes(photos: Sequence[PhotoSources]) -> Iterator[str]:
    names = {str(photo.photo) for photo in photos}
    for folder, name in sorted(KNOWN_HOLES):
        if name in names:
            yield f"{folder}/{name}.xmp is missing from the release itself"


def read_row(sources: PhotoSources) -> PhotoRow:
    """Read all that one photo's files say; what cannot be read is a failure of the row.

    Parameters
    ----------
    sources : PhotoSources
    """
    failures, stated, facts = list(sources.failures), {}, PhotoFacts()
    for version, path in sources.sidecars.items():
        try:
            stated[version] = _stated(path)
        except Ppr10kError as error:
            failures.append(Failure(type(error).__name__, str(error)))
    if sources.raw is not None:
        facts = PhotoFacts(raw=sources.raw.name)
        try:
            facts = raw_facts(sources.raw)
        except Ppr10kError as error:
            reason = str(error).replace(str(sources.raw), f"{RAW}/{sources.raw.name}")
            failures.append(Failure(type(error).__name__, reason))
    return PhotoRow(sources.photo, facts, stated, tuple(failures))


def _stated(path: Path) -> Stated:
    """Failures name a file by its folder: the table is to say the same wherever the dataset lies."""
    name = f"{path.parent.name}/{path.name}"
    try:
        data = path.read_bytes()
    except OSError as error:
        raise XmpError(f"cannot be read: {error.strerror or error}", file=name) from error
    return parse_stated(data, name=name)


def raw_facts(path: Path) -> PhotoFacts:
    """What a RAW file's header says of camera and shot.

    Raises
    ------
    RawDecodeError
        If it cannot be read.
    """
    found = open_metadata(path)
    return PhotoFacts(
        raw=path.name,
        make=found.make,
        model=found.model or found.unique_camera_model,
        taken_at=found.date_time,
        lens=found.lens or (None if found.lens_limits is None else lens_name(found.lens_limits)),
        focal_length_mm=found.focal_length_mm,
        exposure_time_s=found.exposure_time_s,
        f_number=found.f_number,
        iso=found.iso,
    )


Cells = tuple[Any, ...]


def _read_batch(batch: tuple[PhotoSources, ...]) -> list[tuple[Cells, tuple[Failure, ...]]]:
    rows = map(read_row, batch)
    return [(row.cells(), row.failures) for row in rows]


def _lost_batch(batch: tuple[PhotoSources, ...], error: Exception) -> list[tuple[Cells, tuple[Failure, ...]]]:
    """A fault of this program, or a worker's death, costs a batch its values, and no row."""
    kind = type(error).__name__
    failure = Failure(kind, f"could not be read: {kind}: {error}; please report it")
    rows = [PhotoRow(photo.photo, failures=(*photo.failures, failure)) for photo in batch]
    return [(row.cells(), row.failures) for row in rows]


@dataclass(frozen=True)
class ReadParameters:
    """What was read.

    Parameters
    ----------
    table : Table
        One row a photo, in numeric order.
    problems : tuple of Problem
        What could not be read; the same stands in the rows.
    left : int
        Photos that were not read because of a wish to stop.
    """

    table: Table
    problems: tuple[Problem, ...] = field(default=())
    left: int = 0


def read_parameters(
    plan: ParameterPlan,
    *,
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[int, int], None] = lambda photos, failed: None,
) -> ReadParameters:
    """Read everything that a plan names.

    Parameters
    ----------
    plan : ParameterPlan
    jobs : int or None
        Processes; 1 stays in this one, None is one a core where there are enough photos for that.
    stop : Stop, optional
        Looked at between batches.
    started : callable
        Told the number of photos.
    progress : callable
        Told of photos that were read, and of those of them with failures.
    """
    batches = [plan.photos[start : start + BATCH] for start in range(0, len(plan.photos), BATCH)]
    jobs = min(jobs or (1 if len(plan.photos) <= FEW_PHOTOS else available_cores()), len(batches))
    started(len(plan.photos))
    pool = open_pool("here" if jobs == 1 else "loky", _read_batch, Path(), jobs)
    read: dict[PhotoId, tuple[Cells, tuple[Failure, ...]]] = {}
    for batch, rows in execute(pool, batches, stop or Stop(), _lost_batch):
        read |= zip((photo.photo for photo in batch), rows, strict=True)
        progress(len(rows), sum(bool(failures) for _, failures in rows))
    wanted = [photo.photo for photo in plan.photos if photo.photo in read]
    problems = tuple(Problem(str(photo), *failure) for photo in wanted for failure in read[photo][1])
    table = table_of(read[photo][0] for photo in wanted)
    return ReadParameters(table, problems, len(plan.photos) - len(wanted))
