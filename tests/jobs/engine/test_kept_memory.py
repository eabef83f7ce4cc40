"""Whether a process's freed memory is there for its next blocks."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

from ppr10k_data.jobs.engine.pools.loky import LokyPool
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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have no mallopt")
def test_what_a_large_photo_leaves_is_given_back_and_taken_for_no_leak() -> None:
    """loky would end the worker, with a warning; it looks once a second, and only where psutil is installed."""
    pytest.importorskip("psutil")
    pool = LokyPool(_take_megabytes, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        futures = [pool.submit(megabytes) for megabytes in (20, 350, 700, 20)]
        told = [future.result(timeout=60) for future in futures]
    pool.close(at_once=True)
    assert len({worker for worker, _ in told}) == 1
    assert told[-1][1] < 300


def _take_megabytes(megabytes: int) -> tuple[int, float]:
    """This worker, and the megabytes that it still had as it began."""
    found = taken_megabytes()
    block = b"1" * (megabytes * 1_000_000)
    time.sleep(1.1)
    del block
    return os.getpid(), found


def taken_megabytes() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1e3 for line in lines if line.startswith("VmRSS:"))
