"""The command line as somebody at a terminal sees it."""

from __future__ import annotations

import os
import subprocess

from shell import ENVIRONMENT, command_line


def on_a_terminal(*arguments: object) -> tuple[str, str]:
    """What appears on stdout, and on a terminal that stderr is connected to."""
    import termios

    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 80))
    with subprocess.Popen(
        command_line(*arguments), stdout=subprocess.PIPE, stderr=theirs, text=True, env=ENVIRONMENT
    ) as process:
        os.close(theirs)
        seen = b""
        while chunk := _read(ours):
            seen += chunk
        out = process.stdout.read()
    os.close(ours)
    return out, seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the other end was closed
        return b""
