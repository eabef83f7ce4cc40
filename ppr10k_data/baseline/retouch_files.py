"""Retouch photos on the disk: one result for each, named after it, and what it took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

import ppr10k_data
from ppr10k_data.baseline.inputs import Input, ResultFormat, result_suffix
from ppr10k_data.baseline.open_photo import OpenedPhoto, open_photo
from ppr10k_data.baseline.retouch import Float32, Retoucher
from ppr10k_data.errors import CheckpointError, ImageFileError, OutputError, Ppr10kError
from ppr10k_data.files.images import write_picture
from ppr10k_data.jobs.engine.outcome import Problem, failure
from ppr10k_kernels import Cube, CubeError, write_cube

CUBES = "-cubes"
"""What the folder of tables is called after the results' folder: that holds results alone."""

STAGES = ("read", "classify", "apply", "write")


@dataclass(frozen=True)
class RetouchRequest:
    """What is to be done.

    Parameters
    ----------
    inputs : tuple of Input
    out : Path
        Gets one result a photo, named after it.
    model_name, licence : str
        Of the checkpoint, for the results' description and notice.
    format : {"tif", "png", "jpg"}, optional
        None for PNG of 8-bit photos and TIFF of the others.
    export_cube : bool
        Whether each photo's table is written too, to the folder beside `out` that ends in ``-cubes``.
    overwrite : bool
        Whether results that are there are replaced.
    batch_size : int
        Photos that are in memory and classified together; results do not depend on it.
    """

    inputs: tuple[Input, ...]
    out: Path
    model_name: str
    licence: str
    format: ResultFormat | None = None
    export_cube: bool = False
    overwrite: bool = False
    batch_size: int = 1

    @property
    def cubes(self) -> Path:
        """Where tables go."""
        return self.out.with_name(self.out.resolve().name + CUBES)


@dataclass
class RetouchSummary:
    """What became of it.

    Parameters
    ----------
    written : list of Path
    problems : list of Problem
        Photos that failed, and why.
    remarks : list of str
        What the user should know of single photos.
    pixels : int
        Of all results.
    seconds : dict
        Of the stages ``read``, ``classify``, ``apply`` and ``write``.
    """

    written: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    pixels: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(STAGES, 0.0))

    @property
    def pixels_per_second(self) -> float:
        """Of classifying and applying, without the files."""
        spent = self.seconds["classify"] + self.seconds["apply"]
        return self.pixels / spent if spent else 0.0

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time of a block to a stage."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - started


def retouch_files(
    retoucher: Retoucher, request: RetouchRequest, progress: Callable[[Problem | None], None] = lambda _: None
) -> RetouchSummary:
    """Retouch photos; one that fails does not stop the others.

    Parameters
    ----------
    retoucher : Retoucher
    request : RetouchRequest
    progress : callable
        Called after each photo, with its problem or None.

    Returns
    -------
    RetouchSummary

    Raises
    ------
    OutputError
        If no folder can be made for the results.
    """
    summary = RetouchSummary()
    _make_folder(request.out)
    _warm(retoucher)
    if request.export_cube:
        _make_folder(request.cubes)
    for start in range(0, len(request.inputs), request.batch_size):
        some = request.inputs[start : start + request.batch_size]
        _retouch_some(retoucher, request, some, summary, progress)
    return summary


def _warm(retoucher: Retoucher) -> None:
    """Compile and load what the first photo would be timed for."""
    for dtype in (np.uint8, np.uint16):
        retoucher.retouch(np.zeros((1, 1, 3), dtype))


def _retouch_some(
    retoucher: Retoucher,
    request: RetouchRequest,
    inputs: Sequence[Input],
    summary: RetouchSummary,
    progress: Callable[[Problem | None], None],
) -> None:
    read: list[tuple[Input, OpenedPhoto]] = []
    for photo in inputs:
        with _attempt(photo, summary, progress), summary.timed("read"):
            _check_target_early(request, photo)
            read.append((photo, open_photo(photo)))
    if not read:
        return
    with summary.timed("classify"):
        tables = _tables(retoucher, [pixels.photo for _, pixels in read])
    for (photo, pixels), table in zip(read, tables, strict=True):
        with _attempt(photo, summary, progress, done=True):
            _finish(retoucher, request, photo, pixels, table(), summary)


