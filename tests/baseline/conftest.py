from __future__ import annotations

from collections.abc import Iterator

import pytest

from shell import ENVIRONMENT


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    """One thread, whose sums are always in one order; more would wait for each other longer than they work."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session", autouse=True)
def _workers_find_this_package() -> Iterator[None]:
    """Where they are copied from imports it once for all of them; Python 3.11 does not tell it our path."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", ENVIRONMENT["PYTHONPATH"])
        yield
