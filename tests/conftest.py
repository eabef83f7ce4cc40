from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of photographs and reference figures, see the marker `shared`."""
    folder = Path(os.environ.get("PPR10K_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip(f"{folder} holds no reference data; set PPR10K_SHARED")
    return folder
