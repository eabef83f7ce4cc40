from __future__ import annotations

import subprocess
import sys

import pytest

import ppr10k_kernels
from shell import ENVIRONMENT


def loaded_after(code: str) -> set[str]:
    command = [sys.executable, "-c", f"import sys; {code}; print(*sys.modules)"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=ENVIRONMENT)
    return set(ran.stdout.split())


def test_the_package_loads_nothing_heavy() -> None:
    assert not {"numpy", "numba", "torch", "cupy", "ppr10k_data"} & loaded_after("import ppr10k_kernels")


def test_apply_lut_on_numpy_loads_neither_torch_nor_cupy() -> None:
    code = (
        "import numpy as np; from ppr10k_kernels import apply_lut, identity, read_cube;"
        "apply_lut(np.zeros((4, 3), np.float32), identity(2))"
    )
    assert not {"torch", "cupy", "ppr10k_data", "ppr10k_cli"} & loaded_after(code)


def test_importing_apply_lut_loads_not_even_numba() -> None:
    assert not {"numba", "torch", "cupy"} & loaded_after("from ppr10k_kernels import apply_lut")


def test_asking_for_lut3d_loads_torch_alone() -> None:
    pytest.importorskip("torch")
    assert not {"cupy", "numba"} & loaded_after("from ppr10k_kernels import apply_lut, lut3d")


def test_every_public_name_is_there() -> None:
    names = set(ppr10k_kernels.__all__) - {"lut3d", "fuse"}
    assert all(getattr(ppr10k_kernels, name) is not None for name in names)
    assert set(ppr10k_kernels.__all__) <= set(dir(ppr10k_kernels))
    assert sorted(ppr10k_kernels.__all__) == ppr10k_kernels.__all__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        ppr10k_kernels.nonsense  # noqa: B018
