"""The command line in a process of its own, as from a shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
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
        timeout=300,  # the first of all compiles the pixel loops
        check=False,
    )


@contextmanager
def started(*arguments: object, seconds: float = 100.0) -> Iterator[subprocess.Popen[str]]:
    """The command line at work, to be sent signals; a hang ends as a failure, by SIGKILL to it and its workers."""
    with subprocess.Popen(
        command_line(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
    ) as process:
        limit = threading.Timer(seconds, os.killpg, [process.pid, signal.SIGKILL])
        limit.start()
        try:
            yield process
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
        finally:
            process.wait()
            limit.cancel()


def first_line(process: subprocess.Popen[str]) -> str:
    """The first line on stderr, past what the first run of all says of compiling."""
    assert process.stderr is not None
    lines = iter(process.stderr.readline, "")
    return next((line for line in lines if not line.startswith("Compiling")), "")
