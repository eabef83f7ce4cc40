"""``augment`` as a user runs it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import tifffile

from ppr10k_data.jobs.engine.ledger import journal_path
from quick_work import wait_for
from shell import ENVIRONMENT, command_line, shell
from terminal import on_a_terminal
from tiny_dataset import as_shot, write_dataset, write_xmp


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six tiny photos of five groups, one of them of the official val."""
    names = ("0_0", "0_1", "1_0", "2_0", "3_0", "1356_0")
    return write_dataset(tmp_path_factory.mktemp("tiny"), *names)


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.suffix in (".xmp", ".tif", ".png"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_sample_augmented(run, sample: Path, tmp_path: Path) -> None:
    command = ["augment", "--root", sample, "--out", tmp_path, "--n", 2, "--res", "64", "--jobs", 1]
    result = run(*command, "--masks", "--targets", "--expert", "a", "--photo", "0_0", "--photo", "1356_0")
    assert result.exit_code == 0, result.stderr
    assert "sidecars  " in result.stdout
    assert "2 sidecars in " in result.stdout
    assert "5 files of 1 photo in " in result.stdout
    assert set(files(tmp_path)) == {
        *(f"xmp_source_aug/0_0_{k}.xmp" for k in (1, 2)),
        *(f"64px/source_aug/0_0{k}.tif" for k in ("", "_1", "_2")),
        *("64px/xmp_target_a/0_0.tif", "64px/masks/0_0.png"),
    }, "the val photo is not in the training split"
    source, *variants = [
        tifffile.imread(tmp_path / "64px" / "source_aug" / f"0_0{k}.tif") for k in ("", "_1", "_2")
    ]
    for variant in variants:
        assert variant.shape == source.shape
        assert 0 < np.abs(variant.astype(float) - source).mean() < 0.25 * 65535
    again = json.loads(run(*command, "--photo", "0_0", "--json").stdout)
    assert (again["sidecars"], again["skipped"], again["render"]["rendered"]) == (0, 2, 0)


def test_no_raw_file_is_needed_for_sidecars(run, tmp_path: Path) -> None:
    for photo in ("0_0", "1356_1"):
        write_xmp(tmp_path / "data" / "xmp_source" / f"{photo}.xmp", **as_shot())
    command = ["augment", "--root", tmp_path / "data", "--out", tmp_path / "out", "--xmp-only"]
    told = run(*command, "--dry-run")
    assert (told.exit_code, "sidecars       5 files of 1 photo" in told.stdout) == (0, True)
    summary = json.loads(run(*command, "--split", "all", "--json").stdout)
    assert (summary["sidecars"], summary["render"], summary["failed"]) == (10, None, [])
    assert "raw: no such folder" in run(*command[:-1]).stderr


def test_clamped_numbers_are_counted(run, tmp_path: Path) -> None:
    write_xmp(tmp_path / "data" / "xmp_source" / "0_0.xmp", **as_shot(saturation=99.0, exposure_ev=4.9))
    command = ["augment", "--root", tmp_path / "data", "--out", tmp_path / "out", "--xmp-only", "--n", 20]
    summary = json.loads(run(*command, "--json").stdout)
    lines = [json.loads(line) for line in (tmp_path / "out" / "manifest.jsonl").read_text().splitlines()]
    over = sum(99.0 + line["draws"]["Saturation"]["drawn"] > 100.5 for line in lines)
    assert summary["clamped"]["Saturation"] == over > 10
    assert summary["clamped"]["Exposure2012"] > 0
    assert f"Saturation {over}" in run(*command).stdout, "also when they were there already"


def test_a_manifest_is_replayed(run, tiny: Path, tmp_path: Path) -> None:
    config = tmp_path / "ranges.toml"
    config.write_text("[Vibrance]\nnormal = [0, 10]\n")
    command = ["augment", "--root", tiny, "--res", "32", "--jobs", 1, "--limit", 2]
    first = run(
        *command, "--out", tmp_path / "a", "--n", 2, "--seed", 5, "--config", config, "--split", "all"
    )
    assert first.exit_code == 0, first.stderr
    second = run(*command, "--out", tmp_path / "b", "--replay", tmp_path / "a" / "manifest.jsonl")
    assert second.exit_code == 0, second.stderr
    assert files(tmp_path / "a") == files(tmp_path / "b")
    assert len(files(tmp_path / "a")) == 10
    refused = run(*command, "--replay", tmp_path / "a" / "manifest.jsonl", "--seed", 5)
    assert refused.exit_code == 2
    assert "--seed is fixed by the manifest of --replay: leave it out" in refused.stderr
    wrong = run(*command, "--out", tmp_path / "c", "--replay", tmp_path / "a" / "32px" / "manifest.jsonl")
    assert wrong.exit_code == 1
    assert "records no draws" in wrong.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--n", 0], 2, "--n"),
        (["--seed", -1], 2, "--seed"),
        (["--res", "big"], 2, "resolution 'big'"),
        (["--expert", "d"], 2, "'a', 'b', 'c'"),
        (["--expert", "a"], 2, "--expert says whose targets count: give --targets or --paired with it"),
        (["--xmp-only", "--masks"], 2, "--masks is about pictures, and --xmp-only makes none"),
        (["--xmp-only", "--paired", "--targets"], 2, "--targets is about pictures"),
        (["--xmp-only", "--res", "360p"], 2, "--res is about pictures"),
        (["--xmp-only", "--no-masks", "--photo", "9_9"], 3, "no photo 9_9"),
        (["--targets", "--expert", "b"], 1, "no folder xmp_target_b"),
        (["--groups", "77"], 1, "no photo is selected: look at --photo, --groups and --split (--split is train)"),
        (["--photo", "9_9"], 3, "no photo 9_9"),
        (["--out", "."], 1, "is the dataset's own folder"),
    ],
)  # fmt: skip
def test_words_that_make_no_sense(
    run,
    tiny: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[object],
    code: int,
    told: str,
) -> None:
    monkeypatch.chdir(tiny)
    result = run("augment", "--root", tiny, "--out", tmp_path / "out", *arguments)
    assert (result.exit_code, told in " ".join((result.stderr + result.stdout).split())) == (code, True), (
        result.output
    )


