"""Compiled code is kept between runs, and made anew when a stage in another file has changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from ppr10k_data.develop.jit import kernel
from ppr10k_data.develop.pixels import _develop_rows
from shell import ENVIRONMENT

STAGE = """
from ppr10k_data.develop.jit import block

@block
def add(value):
    return value + {}
"""
KERNEL = """
import numpy as np
from ppr10k_data.develop.jit import kernel
from stage import add

@kernel()
def total(values):
    sum = 0
    for value in values:
        sum += add(value)
    return sum

if __name__ == "__main__":
    import loop
    print(loop.total(np.arange(3)), sum(loop.total.stats.cache_hits.values()))
"""


def answer(folder: Path, added: int) -> tuple[int, int]:
    """The kernel's result in a process of its own, and how often its cache was of use."""
    (folder / "stage.py").write_text(STAGE.format(added))
    os.utime(
        folder / "stage.py", (added, added)
    )  # or Python itself may keep the old one, written in the same second
    environment = ENVIRONMENT | {"PYTHONPATH": os.pathsep.join([str(folder), ENVIRONMENT["PYTHONPATH"]])}
    command = [sys.executable, folder / "loop.py"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    total, hits = map(int, result.stdout.split())
    return total, hits


def test_a_changed_stage_is_compiled_again(tmp_path: Path) -> None:
    (tmp_path / "loop.py").write_text(KERNEL)
    assert answer(tmp_path, 1) == (6, 0)
    assert answer(tmp_path, 1) == (6, 1)
    assert answer(tmp_path, 2) == (9, 0)
    assert answer(tmp_path, 1) == (6, 1), "the first one is still there"


def test_names_hold_all_stages() -> None:
    name, _, digest = _develop_rows.py_func.__qualname__.rpartition("_")
    assert (name, len(digest)) == ("_develop_rows", 12)


def test_numbers_of_the_module_count() -> None:
    def compiled(number: int) -> str:
        scope = {"NUMBER": number, "kernel": kernel, "np": np}
        code = compile("def times(x):\n    return x * NUMBER\n", __file__, "exec")
        exec(code, scope)
        return str(kernel()(scope["times"]).py_func.__qualname__)  # type: ignore[attr-defined]

    assert compiled(2) == compiled(2) != compiled(3)
