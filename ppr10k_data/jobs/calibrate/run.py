"""Calibrate camera models by many photos with small renderings by another program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from ppr10k_data.cameras import BaselineRow
from ppr10k_data.errors import LayoutError, Ppr10kError, SettingsError
from ppr10k_data.files.calibrations import CameraCalibration, write_calibrations
from ppr10k_data.files.guides import read_guide
from ppr10k_data.files.metadata import open_metadata
from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.engine.execute import execute
from ppr10k_data.jobs.engine.outcome import failure
from ppr10k_data.jobs.engine.pools.open_pool import open_pool
from ppr10k_data.jobs.engine.resources import REDUCED_BYTES_PER_PIXEL, default_jobs
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.selection import EVERYTHING, Selection
from ppr10k_data.jobs.photos.work import Output, PhotoWork
from ppr10k_data.jobs.render.guided import MatchFolders, guided
from ppr10k_data.jobs.render.photo import render_photo
from ppr10k_data.jobs.render.plan import plan_render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.match.calibration import Sample, calibrate, sample_of
from ppr10k_data.match.fitting import laid_on

SETTINGS = RenderSettings(Resolution.parse("360p"), bits=16, geometry="own")


@dataclass(frozen=True, eq=False)
class Sampled:
    """What a photo gives to a calibration.

    Parameters
    ----------
    camera : tuple of str
        Make and model.
    samples : tuple of Sample
        Of each of its pictures that lies on its guide.
    reasons : tuple of str
        Why the others do not.
    """

    camera: tuple[str, str]
    samples: tuple[Sample, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class CalibrationSummary:
    """What a run found.

    Parameters
    ----------
    file : Path
    cameras : list of CameraCalibration
    notes : list of str
        Pictures and cameras that were left out, and why.
    """

    file: Path
    cameras: list[CameraCalibration]
    notes: list[str]

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "file": str(self.file),
            "cameras": [camera.recorded() for camera in self.cameras],
            "notes": self.notes,
        }


def calibrate_cameras(
    root: Path,
    sidecar_names: Sequence[str],
    guides: Path,
    *,
    out: Path,
    selection: Selection = EVERYTHING,
    baselines: Sequence[BaselineRow] = (),
    jobs: int | None = 1,
    stop: Stop | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Callable[[], None] = lambda: None,
) -> CalibrationSummary:
    """Pool the photos of each camera model, and write what their renders lack of the guides.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    sidecar_names : sequence of str
        Folders of sidecars; sources are best, as experts' targets have local corrections.
    guides : Path
        Small renderings, see :mod:`ppr10k_data.files.guide_places`.
    out : Path
        The file to write.
    selection : Selection
    baselines : sequence of BaselineRow
        The user's own baseline exposures, which the calibration comes on top of.
    jobs : int or None
        Processes; None for as many as cores and memory carry.
    stop : Stop, optional
        Looked at between photos.
    started, progress : callable
        Told the number of photos, and of each.

    Raises
    ------
    LayoutError
        If folders are missing.
    SettingsError
        If no camera has photos of two groups that can be used.
    """
    refuse_inside(root, out.parent)
    plan = plan_render(Dataset(root), sidecar_names, SETTINGS, selection, out.parent)
    works = guided(plan, MatchFolders(guides), SETTINGS).works
    started(len(works))
    jobs = jobs or default_jobs((work.raw for work in works), REDUCED_BYTES_PER_PIXEL)
    worker = partial(sampled, baselines=tuple(baselines))
    pool = open_pool("here" if jobs == 1 else "loky", worker, out.parent, min(jobs, max(1, len(works))))
    found = []
    for _, result in execute(pool, works, stop or Stop(), _failed):
        found.append(result)
        progress()
    return _summed_up(found, [problem.reason for problem in plan.problems], out)


def sampled(work: PhotoWork, baselines: Sequence[BaselineRow] = ()) -> Sampled:
    """Render a photo's pictures at the size of their guides, and take pixels of both."""
    metadata = open_metadata(work.raw)
    samples, reasons = [], []
    for output in work.outputs:
        try:
            samples.append(_sample(work, output, baselines))
        except Ppr10kError as error:
            reasons.append(f"{output.folder}/{output.photo}: {error}")
    model = metadata.model or metadata.unique_camera_model or ""
    return Sampled((metadata.make or "", model), tuple(samples), tuple(reasons))


def _sample(work: PhotoWork, output: Output, baselines: Sequence[BaselineRow]) -> Sample:
    if output.guide is None:
        raise LayoutError("it has no guide")
    guide = read_guide(output.guide.file).pixels
    edge = max(guide.shape[:2])
    settings = replace(SETTINGS, resolution=Resolution(f"{edge}px", edge))
    made: list[NDArray[Any]] = []
    outcome = render_photo(
        replace(work, outputs=(output,)), settings, baselines, keep=lambda _, picture: made.append(picture)
    )
    if not made:
        raise SettingsError("; ".join(problem.reason for problem in outcome.problems))
    ours, theirs, reason = laid_on(made[0], guide)
    if reason:
        raise SettingsError(f"{output.guide.file}: {reason}")
    return sample_of(f"{output.folder}/{output.photo}", output.photo.group, ours, theirs)


def camera_name(make: str, model: str) -> str:
    """A camera as people call it: many models begin with their make already."""
    return model if model.lower().startswith(make.lower()) else f"{make} {model}"


def _failed(work: PhotoWork, error: Exception) -> Sampled:
    return Sampled(("", ""), (), (failure(work.photo, work.raw, error).reason,))


def _summed_up(found: Sequence[Sampled], notes: list[str], out: Path) -> CalibrationSummary:
    by_camera: dict[tuple[str, str], list[Sample]] = {}
    for each in sorted(found, key=lambda each: [sample.photo for sample in each.samples]):
        notes += each.reasons
        by_camera.setdefault(each.camera, []).extend(each.samples)
    cameras = []
    for (make, model), samples in sorted(by_camera.items()):
        usable = [sample for sample in samples if len(sample.source)]
        try:
            calibration, gain = calibrate(usable)
        except ValueError as error:
            notes.append(f"{camera_name(make, model)}: not calibrated: {error}")
            continue
        notes += [f"{photo}: left out, unlike the camera's other photos" for photo in gain.left_out]
        cameras.append(CameraCalibration(make, model, calibration, gain))
    if not cameras:
        why = "".join(f"\n  {note}" for note in notes) or " no photo is selected"
        raise SettingsError(f"no camera can be calibrated:{why}")
    write_calibrations(out, cameras)
    return CalibrationSummary(out, cameras, notes)
