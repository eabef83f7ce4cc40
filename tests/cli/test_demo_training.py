from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import click
import pytest

torch = pytest.importorskip("torch")

from ppr10k_cli.demo_training import coming_line, train_demo  # noqa: E402
from ppr10k_data.baseline import demo  # noqa: E402
from ppr10k_data.baseline.demo import DemoTraining  # noqa: E402

EPOCHS = demo.SETTINGS.epochs


def _summary(psnr: float) -> SimpleNamespace:
    return SimpleNamespace(evaluation=SimpleNamespace(total=SimpleNamespace(psnr=psnr)))


def _trained(folder: Path, *, stop, started, progress, epoch_done) -> DemoTraining | None:
    """A training without any: told of as the true one, and asked to stop in a folder of that name."""
    started(EPOCHS * 8, 0)
    if folder.name == "stopped":
        stop.request(2)
        return None
    for epoch in range(1, EPOCHS + 1):
        progress(8, 0.1)
        epoch_done({"epoch": epoch, "psnr": 28.0, "psnr_input": 27.0})
    return DemoTraining(folder / "sheet.png", _summary(27.0), _summary(28.5))


def test_a_training_says_what_comes_how_far_it_is_and_what_was_gained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "demo_train", _trained)
    context = click.Context(click.Command("demo"))
    train_demo(context, tmp_path, quiet=False)
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert lines[0].startswith(f"Training {EPOCHS} epochs of the small baseline: about")
    assert len(lines) == 1 + EPOCHS // 10
    assert lines[-1].startswith(f"epoch {EPOCHS} of {EPOCHS}: 28.00 dB")
    assert "28.50 dB retouched: +1.50 dB" in told.out
    train_demo(context, tmp_path, quiet=True)
    assert capsys.readouterr() == ("", "")


def test_an_interrupted_training_says_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "demo_train", _trained)
    with pytest.raises(click.exceptions.Exit) as ended:
        train_demo(click.Context(click.Command("demo")), tmp_path / "stopped", quiet=True)
    assert ended.value.exit_code == 130
    told = capsys.readouterr().err
    assert str(tmp_path / "stopped" / "learned") in told
    assert "The same command goes on" in told


def test_a_training_that_goes_on_says_from_where() -> None:
    assert coming_line(80, 80) == "All 80 epochs of the small baseline are trained already."
    assert "from epoch 31 on" in coming_line(80, 30)
    assert coming_line(80, 79).endswith("about 1 minute.")
