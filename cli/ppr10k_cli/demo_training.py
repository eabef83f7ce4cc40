"""What ``demo --train`` says: what comes, how far it is, what came of it, and what is missing after a Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import STOPPING_TRAINING, stop_on_signals

if TYPE_CHECKING:
    from ppr10k_data.baseline.demo import DemoTraining

SECONDS_AN_EPOCH = 0.8
"""Half of it on an idle core, twice as much on a busy one."""

TOLD_EVERY = 10
"""Epochs between lines: a terminal has a bar besides, a log has nothing else."""


def train_demo(ctx: click.Context, folder: Path, *, quiet: bool) -> None:
    """Train on the demonstration's renders, and say so.

    Parameters
    ----------
    ctx : click.Context
        Left with the signal's exit code where the training was interrupted.
    folder : Path
        The demonstration's own.
    quiet : bool
        Say nothing but what is missing after an interruption.
    """
    from ppr10k_data.baseline.demo import LEARNED, SETTINGS, demo_train

    epochs = SETTINGS.epochs
    with (
        Progress("train", quiet=quiet) as progress,
        stop_on_signals(progress.tell, STOPPING_TRAINING) as stop,
    ):
        tell: Callable[[str], None] = (lambda line: None) if quiet else progress.tell

        def started(photos: int, done: int) -> None:
            tell(coming_line(epochs, done * epochs // photos))
            progress.start(photos, done)

        def epoch_done(row: Mapping[str, Any]) -> None:
            if row["epoch"] % TOLD_EVERY == 0 or row["epoch"] == epochs:
                tell(epoch_line(row, epochs))

        made = demo_train(
            folder,
            stop=stop,
            started=started,
            progress=lambda photos, loss: progress.advance(photos, f"loss {loss:.4f}"),
            epoch_done=epoch_done,
        )
    if made is None:
        click.echo(
            f"Interrupted: what was learned so far is in {folder / LEARNED}, and all but the training is done. "
            "The same command goes on with it.",
            err=True,
        )
        ctx.exit(128 + (stop.signal or 0))
    if not quiet:
        click.echo("\n" + "\n".join(result_lines(made)))


def coming_line(epochs: int, done: int) -> str:
    """What is about to be done, and how long it takes."""
    if done >= epochs:
        return f"All {epochs} epochs of the small baseline are trained already."
    minutes = max(1, round((epochs - done) * SECONDS_AN_EPOCH / 60))
    what = f"Training {epochs} epochs of the small baseline" + (f" from epoch {done + 1} on" if done else "")
    return f"{what}: about {minutes} minute{'s' if minutes > 1 else ''}."


def epoch_line(row: Mapping[str, Any], epochs: int) -> str:
    """How far it is."""
    return (
        f"epoch {row['epoch']} of {epochs}: {row['psnr']:.2f} dB beside expert a "
        f"(untouched {row['psnr_input']:.2f}), on photos that are not learned from"
    )


def result_lines(made: DemoTraining) -> list[str]:
    """What was gained, and where it is to be seen."""
    before, after = made.before.evaluation.total.psnr, made.after.evaluation.total.psnr
    return [
        f"Of photos that were not learned from, beside expert a: {before:.2f} dB untouched, {after:.2f} dB "
        f"retouched: {after - before:+.2f} dB",
        f"to look at  {made.sheet}",
    ]
