"""A summary of masks, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ppr10k_cli.columns import columns, counted
from ppr10k_cli.summary import failure_lines, note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.masks.run import MaskSummary

NAMED = 10
"""So many photos of each kind of fault are spelled out; all stand in ``--json``."""

TITLES = {
    "empty": "empty: no pixel is human",
    "all-white": "all white: every pixel is human",
    "non-binary": "not binary: taken as human wherever it is not 0",
    "wrongly-sized": "of another size than the photo: scaled",
    "not-upright": "lying as the sensor stores the photo: turned upright",
}
"""What a kind of fault means, in the order in which they are told."""


def mask_lines(summary: MaskSummary) -> list[str]:
    """Say what was made, what failed, and which stored masks look wrong.

    Parameters
    ----------
    summary : MaskSummary

    Returns
    -------
    list of str
        Lines to print.
    """
    parts = [
        _counts(summary),
        failure_lines(summary.problems),
        fault_lines(summary),
        note_lines(summary.notes),
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def _counts(summary: MaskSummary) -> list[str]:
    photos = summary.photos - summary.left
    pace = f"{summary.seconds:,.1f} s, {photos / max(summary.seconds, 1e-3):.3g} photos/s"
    made = (
        f"{counted(summary.made, 'mask')} of {counted(photos, 'photo')} in {pace}"
        if summary.made
        else "nothing"
    )
    rows = [("results", str(summary.out)), ("made", made)]
    if summary.skipped:
        rows.append(("there already", counted(summary.skipped, "mask")))
    if summary.problems:
        rows.append(("failed", f"{len(summary.problems):,}"))
    if summary.left:
        rows.append(("not done", f"{counted(summary.left, 'photo')}; the same command goes on with them"))
    return columns(rows, indent=0)


def fault_lines(summary: MaskSummary) -> list[str]:
    """Name the photos whose stored masks look wrong, by kind."""
    lines = []
    for kind, title in TITLES.items():
        faulty = summary.faults.get(kind)
        if faulty:
            lines.append(f"look wrong: {title}: {len(faulty):,}")
            lines += columns(list(faulty.items())[:NAMED])
            lines += (
                [f"  ... and {len(faulty) - NAMED:,} more (--json lists all)"] if len(faulty) > NAMED else []
            )
    return lines
