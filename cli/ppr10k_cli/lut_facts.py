"""What there is to tell of a table."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ppr10k_cli.columns import columns
from ppr10k_cli.lut_files import read_lut, read_plain_lut
from ppr10k_kernels import Cube, identity, inverse_error


@dataclass(frozen=True)
class LutFacts:
    """A table in numbers; colours are 0..1.

    Parameters
    ----------
    file, title : str
        Where it came from, and what it is called.
    points : int
        Grid points an axis.
    domain_min, domain_max : tuple of float
        Values of red, green and blue at the first and the last grid point.
    shaper_rows : int
        Of a 1D table that comes first; 0 for none.
    lowest, highest : float
        Of all numbers in the table.
    change_mean, change_largest : float
        From the identity, absolute.
    grey_cast : float
        Largest difference between channels on the grey axis.
    is_grey_rising : bool
        Whether no channel falls along the grey axis.
    """

    file: str
    title: str
    points: int
    domain_min: tuple[float, float, float]
    domain_max: tuple[float, float, float]
    shaper_rows: int
    lowest: float
    highest: float
    change_mean: float
    change_largest: float
    grey_cast: float
    is_grey_rising: bool


def described(path: Path, undoing: tuple[str, Cube] | None) -> tuple[dict[str, Any], list[str]]:
    """Describe a table for machines and for reading.

    Parameters
    ----------
    path : Path
        The table's.
    undoing : tuple of str and Cube, optional
        Name and content of a table that may undo it.

    Returns
    -------
    dict, list of str
        A JSON object, and lines of text.

    Raises
    ------
    SettingsError, CubeError, HaldError, ImageFileError
        If it cannot be read.
    """
    cube = read_lut(path) if undoing is None else read_plain_lut(path)
    facts = lut_facts(path, cube)
    document, lines = asdict(facts), fact_lines(facts)
    if undoing is not None:
        off = inverse_error(cube.lut, undoing[1].lut)
        document["inverse"] = {"file": undoing[0], **asdict(off)}
        colour = ", ".join(f"{value:.3f}" for value in off.at)
        lines.append(
            f"  {undoing[0]} after it: off by {off.mean:.4f} in the mean, {off.largest:.4f} at ({colour})"
        )
    return document, lines


def lut_facts(path: Path, cube: Cube) -> LutFacts:
    """Measure a table."""
    change = np.abs(cube.lut.astype(np.float64) - identity(cube.points))
    greys = grey_axis(cube)
    return LutFacts(
        file=str(path),
        title=cube.title,
        points=cube.points,
        domain_min=cube.domain_min,
        domain_max=cube.domain_max,
        shaper_rows=0 if cube.shaper is None else len(cube.shaper),
        lowest=float(cube.lut.min()),
        highest=float(cube.lut.max()),
        change_mean=float(change.mean()),
        change_largest=float(change.max()),
        grey_cast=float((greys.max(axis=1) - greys.min(axis=1)).max()),
        is_grey_rising=bool((np.diff(greys, axis=0) >= 0).all()),
    )


def grey_axis(cube: Cube) -> np.ndarray:
    """The table's colours where red, green and blue are the same grid point: (N, 3)."""
    k = np.arange(cube.points)
    return np.asarray(cube.lut[:, k, k, k].T)


def fact_lines(facts: LutFacts) -> list[str]:
    """Lay facts out for reading."""
    rows = [("points", f"{facts.points} an axis, {facts.points**3:,} in all")]
    rows += [("title", facts.title)] if facts.title else []
    rows.append(("domain", f"{_triple(facts.domain_min)} to {_triple(facts.domain_max)}"))
    rows += [("shaper", f"a 1D table of {facts.shaper_rows} rows comes first")] if facts.shaper_rows else []
    beyond = facts.lowest < 0 or facts.highest > 1
    rows.append(
        ("values", f"{facts.lowest:.4f} to {facts.highest:.4f}" + (", beyond 0..1" if beyond else ""))
    )
    rows.append(("change", f"mean {facts.change_mean:.4f}, at most {facts.change_largest:.4f}"))
    rising = "rises in every channel" if facts.is_grey_rising else "falls somewhere"
    rows.append(("grey axis", f"{rising}; channels differ by at most {facts.grey_cast:.4f}"))
    return [facts.file, *columns(rows)]


def _triple(values: tuple[float, float, float]) -> str:
    return f"{values[0]:g}" if len(set(values)) == 1 else ", ".join(f"{value:g}" for value in values)
