"""What a split made and an audit found, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppr10k_cli.columns import columns, counted
from ppr10k_cli.summary import failure_lines, note_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.split.run import SplitSummary
    from ppr10k_data.jobs.split.training_tree import TreeSummary
    from ppr10k_data.split import Audit

TITLES = {
    "missing": "pictures that are missing",
    "wrong": "places in which something else stands",
    "double": "pictures that are there twice",
    "unknown": "names that the release does not have",
}
"""What a problem's kind means."""

LINKS = {"hard": "hard links", "symbolic": "symbolic links", "copy": "copies"}

Row = tuple[str, str]

_NAMED = 8
"""So many names of a finding are spelled out; all stand in ``--json``."""


def split_lines(summary: SplitSummary, *, dry_run: bool) -> list[str]:
    """Say where names come from, what was written, and what is missing."""
    parts = [columns(_heads_once(_list_rows(summary, dry_run=dry_run)), indent=0)]
    if summary.tree is not None:
        parts.append(columns(_heads_once(_tree_rows(summary.tree, dry_run=dry_run)), indent=0))
    parts += [failure_lines(summary.problems, TITLES), note_lines(summary.notes)]
    return [line for part in parts if part for line in ("", *part)][1:]


def _list_rows(summary: SplitSummary, *, dry_run: bool) -> Iterator[Row]:
    if summary.tree is None:
        for folder, number in summary.names_from.items():
            yield "names from", f"{folder}: {counted(number, 'photo')}"
    folds = Counter(name.partition("/")[0] for name in summary.lists if "/" in name)
    for name, count in summary.lists.items():
        if "/" not in name:
            yield "would write" if dry_run else "lists", f"{summary.out / name}: {counted(count, 'name')}"
    for fold, number in folds.items():
        yield "folds", f"{summary.out / fold}: {counted(number, 'list')}"
    if summary.there:
        yield "there already", f"{counted(len(summary.there), 'list')} of these"


def _tree_rows(tree: TreeSummary, *, dry_run: bool) -> Iterator[Row]:
    for folder, _, files in tree.found:
        yield "found", f"{folder}: {counted(files, 'file')}"
    yield f"{tree.layout} tree", f"{tree.out}: {_made(tree, dry_run=dry_run)}"
    for folder in dict.fromkeys([*tree.made, *tree.there]):
        yield "", f"{folder}: {tree.made[folder] + tree.there[folder]:,}"
    if tree.left:
        yield "not done", f"{counted(tree.left, 'photo')}; the same command goes on with them"


def _made(tree: TreeSummary, *, dry_run: bool) -> str:
    made, there = tree.made.total(), tree.there.total()
    if dry_run:
        return f"{counted(made, 'file')} would be there"
    return f"{made:,} {LINKS[tree.link]}" + (f", {there:,} there already" if there else "")


def _heads_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Leave out a head that stands above already."""
    above = ""
    for head, text in rows:
        yield "" if head == above else head, text
        above = head or above


def audit_text(audit: Audit, lists: Sequence[Path]) -> list[str]:
    """Say what leaks from where to where."""
    from ppr10k_data.split import MEANINGS

    if not audit.findings:
        between = "in" if len(lists) == 1 else "between"
        lines = [f"No leak {between} {counted(len(lists), 'list')}, and every name is the release's."]
    else:
        lines = []
        for finding in audit.findings:
            names = ", ".join(finding.names[:_NAMED])
            more = len(finding.names) - _NAMED
            lines.append(
                f"{MEANINGS[finding.kind]}: {len(finding.names):,}, in {' and '.join(finding.lists)}"
            )
            lines.append(f"  {names}{f' ... and {more:,} more (--json lists all)' if more > 0 else ''}")
    return [*lines, *note_lines(list(audit.notes))]


def audit_document(audit: Audit, lists: Sequence[Path]) -> dict[str, Any]:
    """The same for machines."""
    return {
        "lists": [str(path) for path in lists],
        "findings": [
            {"kind": finding.kind, "lists": list(finding.lists), "names": list(finding.names)}
            for finding in audit.findings
        ],
        "notes": list(audit.notes),
    }
