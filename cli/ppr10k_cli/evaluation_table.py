"""An evaluation, for people and as CSV."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ppr10k_cli.columns import columns, counted

if TYPE_CHECKING:
    from ppr10k_data.jobs.evaluate.run import EvaluationSummary
    from ppr10k_data.metrics.evaluation import ImageMeasures, Means

NAMED = 10
"""So many groups, images and reasons are spelled out, the worst first; all stand in ``--csv`` and ``--json``."""

_HEADS = ("images", "PSNR dB", "dE_ab", "PSNR_hc dB", "dE_hc", "GLC")
_COLUMNS = ("level", "name", "images", "psnr_db", "delta_e", "psnr_hc_db", "delta_e_hc", "glc", "reason")


def evaluation_lines(summary: EvaluationSummary, *, everything: bool = False) -> list[str]:
    """Set an evaluation as tables: total, groups, images, and what is missing.

    Parameters
    ----------
    summary : EvaluationSummary
    everything : bool
        All groups and images in order, not only the worst.

    Returns
    -------
    list of str
        Lines to print.
    """
    evaluation = summary.evaluation
    groups = evaluation.groups if everything else sorted(evaluation.groups, key=lambda group: group.psnr)
    images = evaluation.images if everything else sorted(evaluation.images, key=lambda one: one.measures.psnr)
    most = len(images) if everything else NAMED
    parts = [
        _about(summary),
        columns([("", *_HEADS), ("total", *_mean_cells(evaluation.total))], indent=0),
        _some("group" if everything else "worst groups", _HEADS, map(_group_row, groups), len(groups), most),
        _some(
            "image" if everything else "worst images",
            _HEADS[1:-1],
            map(_image_row, images),
            len(images),
            most,
        ),
        missing_lines(summary, most=NAMED),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def missing_lines(summary: EvaluationSummary, *, most: int | None = None) -> list[str]:
    """What could not be measured, and why.

    Parameters
    ----------
    summary : EvaluationSummary
    most : int, optional
        How many are spelled out; all by default.
    """
    problems = summary.problems
    if not problems:
        return []
    lines = [f"not measured: {len(problems):,}"]
    lines += columns((problem.what, problem.reason) for problem in problems[:most])
    left = len(problems) - len(problems[:most])
    return [*lines, f"  ... and {left:,} more (--csv and --json list all)"] if left else lines


def _about(summary: EvaluationSummary) -> list[str]:
    total = summary.evaluation.total
    groups = counted(len(summary.evaluation.groups), "group")
    line = f"measured {counted(total.images, 'image')} in {groups}, {summary.seconds:,.1f} s"
    return [line, *(f"note: {note}" for note in summary.notes)]


def _some(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], number: int, most: int
) -> list[str]:
    shown = [row for row, _ in zip(rows, range(most), strict=False)]
    lines = columns([(title, *heads), *shown], indent=0)
    left = number - len(shown)
    return [*lines, f"  ... and {left:,} more (--all, --csv and --json list all)"] if left else lines


def _group_row(group: Means) -> tuple[str, ...]:
    return (group.name, *_mean_cells(group))


def _mean_cells(means: Means) -> tuple[str, ...]:
    figures = _figures(means.psnr, means.delta_e, means.psnr_hc, means.delta_e_hc)
    return (f"{means.images:,}", *figures, f"{means.glc:.4f}")


def _image_row(image: ImageMeasures) -> tuple[str, ...]:
    m = image.measures
    return (image.name, *_figures(m.psnr, m.delta_e, m.psnr_hc, m.delta_e_hc))


def _figures(*values: float | None) -> tuple[str, ...]:
    return tuple(
        "-" if value is None else "infinite" if math.isinf(value) else f"{value:.4f}" for value in values
    )


def csv_table(summary: EvaluationSummary) -> str:
    """Images, groups, total, and what is missing, as one CSV table.

    Parameters
    ----------
    summary : EvaluationSummary

    Returns
    -------
    str
        ``level`` is image, group, total or missing; cells are empty where there is no such figure, and ``inf`` for the
        PSNR of equal pictures.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_csv_rows(summary))
    return text.getvalue()


def _csv_rows(summary: EvaluationSummary) -> Iterator[tuple[object, ...]]:
    for image in summary.evaluation.images:
        m = image.measures
        yield ("image", image.name, 1, m.psnr, m.delta_e, m.psnr_hc, m.delta_e_hc, None, "")
    levels = [("group", group) for group in summary.evaluation.groups]
    for level, means in (*levels, ("total", summary.evaluation.total)):
        yield (
            *(level, means.name, means.images),
            *(means.psnr, means.delta_e, means.psnr_hc, means.delta_e_hc, means.glc, ""),
        )
    for problem in summary.problems:
        yield ("missing", problem.what, *[None] * 6, problem.reason)