def test_a_mistake_in_the_configuration_names_its_line(run, tiny: Path, tmp_path: Path) -> None:
    config = tmp_path / "ranges.toml"
    config.write_text("[Tint]\nuniform = [-5, 5]\n\n[Exposure]\nuniform = [-1, 1]\n")
    result = run("augment", "--root", tiny, "--out", tmp_path, "--config", config)
    assert result.exit_code == 2
    assert (
        "ranges.toml, line 4: Exposure: no attribute that can be drawn (perhaps Exposure2012)"
        in result.stderr
    )
    config.write_bytes(b"\xff\xfe")
    assert "not a readable text in UTF-8" in run("augment", "--root", tiny, "--config", config).stderr


def test_other_draws_in_the_same_folder_are_refused_by_name(run, tiny: Path, tmp_path: Path) -> None:
    command = ["augment", "--root", tiny, "--out", tmp_path, "--xmp-only"]
    assert run(*command).exit_code == 0
    result = run(*command, "--seed", 2)
    assert result.exit_code == 1
    assert (
        "holds files of other settings: seed 0 (now 2). Give another --out, or --overwrite" in result.stderr
    )


def test_a_repetition_where_nothing_failed_says_so(run, tiny: Path, tmp_path: Path) -> None:
    command = ["augment", "--root", tiny, "--out", tmp_path, "--xmp-only"]
    for told in ("there was no earlier run; leave out --retry-failed", "nothing failed in an earlier run"):
        result = run(*command, "--retry-failed")
        assert (result.exit_code, told in result.stderr) == (0, True)
        assert run(*command).exit_code == 0
    assert "no photo is selected" in run(*command, "--retry-failed", "--groups", 77).stderr


def test_what_goes_of_other_draws_is_named(run, tiny: Path, tmp_path: Path) -> None:
    command = ["augment", "--root", tiny, "--out", tmp_path, "--xmp-only", "--photo", "0_0"]
    run(*command, "--n", 6)
    told = "5 files of other draws, not made anew: xmp_source_aug/0_0_2.xmp,"
    again = (*command, "--n", 1, "--seed", 1, "--overwrite")
    before = run(*again, "--dry-run").stdout
    after = run(*again).stdout
    assert told in before
    assert told in after
    assert "xmp_source_aug/0_0_5.xmp and 1 more" in after
    replayed = run(
        *("augment", "--root", tiny, "--out", tmp_path / "again", "--xmp-only"),
        *("--replay", tmp_path / "manifest.jsonl"),
    )
    assert replayed.exit_code == 0, replayed.stderr
    assert files(tmp_path / "again") == {
        name: data for name, data in files(tmp_path).items() if not name.startswith("again")
    }


