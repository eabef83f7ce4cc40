"""Measure a few results: the unit of work of an evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError, Ppr10kError
from ppr10k_data.files.grey import read_grey
from ppr10k_data.files.pixels import read_pixels
from ppr10k_data.jobs.engine.outcome import Problem, failure
from ppr10k_data.metrics import Measures, measure

_LEVELS_16_PER_8 = 257
"""65535 / 255."""


@dataclass(frozen=True)
class ResultFiles:
    """One result, and what it is measured against.

    Parameters
    ----------
    name : str
        ``1356_0``.
    group : str
        ``1356``.
    result, target : Path
    mask : Path or None
        None where masks are not asked for.
    """

    name: str
    group: str
    result: Path
    target: Path
    mask: Path | None = None


@dataclass(frozen=True)
class Measured:
    """What became of one result.

    Parameters
    ----------
    files : ResultFiles
    measures : Measures or None
        None where it could not be measured.
    problem : Problem or None
        Why.
    rounded : bool
        Whether a picture had 16 bits, and was rounded to 8.
    """

    files: ResultFiles
    measures: Measures | None
    problem: Problem | None = None
    rounded: bool = False


def measure_results(batch: tuple[ResultFiles, ...]) -> list[Measured]:
    """Measure results, each on its own: a fault costs one of them."""
    return [_measured(files) for files in batch]


def _measured(files: ResultFiles) -> Measured:
    try:
        return _measure(files)
    except Ppr10kError as error:
        return Measured(files, None, Problem(files.name, type(error).__name__, str(error)))
    except Exception as error:
        return Measured(files, None, failure(files.name, files.result, error))


def _measure(files: ResultFiles) -> Measured:
    result, target = read_pixels(files.result), read_pixels(files.target)
    if result.shape != target.shape:
        raise ImageFileError(
            f"{files.result} has {_size(result)} pixels, {files.target} {_size(target)}: "
            "retouch the source of the target's size"
        )
    mask = None if files.mask is None else read_grey(files.mask)
    measures = measure(_eight_bits(result, files.result), _eight_bits(target, files.target), mask)
    return Measured(files, measures, rounded=np.uint16 in (result.dtype, target.dtype))


def _size(picture: NDArray[Any]) -> str:
    return f"{picture.shape[1]} x {picture.shape[0]}"


def _eight_bits(picture: NDArray[Any], path: Path) -> NDArray[np.uint8]:
    """A picture as the official evaluation sees it: 8 bits, to the nearest code."""
    if picture.dtype == np.uint8:
        return picture
    if picture.dtype != np.uint16:
        raise ImageFileError(f"{path}: pixels of {picture.dtype}; expected 8 or 16 bits of sRGB")
    half = _LEVELS_16_PER_8 // 2
    return ((picture.astype(np.uint32) + half) // _LEVELS_16_PER_8).astype(np.uint8)
