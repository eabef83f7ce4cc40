"""ResNet-18 with torchvision's names, so that its weights and the published ones load; torchvision is not needed."""

from __future__ import annotations

import torch
from torch import Tensor, nn

WIDTHS = (64, 128, 256, 512)
"""Channels of the four stages, each of two blocks: K. He et al., CVPR 2016, table 1."""


class BasicBlock(nn.Module):
    """Two 3x3 convolutions and a shortcut.

    Parameters
    ----------
    inputs, outputs : int
        Channels.
    stride : int
        Of the first convolution; the shortcut is a 1x1 convolution where shapes differ.
    """

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.downsample: nn.Module | None = None
        if stride != 1 or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, x: Tensor) -> Tensor:
        """(B, inputs, H, W) to (B, outputs, H / stride, W / stride)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        x = self.relu(self.bn1(self.conv1(x)))
        y: Tensor = self.relu(self.bn2(self.conv2(x)) + shortcut)
        return y


class ResNet18(nn.Module):
    """The network of K. He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, with 18 layers.

    Parameters
    ----------
    outputs : int
        Of the last layer, ``fc``; ImageNet's weights have 1000.

    Notes
    -----
    Parameters are named and drawn as torchvision's ``resnet18`` has them.
    """

    def __init__(self, outputs: int = 1000) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        for number, width in enumerate(WIDTHS):
            before = WIDTHS[max(number - 1, 0)]
            first = BasicBlock(before, width, 1 if number == 0 else 2)
            self.add_module(f"layer{number + 1}", nn.Sequential(first, BasicBlock(width, width, 1)))
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(WIDTHS[-1], outputs)
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, H, W) to (B, outputs)."""
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        for number in range(len(WIDTHS)):
            x = self.get_submodule(f"layer{number + 1}")(x)
        y: Tensor = self.fc(torch.flatten(self.avgpool(x), 1))
        return y
