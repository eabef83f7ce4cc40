from __future__ import annotations

import json
import os
import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import tifffile

from ppr10k_cli.commands import render as render_command
from ppr10k_cli.main import cli
from ppr10k_data.develop.color_spaces import OutputSpace
from ppr10k_data.develop.resolutions import RESOLUTIONS
from ppr10k_data.files.images import PictureFormat, read_picture
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.xmp import Perspective, format_xmp, read_xmp
from shell import first_line, shell, started


def picture_names(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix() for path in folder.rglob("[!.]*.*") if path.suffix != ".jsonl"
    }


def test_pictures_and_masks_where_the_docs_say(run, sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = run(
        "render", "--root", sample, "--xmp", "xmp_source", "--xmp", "xmp_target_a", "--masks",
        "--groups", "0-0", "--groups", "1680", "--res", "100", "--out", out, "--jobs", 1,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    names = [f"{group}_{index}" for group in (0, 1680) for index in range(3)]
    expected = {f"100px/xmp_source/{name}.tif" for name in names}
    expected |= {f"100px/xmp_target_a/{name}.tif" for name in names}
    expected |= {f"100px/masks/{name}.png" for name in names}
    assert picture_names(out) == expected
    assert max(tifffile.imread(out / "100px/xmp_source/0_0.tif").shape) == 100
    assert read_picture(out / "100px/xmp_source/0_0.tif").dtype == "uint16"
    assert read_picture(out / "100px/xmp_target_a/0_0.tif").dtype == "uint8"
    assert f"results   {out / '100px'} (12 pictures, 6 masks)" in result.stdout
    assert "rendered  18 files of 6 photos in" in result.stdout
    assert "replayed, in so many of 12 pictures:" in result.stdout
    assert "(render --geometry own honours it)" in result.stdout
    assert result.stderr == ""


def test_a_second_run_leaves_what_is_there(run, sample: Path, tmp_path: Path) -> None:
    command = ["render", "--root", sample, "--photo", "0_0", "--res", "64", "--out", tmp_path]
    assert "rendered  1 file of 1 photo" in run(*command).stdout
    before = (tmp_path / "64px/xmp_source/0_0.tif").stat().st_mtime_ns
    again = run(*command)
    assert again.exit_code == 0
    assert "rendered       nothing" in again.stdout
    assert "there already  1 file" in again.stdout
    assert (tmp_path / "64px/xmp_source/0_0.tif").stat().st_mtime_ns == before


def test_json_is_one_document_and_nothing_else(run, sample: Path, tmp_path: Path) -> None:
    result = run(
        "render", "--root", sample, "--limit", 2, "--xmp", "xmp_target_b", "--res", "64", "--out", tmp_path, "--json"
    )  # fmt: skip
    summary = json.loads(result.stdout)
    assert result.stderr == ""
    assert summary["rendered"] == summary["pictures"] == summary["photos"] == 2
    assert summary["skipped"] == 0
    assert summary["failed"] == []
    assert summary["out"] == str(tmp_path / "64px")
    assert summary["replayed"]["Exposure2012"] == 2
    kinds = [set(summary[kind]) for kind in ("replayed", "approximated", "not_replayed")]
    assert "Clarity2012" in kinds[1] | kinds[2]
    assert sum(map(len, kinds)) == len(set.union(*kinds))


def test_strict_exits_with_3_and_names_key_and_value(run, sample: Path, tmp_path: Path) -> None:
    root = tmp_path / "data"
    shutil.copytree(sample, root)
    target = root / "xmp_target_b" / "0_0.xmp"
    edits = replace(read_xmp(target), perspective=Perspective(upright=3))
    target.write_bytes(format_xmp(edits))
    command = ["render", "--root", root, "--photo", "0_0", "--xmp", "xmp_target_b", "--res", "64",
               "--out", tmp_path / "out"]  # fmt: skip
    strict = run(*command, "--strict")
    assert strict.exit_code == 3
    assert "failed: adjustments that are not replayed (--strict): 1\n  0_0  " in strict.stdout
    assert "PerspectiveUpright=3" in strict.stdout
    assert "render without --strict" in strict.stdout
    assert not (tmp_path / "out/64px/xmp_target_b/0_0.tif").exists()
    assert run(*command).exit_code == 0
    assert run(*command, "--strict").exit_code == 3


def test_quiet_says_nothing(run, sample: Path, tmp_path: Path) -> None:
    result = run("render", "--root", sample, "--limit", 1, "--res", "64", "--out", tmp_path, "-q")
    assert (result.exit_code, result.output) == (0, "")


def test_verbose_tells_of_each_photo_on_stderr(run, broken: Path, tmp_path: Path) -> None:
    result = run("render", "--root", broken, "--res", "64", "--out", tmp_path / "out", "-v", "--jobs", 1)
    lines = result.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["0_0", "0_1", "0_2"]
    assert "failed" in lines[1]


def test_one_corrupt_raw_costs_that_photo_alone(run, broken: Path, tmp_path: Path) -> None:
    command = ["render", "--root", broken, "--res", "64", "--out", tmp_path / "out", "--jobs", 2]
    result = run(*command)
    assert result.exit_code == 3
    assert picture_names(tmp_path / "out") == {f"64px/xmp_source/{name}.tif" for name in ("0_0", "0_2")}
    assert "failed    1" in result.stdout
    assert "failed: RAW files that cannot be read: 1\n  0_1  " in result.stdout
    assert "the file is cut short" in result.stdout
    assert "Traceback" not in result.output
    quiet = run(*command, "-q")
    assert (quiet.exit_code, quiet.stdout) == (3, "")
    assert "0_1.dng" in quiet.stderr
    document = run(*command, "--json")
    assert document.exit_code == 3
    assert [problem["what"] for problem in json.loads(document.stdout)["failed"]] == ["0_1"]


def test_every_photo_failing_is_still_3(run, empty_raw: Path, tmp_path: Path) -> None:
    result = run("render", "--root", empty_raw, "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "rendered  nothing" in result.stdout


def test_what_has_no_partner_is_named_and_the_rest_rendered(run, broken: Path, tmp_path: Path) -> None:
    (broken / "raw" / "0_1.dng").unlink()
    (broken / "xmp_target_a" / "0_2.xmp").unlink()
    result = run(
        "render", "--root", broken, "--xmp", "xmp_target_a", "--xmp", "xmp_target_x",
        "--photo", "0_0", "--photo", "0_1",
        "--photo", "0_2", "--photo", "77_7", "--res", "64", "--out", tmp_path / "out",
    )  # fmt: skip
    assert result.exit_code == 3
    assert picture_names(tmp_path / "out") == {"64px/xmp_target_a/0_0.tif"}
    assert "failed: files that are missing, or there twice: 4" in result.stdout
    assert "0_1.xmp: sidecar without a RAW file 0_1.* in raw/" in result.stdout
    assert "0_2.dng: RAW file without a sidecar 0_2.xmp" in result.stdout
    assert "no photo 77_7 in" in result.stdout
    assert "no folder of sidecars 'xmp_target_x'" in result.stdout


def test_a_photo_without_xmp_source_is_noted(run, broken: Path, tmp_path: Path) -> None:
    (broken / "xmp_source" / "0_0.xmp").unlink()
    result = run(
        "render", "--root", broken, "--xmp", "xmp_target_a", "--photo", "0_0", "--res", "64", "--out", tmp_path
    )  # fmt: skip
    assert result.exit_code == 0
    assert "xmp_target_a/0_0: no xmp_source to go by" in result.stdout


@pytest.mark.parametrize("missing", ["root", "raw", "xmp_source"])
def test_missing_folders_exit_with_1(run, empty_raw: Path, missing: str) -> None:
    root = empty_raw / "nowhere" if missing == "root" else empty_raw
    if missing != "root":
        shutil.rmtree(empty_raw / missing)
    result = run("render", "--root", root)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert str(root) in result.stderr
    assert result.stderr.count("\n") == 1


def test_nothing_selected_exits_with_1(run, empty_raw: Path) -> None:
    result = run("render", "--root", empty_raw, "--groups", "20-30")
    assert result.exit_code == 1
    assert "no photo is selected" in result.stderr


def test_other_settings_are_refused_until_overwritten(run, sample: Path, tmp_path: Path) -> None:
    command = ["render", "--root", sample, "--photo", "0_0", "--res", "64", "--out", tmp_path]
    assert run(*command).exit_code == 0
    other = run(*command, "--color", "prophoto")
    assert other.exit_code == 1
    assert "space 'srgb' (now 'prophoto')" in other.stderr
    assert "--overwrite" in other.stderr
    assert run(*command, "--color", "prophoto", "--overwrite").exit_code == 0
    line = read_manifest(tmp_path / "64px" / "manifest.jsonl")["xmp_source/0_0.tif"]
    assert line["settings"]["space"] == "prophoto"


def test_base_tones_are_other_settings(run, sample: Path, tmp_path: Path) -> None:
    command = ["render", "--root", sample, "--photo", "0_0", "--xmp", "xmp_target_a", "--res", "64"]
    tones = ("adaptive", "sdk", "fitted")
    pictures = []
    for tone in tones:
        assert run(*command, "--base-tone", tone, "--out", tmp_path / tone).exit_code == 0
        folder = tmp_path / tone / "64px"
        line = read_manifest(folder / "manifest.jsonl")["xmp_target_a/0_0.tif"]
        assert line["settings"]["tone"] == tone
        pictures.append((line["fingerprint"], (folder / "xmp_target_a/0_0.tif").read_bytes()))
    assert len({fingerprint for fingerprint, _ in pictures}) == len(tones)
    assert pictures[2][1] != pictures[0][1]
    other = run(*command, "--out", tmp_path / "sdk")
    assert other.exit_code == 1
    assert "tone 'sdk' (now 'adaptive')" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--base-tone", "hard"], "'hard' is not one of 'adaptive', 'sdk', 'fitted'"),
        (["--res", "4k"], "resolution '4k': expected 360p (long edge 540)"),
        (["--res", "0"], "long edge of 16 to 20000"),
        (["--res", "-540"], "resolution '-540'"),
        (["--color", "scene-linear", "--bits", "16"], "leave out --bits"),
        (["--color", "scene-linear", "--format", "png"], "--format tif"),
        (["--format", "jpg", "--bits", "16"], "JPEG holds 8 bits"),
        (["--bits", "12"], "'12' is not one of '8', '16'"),
        (["--format", "bmp"], "'bmp' is not one of"),
        (["--photo", "IMG_1"], "'IMG_1' is not a PPR10K photo"),
        (["--photo", "12_3_4"], "name its photo, 12_3"),
        (["--groups", "a-b"], "or a range such as 0-20"),
        (["--groups", "20-0"], "ends before it begins"),
        (["--groups", "-3"], "or a range such as 0-20"),
        (["--split", "test"], "'test' is not one of 'train', 'val', 'all'"),
        (["--limit", "0"], "0 is not in the range x>=1"),
        (["--jobs", "0"], "0 is not in the range x>=1"),
        (["--baseline-table", "nowhere.csv"], "does not exist"),
    ],
)
def test_values_that_make_no_sense_exit_with_2(run, arguments: list[str], told: str) -> None:
    result = run("render", *arguments)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_a_baseline_table_of_the_user_s(run, sample: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    command = [
        "render",
        "--root",
        sample,
        "--photo",
        "0_0",
        "--res",
        "64",
        "--out",
        tmp_path,
        "--baseline-table",
        table,
    ]
    table.write_text("make,model,iso_min,iso_max,ev,source\nCanon,EOS 5D,,,0.4,measured\n")
    assert run(*command).exit_code == 0
    line = read_manifest(tmp_path / "64px" / "manifest.jsonl")["xmp_source/0_0.tif"]
    assert line["settings"]["baseline_table"][0]["ev"] == 0.4
    table.write_text("make,model,iso_min,iso_max,ev,source\nCanon,EOS 5D,,,bright,measured\n")
    wrong = run(*command)
    assert wrong.exit_code == 2
    assert "table.csv, line 2: ev must be a number" in wrong.stderr
    table.write_bytes(b"\xff\xfe\x00binary")
    assert "not a readable table in UTF-8" in run(*command).stderr


def test_a_place_that_cannot_be_written_names_out(run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run("render", "--root", sample, "--photo", "0_0", "--out", tmp_path / "file")
    assert result.exit_code == 1
    assert "give --out a writable folder" in result.stderr


def test_a_place_where_nothing_may_be_made_names_out(
    run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    result = run("render", "--root", sample, "--photo", "0_0", "--out", tmp_path / "locked")
    assert result.exit_code == 1
    assert "(Permission denied); give --out a writable folder" in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_names_out(run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    result = run("render", "--root", sample, "--photo", "0_0", "--out", tmp_path / "locked")
    assert result.exit_code == 1
    assert "Permission denied" in result.stderr
    assert "--out" in result.stderr


def test_the_root_comes_from_the_environment_or_is_here(sample: Path, tmp_path: Path) -> None:
    arguments = ("render", "--photo", "0_0", "--res", "64", "--out", tmp_path, "--json")
    here = shell(*arguments, cwd=sample)
    assert here.returncode == 0, here.stderr
    assert json.loads(here.stdout)["rendered"] == 1
    there = shell(*arguments, cwd=tmp_path, PPR10K_ROOT=str(sample))
    assert json.loads(there.stdout)["skipped"] == 1


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_ctrl_c_ends_the_run_and_the_next_goes_on(sample: Path, tmp_path: Path) -> None:
    command = ["render", "--root", sample, "--res", "full", "--out", tmp_path, "--jobs", "2", "-v"]
    with started(*command) as process:
        assert first_line(process).endswith(": 1 file\n")
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes
        out, errors = process.communicate()
    assert process.returncode == 130
    assert "not done  " in out
    assert "Traceback" not in errors
    assert errors.endswith("Interrupted; the same command goes on from here.\n")
    done = len(read_manifest(tmp_path / "full" / "manifest.jsonl"))
    assert 1 <= done < 12
    again = shell(*command[:-1], "--json")
    assert again.returncode == 0, again.stderr
    summary = json.loads(again.stdout)
    assert (summary["skipped"], summary["rendered"]) == (done, 12 - done)


def test_choices_are_the_library_s() -> None:
    """The command line spells them out, so that its help loads nothing heavy."""
    options = {parameter.name: parameter for parameter in cli.get_command(None, "render").params}
    assert tuple(options["file_format"].type.choices) == PictureFormat.__args__
    assert tuple(options["color"].type.choices) == OutputSpace.__args__
    metavar = "|".join([*RESOLUTIONS, "full", "PX"])
    assert options["res"].metavar == metavar
    assert all(str(edge) in options["res"].help for edge in RESOLUTIONS.values())
    assert render_command.command is cli.get_command(None, "render")
