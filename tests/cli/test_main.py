from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import ppr10k_data
from ppr10k_cli.commands import info
from ppr10k_cli.main import COMMANDS, cli
from shell import ENVIRONMENT, command_line

HEAVY = {"numpy", "rawpy", "numba", "cv2", "tifffile", "joblib", "tqdm", "skimage", "PIL", "torch"}


def test_version(run) -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.strip() == f"ppr10k-data, version {ppr10k_data.__version__}"


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(run, name: str, flag: str) -> None:
    result = run(name, flag)
    assert result.exit_code == 0
    assert f"Usage: cli {name} [OPTIONS]" in result.stdout
    assert result.stdout.count("\n") > 6


def test_every_option_has_help() -> None:
    for name in COMMANDS:
        for parameter in cli.get_command(None, name).params:
            assert parameter.param_type_name == "argument" or parameter.help.endswith("."), parameter.name


def test_help_lists_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from ppr10k_cli.main import cli\n"
        "try: cli(['--help'])\n"
        "finally: print('loaded:', *{name.partition('.')[0] for name in sys.modules})"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=ENVIRONMENT, check=True
    )
    text, _, loaded = out.stdout.partition("loaded:")
    assert all(f"  {name} " in text for name in COMMANDS)
    assert not HEAVY & set(loaded.split())


@pytest.mark.parametrize(
    "arguments",
    [["rendr"], ["render", "--rez", "360p"], ["render", "extra"], ["info"], ["sample"], ["demo", "a", "b"]],
)
def test_wrong_usage_exits_with_2(run, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage:" in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unexpected_error_is_one_line(run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("ppr10k_data.jobs.describe.file.describe", lambda path: 1 / 0)
    result = run("info", tmp_path / "x.dng")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: unexpected ZeroDivisionError: division by zero (--debug shows where; please report it)\n"
    )


@pytest.mark.parametrize(
    "arguments", [["info", "x.dng", "--debug"], ["render", "-vv"], ["render", "--verbose", "--debug"]]
)
def test_a_traceback_only_when_asked_for(run, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    for target in ("ppr10k_data.jobs.describe.file.describe", "ppr10k_data.jobs.render.run.render_request"):
        monkeypatch.setattr(target, lambda *_, **__: 1 / 0)
    assert isinstance(run(*arguments).exception, ZeroDivisionError)
    quiet = [argument for argument in arguments if argument not in ("--debug", "-vv")]
    assert isinstance(run(*quiet).exception, SystemExit)


def test_ctrl_c_exits_with_130(run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ppr10k_data.jobs.describe.file.describe", interrupt)
    result = run("info", "x.dng")
    assert result.exit_code == 130
    assert result.stderr == "Interrupted; the same command goes on from here.\n"


@pytest.mark.shared
def test_a_reader_that_has_gone_is_no_error(shared: Path) -> None:
    sidecars = [*(shared / "data" / "xmp" / "sidecar").glob("canon*.xmp")] * 100
    with subprocess.Popen(
        command_line("info", *sidecars),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        text=True,
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == ""


def test_commands_hold_no_command_of_another_name() -> None:
    assert cli.list_commands(None) == list(COMMANDS)
    assert cli.get_command(None, "info") is info.command
    assert {path.stem for path in Path(info.__file__).parent.glob("[a-z]*.py")} == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_examples_stand_on_lines_of_their_own(run, name: str) -> None:
    told = run(name, "--help").stdout
    assert "\\b" not in told
    for line in told.partition("Examples:")[2].partition("Options:")[0].splitlines():
        assert line.strip() == "" or line.startswith("    ppr10k-data "), line
