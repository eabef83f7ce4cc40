"""The table of all adjustments in ``docs/adjustments.md``.

python -m ppr10k_data.develop.coverage_table
"""

from __future__ import annotations

from collections.abc import Iterator

from ppr10k_data.develop.coverage import COVERAGE, Coverage
from ppr10k_data.xmp import KEYS, panel_of

_HEAD = ("| key | counts as | by | error against Lightroom |", "|---|---|---|---|")


def coverage_table() -> str:
    """What becomes of every adjustment that this package has a field for, as a Markdown table.

    Returns
    -------
    str
        One line a key in the order of the key table, under two of heading, each with its line end.
    """
    return "".join(f"{line}\n" for line in (*_HEAD, *_rows()))


def _rows() -> Iterator[str]:
    """Keys that only describe a file are left out."""
    keys = [key.name for key in KEYS if not key.describes or key.name in COVERAGE]
    for name in dict.fromkeys((*keys, *COVERAGE)):
        yield f"| `{name}` | {_status(name)} |"


def _status(name: str) -> str:
    coverage = COVERAGE.get(name)
    if coverage is None:
        return "left out, counted apart | |" if panel_of(name) == "detail" else "not replayed | |"
    return f"{coverage.fidelity} | {coverage.source} | {_error(coverage)}"


def _error(coverage: Coverage) -> str:
    return coverage.error or "not measured"


if __name__ == "__main__":
    print(coverage_table(), end="")
