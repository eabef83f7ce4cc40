"""Whether a process's freed memory is there for its next blocks."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from shell import ENVIRONMENT

MEGABYTES_STILL_TAKEN_AFTER_A_BLOCK_IS_FREED = """
from pathlib import Path
from ppr10k_data.jobs.engine.pools.kept_memory import keep_memory
kept = {} and keep_memory()

def taken():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS:"))

before = taken()
block = b"1" * 60_000_000
del block
print(round(taken() - before), kept)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no mallopt")
@pytest.mark.parametrize("keep", [True, False])
def test_what_is_freed_stays_with_the_process(keep: bool) -> None:
    command = [sys.executable, "-c", MEGABYTES_STILL_TAKEN_AFTER_A_BLOCK_IS_FREED.format(keep)]
    result = subprocess.run(
        command, capture_output=True, text=True, env=ENVIRONMENT, timeout=100, check=False
    )
    megabytes, kept = result.stdout.split()
    assert kept == str(keep), result.stderr
    assert (int(megabytes) > 50) == keep
