"""Compiled loops are kept between runs, and made anew when any file that they are made of has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import ppr10k_kernels

NAME = "from ppr10k_kernels.cpu import backward; print(backward.trilinear_gradients.py_func.__qualname__)"


def name_in_the_cache(folder: Path) -> str:
    command = [sys.executable, "-c", NAME]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_a_loop_has_another_name_once_instructions_in_another_file_change(tmp_path: Path) -> None:
    package = tmp_path / "ppr10k_kernels"
    shutil.copytree(
        Path(ppr10k_kernels.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__")
    )
    first = name_in_the_cache(tmp_path)
    assert name_in_the_cache(tmp_path) == first
    with (package / "cpu/vector_ir.py").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert name_in_the_cache(tmp_path) != first
