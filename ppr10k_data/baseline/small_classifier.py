"""The small network of Image-Adaptive-3DLUT, under the names of its checkpoints."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

CHANNELS = (3, 16, 32, 64, 128, 128)
"""From the photo to 8 x 8 features of a 256 x 256 picture, halved five times."""


class SmallClassifier(nn.Module):
    """Five strided convolutions and one over what is left.

    Parameters
    ----------
    outputs : int
        Weights to predict.

    Notes
    -----
    H. Zeng et al., "Learning Image-Adaptive 3D Lookup Tables for High Performance Photo Enhancement in Real-Time",
    TPAMI 2020, section 3.2: LeakyReLU 0.2, affine InstanceNorm after all but the last strided convolution, dropout
    0.5. ``model.0`` of its checkpoints is the resizing, which has no weights and is not done here. Weights start as in
    that project: Xavier's normal distribution, and 1 for the last bias, so that the first table counts in full.
    """

    def __init__(self, outputs: int = 5) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Identity()]
        for number, (before, after) in enumerate(pairwise(CHANNELS)):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
            if number < len(CHANNELS) - 2:
                layers.append(nn.InstanceNorm2d(after, affine=True))
        self.model = nn.Sequential(*layers, nn.Dropout(0.5), nn.Conv2d(CHANNELS[-1], outputs, 8))
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.xavier_normal_(module.weight)
            elif isinstance(module, nn.InstanceNorm2d):
                nn.init.normal_(module.weight, 1.0, 0.02)
        with torch.no_grad():
            self.model[-1].bias.fill_(1.0)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, 256, 256) to (B, outputs)."""
        y: Tensor = self.model(x).flatten(1)
        return y
