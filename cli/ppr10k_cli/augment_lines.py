"""An augmentation's summary for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ppr10k_cli.columns import columns, counted
from ppr10k_cli.summary import failure_lines, forecast_document, forecast_lines, note_lines, summary_lines
from ppr10k_data.jobs.engine.gathered import commonest_first

if TYPE_CHECKING:
    from ppr10k_data.jobs.augment.run import AugmentForecast
    from ppr10k_data.jobs.augment.summary import AugmentSummary

NAMED = 4
"""Of files that go, so many are named; ``--json`` has all."""


def augment_lines(summary: AugmentSummary) -> list[str]:
    """Say what was drawn, what failed, and what was rendered of it.

    Parameters
    ----------
    summary : AugmentSummary

    Returns
    -------
    list of str
        Lines to print.
    """
    parts = [_counts(summary), failure_lines(summary.problems), note_lines(summary.notes)]
    parts += [summary_lines(summary.render)] if summary.render is not None else []
    return [line for part in parts if part for line in ("", *part)][1:]


def _counts(summary: AugmentSummary) -> list[str]:
    rows = [("sidecars", f"{summary.out}: {counted(summary.sidecars, 'sidecar')}")]
    drawn = f"{counted(summary.made, 'sidecar')} in {summary.seconds:,.1f} s" if summary.made else "nothing"
    rows.append(("drawn", drawn))
    if summary.skipped:
        rows.append(("there already", counted(summary.skipped, "sidecar")))
    if summary.redrawn:
        rows.append(
            ("drawn again", f"{counted(summary.redrawn, 'number')}, so that targets keep within limits")
        )
    if summary.clamped:
        told = ", ".join(f"{name} {number:,}" for name, number in commonest_first(summary.clamped).items())
        rows.append(("clamped", f"to Camera Raw's limits, in so many sidecars: {told}"))
    rows += _removed(summary.removed)
    if summary.problems:
        rows.append(("failed", f"{len(summary.problems):,}"))
    if summary.left:
        rows.append(("not done", f"{counted(summary.left, 'photo')}; the same command goes on with them"))
    return columns(rows, indent=0)


def _removed(files: Sequence[str]) -> list[tuple[str, str]]:
    """What of other draws goes, by the names of a few."""
    if not files:
        return []
    named = ", ".join(files[:NAMED]) + (f" and {len(files) - NAMED:,} more" if len(files) > NAMED else "")
    return [("removed", f"{counted(len(files), 'file')} of other draws, not made anew: {named}")]


def augment_forecast_lines(forecast: AugmentForecast) -> list[str]:
    """Say what a run would do."""
    pending = forecast.sidecars
    rows = [
        ("sidecars", f"{counted(pending.files, 'file')} of {counted(len(pending.works), 'photo')}"),
        ("there already", counted(len(pending.done), "file")),
    ]
    rows += _removed(forecast.removed)
    plan = forecast.plan
    parts = [columns(rows, indent=0), failure_lines(plan.problems), note_lines(list(plan.notes))]
    parts += [forecast_lines(forecast.render)] if forecast.render is not None else []
    return [line for part in parts if part for line in ("", *part)][1:]


def augment_forecast_document(forecast: AugmentForecast) -> dict[str, Any]:
    """The same for machines: every sidecar that would be written, by photo, and the pictures."""
    pending, plan = forecast.sidecars, forecast.plan
    render = None if forecast.render is None else forecast_document(forecast.render)
    return {
        "photos": {str(work.photo): [str(output.path) for output in work.outputs] for work in pending.works},
        "files": pending.files,
        "there_already": len(pending.done),
        "failed_before": dict(pending.failed_before),
        "failed": [
            {"what": problem.what, "kind": problem.kind, "reason": problem.reason}
            for problem in plan.problems
        ],
        "notes": list(plan.notes),
        "removed": list(forecast.removed),
        "render": render,
    }
