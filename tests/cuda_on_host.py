"""The CUDA kernels on the CPU: ``lut3d.cu`` compiled as C++ behind a shim, started by the same Python as on a GPU."""

from __future__ import annotations

import ctypes
import shutil
import struct
import subprocess
import tempfile
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from ppr10k_kernels.cuda.calls import Argument
from ppr10k_kernels.cuda.variants import Variant

HERE = Path(__file__).parent / "kernels" / "cuda"
SCRATCH = tempfile.TemporaryDirectory(prefix="lut3d-on-host-")


@cache
def library(variant: Variant) -> ctypes.CDLL:
    """Compile a version; a test that needs it is skipped where there is no compiler."""
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("no g++ to compile the CUDA kernels for the CPU with")
    target = Path(SCRATCH.name) / f"{abs(hash(variant)):x}.so"
    with as_file(files("ppr10k_kernels.cuda") / "lut3d.cu") as source:
        defines = [option for option in variant.options() if option.startswith("-D")]
        defines.append(f'-DLUT3D_SOURCE="{source}"')
        flags = ["-std=c++17", "-O1", "-fPIC", "-shared", "-Wall", "-Werror", "-Wno-unknown-pragmas"]
        command = [compiler, *flags, *defines, str(HERE / "host.cpp"), "-o", str(target)]
        subprocess.run(command, check=True)
    return ctypes.CDLL(str(target))


def launch(
    variant: Variant, name: str, blocks: tuple[int, int], threads: int, arguments: tuple[Argument, ...]
) -> None:
    """Stand in for ``ppr10k_kernels.cuda.launch.launch``."""
    packed = b"".join(
        struct.pack("<d", argument) if isinstance(argument, float) else struct.pack("<q", argument or 0)
        for argument in arguments
    )
    words = (ctypes.c_uint64 * len(arguments)).from_buffer_copy(packed)
    missed = library(variant).start_kernel(name.encode(), *blocks, threads, words, len(arguments))
    assert missed == 0, {-1: "wrong number of arguments", -2: "no such kernel"}.get(
        missed, "lanes missed a collective"
    )
