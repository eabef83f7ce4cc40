"""One step of learning: forward, what is minimised, backward."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from ppr10k_data.baseline.batches import Batch, Views
from ppr10k_data.baseline.losses import consistency_loss, pixel_loss
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.processes import average_over_processes, is_shared
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.regularisers import monotonicity, smoothness
from ppr10k_data.errors import TrainingError


@dataclass(frozen=True)
class Terms:
    """What is minimised, and its parts, before their weights.

    Parameters
    ----------
    loss : scalar tensor
        The sum.
    pixels, consistency, weights, smoothness, monotonicity : scalar tensors
        Squared error, GLC, mean squared weight, and both regularisers.
    """

    loss: Tensor
    pixels: Tensor
    consistency: Tensor
    weights: Tensor
    smoothness: Tensor
    monotonicity: Tensor

    def values(self) -> dict[str, float]:
        """As numbers, by name."""
        return {name: float(getattr(self, name).detach()) for name in TERMS}


TERMS = ("loss", "pixels", "consistency", "weights", "smoothness", "monotonicity")


def terms_of(model: ImageAdaptive3DLUT, batch: Batch, settings: TrainSettings) -> Terms:
    """Retouch a batch and tell how far it is from what is wanted.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
    batch : Batch
        With two views and their overlaps under GLC.
    settings : TrainSettings

    Returns
    -------
    Terms
        Loss = pixels + consistency + smooth (weights + smoothness) + monotone monotonicity: train.py and train_GLC.py
        of csjliang/PPR10K. As there, pixels and weights are those of the first view alone, and the consistency of a
        last, smaller batch is divided by the full batch's size; with ``settings.fixed`` both views count, and
        consistency is a mean.
    """
    made = [_retouched(model, view, settings) for view in batch.views]
    supervised = list(zip(batch.views, made, strict=True))[: None if settings.fixed else 1]
    pixels = _mean(
        [pixel_loss(ours, view.target, view.mask if settings.hrp else None) for view, (ours, _) in supervised]
    )
    weights = _mean([predicted.square().mean() for _, (_, predicted) in supervised])
    consistency = pixels.new_zeros(())
    if settings.glc:
        whole = 1.0 if settings.fixed else len(batch) / settings.batch_size
        consistency = consistency_loss(made[0][0], made[1][0], batch.overlaps) * whole
    smooth, falling = smoothness(model.tables), monotonicity(model.tables)
    loss = pixels + consistency + settings.smooth * (weights + smooth) + settings.monotone * falling
    return Terms(loss, pixels, consistency, weights, smooth, falling)


def _mean(values: list[Tensor]) -> Tensor:
    return torch.stack(values).mean()


def _retouched(model: ImageAdaptive3DLUT, view: Views, settings: TrainSettings) -> tuple[Tensor, Tensor]:
    with torch.autocast(view.input.device.type, dtype=torch.bfloat16, enabled=settings.amp):
        made: tuple[Tensor, Tensor] = model(view.input)
    return made[0], made[1].float()


def seed_step(settings: TrainSettings, epoch: int, step: int, rank: int = 0) -> None:
    """Seed torch for one step, so that dropout draws the same whether or not a training was interrupted."""
    # splitmix64's multipliers spread neighbouring numbers over all 64 bits
    key = (
        settings.seed * 0x9E3779B97F4A7C15 + epoch * 0xBF58476D1CE4E5B9 + step * 0x94D049BB133111EB + rank
    ) % 2**63
    torch.manual_seed(key)


def step(
    model: ImageAdaptive3DLUT, optimizer: torch.optim.Optimizer, batch: Batch, settings: TrainSettings
) -> dict[str, float]:
    """Learn from a batch.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
    optimizer : torch.optim.Optimizer
        Of its parameters.
    batch : Batch
        On the model's device.
    settings : TrainSettings

    Returns
    -------
    dict
        The loss and its parts, by name; under torchrun of all processes.

    Raises
    ------
    TrainingError
        If the loss is not a number or infinite; nothing has been learned from this batch then. It names the photos.
    """
    optimizer.zero_grad(set_to_none=True)
    terms = terms_of(model, batch, settings)
    values = terms.values()
    shared = _shared(values, batch.views[0].input.device)
    if not math.isfinite(values["loss"]):
        raise TrainingError(_diverged(values, batch))
    if not math.isfinite(shared["loss"]):
        raise TrainingError("the loss is not a number in another process, which names the photos")
    terms.loss.backward()
    _average(model)
    optimizer.step()
    return shared


def _diverged(values: dict[str, float], batch: Batch) -> str:
    parts = ", ".join(f"{name} {value:g}" for name, value in values.items() if name != "loss")
    broken = [
        name
        for k, name in enumerate(batch.photos)
        if not all(
            bool(view.input[k].isfinite().all() & view.target[k].isfinite().all()) for view in batch.views
        )
    ]
    why = f"these hold values that are no numbers: {', '.join(broken)}. " if broken else ""
    return (
        f"the loss is {values['loss']} ({parts}) at a batch of {', '.join(batch.photos)}. {why}"
        "Look at these photos, or learn more slowly (--lr) from the last checkpoint, which is untouched (--resume)"
    )


def _shared(values: dict[str, float], device: torch.device) -> dict[str, float]:
    """The loss and its parts over the whole batch, which all processes share: each has as many photos of it."""
    if not is_shared():
        return values
    losses = torch.tensor(list(values.values()), dtype=torch.float32, device=device)
    average_over_processes([losses])
    return dict(zip(values, losses.tolist(), strict=True))


def _average(model: torch.nn.Module) -> None:
    """Make the processes one training again: gradients, and batch normalisation's running means and variances.

    The buffers are running means, linear in what each process saw, so their average is what one process with the mean
    of all batches' statistics would have: nothing is lost as by a broadcast of the first process's, which is torch's
    DistributedDataParallel's way. After every step, so that any moment is one to validate and to save at.
    """
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    average_over_processes(gradients + [buffer for buffer in model.buffers() if buffer.is_floating_point()])
