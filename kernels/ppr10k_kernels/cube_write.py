"""``.cube`` files, written; the format: :mod:`ppr10k_kernels.cube_read`."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from ppr10k_kernels.cube import Cube, Float32, Triple
from ppr10k_kernels.cube_check import check_numbers
from ppr10k_kernels.errors import CubeError, ShapeError
from ppr10k_kernels.libraries import kind_of, shape_of
from ppr10k_kernels.shapes import check_lut


def write_cube(path: str | os.PathLike[str], cube: Cube) -> None:
    """Write a file, whole or not at all; numbers are as short as float32 allows, and read back exactly.

    Parameters
    ----------
    path : path
        Replaced where it exists.
    cube : Cube
        What to write; line ends in its texts become spaces, and beside a shaper the title becomes a comment.

    Raises
    ------
    CubeError
        If it cannot be written, or would not be read back: numbers that are not finite as float32, an empty domain, a
        shaper of another shape than (S, 3), texts that UTF-8 cannot hold.
    ShapeError
        If its table has another shape, or it is no Cube.
    """
    try:
        text = format_cube(cube)
    except CubeError as error:
        raise CubeError(f"{path}: {error}") from error
    target = Path(path)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8", newline="\n")
        temporary.replace(target)
    except OSError as error:
        raise CubeError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def format_cube(cube: Cube) -> str:
    """Give a file's text; see :func:`write_cube`."""
    _check(cube)
    lines = [f"# {' '.join(comment.split())}" for comment in cube.comments]
    title = " ".join(cube.title.split()).replace('"', "'")
    if title:  # Resolve's files have none, and OpenColorIO refuses it there
        lines.append(f'TITLE "{title}"' if cube.shaper is None else f"# {title}")
    rows = np.moveaxis(cube.lut, 0, -1).reshape(-1, 3)
    if cube.shaper is not None:
        lines.append(f"LUT_1D_SIZE {len(cube.shaper)}")
        lines.append(_input_range("LUT_1D_INPUT_RANGE", cube.shaper_min, cube.shaper_max))
        rows = np.concatenate([cube.shaper, rows])
    lines.append(f"LUT_3D_SIZE {cube.points}")
    if cube.shaper is not None:
        lines.append(_input_range("LUT_3D_INPUT_RANGE", cube.domain_min, cube.domain_max))
    elif not cube.has_plain_domain:
        lines += [_triple("DOMAIN_MIN", cube.domain_min), _triple("DOMAIN_MAX", cube.domain_max)]
    words = _shortest(rows.astype(np.float32).reshape(-1))
    lines += [" ".join(words[at : at + 3]) for at in range(0, len(words), 3)]
    return "\n".join(lines) + "\n"


def _check(cube: Cube) -> None:
    """Refuse what could not be read back."""
    if not isinstance(cube, Cube):
        raise ShapeError("only a Cube is written", actual=kind_of(cube), expected="Cube(lut)")
    check_lut(shape_of("its lut", cube.lut))
    check_numbers(cube.lut, "the table")
    cube.check()
    for what, text in (("title", cube.title), *(("comment", comment) for comment in cube.comments)):
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            raise CubeError(
                f"the {what} {text!r} holds half a character, which UTF-8 cannot: {error}"
            ) from error


def _shortest(values: Float32) -> list[str]:
    """Seven digits where they read back exactly, else nine, which always do; numpy's own printing has options."""
    words = [f"{value:.7g}" for value in values.tolist()]
    for k in np.flatnonzero(np.array(words, np.float32) != values):
        words[k] = f"{float(values[k]):.9g}"
    return words


def _triple(keyword: str, values: Triple) -> str:
    """A line of three numbers."""
    return f"{keyword} " + " ".join(repr(float(value)) for value in values)


def _input_range(keyword: str, low: Triple, high: Triple) -> str:
    """A line of a range, which is one for all channels."""
    if len(set(low)) > 1 or len(set(high)) > 1:
        raise CubeError(
            f"{keyword}: beside a shaper a file has one range for all channels, not {low} to {high}"
        )
    return f"{keyword} {float(low[0])!r} {float(high[0])!r}"
