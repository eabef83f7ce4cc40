"""What the comparison with Lightroom leaves on the disk: a table for programs, a page for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

from ppr10k_data.errors import LayoutError
from ppr10k_data.fidelity import Comparison, Report, Trio
from ppr10k_data.fidelity.page import page
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.metrics import Scores

PAGE, TABLE = "index.html", "photos.csv"

_SCORES = tuple(field.name for field in fields(Scores))
_FACTS = ("photo", "kind", "folder", "camera", "process_version")
_LAST = ("reason", "remark", "not_replayed")


def write_results(
    out: Path, report: Report, pictures: Mapping[str, Trio], notes: Sequence[str], *, reference: str
) -> None:
    """Write the table and the page, each in one step.

    Parameters
    ----------
    out : Path
        Folder; made where it is missing.
    report : Report
    pictures : mapping
        The worst comparisons' pictures by name.
    notes : sequence of str
        Stand at the top of the page.
    reference : str
        Who made the pictures that ours are compared with.

    Raises
    ------
    LayoutError
        If they cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_bytes(out / TABLE, table(report).encode("utf-8"))
        write_bytes(out / PAGE, page(report, pictures, notes, reference=reference).encode("utf-8"))
    except OSError as error:
        raise LayoutError(
            f"{out}: results cannot be written there ({error.strerror or error}); give --out a writable folder"
        ) from error


def table(report: Report) -> str:
    """All comparisons as CSV, the worst first, then those without scores.

    Parameters
    ----------
    report : Report

    Returns
    -------
    str
        Facts, scores, those of what else was made of the renders (``matched_psnr_db``), one column for each adjustment
        that any picture has (its distance from neutral; ``set`` where it is no number; empty where it is neutral), then
        reason, remark and what was not replayed.
    """
    everything = (*report.worst, *report.not_compared)
    sliders = sorted({key for comparison in everything for key in comparison.sliders})
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    ways = list(dict.fromkeys(way for comparison in everything for way in comparison.others))
    others = [f"{way}_{name}" for way in ways for name in _SCORES]
    writer.writerow([*_FACTS, *_SCORES, *others, *sliders, *_LAST])
    for comparison in everything:
        writer.writerow(_cells(comparison, ways, sliders))
    return text.getvalue()


def _cells(comparison: Comparison, ways: Sequence[str], sliders: Sequence[str]) -> list[str]:
    facts = [
        comparison.photo,
        comparison.kind,
        comparison.folder,
        comparison.camera,
        comparison.process_version,
    ]
    scores = [comparison.scores, *(comparison.others.get(way) for way in ways)]
    figures = [figure for each in scores for figure in _figures(each)]
    moved = [_cell(comparison.sliders, key) for key in sliders]
    return [*facts, *figures, *moved, comparison.reason, comparison.remark, " ".join(comparison.not_replayed)]


def _figures(scores: Scores | None) -> list[str]:
    return [""] * len(_SCORES) if scores is None else [f"{value:.4f}" for value in asdict(scores).values()]


def _cell(sliders: Mapping[str, float | None], key: str) -> str:
    if key not in sliders:
        return ""
    value = sliders[key]
    return "set" if value is None else f"{value:g}"
