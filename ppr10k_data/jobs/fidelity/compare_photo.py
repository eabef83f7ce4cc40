"""One photo's work: its renders beside Lightroom's, made in memory where none are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.cameras import BaselineRow
from ppr10k_data.develop.coverage import approximated, not_replayed
from ppr10k_data.errors import ImageFileError, Ppr10kError
from ppr10k_data.fidelity.comparison import Comparison, Trio
from ppr10k_data.fidelity.framing import difference_picture, doubt, misfit
from ppr10k_data.fidelity.strengths import sliders_of
from ppr10k_data.files.images import jpeg_bytes
from ppr10k_data.files.metadata import open_metadata
from ppr10k_data.files.profiles import ProfileFolder
from ppr10k_data.files.srgb import read_srgb
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem
from ppr10k_data.jobs.fidelity.nearer_renders import NOTHING, Nearer
from ppr10k_data.jobs.photos.sidecars import read_sidecar
from ppr10k_data.jobs.render.photo import render_photo
from ppr10k_data.jobs.render.plan import Output, PhotoWork
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.metrics import score
from ppr10k_data.xmp import CameraRawEdits

Picture = NDArray[np.uint8]

SHOWN_EDGE, SHOWN_QUALITY = 540, 85
"""Long edge in pixels and JPEG quality of pictures on the page."""


@dataclass(frozen=True)
class ComparisonWork:
    """A photo's pictures to compare.

    Parameters
    ----------
    work : PhotoWork
        RAW, sidecars, and one output for each of them; their paths are not used.
    lightroom, renders : dict of Path
        Lightroom's picture and ours by name of output, such as "xmp_source/12_3", where there are such files.
    """

    work: PhotoWork
    lightroom: dict[str, Path]
    renders: dict[str, Path] = field(default_factory=dict)


Compared = tuple[Comparison, Trio | None]


def name_of(output: Output) -> str:
    """Folder of sidecars and photo."""
    return f"{output.folder}/{output.photo}"


def compare_photo(
    task: ComparisonWork,
    settings: RenderSettings,
    *,
    baselines: Sequence[BaselineRow] = (),
    profiles: ProfileFolder | None = None,
    pictures: bool = True,
    nearer: Nearer = NOTHING,
) -> list[Compared]:
    """Compare all of one photo's pictures with Lightroom's.

    Parameters
    ----------
    task : ComparisonWork
    settings : RenderSettings
        Of what is rendered here; its resolution is replaced by the size of Lightroom's picture.
    baselines : sequence of BaselineRow
        The user's own baseline exposures.
    profiles : ProfileFolder, optional
        The user's own camera profiles and looks.
    pictures : bool
        Whether to make the pictures for the page.
    nearer : Nearer
        What is tried beside the renders as they are.

    Returns
    -------
    list
        A comparison for every output, with its pictures where it has scores; what cannot be compared has its reason.
    """
    theirs, reasons = _lightrooms(task)
    ours = _rendered_before(task, theirs, reasons)
    render = partial(render_photo, baselines=baselines, profiles=profiles)
    ours |= _rendered_now(task, settings, render, theirs, ours, reasons)
    facts = _Facts.of(task.work)
    compared = []
    for output in task.work.outputs:
        name = name_of(output)
        about = facts.about(output)
        if name in ours:
            compared.append(_compared(about, ours[name], theirs[name], nearer, pictures=pictures))
        else:
            compared.append((replace(about, reason=reasons.get(name, "not rendered")), None))
    return compared


def _lightrooms(task: ComparisonWork) -> tuple[dict[str, Picture], dict[str, str]]:
    """Lightroom's pictures, and why there is none."""
    found, reasons = {}, {}
    for name in map(name_of, task.work.outputs):
        if name not in task.lightroom:
            reasons[name] = "no TIFF of Lightroom's"
            continue
        try:
            found[name] = read_srgb(task.lightroom[name])
        except ImageFileError as error:
            reasons[name] = f"Lightroom's TIFF cannot be read: {error}"
    return found, reasons


def _rendered_before(
    task: ComparisonWork, wanted: dict[str, Picture], reasons: dict[str, str]
) -> dict[str, Picture]:
    """Renders that lie on the disk; one that cannot be read is not made again, but named."""
    found = {}
    for name in wanted:
        if name in task.renders:
            try:
                found[name] = read_srgb(task.renders[name])
            except ImageFileError as error:
                reasons[name] = f"our render cannot be read: {error}"
    return found


