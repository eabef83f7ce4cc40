"""How many photos at a time, by cores and memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from ppr10k_data.jobs.engine import resources
from ppr10k_data.jobs.engine.resources import (
    FULL_BYTES_PER_PIXEL,
    REDUCED_BYTES_PER_PIXEL,
    available_cores,
    available_memory,
    default_jobs,
    jobs_for,
)

GB = 10**9


@pytest.mark.parametrize(
    ("cores", "memory", "raw_bytes", "bytes_per_pixel", "jobs"),
    [
        (2, 32 * GB, 30_000_000, REDUCED_BYTES_PER_PIXEL, 2),
        (64, 32 * GB, 30_000_000, REDUCED_BYTES_PER_PIXEL, 37),
        (64, 32 * GB, 50_000_000, FULL_BYTES_PER_PIXEL, 16),
        (8, 4 * GB, 50_000_000, FULL_BYTES_PER_PIXEL, 2),
        (8, GB, 90_000_000, FULL_BYTES_PER_PIXEL, 1),
        (8, None, 90_000_000, FULL_BYTES_PER_PIXEL, 8),
    ],
)
def test_one_a_core_and_fewer_where_memory_is_short(
    cores: int, memory: int | None, raw_bytes: int, bytes_per_pixel: float, jobs: int
) -> None:
    assert jobs_for(cores, memory, raw_bytes, bytes_per_pixel) == jobs


def test_this_machine_has_some(tmp_path: Path) -> None:
    (tmp_path / "1_0.raw").write_bytes(b"0" * 1000)
    assert 1 <= default_jobs([tmp_path / "1_0.raw", tmp_path / "gone.raw"], 20.0) <= available_cores()
    assert (available_memory() or 1) > 0


def test_the_largest_file_counts(tmp_path: Path) -> None:
    for size in (10, 1000, 200):
        (tmp_path / f"{size}.raw").write_bytes(b"0" * size)
    assert resources.largest(tmp_path.iterdir()) == 1000
    assert resources.largest([]) == 0


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_available_memory_of_linux(tmp_path: Path) -> None:
    told = write(tmp_path / "meminfo", "MemTotal: 16000 kB\nMemFree: 100 kB\nMemAvailable:   8000 kB\n")
    assert resources._meminfo(told) == 8000 * 1024
    assert resources._meminfo(tmp_path / "none") is None


def test_control_groups_of_version_2_and_those_around_them(tmp_path: Path) -> None:
    root = tmp_path / "cgroup"
    write(root / "slurm" / "job_7" / "memory.max", "max\n")
    write(root / "slurm" / "job_7" / "memory.current", "5\n")
    write(root / "slurm" / "memory.max", "4000\n")
    write(root / "slurm" / "memory.current", "1000\n")
    own = write(tmp_path / "own", "0::/slurm/job_7\n")
    assert resources._control_groups(root, own) == [3000]


def test_control_groups_of_version_1(tmp_path: Path) -> None:
    root = tmp_path / "cgroup"
    write(root / "memory" / "job" / "memory.limit_in_bytes", "9000\n")
    write(root / "memory" / "job" / "memory.usage_in_bytes", "9500\n")
    own = write(tmp_path / "own", "12:cpu,cpuacct:/job\n7:memory:/job\n")
    assert resources._control_groups(root, own) == [0]
    assert resources._control_groups(root, tmp_path / "none") == []


def test_without_any_of_it_half_of_the_machine_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "_meminfo", lambda: None)
    monkeypatch.setattr(resources, "_control_groups", lambda: [])
    assert available_memory() == resources._half_of_physical()
