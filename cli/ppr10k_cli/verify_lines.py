"""What a verification found, for people."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ppr10k_cli.columns import columns, counted
from ppr10k_cli.summary import failure_lines, note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.verify.summary import VerifySummary

TITLES = {
    "missing": "files that are missing",
    "unknown": "photos that the release, or the sample, does not have",
    "extra": "files that are not of the release",
    "double": "photos with several files",
    "wrong": "files that are not what the release has in their place",
    "changed": "files whose content has changed",
    "ImageFileError": "TIFFs and masks that cannot be read",
}
"""What a problem's kind means."""


def verify_lines(summary: VerifySummary) -> list[str]:
    """Say what the tree is, what is there, what can be done with it, and what is wrong."""
    parts = [
        [f"{summary.root}: {summary.description}"],
        columns(_parts(summary)),
        ["what can be done with it:", *columns(_abilities(summary))],
        columns(_work(summary), indent=0),
        failure_lines(summary.problems, TITLES),
        note_lines(summary.notes),
        [] if summary.problems else ["Nothing is wrong."],
    ]
    return [line for part in parts if part for line in ("", *part)][1:]


def _parts(summary: VerifySummary) -> Iterator[tuple[str, ...]]:
    for part in summary.comparison.parts:
        if not summary.is_sample:
            missing = f"{len(part.missing):,} missing" if part.missing else ""
            yield part.part, f"{part.there:>6,}", f"of {part.released:>6,}", part.state, missing
        elif part.there:
            yield part.part, f"{part.there:>6,}"


def _abilities(summary: VerifySummary) -> Iterator[tuple[str, ...]]:
    for ability in summary.abilities:
        name, *options = ability.command.split()
        command = shlex.join(["ppr10k-data", name, "--root", str(summary.root), *options])
        yield ability.what, counted(ability.photos, "photo"), command


def _work(summary: VerifySummary) -> Iterator[tuple[str, str]]:
    if summary.files:
        yield "opened", f"{counted(summary.files, 'file')} in {summary.seconds:,.1f} s"
    else:
        yield "opened", "nothing: this is told by the names alone"
    if summary.sums is not None:
        yield "sums", f"{summary.sums}: {counted(summary.hashed, 'file')}"
    if summary.left:
        yield "not done", counted(summary.left, "photo")
