"""Our command as a user has it."""

from __future__ import annotations

import os
import sys


def command(*arguments: object) -> list[str]:
    """The words that run ``ppr10k-data`` with these arguments, in processes that keep their compiled sources.

    pip compiles what it installs. Where Python is told to keep no bytecode, each process would compile all sources of
    an editable installation anew, which takes 0.3 s.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    return [sys.executable, "-m", "ppr10k_cli", *map(str, arguments)]