def _rendered_now(
    task: ComparisonWork,
    settings: RenderSettings,
    render: Callable[..., PhotoOutcome],
    wanted: dict[str, Picture],
    there: dict[str, Picture],
    reasons: dict[str, str],
) -> dict[str, Picture]:
    """Render the others in memory, each at the size of Lightroom's; as a rule one size, and one decoding, a photo."""
    by_edge: dict[int, list[Output]] = {}
    for output in task.work.outputs:
        name = name_of(output)
        if name in wanted and name not in there and name not in reasons:
            by_edge.setdefault(max(wanted[name].shape[:2]), []).append(output)
    made: dict[str, Picture] = {}
    for edge, outputs in by_edge.items():
        work = replace(task.work, outputs=tuple(outputs))
        sized = replace(settings, resolution=Resolution(f"{edge}px", edge))
        outcome = render(work, sized, keep=_keeper(made))
        for output in outputs:
            if name_of(output) not in made:
                reasons[name_of(output)] = _why_not(output, outcome.problems)
    return made


def _keeper(made: dict[str, Picture]) -> Callable[[Output, NDArray[Any]], None]:
    def keep(output: Output, picture: NDArray[Any]) -> None:
        made[name_of(output)] = picture

    return keep


def _why_not(output: Output, problems: Sequence[Problem]) -> str:
    """The problem that names the output's own sidecar, or else the photo's."""
    own = [problem.reason for problem in problems if str(output.sidecar) in problem.reason]
    return f"not rendered: {(own or [problem.reason for problem in problems] or ['no reason is known'])[0]}"


@dataclass(frozen=True)
class _Facts:
    """What is known of a photo, whether or not it could be rendered."""

    camera: str
    source: CameraRawEdits | None

    @classmethod
    def of(cls, work: PhotoWork) -> _Facts:
        camera, source = "", None
        with suppress(Ppr10kError):  # told where the photo is rendered
            metadata = open_metadata(work.raw)
            camera = _camera(metadata.make or "", metadata.model or metadata.unique_camera_model or "")
        if work.source is not None:
            with suppress(Ppr10kError):
                source = read_sidecar(work.source).edits
        return cls(camera, source)

    def about(self, output: Output) -> Comparison:
        """A comparison without its outcome."""
        about = Comparison(str(output.photo), output.folder, camera=self.camera)
        try:
            edits = read_sidecar(output.sidecar).edits
        except Ppr10kError:
            return about
        asked = CameraRawEdits() if edits.already_applied else edits
        return replace(
            about,
            process_version=edits.process_version,
            sliders=sliders_of(asked, self.source),
            not_replayed=tuple(not_replayed(asked)),
            approximated=tuple(approximated(asked)),
        )


def _camera(make: str, model: str) -> str:
    """Make and model; a make that the model repeats stands once."""
    first = make.split(" ")[0].lower()
    return (model if first and model.lower().startswith(first) else f"{make} {model}").strip()


def _compared(
    about: Comparison, ours: Picture, theirs: Picture, nearer: Nearer, *, pictures: bool
) -> Compared:
    reason = misfit(ours, theirs)
    if reason:
        return replace(about, reason=reason), None
    renders = nearer.renders(ours, theirs, about.camera)
    remarks = [doubt(ours, theirs), *(f"not {name}: {r.reason}" for name, r in renders.items() if r.reason)]
    done = replace(
        about,
        scores=score(ours, theirs),
        remark="; ".join(remark for remark in remarks if remark),
        others={name: score(render.picture, theirs) for name, render in renders.items()},
    )
    changed = {name: render.picture for name, render in renders.items() if not render.reason}
    return done, _trio(ours, theirs, changed) if pictures else None


def _trio(ours: Picture, theirs: Picture, others: Mapping[str, Picture]) -> Trio:
    height, width = _shown(ours).shape[:2]
    pairs = {
        name: (_file(picture), _file(difference_picture(picture, theirs))) for name, picture in others.items()
    }
    return Trio(_file(ours), _file(theirs), _file(difference_picture(ours, theirs)), width, height, pairs)


def _file(picture: Picture) -> bytes:
    return jpeg_bytes(_shown(picture), quality=SHOWN_QUALITY)


def _shown(picture: Picture) -> Picture:
    """A picture reduced for the page; never enlarged."""
    height, width = picture.shape[:2]
    scale = SHOWN_EDGE / max(height, width)
    if scale >= 1.0:
        return picture
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def outcomes_of(task: ComparisonWork, reason: str) -> Iterator[Compared]:
    """All of a photo's pictures as not compared, for one reason."""
    for output in task.work.outputs:
        yield Comparison(str(output.photo), output.folder, reason=reason), None
