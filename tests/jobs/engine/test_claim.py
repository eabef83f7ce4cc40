"""One run at a time in a folder, and shares side by side."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from ppr10k_data.errors import FolderBusyError
from ppr10k_data.jobs.engine.claim import claim
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from shell import ENVIRONMENT


def claimed(folder: Path, *shards: Shard) -> list[tuple[str, int | None]]:
    """Claim a folder for all these at once; what was settled, and when."""
    settled: list[tuple[str, int | None]] = []
    with ExitStack() as stack:
        for shard in shards:
            stack.enter_context(
                claim(folder, shard, settle=lambda keep, shard=shard: settled.append((str(shard), keep)))
            )
    return settled


def test_a_free_folder_is_made_and_settled_before_and_after(tmp_path: Path) -> None:
    assert claimed(tmp_path / "new" / "out", WHOLE) == [("1/1", None), ("1/1", None)]


def test_it_is_free_again(tmp_path: Path) -> None:
    claimed(tmp_path, WHOLE)
    claimed(tmp_path, WHOLE)


@pytest.mark.parametrize(
    ("there", "comes"),
    [
        (WHOLE, WHOLE),
        (WHOLE, Shard(2, 8)),
        (Shard(2, 8), WHOLE),
        (Shard(2, 8), Shard(2, 8)),
        (Shard(2, 8), Shard(1, 4)),
    ],
)
def test_who_may_make_the_same_files_is_refused(tmp_path: Path, there: Shard, comes: Shard) -> None:
    with pytest.raises(FolderBusyError, match=r"another run is writing there.*--out another folder"):
        claimed(tmp_path, there, comes)
    claimed(tmp_path, comes)


def test_shares_of_one_count_work_side_by_side_and_the_last_settles(tmp_path: Path) -> None:
    shards = [Shard(index, 3) for index in (1, 2, 3)]
    assert claimed(tmp_path, *shards) == [("1/3", 3), ("2/3", 3), ("3/3", 3), ("1/3", None)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gate", ".lock-1-of-3"]


def test_a_killed_run_holds_nothing(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path\n"
        "from ppr10k_data.jobs.engine.claim import claim\n"
        "from ppr10k_data.jobs.engine.shard import WHOLE\n"
        "with claim(Path(sys.argv[1]), WHOLE, settle=lambda keep: None):\n"
        "    print('in', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in\n"
        with pytest.raises(FolderBusyError):
            claimed(tmp_path, WHOLE)
        process.kill()
    claimed(tmp_path, WHOLE)


def test_a_fault_while_settling_gives_the_folder_back(tmp_path: Path) -> None:
    def fault(keep: int | None) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"), claim(tmp_path, WHOLE, settle=fault):
        pass
    claimed(tmp_path, WHOLE)
