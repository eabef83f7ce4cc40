"""The examples of docs/lut.md run."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from lut_arrays import table
from ppr10k_kernels import Cube, write_cube

PAGE = (Path(__file__).parents[2] / "docs" / "lut.md").read_text(encoding="utf-8")


def test_every_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("look", "print", "undo"):
        write_cube(f"{name}.cube", Cube(table(33, smooth=True), name))
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == 3
    scope: dict[str, object] = {}
    for block in blocks:
        if "import torch" in block:
            pytest.importorskip("torch")
            exec(block, {})
        else:
            exec(block, scope)
    assert isinstance(scope["graded"], np.ndarray)
    assert scope["picture"].shape == (216, 216, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "look.cube",
        "print.cube",
        "small.cube",
        "undo.cube",
    ]
