"""The CUDA kernels compiled by NVIDIA's run-time compiler, which needs no GPU: every version, several architectures."""

from __future__ import annotations

import ctypes
import itertools
import re
from functools import cache
from pathlib import Path

import pytest

from ppr10k_kernels.cuda.variants import Variant, source

RARER = ("float64", "float16", "bfloat16", "uint16", "uint8")


@cache
def nvrtc() -> ctypes.CDLL:
    package = pytest.importorskip("nvidia.cuda_nvrtc", reason="nvidia-cuda-nvrtc-cu12 is not installed")
    (path,) = Path(next(iter(package.__path__))).glob("lib/libnvrtc.so.*[0-9]")
    return ctypes.CDLL(str(path))


def ptx(variant: Variant, architecture: int) -> str:
    """Compile to the virtual machine's code; errors and warnings fail."""
    library, program = nvrtc(), ctypes.c_void_p()
    library.nvrtcCreateProgram(ctypes.byref(program), source().encode(), b"lut3d.cu", 0, None, None)
    options = [*variant.options(), f"--gpu-architecture=compute_{architecture}"]
    array = (ctypes.c_char_p * len(options))(*(option.encode() for option in options))
    result, size = library.nvrtcCompileProgram(program, len(options), array), ctypes.c_size_t()
    library.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    log = ctypes.create_string_buffer(size.value)
    library.nvrtcGetProgramLog(program, log)
    assert result == 0, log.value.decode()
    assert not log.value, log.value.decode()
    library.nvrtcGetPTXSize(program, ctypes.byref(size))
    text = ctypes.create_string_buffer(size.value)
    library.nvrtcGetPTX(program, text)
    library.nvrtcDestroyProgram(ctypes.byref(program))
    return text.value.decode()


def body(text: str, kernel: str) -> str:
    """The instructions of one kernel."""
    return text.split(f".entry {kernel}(")[1].split(".entry ")[0]


@pytest.mark.parametrize("architecture", [75, 80, 90])
@pytest.mark.parametrize(
    "pixel", ["float32", *(pytest.param(name, marks=pytest.mark.slow) for name in RARER)]
)
def test_every_version_compiles(pixel: str, architecture: int) -> None:
    for planar, tetrahedral, fixed in itertools.product([False, True], repeat=3):
        if fixed and pixel.startswith("uint"):
            continue  # integers have no gradients
        text = ptx(Variant(pixel, planar, tetrahedral, fixed), architecture)
        assert set(re.findall(r"\.entry (\w+)\(", text)) == {"apply", "interleave", "backward", "collect"}


@pytest.mark.parametrize("architecture", [86, 89, 100, 120])
def test_other_architectures(architecture: int) -> None:
    assert f".target sm_{architecture}" in ptx(Variant("float32", planar=True), architecture)


@pytest.mark.parametrize("planar", [True, False])
def test_a_point_of_the_table_is_one_load_through_the_read_only_cache(planar: bool) -> None:
    text = body(ptx(Variant("float32", planar), 90), "apply")
    points, pixels = 4 * 8, 3  # of four pixels; and the pixels themselves
    assert text.count("ld.global.nc.v4.f32") == points + pixels
    assert "st.global.v4.f32" in text
    assert ".local" not in text


def test_no_array_of_the_backward_pass_lies_in_local_memory() -> None:
    for fixed in (False, True):
        assert ".local" not in body(ptx(Variant("float32", True, fixed=fixed), 90), "backward")


def test_gradients_are_summed_by_point_on_hopper_and_as_integers_where_order_must_not_matter() -> None:
    assert "v4.f32" in "".join(
        line for line in body(ptx(Variant("float32", True), 90), "backward").splitlines() if "add" in line
    )
    fixed = body(ptx(Variant("float32", True, fixed=True), 90), "backward")
    assert re.search(r"(red|atom)\S*\.add\.u64", fixed)
    assert not re.search(r"(red|atom)\S*\.add\S*\.f32", fixed)
