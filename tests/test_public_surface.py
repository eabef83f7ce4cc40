"""What ``import ppr10k_data`` promises."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ppr10k_data

NEED_TORCH = {"ImageAdaptive3DLUT", "PPR10KDataset"}


def test_every_public_name_is_there() -> None:
    for name in set(ppr10k_data.__all__) - NEED_TORCH:
        assert getattr(ppr10k_data, name) is not None
    assert set(ppr10k_data.__all__) <= set(dir(ppr10k_data))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        ppr10k_data.nonsense  # noqa: B018


def test_importing_loads_no_heavy_library() -> None:
    code = "import sys, ppr10k_data, ppr10k_data.xmp; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"numpy", "numba", "rawpy", "cv2", "tifffile", "joblib", "torch", "cupy", "click"} & set(
        loaded
    )
