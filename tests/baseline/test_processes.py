"""Several processes are one training: one network, one loss, one end."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from learning import CPU, begun, settings_of, weights_equal  # noqa: E402
from picture_trees import official_tree  # noqa: E402
from ppr10k_data.baseline import processes, steps  # noqa: E402
from ppr10k_data.baseline.batches import single_views  # noqa: E402
from ppr10k_data.baseline.checkpoints import read_checkpoint  # noqa: E402
from ppr10k_data.baseline.data import PPR10KDataset  # noqa: E402
from ppr10k_data.baseline.loaders import validation_batches  # noqa: E402
from ppr10k_data.baseline.validation import validate  # noqa: E402
from ppr10k_data.errors import TrainingError  # noqa: E402
from shell import ENVIRONMENT, command_line  # noqa: E402


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return official_tree(tmp_path_factory.mktemp("processes") / "tree")


def beside(monkeypatch: pytest.MonkeyPatch, other: float) -> None:
    """As if a second process gave the same number everywhere."""
    monkeypatch.setattr(processes, "is_shared", lambda: True)
    monkeypatch.setattr(steps, "is_shared", lambda: True)
    monkeypatch.setattr(torch.distributed, "all_reduce", lambda tensor, op: tensor.add_(other))
    monkeypatch.setattr(torch.distributed, "get_world_size", lambda: 2)


def test_a_step_averages_losses_and_buffers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(backbone="resnet18", hrp=False)
    dataset = PPR10KDataset(root, masks=False)
    batch = single_views([dataset[index] for index in range(2)])
    alone, shared = begun(settings), begun(settings)
    expected = steps.step(alone.model, alone.optimizer, batch, settings)
    beside(monkeypatch, 3.0)
    found = steps.step(shared.model, shared.optimizer, batch, settings)
    for name in steps.TERMS:
        assert found[name] == pytest.approx((expected[name] + 3.0) / 2.0)
    for (name, ours), theirs in zip(shared.model.named_buffers(), alone.model.buffers(), strict=True):
        wanted = (theirs + 3.0) / 2.0 if name.endswith(("running_mean", "running_var")) else theirs
        torch.testing.assert_close(ours, wanted, msg=name)


def test_a_loss_that_is_no_number_elsewhere_stops_here_too(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(hrp=False)
    training = begun(settings)
    batch = single_views([PPR10KDataset(root, masks=False)[0]])
    beside(monkeypatch, float("nan"))
    with pytest.raises(TrainingError, match="in another process, which names the photos"):
        steps.step(training.model, training.optimizer, batch, settings)


def test_a_process_that_is_gone_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = settings_of(hrp=False)
    training = begun(settings)
    batch = single_views([PPR10KDataset(root, masks=False)[0]])
    beside(monkeypatch, 0.0)

    def gone(tensor: torch.Tensor, op: object) -> None:
        raise RuntimeError("Connection closed by peer [127.0.0.1]:4711")

    monkeypatch.setattr(torch.distributed, "all_reduce", gone)
    with pytest.raises(TrainingError, match="another process of this training has ended, and says why"):
        steps.step(training.model, training.optimizer, batch, settings)


def torchrun(*arguments: object) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    return subprocess.Popen(
        [*words, *command_line("train", *arguments)[2:]],
        env=ENVIRONMENT | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> None:
    try:
        _, errors = process.communicate(timeout=500)
    finally:
        process.kill()
    assert process.returncode == 0, errors


def rows_of(out: Path) -> list[dict[str, Any]]:
    lines = (out / "log.csv").read_text().splitlines() if (out / "log.csv").exists() else []
    return [{name: row[name] for name in row if name != "seconds"} for row in csv.DictReader(lines)]


@pytest.mark.slow
def test_two_processes_are_one_training_of_one_network(root: Path, tmp_path: Path) -> None:
    """ResNet-18, whose batch normalisation keeps running means: unbroken, and broken off twice."""
    words = ["--root", root, "--device", "cpu"]
    new = [*words, *"--vertices 5 --batch-size 4 --crop 16 --lr 1e-3".split()]  # noqa: SIM905
    unbroken, broken = tmp_path / "unbroken", tmp_path / "broken"
    ended(torchrun(*new, "--out", unbroken, "--epochs", 3))
    ended(torchrun(*new, "--out", broken, "--epochs", 1))
    second = torchrun(*words, "--out", broken, "--resume", "--epochs", 3)
    end = time.monotonic() + 300.0
    while len(rows_of(broken)) < 2 and second.poll() is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    second.send_signal(signal.SIGTERM)  # in the third epoch, wherever that is
    second.communicate(timeout=300)
    ended(torchrun(*words, "--out", broken, "--resume"))
    assert rows_of(broken) == rows_of(unbroken)
    ours, theirs = (read_checkpoint(out / "last.pt") for out in (broken, unbroken))
    assert weights_equal(ours.model, theirs.model)
    looked_at = validation_batches(PPR10KDataset(root, "val", masks=False))
    alone = validate(theirs.model, looked_at, device=CPU, clamp=False)
    assert alone.psnr == pytest.approx(theirs.progress["psnr"], abs=1e-3)
