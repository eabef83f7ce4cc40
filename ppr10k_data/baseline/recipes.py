"""What a training is asked to be: the four recipes of the paper, and everything that decides their result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ppr10k_data.baseline.lut_model import Backbone
from ppr10k_data.errors import CheckpointError, SettingsChangedError, SettingsError
from ppr10k_data.photo import Expert

MAY_CHANGE = frozenset({"epochs"})
"""Settings that a training may go on with changed: the learning rate is constant, so more epochs are just more."""


@dataclass(frozen=True)
class TrainSettings:
    """All that decides what is learned, apart from the pictures.

    Parameters
    ----------
    expert : {"a", "b", "c"}
        Whose targets.
    hrp : bool
        Human-region priority: errors on people count 25 times.
    glc : bool
        Group-level consistency: two versions of a photo are to come out alike.
    fixed : bool
        Leave out the official code's slips; see the guide to training.
    augmented : bool
        Whether augmented sources are learned from. GLC needs them.
    backbone, luts, vertices
        Of the model.
    epochs, batch_size : int
        The last batch of an epoch may be smaller.
    learning_rate : float
        Of Adam with 0.9 and 0.999, constant.
    tables_learning_rate : float, optional
        Of the tables; None for that of the classifier, as the official code has it.
    smooth, monotone : float
        Weights of the regularisers.
    crop : int
        Side of what is learned from, in pixels; with GLC two windows of three quarters of it.
    seed : int
        Of everything random.
    amp : bool
        The classifier in bfloat16; tables and pixels stay float32.
    imagenet : str
        Name of the file of ImageNet weights that the classifier began with; empty for none.

    References
    ----------
    csjliang/PPR10K, code_3DLUT/train.py and train_GLC.py, whose defaults these are.
    """

    expert: Expert = "a"
    hrp: bool = True
    glc: bool = False
    fixed: bool = False
    augmented: bool = True
    backbone: Backbone = "resnet18"
    luts: int = 5
    vertices: int = 33
    epochs: int = 200
    batch_size: int = 16
    learning_rate: float = 1e-4
    tables_learning_rate: float | None = None
    smooth: float = 1e-4
    monotone: float = 10.0
    crop: int = 448
    seed: int = 0
    amp: bool = False
    imagenet: str = ""

    def __post_init__(self) -> None:
        positive = {"epochs": self.epochs, "batch_size": self.batch_size, "learning_rate": self.learning_rate}
        for name, value in positive.items():
            if not value > 0:
                raise SettingsError(f"{name}={value}: expected more than 0")
        if self.crop < 8:
            raise SettingsError(f"crop={self.crop}: expected at least 8 pixels")
        if self.glc and not self.augmented:
            raise SettingsError("GLC compares two augmented versions of a photo: it needs augmented sources")

    def recorded(self) -> dict[str, Any]:
        """As it stands in checkpoints."""
        return asdict(self)


def settings_of(recorded: Mapping[str, Any], where: object) -> TrainSettings:
    """Settings as a checkpoint has them; what an older version did not know has its default.

    Raises
    ------
    CheckpointError
        If one is unknown, or of no value that makes sense.
    """
    try:
        return TrainSettings(**recorded)
    except (TypeError, SettingsError) as error:
        raise CheckpointError(f"{where}: settings of another version of this package: {error}") from error


def check_unchanged(before: Mapping[str, Any], asked: Mapping[str, Any], where: object) -> None:
    """Refuse to go on with other settings.

    Parameters
    ----------
    before : mapping
        As a checkpoint has them.
    asked : mapping
        All settings, or some.
    where : object
        The training, for the message.

    Raises
    ------
    SettingsChangedError
        Names each setting with both values.
    """
    changed = [
        f"{name} was {before.get(name)!r}, now {value!r}"
        for name, value in asked.items()
        if name not in MAY_CHANGE and before.get(name) != value
    ]
    if changed:
        raise SettingsChangedError(
            f"{where}: was begun with other settings: {'; '.join(changed)}. Leave them out, as --resume goes on "
            "with its own, or name another --out"
        )
