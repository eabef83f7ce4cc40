"""The model: a small picture decides how to mix tables, and the mixed table is applied to every pixel."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from ppr10k_data.baseline.resnet import ResNet18
from ppr10k_data.baseline.small_classifier import SmallClassifier
from ppr10k_data.errors import SettingsError
from ppr10k_kernels import fuse, identity, lut3d
from ppr10k_kernels.shapes import LARGEST_LUT

Backbone = Literal["resnet18", "small"]

EDGES: dict[Backbone, int] = {"resnet18": 224, "small": 256}
"""Side of the square picture, in pixels, that a classifier looks at."""


class _ResNetClassifier(nn.Module):
    """ResNet-18 under ``model``, as the published checkpoints have it."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.model = ResNet18(outputs)

    def forward(self, x: Tensor) -> Tensor:
        """(B, 3, 224, 224) in 0..1 to (B, outputs)."""
        y: Tensor = self.model(x)
        return y


class ImageAdaptive3DLUT(nn.Module):
    """3D look-up tables mixed for each photo by a classifier.

    Parameters
    ----------
    backbone : {"resnet18", "small"}
        The classifier: PPR10K's, or Image-Adaptive-3DLUT's.
    luts : int
        Basis tables. The first starts as the identity, the others as zero.
    vertices : int
        Grid points an axis, 2..129.

    Attributes
    ----------
    classifier : torch.nn.Module
        (B, 3, edge, edge) to (B, luts).
    tables : (luts, 3, vertices, vertices, vertices) float32 parameter
        Indexed [channel, blue, green, red].

    Raises
    ------
    SettingsError
        If an argument is none of these.

    References
    ----------
    H. Zeng et al., TPAMI 2020, sections 3.1 and 3.2; J. Liang et al., "PPR10K: A Large-Scale Portrait Photo Retouching
    Dataset with Human-Region Mask and Group-Level Consistency", CVPR 2021, section 4.
    """

    def __init__(self, backbone: Backbone = "resnet18", luts: int = 5, vertices: int = 33) -> None:
        super().__init__()
        _check(backbone, luts, vertices)
        self.backbone, self.luts, self.vertices = backbone, luts, vertices
        self.classifier = _ResNetClassifier(luts) if backbone == "resnet18" else SmallClassifier(luts)
        tables = torch.zeros(luts, 3, vertices, vertices, vertices)
        tables[0] = torch.from_numpy(np.asarray(identity(vertices), np.float32))
        self.tables = nn.Parameter(tables)

    def start_at_identity(self) -> None:
        """Let every photo begin with weights of 1, so that an untrained model changes nothing.

        Otherwise ResNet-18 begins near 0, which is black, and the small classifier anywhere.
        """
        head = self.classifier.model.fc if self.backbone == "resnet18" else self.classifier.model[-1]
        with torch.no_grad():
            head.weight.zero_()
            head.bias.fill_(1.0)

    @property
    def edge(self) -> int:
        """Side of the square picture that the classifier looks at, in pixels."""
        return EDGES[self.backbone]

    def weights(self, image: Tensor) -> Tensor:
        """How much of each table a photo gets.

        Parameters
        ----------
        image : (B, 3, H, W) tensor of floats
            In [0, 1], of any size; resized to a square bilinearly, without smoothing, as both papers' code does.

        Returns
        -------
        (B, luts) tensor
            Of any sign; they need not sum to one.
        """
        small = interpolate(image, size=(self.edge, self.edge), mode="bilinear", align_corners=False)
        weights: Tensor = self.classifier(small)
        return weights

    def mixed(self, weights: Tensor) -> Tensor:
        """The table of each photo, (B, 3, vertices, vertices, vertices)."""
        return fuse(weights, self.tables)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Retouch photos.

        Parameters
        ----------
        image : (B, 3, H, W) tensor of floats
            sRGB-encoded, in [0, 1]; what lies outside is clamped by the table.

        Returns
        -------
        tuple of tensors
            The photos, (B, 3, H, W), not clamped, and the weights, (B, luts).
        """
        weights = self.weights(image)
        return lut3d(image, self.mixed(weights)), weights


def _check(backbone: str, luts: int, vertices: int) -> None:
    if backbone not in get_args(Backbone):
        raise SettingsError(f"backbone {backbone!r}: expected {' or '.join(get_args(Backbone))}")
    if luts < 1:
        raise SettingsError(f"{luts} tables: a model needs at least one")
    if not 2 <= vertices <= LARGEST_LUT:
        raise SettingsError(f"{vertices} grid points an axis: expected 2 to {LARGEST_LUT}")
