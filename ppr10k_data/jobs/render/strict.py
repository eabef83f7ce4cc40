"""``--strict``: pictures that lack an adjustment are not made, and those of an earlier run are named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ppr10k_data.errors import NotMatchedError, NotReplayedError
from ppr10k_data.jobs.engine.journal import Tally
from ppr10k_data.jobs.engine.ledger import manifest_paths
from ppr10k_data.jobs.engine.lines import whole_lines
from ppr10k_data.jobs.engine.outcome import Problem

LONGEST_VALUE = 40
"""Of a value in a message; a curve of many points is cut here."""


def refuse_unless_replayed(sidecar: object, not_replayed: Mapping[str, Any]) -> None:
    """Fail where a sidecar asks for what is not replayed.

    Parameters
    ----------
    sidecar : object
        Its path, for the message.
    not_replayed : mapping
        Values by Camera Raw key: :attr:`ppr10k_data.develop.coverage.Account.not_replayed`.

    Raises
    ------
    NotReplayedError
        If there is anything of that kind.
    """
    if not_replayed:
        raise NotReplayedError(what_is_lacking(sidecar, not_replayed))


def what_is_lacking(sidecar: object, not_replayed: Mapping[str, Any]) -> str:
    """Name every key and value that a picture lacks, and the way out.

    Parameters
    ----------
    sidecar : object
        Path or name, for the message.
    not_replayed : mapping
        Keys and values.
    """
    return (
        f"{sidecar}: not replayed: {_named(not_replayed)}; render without --strict to have the picture without "
        f"{'it' if len(not_replayed) == 1 else 'them'}"
    )


def lacking_before(base: Path, done: Mapping[str, Tally]) -> Iterator[Problem]:
    """Pictures of an earlier run that ``--strict`` would not have made.

    Parameters
    ----------
    base : Path
        The run's folder, whose manifests have the values; the journal has the keys alone.
    done : mapping
        What a summary counts of the files that are there, by name.

    Yields
    ------
    Problem
        Names every key and value, and the way out.

    Raises
    ------
    JournalError
        If a manifest cannot be read.
    """
    keys = {file: tally["not_replayed"] for file, tally in done.items() if tally.get("not_replayed")}
    told = _values(base, keys) if keys else {}
    for file, names in keys.items():
        values = told.get(file) or dict.fromkeys(names, "(not in the manifest)")
        reason = (
            f"{base / file}: not replayed: {_named(values)}; an earlier run made it without --strict: "
            "remove it, or leave --strict out to keep it"
        )
        yield Problem(PurePosixPath(file).stem, NotReplayedError.__name__, reason)
    for file, tally in done.items():
        if tally.get("match") == []:
            reason = (
                f"{base / file}: not matched (its manifest line says why); an earlier run made it without --strict: "
                "remove it, or leave --strict out to keep it"
            )
            yield Problem(PurePosixPath(file).stem, NotMatchedError.__name__, reason)


def _values(base: Path, wanted: Collection[str]) -> dict[str, dict[str, Any]]:
    """What the newest lines of the wanted files say; the others, of a whole release, are not kept."""
    found: dict[str, dict[str, Any]] = {}
    for path in manifest_paths(base):
        for _, line in whole_lines(path):
            values = line.get("not_replayed")
            if line.get("file") in wanted and isinstance(values, dict):
                found[line["file"]] = values
    return found


def _named(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={_short(value)}" for key, value in values.items())


def _short(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."
