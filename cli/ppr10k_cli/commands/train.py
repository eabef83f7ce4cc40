"""``ppr10k-data train``: the 3D LUT baseline, learned from pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import STOPPING_TRAINING, stop_on_signals
from ppr10k_cli.torch_zone import need_torch

if TYPE_CHECKING:
    from ppr10k_data.baseline.data.samples import Incomplete
    from ppr10k_data.baseline.recipes import TrainSettings

_DIR = click.Path(path_type=Path)

_SETTINGS = (
    "expert",
    "hrp",
    "glc",
    "fixed",
    "augmented",
    "backbone",
    "luts",
    "vertices",
    "epochs",
    "batch_size",
    "learning_rate",
    "crop",
    "seed",
    "amp",
)
"""Options that are settings of the training under the same name."""


@click.command("train")
@click.option(
    "--root",
    type=_DIR,
    envvar="PPR10K_ROOT",
    show_envvar=True,
    default=".",
    metavar="DIR",
    help="Pictures: the release's 360p tree, AdaInt's, or our renders. They are only read.",
)
@click.option("--expert", type=click.Choice(["a", "b", "c"]), default="a", help="Whose targets.")
@click.option("--hrp/--no-hrp", default=True, help="Human-region priority: errors on people count 25 times.")
@click.option("--glc/--no-glc", default=False, help="Group-level consistency between augmented versions.")
@click.option("--fixed", is_flag=True, help="Without the official code's slips; docs/training.md lists them.")
@options.out_opt("training")
@click.option("--resume", "resumed", is_flag=True, help="Go on with the training in OUT, by its settings.")
@click.option("--epochs", type=click.IntRange(min=1), default=200, help="How often each photo is seen.")
@click.option("--batch-size", type=click.IntRange(min=1), default=16, help="Photos a step, of all processes.")
@click.option(
    "--lr",
    "learning_rate",
    type=click.FloatRange(min=0.0, min_open=True),
    default=1e-4,
    help="Adam's learning rate.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of everything random.")
@click.option(
    "--backbone", type=click.Choice(["resnet18", "small"]), default="resnet18", help="The classifier."
)
@click.option("--luts", type=click.IntRange(min=1), default=5, help="Basis tables.")
@click.option("--vertices", type=click.IntRange(2, 129), default=33, help="Grid points an axis.")
@click.option(
    "--imagenet",
    metavar="FILE|download",
    help="Begin with ImageNet's weights: torchvision's resnet18-f37072fd.pth, or fetch it.",
)
@click.option(
    "--augmented/--not-augmented", default=True, help="Learn from augmented sources too, where they are."
)
@click.option(
    "--crop", type=click.IntRange(min=8), default=448, help="Side of what is learned from, in pixels."
)
@click.option("--amp", is_flag=True, help="The classifier in bfloat16; tables and pixels stay float32.")
@click.option("--compile", "compiled", is_flag=True, help="The classifier through torch.compile.")
@options.device_opt
@click.option(
    "--workers", type=click.IntRange(min=0), default=0, help="Processes that read pictures; 0 for none."
)
@click.option("--cache", type=_DIR, metavar="DIR", help="Keep decoded pictures here, for slow disks.")
@click.option(
    "--layout",
    type=click.Choice(["official", "adaint", "renders"]),
    show_default="found by looking",
    help="Of the tree, where it has several.",
)
@click.option("--leave-out-incomplete", is_flag=True, help="Go without photos that lack a file.")
@click.option(
    "--save-minutes",
    type=click.FloatRange(min=0.0),
    default=10.0,
    help="Between checkpoints within an epoch.",
)
@click.option("--tensorboard", is_flag=True, help="Log for TensorBoard too, to OUT/tensorboard.")
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(ctx: click.Context, /, **asked: Any) -> None:
    r"""Train the image-adaptive 3D LUT baseline.

    OUT gets last.pt and best.pt after each epoch, and log.csv. It may be interrupted or killed at any moment:
    --resume goes on to the same result, by the settings that it was begun with: those given beside it must be
    the same, but for --epochs. Several GPUs: torchrun --nproc-per-node 4 -m ppr10k_cli train ...

    \b
    Examples:
      ppr10k-data train --root PPR10K --expert a --hrp --no-glc --imagenet download
      ppr10k-data train --root renders/360p --glc --fixed --backbone small --out run
      ppr10k-data train --root renders/360p --out run --resume
    """
    ctx.meta[options.GOING_ON] = "--resume goes on from what was saved last"
    need_torch("train")
    from ppr10k_data.baseline.devices import device_of
    from ppr10k_data.baseline.feed import Pictures
    from ppr10k_data.baseline.processes import joined, own_device
    from ppr10k_data.baseline.start import start
    from ppr10k_data.baseline.train import Run

    with options.option_values():
        device = own_device(device_of(asked["device"]))
        settings = _own_settings(ctx, asked) if asked["resumed"] else _settings(asked)
    incomplete: Incomplete = "leave-out" if asked["leave_out_incomplete"] else "refuse"
    pictures = Pictures(asked["root"], asked["layout"], incomplete, asked["cache"], asked["workers"])
    with joined(device) as processes:
        quiet = asked["quiet"] or not processes.is_first
        with (
            Progress("train", quiet=quiet) as progress,
            stop_on_signals(progress.tell, STOPPING_TRAINING) as stop,
        ):
            run = Run(
                out=asked["out"],
                device=device,
                processes=processes,
                save_every_s=asked["save_minutes"] * 60.0,
                stop=stop,
                started=lambda photos, done: progress.start(photos, done),
                progress=lambda photos, loss: progress.advance(photos, f"loss {loss:.4f}"),
                epoch_done=lambda row: None if quiet else progress.tell(epoch_line(row)),
                tensorboard=asked["out"] / "tensorboard" if asked["tensorboard"] else None,
            )
            done = start(
                settings,
                pictures,
                run,
                resumed=asked["resumed"],
                imagenet=asked["imagenet"],
                compiled=asked["compiled"],
                told=lambda line: None if quiet else progress.tell(line),
            )
    if not quiet:
        click.echo(f"{asked['out']}: {'done' if done else 'stopped; --resume goes on'}")
    if not done and stop.signal is not None:
        ctx.exit(128 + stop.signal)


def _settings(asked: dict[str, Any]) -> TrainSettings:
    """Of a new training."""
    from ppr10k_data.baseline.recipes import TrainSettings
    from ppr10k_data.baseline.start import with_imagenet

    return with_imagenet(TrainSettings(**{name: asked[name] for name in _SETTINGS}), asked["imagenet"])


def _own_settings(ctx: click.Context, asked: dict[str, Any]) -> TrainSettings:
    """Of the training that goes on; of the options those alone that were given."""
    from ppr10k_data.baseline.imagenet import weights_name
    from ppr10k_data.baseline.training_state import settings_to_go_on

    given = {
        name: asked[name]
        for name in _SETTINGS
        if ctx.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
    }
    if asked["imagenet"] is not None:
        given["imagenet"] = weights_name(asked["imagenet"])
    return settings_to_go_on(asked["out"], given)


def epoch_line(row: dict[str, Any]) -> str:
    """What an epoch came to, in a line."""
    return (
        f"epoch {row['epoch']}: loss {row['loss']:.5f}, validation {row['psnr']:.2f} dB "
        f"(untouched {row['psnr_input']:.2f}), {row['seconds']:.0f} s"
    )
