"""How good a model is on photos that it has not learned from."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from ppr10k_data.baseline.batches import Batch
from ppr10k_data.baseline.lut_model import ImageAdaptive3DLUT
from ppr10k_data.baseline.processes import is_shared, reduce_over_processes


@dataclass(frozen=True)
class Validation:
    """Means over photos.

    Parameters
    ----------
    psnr : float
        Of the retouched photos against the expert's, in dB; not a number without photos.
    psnr_input : float
        Of the photos as they came in.
    photos : int
    """

    psnr: float
    psnr_input: float
    photos: int


def psnr_of_codes(ours: Tensor, target: Tensor, *, clamp: bool) -> float:
    """PSNR of 8-bit levels.

    Parameters
    ----------
    ours, target : (3, H, W) tensors of floats
        0..1.
    clamp : bool
        Whether values outside 0..255 are clamped, as a file would hold them; the official validation does not.

    Returns
    -------
    float
        In dB, of the rounded levels; infinity for equal pictures.
    """
    levels = (ours * 255.0).round()
    levels = levels.clamp(0.0, 255.0) if clamp else levels
    error = float((levels - (target * 255.0).round()).square().mean(dtype=torch.float64))
    return math.inf if error == 0.0 else 10.0 * math.log10(255.0**2 / error)


@torch.inference_mode()
def validate(
    model: ImageAdaptive3DLUT, batches: Iterable[Batch], *, device: torch.device, clamp: bool
) -> Validation:
    """Retouch photos and average their PSNR.

    Parameters
    ----------
    model : ImageAdaptive3DLUT
        Is put into evaluation mode, and back.
    batches : iterable of Batch
        Of single views; under torchrun this process's share.
    device : torch.device
    clamp : bool
        As :func:`psnr_of_codes`.

    Returns
    -------
    Validation
        Over all processes.

    Notes
    -----
    train.py of csjliang/PPR10K, ``calculate_psnr``: levels rounded, averaged per photo.
    """
    learning = model.training
    model.eval()
    sums = torch.zeros(3, dtype=torch.float64)
    for batch in batches:
        view = batch.to(device).views[0]
        made, _ = model(view.input)
        for ours, given, target in zip(made, view.input, view.target, strict=True):
            pair = (psnr_of_codes(ours, target, clamp=clamp), psnr_of_codes(given, target, clamp=clamp))
            sums += torch.tensor([*pair, 1.0], dtype=torch.float64)
    model.train(learning)
    sums = _over_processes(sums, device)
    count = int(sums[2])
    mean = (sums[:2] / count).tolist() if count else (math.nan, math.nan)
    return Validation(mean[0], mean[1], count)


def _over_processes(sums: Tensor, device: torch.device) -> Tensor:
    if not is_shared():
        return sums
    there = sums.to(device)
    reduce_over_processes(there)
    return there.cpu()
