"""The command line in a process of its own, as from a shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import ppr10k_cli
import ppr10k_data
import ppr10k_kernels

SOURCES = [str(Path(package.__file__).parents[1]) for package in (ppr10k_cli, ppr10k_data, ppr10k_kernels)]
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCES)}


def command_line(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "ppr10k_cli", *map(str, arguments)]


def shell(
    *arguments: object, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command_line(*arguments),
        capture_output=True,
        text=True,
        cwd=cwd,
        env=ENVIRONMENT | environment,
        timeout=100,
        check=False,
    )