def _tables(retoucher: Retoucher, photos: Sequence[NDArray[Any]]) -> list[Callable[[], Float32]]:
    """Each photo's table, to be asked for: where they cannot be had together, one that fails costs itself alone."""
    try:
        return [partial(_known, table) for table in retoucher.tables(photos)]
    except Exception:  # out of memory, on the CPU or a GPU, most of all
        return [partial(_alone, retoucher, photo) for photo in photos]


def _known(table: Float32) -> Float32:
    return table


def _alone(retoucher: Retoucher, photo: NDArray[Any]) -> Float32:
    table: Float32 = retoucher.tables([photo])[0]
    return table


@contextmanager
def _attempt(
    photo: Input, summary: RetouchSummary, progress: Callable[[Problem | None], None], *, done: bool = False
) -> Iterator[None]:
    """Record an error as a problem of the photo; a photo is counted when it fails, or is done."""
    try:
        yield
    except Exception as error:  # whatever is wrong with one photo, the others are none the worse for it
        problem = _problem(photo.path, error)
        summary.problems.append(problem)
        progress(problem)
    else:
        if done:
            progress(None)


def _problem(path: Path, error: Exception) -> Problem:
    """What the user is told: our own words as they are, a full memory or disk by its name, a fault of ours as such."""
    kind = type(error).__name__
    if isinstance(error, Ppr10kError):
        return Problem(str(path), kind, str(error))
    if isinstance(error, CubeError):
        return Problem(str(path), kind, f"{path}: {error}")
    if isinstance(error, (MemoryError, torch.OutOfMemoryError)):
        return Problem(
            str(path),
            kind,
            f"{path}: too little memory for it; a smaller --batch-size or another --device may help",
        )
    if isinstance(error, OSError):
        return Problem(str(path), kind, f"{path}: {error.strerror or error}")
    return failure(path, path, error)


def _finish(
    retoucher: Retoucher,
    request: RetouchRequest,
    photo: Input,
    pixels: OpenedPhoto,
    table: Float32,
    summary: RetouchSummary,
) -> None:
    if not np.isfinite(table).all():
        raise CheckpointError(
            f"{photo.path}: {request.model_name} gives it a table of values that are not finite"
        )
    target = request.out / (photo.path.stem + result_suffix(pixels.bits, request.format))
    _check_target(request, photo, target)
    with summary.timed("apply"):
        result = retoucher.apply(pixels.photo, table)
    notice = " ".join(dict.fromkeys(text for text in (pixels.notice, request.licence) if text))
    with summary.timed("write"):
        if (
            request.export_cube
        ):  # first: a photo whose table cannot be written has no result either, and is done again
            _write_table(request.cubes / f"{photo.path.stem}.cube", table, notice)
        _write(target, result, request.model_name, notice)
    summary.written.append(target)
    summary.pixels += result.shape[0] * result.shape[1]
    summary.remarks += [f"{photo.path}: {remark}" for remark in pixels.remarks]


def _write(target: Path, result: NDArray[np.generic], model_name: str, notice: str) -> None:
    """JPEG holds 8 bits; the others keep the photo's."""
    if target.suffix == ".jpg" and result.dtype == np.uint16:
        result = ((result.astype(np.uint32) + 128) // 257).astype(np.uint8)
    words = f"ppr10k-data {ppr10k_data.__version__} retouch {model_name}"
    description = words.encode("ascii", "replace").decode()
    write_picture(target, result, space="srgb", description=description, licence=notice)


def _write_table(target: Path, table: Float32, notice: str) -> None:
    write_cube(target, Cube(table, target.stem, comments=(notice,) if notice else ()))


def _check_target_early(request: RetouchRequest, photo: Input) -> None:
    """Before a RAW file is developed for nothing."""
    if photo.is_raw:
        _check_target(request, photo, request.out / (photo.path.stem + result_suffix(16, request.format)))


def _check_target(request: RetouchRequest, photo: Input, target: Path) -> None:
    if target.exists() and target.samefile(photo.path):
        raise ImageFileError(f"{target}: is the photo itself, which is only read; name another --out")
    if target.exists() and not request.overwrite:
        raise ImageFileError(
            f"{target}: is there already; name another --out, or replace it with --overwrite"
        )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(f"{folder}: cannot be made: {reason}; name another with --out") from error
