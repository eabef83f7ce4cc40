from __future__ import annotations

import csv
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from learning import CPU, settings_of, trained, weights_equal, without_seconds  # noqa: E402
from picture_trees import official_tree  # noqa: E402
from ppr10k_data.baseline.checkpoints import read_checkpoint  # noqa: E402
from ppr10k_data.baseline.data import PPR10KDataset  # noqa: E402
from ppr10k_data.baseline.logs import write_log  # noqa: E402
from ppr10k_data.baseline.recipes import settings_of as settings_from  # noqa: E402
from ppr10k_data.baseline.same_photos import rolls_of  # noqa: E402
from ppr10k_data.baseline.training_state import (  # noqa: E402
    Training,
    check_new,
    check_photos,
    check_processes,
    resume,
    settings_to_go_on,
)
from ppr10k_data.errors import CheckpointError, OutputError, SettingsChangedError, TrainingError  # noqa: E402
from shell import ENVIRONMENT, command_line  # noqa: E402


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return official_tree(tmp_path_factory.mktemp("learning") / "tree")


@pytest.fixture(scope="module")
def unbroken(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Training:
    training, done = trained(root, tmp_path_factory.mktemp("unbroken"), settings_of())
    assert done
    return training


def test_leaves_checkpoints_and_a_log(root: Path, tmp_path: Path) -> None:
    training, _ = trained(root, tmp_path, settings_of())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.pt", "last.pt", "log.csv"]
    last, best = read_checkpoint(tmp_path / "last.pt"), read_checkpoint(tmp_path / "best.pt")
    assert weights_equal(last.model, training.model)
    assert best.licence == "a notice"
    assert best.settings == settings_of().recorded()
    assert best.progress["psnr"] == max(row["psnr"] for row in training.history)
    assert best.state == {}
    rows = list(csv.DictReader((tmp_path / "log.csv").read_text().splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert float(rows[1]["psnr"]) == pytest.approx(training.history[1]["psnr"], rel=1e-5)


@pytest.mark.parametrize("steps", [1, 3, 5])
def test_going_on_equals_never_having_stopped(
    steps: int, root: Path, tmp_path: Path, unbroken: Training
) -> None:
    """Three steps an epoch, dropout and all."""
    _, done = trained(root, tmp_path, settings_of(), stop_after=steps)
    assert not done
    training, done = trained(root, tmp_path, settings_of(), again=True)
    assert done
    assert weights_equal(training.model, unbroken.model)
    assert without_seconds(training.history) == without_seconds(unbroken.history)
    ours, theirs = (t.optimizer.state_dict()["state"] for t in (training, unbroken))
    assert all(torch.equal(ours[k]["exp_avg_sq"], theirs[k]["exp_avg_sq"]) for k in theirs)


def test_workers_change_nothing(root: Path, tmp_path: Path, unbroken: Training) -> None:
    """Begun with one, and ended without."""
    _, done = trained(root, tmp_path, settings_of(), workers=1, stop_after=4)
    assert not done
    training, _ = trained(root, tmp_path, settings_of(), again=True)
    assert weights_equal(training.model, unbroken.model)


def test_a_stop_in_validation_loses_nothing(root: Path, tmp_path: Path, unbroken: Training) -> None:
    stopped, done = trained(root, tmp_path, settings_of(), stop_in_validation=True)
    assert not done
    assert stopped.photos_seen == 9
    assert stopped.history == []
    training, done = trained(root, tmp_path, settings_of(), again=True)
    assert done
    assert weights_equal(training.model, unbroken.model)
    assert without_seconds(training.history) == without_seconds(unbroken.history)


@pytest.mark.parametrize(
    "full", [OSError(28, "No space left on device"), RuntimeError("unexpected pos 64 vs 0")], ids=repr
)
def test_a_full_disk_leaves_the_last_checkpoint(
    full: Exception, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """torch tells it in either way, in the midst of writing."""
    trained(root, tmp_path, settings_of(), stop_after=2)
    before = (tmp_path / "last.pt").read_bytes()

    def save(content: object, path: Path) -> None:
        path.write_bytes(b"a part")
        raise full

    monkeypatch.setattr(torch, "save", save)
    with pytest.raises(OutputError, match=r"\.pt: cannot be written: .*(No space|disk full)"):
        trained(root, tmp_path, settings_of(), again=True)
    assert [path.name for path in tmp_path.iterdir()] == ["last.pt"]
    assert (tmp_path / "last.pt").read_bytes() == before
    monkeypatch.undo()
    assert trained(root, tmp_path, settings_of(), again=True)[1]


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"log\.csv: cannot be written: No such file"):
        write_log(tmp_path / "nowhere" / "log.csv", [])


def test_more_epochs_are_just_more(root: Path, tmp_path: Path, unbroken: Training) -> None:
    trained(root, tmp_path, settings_of(epochs=1))
    training, _ = trained(root, tmp_path, settings_of(epochs=2), again=True)
    assert weights_equal(training.model, unbroken.model)


def test_the_callers_random_numbers_stay(root: Path, tmp_path: Path) -> None:
    torch.manual_seed(7)
    expected = torch.rand(2)
    torch.manual_seed(7)
    first = torch.rand(1)
    trained(root, tmp_path, settings_of(epochs=1))
    assert torch.equal(torch.cat([first, torch.rand(1)]), expected)


def test_a_nan_stops_with_the_photos_named_and_the_last_checkpoint_stays(root: Path, tmp_path: Path) -> None:
    trained(root, tmp_path, settings_of(), stop_after=2)
    before = (tmp_path / "last.pt").read_bytes()

    def spoil(training: Training) -> None:
        with torch.no_grad():
            training.model.tables[0, 0, 0, 0, 0] = float("nan")

    with pytest.raises(TrainingError, match=r"the loss is nan .*batch of \d+_\d"):
        trained(root, tmp_path, settings_of(), again=True, spoil=spoil)
    assert (tmp_path / "last.pt").read_bytes() == before


def test_what_does_not_fit_is_refused(root: Path, tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="nothing to go on from"):
        resume(tmp_path, settings_of(), "", CPU)
    training, _ = trained(root, tmp_path, settings_of(), stop_after=1)
    with pytest.raises(SettingsChangedError, match="seed was 0, now 1"):
        resume(tmp_path, settings_of(seed=1), "", CPU)
    with pytest.raises(SettingsChangedError, match="--resume"):
        check_new(tmp_path)
    with pytest.raises(SettingsChangedError, match="begun by 1 processes, now there are 2"):
        check_processes(training, 2)
    (tmp_path / "best.pt").unlink(missing_ok=True)
    training.save(tmp_path / "last.pt", for_resuming=False)
    with pytest.raises(CheckpointError, match="has no state to go on from"):
        resume(tmp_path, settings_of(), "", CPU)


TINY = "--backbone small --vertices 5 --batch-size 4 --crop 16 --lr 1e-3 --device cpu".split()  # noqa: SIM905


def wait_for(path: Path, seconds: float = 300.0) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_killed_and_resumed_equals_unbroken(number: signal.Signals, root: Path, tmp_path: Path) -> None:
    """From outside, at a moment nobody chose."""
    environment = ENVIRONMENT | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    out, epochs = tmp_path / "run", 6
    command = command_line("train", "--root", root, "--out", out, "--epochs", epochs, *TINY)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        wait_for(out / "last.pt")
        process.send_signal(number)
        _, errors = process.communicate(timeout=300)
    finally:
        process.kill()
    assert process.returncode == (143 if number == signal.SIGTERM else -number), errors
    again = subprocess.run(
        [*command, "--resume"], env=environment, capture_output=True, text=True, check=False
    )
    assert again.returncode == 0, again.stderr
    expected, _ = trained(root, tmp_path / "unbroken", settings_of(epochs=epochs))
    assert weights_equal(read_checkpoint(out / "last.pt").model, expected.model)
    assert not list(out.glob(".ppr10k-*")) or number == signal.SIGKILL


def test_other_photos_are_refused(root: Path, tmp_path: Path) -> None:
    """By name and number, wherever they lie."""
    samples = PPR10KDataset(root).samples
    rolls = rolls_of(samples, samples[:2])
    training, _ = trained(root, tmp_path, settings_of(epochs=1))
    check_photos(training, rolls, tmp_path)
    training.save(tmp_path / "last.pt", for_resuming=True)
    again = resume(tmp_path, settings_of(), "", CPU)
    check_photos(again, rolls_of(samples, samples[:2]), tmp_path)
    for others, told in (
        (rolls_of(samples[1:], samples[:2]), "train had 9 inputs, now 8. Name the --root"),
        (
            rolls_of(samples[::-1], samples[:2]),
            "train had 9 inputs, now as many, but others or in another order",
        ),
        (rolls_of(samples[:1], samples[:3]), "train had 9 inputs, now 1; val had 2 inputs, now 3"),
    ):
        with pytest.raises(SettingsChangedError, match=f"was begun with other photos: {told}"):
            check_photos(again, others, tmp_path)


def test_settings_are_the_trainings_own(root: Path, tmp_path: Path) -> None:
    settings = settings_of(epochs=1, seed=5, hrp=False)
    trained(root, tmp_path, settings, stop_after=1)
    assert settings_to_go_on(tmp_path, {}) == settings
    assert settings_to_go_on(tmp_path, {"epochs": 3, "seed": 5}) == settings_of(epochs=3, seed=5, hrp=False)
    with pytest.raises(SettingsChangedError, match=r"hrp was False, now True\. Leave them out"):
        settings_to_go_on(tmp_path, {"hrp": True, "seed": 5})
    with pytest.raises(CheckpointError, match="settings of another version"):
        settings_from({"epochs": 2, "warmth": 1}, "last.pt")
    with pytest.raises(CheckpointError, match="nothing to go on from"):
        settings_to_go_on(tmp_path / "nowhere", {})


@pytest.mark.slow
def test_two_processes_share_an_epoch(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m"]
    arguments = command_line("train", "--root", root, "--out", out, "--epochs", 2, *TINY)[2:]
    ran = subprocess.run(
        [*command, *arguments],
        env=ENVIRONMENT | {"OMP_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = read_checkpoint(out / "last.pt")
    assert [row["epoch"] for row in found.state["history"]] == [1, 2]
    assert ran.stdout.count("done") == 1
