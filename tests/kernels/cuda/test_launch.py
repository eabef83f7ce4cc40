"""How kernels are started, without CuPy: what it would be asked for."""

from __future__ import annotations

import importlib
import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ppr10k_kernels.cuda.variants import Variant


class Kernel:
    def __init__(self, module: tuple[Any, ...], name: str, started: list[Any]) -> None:
        self.module, self.name, self.started = module, name, started

    def __call__(self, grid: Any, block: Any, args: Any, *, stream: Any) -> None:
        self.started.append((self.name, grid, block, args, stream))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    record: list[Any] = []

    def module(**options: Any) -> SimpleNamespace:
        record.append(("compiled", options["options"]))
        return SimpleNamespace(get_function=lambda name: Kernel(options, name, record))

    monkeypatch.setitem(sys.modules, "cupy", SimpleNamespace(RawModule=module))
    monkeypatch.delitem(sys.modules, "ppr10k_kernels.cuda.launch", raising=False)
    yield record
    sys.modules.pop("ppr10k_kernels.cuda.launch", None)


def test_a_version_is_compiled_once_and_started_on_the_stream_given(started: list[Any]) -> None:
    cuda = importlib.import_module("ppr10k_kernels.cuda.launch")
    variant = Variant("float32", planar=True)
    cuda.launch_on(1234)(variant, "apply", (7, 2), 256, (10, None, 0.5))
    cuda.launch(variant, "apply", (1, 1), 256, (10,))
    assert started[0] == ("compiled", variant.options())
    name, grid, block, arguments, stream = started[1]
    assert (name, grid, block, stream.ptr) == ("apply", (7, 2), (256,), 1234)
    assert arguments == (10, 0, 0.5)
    assert isinstance(arguments[1], np.uint64)  # CuPy would take None for no argument at all
    assert started[2][-1] is None
    assert len(started) == 3
