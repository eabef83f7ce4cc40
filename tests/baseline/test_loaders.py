"""The loaders that a training reads from: the same batches whoever reads them, and faults told in a line."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from learning import Called, Doomed, settings_of  # noqa: E402
from picture_trees import official_tree  # noqa: E402
from ppr10k_data.baseline.batches import Batch  # noqa: E402
from ppr10k_data.baseline.feed import Feed, Pictures, feed_of  # noqa: E402
from ppr10k_data.baseline.loaders import Batches, Processes  # noqa: E402
from ppr10k_data.errors import ImageFileError, SettingsError, WorkerDiedError  # noqa: E402

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*multi-threaded:DeprecationWarning"
)  # of forks, from Python 3.12

RECIPES = [{"hrp": hrp, "glc": glc} for hrp, glc in product((False, True), repeat=2)]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return official_tree(tmp_path_factory.mktemp("loaders"))


def contents(batch: Batch) -> list[Any]:
    """All that a step learns from, as values that can be compared."""
    tensors = [t for view in batch.views for t in (view.input, view.target, view.mask) if t is not None]
    return [list(batch.photos), list(batch.overlaps), *(tensor.tolist() for tensor in tensors)]


def two_epochs(feed: Feed, start: int = 0) -> list[list[Any]]:
    """From a photo of the first on, each with its validation."""
    read = []
    for epoch in (0, 1):
        read += [contents(batch) for batch in feed.learned.of(epoch, 0 if epoch else start)]
        read += [contents(batch) for batch in feed.validation]
    return read


@pytest.mark.parametrize(
    "recipe", [*(pytest.param(each, marks=pytest.mark.slow) for each in RECIPES[:-1]), RECIPES[-1]], ids=str
)
def test_workers_change_nothing(recipe: dict[str, bool], root: Path) -> None:
    """Two epochs of what ``train`` builds; and again from the middle of the first, by another number of workers."""
    settings = settings_of(**recipe)
    alone, one, two = (feed_of(settings, Pictures(root, workers=n), Processes()) for n in (0, 1, 2))
    expected = two_epochs(alone)
    assert len(expected) == 2 * (3 + 2)
    assert len(expected[0]) == 2 + (2 + recipe["hrp"]) * (1 + recipe["glc"])
    assert two_epochs(one) == expected
    assert two_epochs(two) == expected
    assert two_epochs(two, start=4) == expected[1:]
    assert two_epochs(alone, start=8) == expected[2:]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_file_that_goes_in_the_midst_is_told_in_a_line(workers: int, tmp_path: Path) -> None:
    root = official_tree(tmp_path)
    feed = feed_of(settings_of(), Pictures(root, workers=workers), Processes())
    (root / "train" / "target_a" / "7_0.tif").unlink()
    with pytest.raises(ImageFileError, match=r"7_0\.tif: .*No such file") as caught:
        list(feed.learned.of(0, 0))
    assert "\n" not in str(caught.value)


def test_a_worker_that_dies_is_told_in_a_line() -> None:
    with pytest.raises(
        WorkerDiedError, match=r"has died \(DataLoader worker .*--resume.*--workers"
    ) as caught:
        list(Batches(Doomed(), 1, list, range(3), 1))
    assert "\n" not in str(caught.value)


def test_workers_leave_signals_to_the_process_that_learns() -> None:
    assert list(Batches(Called(), 1, list, range(3), 1)) == [[0], [1], [2]]


@pytest.mark.parametrize(
    ("size", "processes", "told"),
    [(10, 1, r"only 9 inputs .*--batch-size 9 at most"), (4, 3, "3 processes share it")],
)
def test_batches_that_cannot_be_made_are_refused(size: int, processes: int, told: str, root: Path) -> None:
    with pytest.raises(SettingsError, match=told):
        feed_of(settings_of(batch_size=size), Pictures(root), Processes(0, processes))


def test_batches_are_pinned_where_there_is_a_gpu(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loader pins what has this method, and nothing else of a class of ours."""
    pinned: list[tuple[int, ...]] = []
    monkeypatch.setattr(torch.Tensor, "pin_memory", lambda self: pinned.append(tuple(self.shape)) or self)
    batch = next(iter(feed_of(settings_of(), Pictures(root), Processes()).learned.of(0, 0)))
    assert batch.pin_memory() == batch
    assert pinned == [(4, 1, 16, 16), (4, 3, 16, 16), (4, 3, 16, 16)]
