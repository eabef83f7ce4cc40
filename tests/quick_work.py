"""Work that takes no time, for tests of the engine: what a photo's file says is what happens to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ppr10k_data.errors import OutputError, RawDecodeError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered
from ppr10k_data.jobs.engine.run import Job, RunOptions, run
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.photo import PhotoId
from shell import ENVIRONMENT

FOLDERS = ("a", "b", "c")

QUICK_ENVIRONMENT = {
    **ENVIRONMENT,
    "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), ENVIRONMENT["PYTHONPATH"]]),
}
"""For processes that must find this module."""


@dataclass(frozen=True)
class QuickOutput:
    path: Path


@dataclass(frozen=True)
class QuickWork:
    photo: PhotoId
    raw: Path
    outputs: tuple[QuickOutput, ...]

    def inputs(self, output: QuickOutput) -> tuple[Path, ...]:
        return (self.raw,)


def make(work: QuickWork, seconds: float = 0.0, durable: bool = False) -> PhotoOutcome:
    """Write a photo's files; their content tells the photo's and the name."""
    outcome = PhotoOutcome()
    with outcome.attempt(work.photo, work.raw):
        text = work.raw.read_text()
        note(work.raw.parent.parent / "decoded", f"{work.photo}")
        time.sleep(seconds)
        obey(text, work)
        for output in work.outputs:
            try:
                output.path.parent.mkdir(parents=True, exist_ok=True)
                write_bytes(output.path, f"{text} {output.path.name}".encode() * 50, durable=durable)
            except OSError as error:
                raise OutputError(f"{output.path}: {error}") from error
            outcome.rendered.append(Rendered(output, {"kind": "picture", "pid": os.getpid()}))
    return outcome


def obey(text: str, work: QuickWork) -> None:
    first = not (once := work.raw.with_suffix(".once")).exists()
    once.touch()
    if text == "segfault" or (text == "die once" and first):
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "corrupt":
        raise RawDecodeError(f"{work.raw}: corrupt")
    if text == "fault":
        raise RuntimeError("no idea")
    if text == "interrupt":
        raise KeyboardInterrupt


def note(path: Path, line: str) -> None:
    with path.open("a") as stream:
        stream.write(line + "\n")


def write_photos(root: Path, texts: dict[str, str] | int) -> Path:
    if isinstance(texts, int):
        texts = {f"{group}_0": "good" for group in range(texts)}
    (root / "raw").mkdir(parents=True, exist_ok=True)
    for photo, text in texts.items():
        (root / "raw" / f"{photo}.raw").write_text(text)
    return root


def quick_job(root: Path, shard: Shard = WHOLE, seconds: float = 0.0, **settings: Any) -> Job[QuickWork]:
    out = root / "out"
    photos = sorted((PhotoId.parse(path.stem) for path in (root / "raw").glob("*.raw")), key=str)
    works = [
        QuickWork(
            photo,
            root / "raw" / f"{photo}.raw",
            tuple(QuickOutput(out / name / f"{photo}.txt") for name in FOLDERS),
        )
        for photo in photos
        if shard.owns(photo.group)
    ]
    return Job(
        out,
        works,
        {"setting": 1, **settings},
        partial(make, seconds=seconds),
        lambda made: dict(made.record),
        lambda line: {"kind": line["kind"]},
        shard,
    )


@dataclass
class Report:
    made: int = 0
    done_before: int = 0
    left: int = 0
    problems: tuple[tuple[str, str], ...] = ()


def quick_run(
    root: Path,
    *,
    shard: Shard = WHOLE,
    seconds: float = 0.0,
    stop: Stop | None = None,
    after: Any = lambda outcome: None,
    settings: dict[str, Any] | None = None,
    **options: Any,
) -> Report:
    report = Report()

    def planned(pending: Any) -> None:
        report.done_before = len(pending.done)

    def done(photo: PhotoId, outcome: PhotoOutcome, tallies: Any) -> None:
        report.made += len(tallies)
        report.problems += tuple((problem.what, problem.kind) for problem in outcome.problems)
        after(outcome)

    job = quick_job(root, shard, seconds, **(settings or {}))
    report.left = run(job, RunOptions(**options), stop or Stop(), planned=planned, done=done)
    return report


def decoded(root: Path) -> list[str]:
    path = root / "decoded"
    return path.read_text().split() if path.exists() else []


def outputs(root: Path) -> dict[str, bytes]:
    out = root / "out"
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in (out / folder).glob("*")
    }


def temporaries(root: Path) -> list[Path]:
    return list((root / "out").rglob(".ppr10k-*"))


def main(root: str, seconds: str, backend: str = "loky", scheduler: str | None = None) -> None:
    quick_run(Path(root), backend=backend, jobs=2, seconds=float(seconds), scheduler=scheduler)


def start(root: Path, *arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """A run in a process of its own, to be killed."""
    command = [sys.executable, "-m", "quick_work", str(root), *map(str, arguments)]
    return subprocess.Popen(command, env={**QUICK_ENVIRONMENT, **environment}, stderr=subprocess.DEVNULL)


def recorded_photos(journal: Path) -> int:
    return journal.read_bytes().count(b'"photo"') if journal.exists() else 0


def wait_for(process: subprocess.Popen[bytes], journal: Path, photos: int) -> None:
    """Until so many photos are recorded, or the run ends."""
    until = time.monotonic() + 60.0
    while process.poll() is None and time.monotonic() < until and recorded_photos(journal) < photos:
        time.sleep(0.005)


if __name__ == "__main__":
    import quick_work  # workers find its functions under this name

    quick_work.main(*sys.argv[1:])
