"""The demonstration's learning part: a few epochs on the sample, results measured and shown side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

import torch
from numpy.typing import NDArray

import ppr10k_data
from ppr10k_data.baseline.batches import single_views
from ppr10k_data.baseline.checkpoints import read_checkpoint
from ppr10k_data.baseline.data import PaperCrop, PPR10KDataset, Samples
from ppr10k_data.baseline.inputs import find_inputs
from ppr10k_data.baseline.loaders import EpochBatches, validation_batches
from ppr10k_data.baseline.recipes import TrainSettings
from ppr10k_data.baseline.retouch import Retoucher
from ppr10k_data.baseline.retouch_files import RetouchRequest, retouch_files
from ppr10k_data.baseline.same_photos import rolls_of
from ppr10k_data.baseline.start import new_model
from ppr10k_data.baseline.train import Run, train
from ppr10k_data.baseline.training_state import BEST, LAST, Training, check_photos, resume
from ppr10k_data.errors import Ppr10kError
from ppr10k_data.files.images import read_picture, write_picture
from ppr10k_data.files.tree import SAMPLE_NOTICE
from ppr10k_data.jobs.demo.contact_sheet import Frame, Row, contact_sheet
from ppr10k_data.jobs.demo.run import RENDERS, SMALL
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.evaluate.run import EvaluationSummary, evaluate
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.metrics.evaluation import ImageMeasures
from ppr10k_data.photo import PhotoId, Split
from ppr10k_data.sample.plan import photos

LEARNED, RETOUCHED, SHEET = "learned", "retouched", "retouched-sheet.png"
MASKS = "masks"

SETTINGS = TrainSettings(
    hrp=False,
    fixed=True,
    augmented=False,
    backbone="small",
    vertices=17,
    epochs=120,
    batch_size=4,
    crop=96,
    learning_rate=3e-5,
    tables_learning_rate=5e-3,
)
"""Eight photos teach little: a small network, few grid points, tables that learn fast, and an end within a minute."""

HELD_OUT = 2
"""Photos of this place in their group are not learned from. Four scenes are too few to leave whole groups out."""


@dataclass(frozen=True)
class DemoTraining:
    """What was learned.

    Parameters
    ----------
    sheet : Path
        Before, after and target side by side.
    before, after : EvaluationSummary
        Of the photos that nothing was learned from, untouched and retouched.
    """

    sheet: Path
    before: EvaluationSummary
    after: EvaluationSummary


def demo_train(
    folder: Path,
    *,
    stop: Stop,
    started: Callable[[int, int], None],
    progress: Callable[[int, float], None],
) -> DemoTraining | None:
    """Train on the demonstration's renders, evaluate, retouch and draw; an earlier run's training goes on.

    Parameters
    ----------
    folder : Path
        The demonstration's own, with its renders.
    stop : Stop
    started, progress : callable
        As :class:`~ppr10k_data.baseline.train.Run` has them.

    Returns
    -------
    DemoTraining or None
        None where it was asked to stop.

    Raises
    ------
    Ppr10kError
        If the renders are incomplete, or there is a training of other settings.
    """
    out, renders = folder / LEARNED, folder / RENDERS / SMALL
    run = Run(out, torch.device("cpu"), stop=stop, started=started, progress=progress)
    if not _learn(renders, run):
        return None
    sources, results, targets = renders / "xmp_source", folder / RETOUCHED, renders / "xmp_target_a"
    held_out = Selection(photos=tuple(photo.name for photo in photos() if photo.name.index == HELD_OUT))
    _retouch([sources / f"{name}.tif" for name in held_out.photos], results, out / BEST)
    before, after = (
        evaluate(place, targets, renders / MASKS, selection=held_out) for place in (sources, results)
    )
    sheet = folder / SHEET
    picture = _sheet(before, after, (sources, results, targets))
    words = "what the demonstration learned, by ppr10k-data"
    write_picture(sheet, picture, space="srgb", description=words, licence=SAMPLE_NOTICE)
    return DemoTraining(sheet, before, after)


def _learn(renders: Path, run: Run) -> bool:
    """Train on all photos but those held out, of both sides of the split; whether it was brought to its end."""
    sides = (PPR10KDataset(renders, split, augmented=False, masks=False) for split in get_args(Split))
    samples = [sample for side in sides for sample in side.samples]
    learned = [sample for sample in samples if PhotoId.parse(sample.photo).index != HELD_OUT]
    looked_at = Samples([sample for sample in samples if sample not in learned])
    batches = EpochBatches(
        Samples(learned, transform=PaperCrop(SETTINGS.crop)),
        SETTINGS.batch_size,
        single_views,
        seed=SETTINGS.seed,
    )
    run.out.mkdir(parents=True, exist_ok=True)
    training = (
        resume(run.out, SETTINGS, SAMPLE_NOTICE, run.device)
        if (run.out / LAST).is_file()
        else Training.begin(new_model(SETTINGS), SETTINGS, SAMPLE_NOTICE)
    )
    check_photos(training, rolls_of(learned, looked_at.samples), run.out)
    return train(training, batches, validation_batches(looked_at), run)


def _retouch(paths: Sequence[Path], results: Path, checkpoint: Path) -> None:
    known = read_checkpoint(checkpoint)
    request = RetouchRequest(find_inputs(paths), results, f"{LEARNED}/{BEST}", known.licence, overwrite=True)
    summary = retouch_files(Retoucher(known.model), request)
    if summary.problems:
        raise Ppr10kError(summary.problems[0].reason)


def _sheet(
    before: EvaluationSummary, after: EvaluationSummary, places: tuple[Path, Path, Path]
) -> NDArray[Any]:
    pairs = list(zip(before.evaluation.images, after.evaluation.images, strict=True))
    rows = [_row(untouched, retouched, places) for untouched, retouched in pairs]
    groups = [list(some) for _, some in groupby(rows, lambda row: row.name.partition("_")[0])]
    return contact_sheet(
        f"ppr10k-data {ppr10k_data.__version__}: the 3D LUT baseline, learned from eight photos",
        "Photos that nothing was learned from. PSNR and colour difference to expert a under each.",
        ("source", "retouched", "expert a"),
        groups,
        (
            "Made from a generated sample. Of each scene two photos were learned from, and the third is shown.",
        ),
    )


def _row(untouched: ImageMeasures, retouched: ImageMeasures, places: tuple[Path, Path, Path]) -> Row:
    captions = (_caption(untouched), _caption(retouched), ())
    pictures = [read_picture(place / f"{untouched.name}.tif") for place in places]
    frames = [Frame(picture, caption) for picture, caption in zip(pictures, captions, strict=True)]
    return Row(untouched.name, "held out", frames)


def _caption(image: ImageMeasures) -> tuple[str, ...]:
    return f"{image.measures.psnr:.1f} dB", f"dE {image.measures.delta_e:.1f}"
