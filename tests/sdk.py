"""Adobe's DNG SDK, asked in a process of its own: a fault in it ends the process."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

needs_sdk = pytest.mark.skipif(importlib.util.find_spec("dngpy") is None, reason="pip install dngpy")

_HEAD = """
import sys; sys.path.insert(0, sys.argv[1])
import ctypes as C
import dngsdk
import numpy as np
vp, u32, L = C.c_void_p, C.c_uint32, dngsdk.L
"""


def run_sdk(shared: Path, code: str, *arguments: object) -> str:
    """Run a few lines with ``dngsdk``; arguments begin at ``sys.argv[2]``. Returns what they print."""
    command = [sys.executable, "-c", _HEAD + code, str(shared / "tools"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
