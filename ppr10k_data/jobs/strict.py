"""``--strict``: pictures that lack an adjustment are not made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ppr10k_data.errors import NotReplayedError

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
    """Name every key and value that a picture lacks, and the way out."""
    named = ", ".join(f"{key}={_short(value)}" for key, value in not_replayed.items())
    return (
        f"{sidecar}: not replayed: {named}; render without --strict to have the picture without "
        f"{'it' if len(not_replayed) == 1 else 'them'}"
    )


def _short(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 3]}..."
