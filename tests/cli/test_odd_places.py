"""Names, links and folders that are strange but plausible; selections and numbers at their limits."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from tiny_dataset import write_dataset

PHOTOS = ("2_0", "9_0", "9_1", "10_0", "10_1", "11_0", "1356_0")
COMMANDS = ("render", "masks", "augment", "split", "verify", "params", "stats")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(tmp_path_factory.mktemp("Bilder für PPR 10k") / "Fotos ü", *PHOTOS)


@pytest.fixture
def odd(tiny: Path, tmp_path: Path) -> Path:
    """Photos with an empty RAW, an empty sidecar, two RAW files, an empty mask; sidecars in UTF-16 and with a BOM."""
    root = shutil.copytree(tiny, tmp_path / "odd")
    (root / "raw" / "2_0.dng").write_bytes(b"")
    (root / "xmp_source" / "9_0.xmp").write_bytes(b"")
    text = (root / "xmp_source" / "9_1.xmp").read_text(encoding="utf-8")
    (root / "xmp_source" / "9_1.xmp").write_bytes(text.encode("utf-16"))
    (root / "xmp_source" / "11_0.xmp").write_bytes(text.encode("utf-8-sig"))
    shutil.copy(root / "raw" / "10_0.dng", root / "raw" / "10_0.nef")
    (root / "masks_full" / "10_1.png").write_bytes(b"")
    (root / "raw" / "11_0.dng").rename(root / "raw" / "11_0.DNG")
    (root / "xmp_source" / "11_0.xmp").rename(root / "xmp_source" / "11_0.XMP")
    return root


def words(command: str, root: Path, out: Path, jobs: int = 1) -> list[Any]:
    """A quick run of a command."""
    more: list[Any] = [] if command == "split" else ["--jobs", jobs]
    more += ["--res", "32"] if command in ("render", "masks") else []
    more += ["--xmp-only"] if command == "augment" else []
    where: list[Any] = {"params": ["--out", out / "table.csv"], "stats": [], "verify": []}.get(
        command, ["--out", out]
    )
    return [command, "--root", root, *where, *more]


@pytest.mark.parametrize("command", COMMANDS)
def test_blanks_umlauts_links_and_relative_paths(
    run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "Arbeit ä").mkdir()
    (tmp_path / "link").symlink_to(tiny, target_is_directory=True)
    monkeypatch.chdir(tmp_path / "Arbeit ä")
    result = run(*words(command, Path("../link"), Path("Aus gabe")), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["failed"] == []


@pytest.mark.parametrize("command", ["render", "masks", "augment", "split", "params"])
@pytest.mark.parametrize("place", ["", "xmp_source/mine", "raw/../xmp_target_a", "checkpoints"])
def test_the_datasets_own_folders_are_refused(
    run: Run, tiny: Path, tmp_path: Path, command: str, place: str
) -> None:
    (tmp_path / "link").symlink_to(tiny, target_is_directory=True)
    result = run(*words(command, tiny, tmp_path / "link" / place))
    assert result.exit_code == 1
    assert "is the dataset's own folder, which is only read; give --out another" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", COMMANDS)
def test_a_root_that_is_none(run: Run, tiny: Path, tmp_path: Path, command: str) -> None:
    for root in (tmp_path / "nowhere", tiny / "raw" / "9_0.dng"):
        result = run(*words(command, root, tmp_path / "out"))
        assert result.exit_code == 1
        assert "--root must name the folder that holds raw/, xmp_source/" in result.stderr
        assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["render", "masks", "augment", "verify", "params", "stats"])
@pytest.mark.parametrize("dry_run", [[], ["--dry-run"]])
def test_nothing_is_selected(run: Run, tiny: Path, tmp_path: Path, command: str, dry_run: list[str]) -> None:
    result = run(*words(command, tiny, tmp_path / "out"), "--groups", 77, *dry_run)
    assert result.exit_code == 1
    assert "no photo is selected: look at --photo, --groups" in result.stderr


@pytest.mark.parametrize(
    "more",
    [
        ["--limit", 0],
        ["--jobs", 0],
        ["--jobs", -1],
        ["--shard", "3/2"],
        ["--shard", "0/2"],
        ["--groups", "9-2"],
    ],
)
def test_numbers_that_there_cannot_be(run: Run, tiny: Path, tmp_path: Path, more: list[Any]) -> None:
    result = run(*words("masks", tiny, tmp_path / "out"), *more)
    assert result.exit_code == 2
    assert f"Invalid value for '{more[0]}'" in result.stderr


def test_more_than_there_is_does_no_harm(run: Run, tiny: Path, tmp_path: Path) -> None:
    result = run(*words("masks", tiny, tmp_path / "out", 1000), "--limit", 10_000, "--json")
    assert (result.exit_code, json.loads(result.stdout)["made"]) == (0, len(PHOTOS))


def test_too_many_variants(run: Run, tiny: Path, tmp_path: Path) -> None:
    result = run(*words("augment", tiny, tmp_path / "out"), "--n", 1000)
    assert result.exit_code == 2
    assert "1000 is not in the range 1<=x<=999" in result.stderr


@pytest.mark.parametrize(
    ("command", "failed"),
    [
        (
            "render --masks",
            ["2_0 RawDecodeError", "9_0 XmpError", "10_0 LayoutError", "10_1 ImageFileError"],
        ),
        ("masks", ["2_0 RawDecodeError", "9_0 XmpError", "10_0 LayoutError", "10_1 ImageFileError"]),
        ("augment --n 1 --split all", ["9_0 XmpError"]),
        ("params", ["2_0 RawDecodeError", "9_0 XmpError", "10_0 LayoutError"]),
    ],
)
def test_one_worker_and_two_tell_the_same(
    run: Run, odd: Path, tmp_path: Path, command: str, failed: list[str]
) -> None:
    """What fails stands in the photos' order, ``9_0`` before ``10_0``, and all the rest does, too."""
    name, *more = command.split()
    told = []
    for jobs in (1, 2):
        result = run(*words(name, odd, tmp_path / "out", jobs), *more, "--json")
        assert result.exit_code == 3, result.output
        told.append({**json.loads(result.stdout), "seconds": 0})
        shutil.rmtree(tmp_path / "out")
    assert json.dumps(told[0]) == json.dumps(told[1])
    assert [f"{each['what']} {each['kind']}" for each in told[0]["failed"]] == failed


@pytest.mark.parametrize("command", ["render", "masks"])
def test_a_repetition_of_what_failed_where_nothing_did(
    run: Run, tiny: Path, tmp_path: Path, command: str
) -> None:
    again = [*words(command, tiny, tmp_path / "out"), "--photo", "9_0"]
    fresh = run(*again, "--retry-failed")
    assert (fresh.exit_code, fresh.stderr) == (
        0,
        f"{tmp_path / 'out' / '32px'}: there was no earlier run; leave out --retry-failed to make what is missing\n",
    )
    assert run(*again).exit_code == 0
    later = run(*again, "--retry-failed")
    assert "nothing failed in an earlier run; leave out --retry-failed" in later.stderr


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_disk_that_is_full_names_the_way_out(
    run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ppr10k_data.files.links._copy", full)
    pictures = tmp_path / "pictures"
    rendered = run("render", "--root", tiny, "--res", "32", "--out", pictures, "--jobs", 1, "--photo", "9_0")
    assert rendered.exit_code == 0
    words_ = ["split", "--root", tiny, "--layout", "official", "--link", "copy", "--out", tmp_path / "t"]
    result = run(*words_, "--pictures", pictures / "32px")
    assert result.exit_code == 1
    assert "No space left on device; make room, or give --out another folder" in result.stderr