def test_a_broken_source_costs_its_photo(run, tiny: Path, tmp_path: Path) -> None:
    root = shutil.copytree(tiny, tmp_path / "data")
    (root / "xmp_source" / "1_0.xmp").write_text("<x:xmpmeta")
    write_xmp(root / "xmp_source" / "2_0.xmp", white_balance="As Shot")
    result = run("augment", "--root", root, "--out", tmp_path / "out", "--res", "32", "--n", 1, "--jobs", 1)
    assert result.exit_code == 3
    assert "failed: sidecars that cannot be read: 2" in result.stdout
    assert (
        "crs:Temperature: is not in the file, so there is nothing to count the change from" in result.stdout
    )
    assert len(files(tmp_path / "out")) == 9


def test_paired_variants_have_targets_of_their_own(run, tiny: Path, tmp_path: Path) -> None:
    result = run(
        "augment",
        "--root",
        tiny,
        "--out",
        tmp_path,
        "--res",
        "32",
        "--paired",
        "--n",
        1,
        "--jobs",
        1,
        "--limit",
        1,
    )
    assert result.exit_code == 0, result.stderr
    assert set(files(tmp_path)) == {
        *("xmp_source_aug/0_0_1.xmp", "xmp_target_a_aug/0_0_1.xmp", "32px/xmp_target_a_aug/0_0_1.tif"),
        *("32px/source_aug/0_0.tif", "32px/source_aug/0_0_1.tif"),
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="POSIX")
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    root = write_dataset(tmp_path / "data", *(f"{group}_0" for group in range(30)))
    command = ["augment", "--root", root, "--res", "64", "--n", 2, "--masks", "--jobs", 2]
    assert shell(*command, "--out", tmp_path / "whole").returncode == 0
    out = tmp_path / "broken"
    for journal, photos in (
        (journal_path(out), 3),
        (journal_path(out / "64px"), 2),
        (journal_path(out / "64px"), 9),
    ):
        arguments = command_line(*command, "--out", out)
        with subprocess.Popen(arguments, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
            wait_for(process, journal, photos)
            process.kill()
    assert shell(*command, "--out", out).returncode == 0
    assert files(out) == files(tmp_path / "whole")
    assert len(files(out)) == 30 * (2 + 3 + 1)
    assert not list(out.rglob(".ppr10k-*"))


def test_a_dry_run_tells_machines_every_file(run, tiny: Path, tmp_path: Path) -> None:
    command = ["augment", "--root", tiny, "--out", tmp_path / "out", "--n", 1, "--res", "32", "--limit", 1]
    told = json.loads(run(*command, "--dry-run", "--json").stdout)
    assert told["photos"] == {"0_0": [str(tmp_path / "out" / "xmp_source_aug" / "0_0_1.xmp")]}
    place = tmp_path / "out" / "32px" / "source_aug"
    assert told["render"]["photos"] == {"0_0": [str(place / "0_0.tif"), str(place / "0_0_1.tif")]}
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(os.name == "nt", reason="POSIX terminals")
def test_a_bar_for_sidecars_and_one_for_pictures(tiny: Path, tmp_path: Path) -> None:
    _, seen = on_a_terminal(
        "augment", "--root", tiny, "--out", tmp_path, "--n", 1, "--res", "32", "--jobs", 1
    )
    assert "sidecars: 100%" in seen
    assert "render 32px: 100%" in seen
    assert "5/5" in seen


@pytest.mark.parametrize(
    ("lost", "code", "told"),
    [
        ("xmp_source_aug/0_0_1.xmp", 1, "no line of xmp_source_aug/0_0_1.xmp, which has the draws"),
        (
            "xmp_target_a_aug/0_0_1.xmp",
            3,
            "xmp_target_a_aug/0_0_1.xmp: the manifest has no line of this file",
        ),
    ],
)
def test_a_manifest_that_was_cut_loses_no_file_in_silence(
    run, sample: Path, tmp_path: Path, lost: str, code: int, told: str
) -> None:
    words = ["augment", "--root", sample, "--xmp-only", "--jobs", 1]
    drawn, cut = tmp_path / "drawn", tmp_path / "cut.jsonl"
    made = run(*words, "--paired", "--expert", "a", "--n", 2, "--photo", "0_0", "--out", drawn)
    assert made.exit_code == 0, made.output
    lines = (drawn / "manifest.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if json.loads(line)["file"] != lost]
    assert len(kept) == len(lines) - 1
    cut.write_text("".join(kept), encoding="utf-8")
    again = run(*words, "--replay", cut, "--out", tmp_path / "again")
    assert (again.exit_code, told in again.output) == (code, True), again.output
