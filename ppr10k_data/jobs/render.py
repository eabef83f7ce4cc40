"""Render many photos: plan, leave out what is done, work, record, sum up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import ppr10k_data
from ppr10k_data.cameras import BaselineRow
from ppr10k_data.errors import LayoutError, NotReplayedError
from ppr10k_data.files.profiles import ProfileFolder, search_profiles
from ppr10k_data.files.tree import Dataset, refuse_inside
from ppr10k_data.jobs.manifest import NAME, append_manifest, check_same_settings, fingerprint, read_manifest
from ppr10k_data.jobs.outcome import PhotoOutcome, Rendered, unexpected
from ppr10k_data.jobs.parallel import parallel_map
from ppr10k_data.jobs.plan import PhotoWork, Problem, RenderPlan, Selection, plan_render
from ppr10k_data.jobs.render_photo import render_photo
from ppr10k_data.jobs.settings import RenderSettings
from ppr10k_data.jobs.strict import what_is_lacking

Progress = Callable[[PhotoOutcome], None]


@dataclass
class RenderSummary:
    """What a run did.

    Parameters
    ----------
    out : Path
        Folder that holds the renders.
    rendered, skipped : int
        Files made, and files that were there already from the same inputs and settings.
    photos : int
        Photos that were worked on: those with anything to make.
    pictures : int
        Those of the files, made or there already, that are pictures and not masks.
    problems : list of Problem
        What failed.
    notes : list of str
        What the user should know of files that were made.
    replayed, approximated, not_replayed : Counter
        Pictures by Camera Raw key that they asked for: done, done by a heuristic, or in vain.
    detail_left_out : int
        Renders whose sharpening or noise reduction was left out.
    seconds : float
        Of the whole run.
    """

    out: Path
    rendered: int = 0
    skipped: int = 0
    photos: int = 0
    pictures: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    replayed: Counter[str] = field(default_factory=Counter)
    approximated: Counter[str] = field(default_factory=Counter)
    not_replayed: Counter[str] = field(default_factory=Counter)
    detail_left_out: int = 0
    seconds: float = 0.0

    def count(self, record: dict[str, Any]) -> None:
        """Count a file; of a picture, also what became of the adjustments that it asked for."""
        self.pictures += record.get("kind") == "picture"
        self.replayed.update(record.get("replayed", ()))
        self.approximated.update(record.get("approximated", {}).keys())
        self.not_replayed.update(record.get("not_replayed", {}).keys())
        self.detail_left_out += bool(record.get("detail_left_out"))

    def recorded(self) -> dict[str, Any]:
        """As one JSON document."""
        return {
            "out": str(self.out),
            "rendered": self.rendered,
            "skipped": self.skipped,
            "photos": self.photos,
            "pictures": self.pictures,
            "failed": [asdict(problem) for problem in self.problems],
            "notes": self.notes,
            "replayed": dict(self.replayed.most_common()),
            "approximated": dict(self.approximated.most_common()),
            "not_replayed": dict(self.not_replayed.most_common()),
            "detail_left_out": self.detail_left_out,
            "seconds": round(self.seconds, 2),
        }


@dataclass(frozen=True)
class _Pending:
    """A plan less what is done."""

    works: tuple[PhotoWork, ...]
    fingerprints: dict[Path, str]
    done: tuple[dict[str, Any], ...]


def _settings_record(
    settings: RenderSettings, baselines: Sequence[BaselineRow], profiles: ProfileFolder | None
) -> dict[str, Any]:
    record = settings.recorded()
    if profiles is not None:
        record["profiles"] = {"files": len(profiles.files) + len(profiles.looks), "digest": profiles.digest}
    if baselines:
        record["baseline_table"] = [asdict(row) for row in baselines]
    return record


def _leave_out_done(
    plan: RenderPlan, recorded: dict[str, Any], lines: dict[str, dict[str, Any]], base: Path
) -> _Pending:
    """Done is: the file is there, and its newest manifest line has the fingerprint it would get now."""
    works, fingerprints, done = [], {}, []
    for work in plan.works:
        missing = []
        for output in work.outputs:
            mark = fingerprint(recorded, work.inputs(output))
            line = lines.get(_name(output.path, base))
            if line is not None and line.get("fingerprint") == mark and output.path.exists():
                done.append(line)
            else:
                missing.append(output)
                fingerprints[output.path] = mark
        if missing:
            works.append(replace(work, outputs=tuple(missing)))
    return _Pending(tuple(works), fingerprints, tuple(done))


def _name(path: Path, base: Path) -> str:
    return path.relative_to(base).as_posix()


def _work_safely(
    work: PhotoWork,
    settings: RenderSettings,
    baselines: Sequence[BaselineRow],
    profiles: ProfileFolder | None,
) -> PhotoOutcome:
    """Render one photo; a fault of this program costs that photo, named, and not the run."""
    try:
        return render_photo(work, settings, baselines, profiles)
    except Exception as error:
        return PhotoOutcome(problems=[unexpected(work.photo, work.raw, error)])


def render(
    root: Path,
    sidecar_names: Iterable[str],
    settings: RenderSettings,
    *,
    out: Path,
    selection: Selection | None = None,
    jobs: int = 1,
    overwrite: bool = False,
    baselines: Sequence[BaselineRow] = (),
    profiles: Path | None = None,
    started: Callable[[int], None] = lambda photos: None,
    progress: Progress = lambda outcome: None,
) -> RenderSummary:
    """Render photos of a copy of PPR10K by their sidecars.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    sidecar_names : iterable of str
        Folders of sidecars, by name under the root or by path.
    settings : RenderSettings
    out : Path
        Renders go to ``<out>/<res>/<xmp folder>/``, masks to ``<out>/<res>/masks/``.
    selection : Selection, optional
        Which photos; all by default.
    jobs : int
        Processes.
    overwrite : bool
        Render again what is done, also with other settings.
    baselines : sequence of BaselineRow
        The user's own baseline exposures.
    profiles : Path, optional
        The user's own folder of camera profiles and looks.
    started : callable
        Told the number of photos to work on.
    progress : callable
        Told each photo's outcome.

    Returns
    -------
    RenderSummary

    Raises
    ------
    LayoutError
        If the dataset's folders are missing, or results cannot be written to ``out``.
    SettingsChangedError
        If ``out`` holds renders of other settings, without ``overwrite``.
    SettingsError
        If the manifest there is damaged.
    ProfileError
        If there is nothing to be had from the folder of profiles.
    """
    begun = time.perf_counter()
    refuse_inside(root, out)
    base = out / settings.resolution.name
    folder = None if profiles is None else search_profiles(profiles)
    recorded = _settings_record(settings, baselines, folder)
    plan = plan_render(Dataset(root), sidecar_names, settings, selection or Selection(), out)
    lines = {} if overwrite else read_manifest(base / NAME)
    check_same_settings(lines, recorded, base / NAME)
    pending = _leave_out_done(plan, recorded, lines, base)
    summary = RenderSummary(
        base,
        skipped=len(pending.done),
        photos=len(pending.works),
        problems=list(plan.problems),
        notes=[*plan.notes, *(() if folder is None else folder.unreadable)],
    )
    for line in pending.done:
        summary.count(line)
        if settings.strict and line.get("not_replayed"):
            summary.problems.append(_lacking(line))
    started(len(pending.works))
    if pending.works:
        _run(pending, settings, recorded, base, summary, jobs, baselines, folder, progress)
    summary.seconds = time.perf_counter() - begun
    return summary


def _lacking(line: dict[str, Any]) -> Problem:
    """A picture of an earlier run that --strict would not have made."""
    reason = what_is_lacking(line["sidecar"], line["not_replayed"])
    return Problem(line["photo"], NotReplayedError.__name__, f"{reason} (it was there already)")


def _run(
    pending: _Pending,
    settings: RenderSettings,
    recorded: dict[str, Any],
    base: Path,
    summary: RenderSummary,
    jobs: int,
    baselines: Sequence[BaselineRow],
    profiles: ProfileFolder | None,
    progress: Progress,
) -> None:
    worker = partial(_work_safely, settings=settings, baselines=tuple(baselines), profiles=profiles)
    try:
        with append_manifest(base / NAME) as manifest:
            for _, outcome in parallel_map(worker, pending.works, jobs=jobs):
                for rendered in outcome.rendered:
                    record = _line(rendered, recorded, pending.fingerprints, base)
                    manifest.append(record)
                    summary.count(record)
                summary.rendered += len(outcome.rendered)
                summary.problems += outcome.problems
                summary.notes += outcome.notes
                progress(outcome)
    except OSError as error:
        raise LayoutError(
            f"{base}: results cannot be written there ({error.strerror or error}); give --out a writable folder"
        ) from error


def _line(
    rendered: Rendered, recorded: dict[str, Any], fingerprints: dict[Path, str], base: Path
) -> dict[str, Any]:
    output = rendered.output
    return {
        "file": _name(output.path, base),
        "photo": str(output.photo),
        "kind": output.kind,
        "sidecar": f"{output.sidecar.parent.name}/{output.sidecar.name}",
        **rendered.record,
        "settings": recorded,
        "version": ppr10k_data.__version__,
        "fingerprint": fingerprints[output.path],
    }
