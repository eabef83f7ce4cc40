"""The way into the part that needs torch: commands go through here, so that a missing torch is told and not shown."""

from __future__ import annotations

from importlib.util import find_spec

import click

HOW_TO_GET = (
    'pip install "ppr10k-data[torch]" (for the CPU alone: --index-url https://download.pytorch.org/whl/cpu)'
)


def has_torch() -> bool:
    """Whether torch is installed; it is not imported for that."""
    return find_spec("torch") is not None


def need_torch(command: str) -> None:
    """Refuse to go on without torch.

    Raises
    ------
    click.ClickException
        If torch is not installed; says how to get it.
    """
    if not has_torch():
        raise click.ClickException(f"{command} needs torch, which is not installed: {HOW_TO_GET}")
