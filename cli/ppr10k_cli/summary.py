"""A render's summary for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import chain
from math import ceil
from typing import TYPE_CHECKING, Any

from ppr10k_cli.columns import columns, counted
from ppr10k_data.jobs.engine.gathered import commonest_first

if TYPE_CHECKING:
    from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem
    from ppr10k_data.jobs.render.run import RenderForecast, RenderSummary

NAMED_FAILURES, NAMED_NOTES = 5, 10
"""So many are spelled out; all stand in ``--json``."""

FEW_KEYS, KEY_COLUMNS = 6, 3
"""From so many on, keys are set in so many columns: forty then take fourteen lines of about 100 characters."""

KINDS = {
    "RawDecodeError": "RAW files that cannot be read",
    "UnsupportedRawError": "RAW files of a kind that is not supported",
    "XmpError": "sidecars that cannot be read",
    "ImageFileError": "masks or pictures that cannot be read",
    "OutputError": "results that cannot be written",
    "LayoutError": "files that are missing, or there twice",
    "NotMatchedError": "pictures that cannot be matched (--strict)",
    "NotReplayedError": "adjustments that are not replayed (--strict)",
    "ReplayError": "variants that do not fit their manifest (--replay)",
    "WorkerDiedError": "photos whose work ended a process",
    "InputChangedError": "photos that changed meanwhile",
    "Ppr10kError": "photos that could not be read whole when the table was made",
}
"""What an error's class means; any other is a fault of this program."""


def summary_lines(summary: RenderSummary) -> list[str]:
    """Say what a run made, what failed, and what the pictures lack.

    Parameters
    ----------
    summary : RenderSummary

    Returns
    -------
    list of str
        Lines to print.
    """
    parts = [
        _counts(summary),
        failure_lines(summary.problems),
        note_lines(summary.notes),
        _adjustments(summary),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def _counts(summary: RenderSummary) -> list[str]:
    masks = summary.rendered + summary.skipped - summary.pictures
    pictures = [counted(summary.pictures, "picture"), *([counted(masks, "mask")] if masks else [])]
    there = f" ({', '.join(pictures)})" if summary.pictures or masks else ""
    rows = [("results", f"{summary.out}{there}"), ("rendered", _pace(summary))]
    if summary.skipped:
        rows.append(("there already", counted(summary.skipped, "file")))
    if summary.matched or summary.unmatched:
        rows.append(("matched", _match(summary)))
    if summary.problems:
        rows.append(("failed", f"{len(summary.problems):,}"))
    if summary.left:
        rows.append(("not done", f"{counted(summary.left, 'photo')}; the same command goes on with them"))
    return columns(rows, indent=0)


def _pace(summary: RenderSummary) -> str:
    """How many files, of how many photos, and how fast."""
    if not summary.rendered:
        return "nothing"
    photos = summary.photos - summary.left
    pace = photos / max(summary.seconds, 1e-3)
    took = f"{summary.seconds:,.1f} s, {pace:.3g} photos/s"
    return f"{counted(summary.rendered, 'file')} of {counted(photos, 'photo')} in {took}"


def _match(summary: RenderSummary) -> str:
    """How many pictures were matched to their guides, and what it did to the difference."""
    of = f"{summary.matched:,} of {counted(summary.matched + summary.unmatched, 'picture')}"
    if not summary.matched:
        return of
    before, after = (total / summary.matched for total in (summary.de76_before, summary.de76_after))
    return f"{of}; mean dE76 to the guide {before:.2f} before, {after:.2f} after"


def forecast_lines(forecast: RenderForecast) -> list[str]:
    """Say what a run would do.

    Parameters
    ----------
    forecast : RenderForecast

    Returns
    -------
    list of str
        Lines to print.
    """
    pending = forecast.pending
    by_folder = Counter(str(output.path.parent) for work in pending.works for output in work.outputs)
    rows = [("to be made", f"{counted(pending.files, 'file')} of {counted(len(pending.works), 'photo')}")]
    rows += [("", f"{folder}: {number:,}") for folder, number in by_folder.items()]
    if pending.failed_before:
        rows.append(("failed before", f"{counted(pending.failed_before.total(), 'file')} of them"))
    rows.append(("there already", counted(len(pending.done), "file")))
    parts = [
        columns(rows, indent=0),
        failure_lines(forecast.plan.problems),
        note_lines(list(forecast.plan.notes)),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def forecast_document(forecast: RenderForecast) -> dict[str, Any]:
    """The same for machines: every file that would be made, by photo."""
    pending = forecast.pending
    return {
        "photos": {str(work.photo): [str(output.path) for output in work.outputs] for work in pending.works},
        "files": pending.files,
        "there_already": len(pending.done),
        "failed_before": dict(pending.failed_before),
        "failed": [asdict(problem) for problem in forecast.plan.problems],
        "notes": list(forecast.plan.notes),
    }


def outcome_line(outcome: PhotoOutcome) -> str:
    """One photo, as it is done."""
    if not outcome.rendered:
        return "; ".join(f"{problem.what}: failed: {problem.reason}" for problem in outcome.problems)
    failed = f", {len(outcome.problems)} failed" if outcome.problems else ""
    return f"{outcome.rendered[0].output.photo.photo}: {counted(len(outcome.rendered), 'file')}{failed}"


def failure_lines(problems: Iterable[Problem], titles: Mapping[str, str] = KINDS) -> list[str]:
    """Say what failed, by the kind of reason, and the first few of each.

    Parameters
    ----------
    problems : iterable of Problem
    titles : mapping of str to str
        What each kind means, where it is other than usual.
    """
    by_kind: dict[str, list[Problem]] = {}
    for problem in problems:
        by_kind.setdefault(problem.kind, []).append(problem)
    lines = []
    for kind, failed in by_kind.items():
        title = titles.get(kind) or KINDS.get(kind, f"unexpected {kind}")
        lines += [f"failed: {title}: {len(failed):,}"]
        lines += _first(columns((p.what, p.reason) for p in failed), NAMED_FAILURES)
    return lines


def note_lines(notes: list[str]) -> list[str]:
    """Say what is worth knowing, the first few notes."""
    return [f"notes: {len(notes):,}", *_first([f"  {note}" for note in notes], NAMED_NOTES)] if notes else []


def _first(lines: list[str], most: int) -> Iterator[str]:
    """The first few lines, and how many more there are."""
    yield from lines[:most]
    if len(lines) > most:
        yield f"  ... and {len(lines) - most:,} more (--json lists all)"


def _adjustments(summary: RenderSummary) -> list[str]:
    """What became of the adjustments that the sidecars ask for: keys and numbers of pictures, the commonest first."""
    of = f"of {counted(summary.pictures, 'picture')}"
    kinds = {
        "not replayed": summary.not_replayed,
        "approximated (not checked against Lightroom)": summary.approximated,
        "replayed": summary.replayed,
    }
    lines = []
    for title, counts in kinds.items():
        if counts:
            lines += [f"{title}, in so many {of}:", *_counts_by_key(counts)]
    if summary.detail_left_out:
        lines.append(f"sharpening or noise reduction: left out in {summary.detail_left_out:,} {of}")
    return lines


def _counts_by_key(counts: Counter[str]) -> list[str]:
    """Three keys a line where there are many, to be read down the columns."""
    width = len(f"{max(counts.values()):,}")
    cells = [(key, f"{number:>{width},}") for key, number in commonest_first(counts).items()]
    rows = len(cells) if len(cells) < FEW_KEYS else ceil(len(cells) / KEY_COLUMNS)
    return columns(chain.from_iterable(cells[row::rows]) for row in range(rows))
