from __future__ import annotations

import subprocess
import sys

import pytest

import ppr10k_data.baseline.data
from shell import ENVIRONMENT


def ran(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=ENVIRONMENT
    )


def test_finding_and_matching_files_needs_no_torch() -> None:
    code = (
        "import sys; from ppr10k_data.baseline.data.collect import collect;"
        "from ppr10k_data.baseline.data import PaperCrop, Sample; print(*sys.modules)"
    )
    assert "torch" not in ran(code).stdout.split()


def test_without_torch_it_is_told_how_to_get_it() -> None:
    code = "import sys; sys.modules['torch'] = None; from ppr10k_data import PPR10KDataset"
    assert 'PPR10KDataset needs torch: pip install "ppr10k-data[torch]"' in ran(code).stderr


def test_every_public_name_is_there() -> None:
    pytest.importorskip("torch")
    for name in ppr10k_data.baseline.data.__all__:
        assert getattr(ppr10k_data.baseline.data, name) is not None
    assert set(ppr10k_data.baseline.data.__all__) <= set(dir(ppr10k_data.baseline.data))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        ppr10k_data.baseline.data.nonsense  # noqa: B018
