"""The comparison with Lightroom, for people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ppr10k_cli.columns import columns, counted
from ppr10k_data.xmp import panel_of

if TYPE_CHECKING:
    from ppr10k_data.fidelity import Comparison, Report, Row, SliderRows
    from ppr10k_data.jobs.fidelity.run import FidelitySummary
    from ppr10k_data.metrics import Scores

NAMED = 10
"""So many cameras, pictures and reasons are spelled out; all stand in ``--json``, photos.csv and on the page."""

HEADS = ("pictures", "PSNR dB", "dE76", "p95", "dE2000", "p95")


def fidelity_lines(summary: FidelitySummary) -> list[str]:
    """Set a report as tables.

    Parameters
    ----------
    summary : FidelitySummary

    Returns
    -------
    list of str
        Lines to print.
    """
    report = summary.report
    parts = [
        _about(summary),
        _rows("kind", report.kinds, total=report.overall),
        _rows("render", report.ways) if report.ways else [],
        _rows("camera", report.cameras) if len(report.cameras) > 1 else [],
        _rows("process version", report.process_versions) if len(report.process_versions) > 1 else [],
        _sliders(report.sliders),
        _worst(report.worst),
        _not_compared(report),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def _about(summary: FidelitySummary) -> list[str]:
    report = summary.report
    rows = [
        ("compared", f"{counted(report.overall.pictures, 'picture')} in {summary.seconds:,.1f} s"),
        ("to look at", str(summary.page)),
        ("all figures", str(summary.table)),
    ]
    if report.not_compared:
        rows.insert(1, ("not compared", f"{len(report.not_compared):,}"))
    return [*columns(rows, indent=0), *(f"note: {note}" for note in summary.notes)]


def _rows(first: str, rows: Sequence[Row], *, total: Row | None = None) -> list[str]:
    shown = [*rows[:NAMED], *([total] if total is not None and len(rows) > 1 else [])]
    lines = columns([(first, *HEADS), *((row.name, *_figures(row)) for row in shown)], indent=0)
    return lines + _and_more(len(rows), "and {} more")


def _figures(row: Row) -> tuple[str, ...]:
    return (f"{row.pictures:,}", *_scores(row.scores))


def _scores(scores: Scores) -> tuple[str, ...]:
    ratio = "identical" if math.isinf(scores.psnr_db) else f"{scores.psnr_db:.2f}"
    rest = (scores.de76_mean, scores.de76_p95, scores.de2000_mean, scores.de2000_p95)
    return (ratio, *(f"{value:.2f}" for value in rest))


def _and_more(number: int, text: str) -> list[str]:
    return [f"  ... {text.format(f'{number - NAMED:,}')}"] if number > NAMED else []


def _sliders(sliders: Sequence[SliderRows]) -> list[str]:
    """The basic panel's sliders by strength; how many others stand on the page."""
    basic = [rows for rows in sliders if panel_of(rows.key) == "basic"]
    table = []
    for rows in basic:
        title = rows.key if rows.replayed == "replayed" else f"{rows.key} ({rows.replayed})"
        for row in rows.rows:
            table.append((title, row.name, *_figures(row)))
            title = ""
    lines = columns([("slider", "strength", *HEADS), *table], indent=0) if table else []
    others = len(sliders) - len(basic)
    return lines + ([f"  ... and {counted(others, 'other adjustment')} on the page"] if others else [])


def _worst(worst: Sequence[Comparison]) -> list[str]:
    shown = worst[:NAMED]
    table = [
        (c.photo, c.kind, *_scores(c.scores), *([c.remark] if c.remark else []))
        for c in shown
        if c.scores is not None
    ]
    return columns([("worst first", "", *HEADS[1:]), *table], indent=0)


def _not_compared(report: Report) -> list[str]:
    failed = report.not_compared
    if not failed:
        return []
    lines = [f"not compared: {len(failed):,}"]
    lines += columns((c.name, c.reason) for c in failed[:NAMED])
    return lines + _and_more(len(failed), "and {} more (photos.csv lists all)")
