from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("ppr10k-data", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("ppr10k-data")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real photographs and reference figures."""
    folder = Path(os.environ.get("PPR10K_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"no reference data at {folder}; set PPR10K_SHARED")
    return folder
