from __future__ import annotations

import re
from pathlib import Path

import pytest

from ppr10k_cli.exits import FAILED, INTERRUPTED, SOME_FAILED, TERMINATED, USED_WRONGLY
from ppr10k_cli.main import COMMANDS, cli

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")


def section(name: str) -> str:
    """The part of the page under a command's heading."""
    return re.split(r"^## ", TEXT.partition(f"\n## {name}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_every_command_is_documented(name: str) -> None:
    documented = words_of(section(name))
    command = cli.get_command(None, name)
    commands = [command, *getattr(command, "commands", {}).values()]
    options = [p for each in commands for p in each.params if p.param_type_name == "option"]
    for option in options:
        assert {*option.opts, *option.secondary_opts} <= documented, f"{name} {option.opts}"
        for choice in getattr(option.type, "choices", ()):
            assert f"{choice}`" in section(name), f"{name} {option.opts[-1]} {choice}"
    there = {word for option in options for word in (*option.opts, *option.secondary_opts)}
    assert {word for word in documented if word.startswith("--")} <= there, "documented, but not there"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_in_the_list_at_the_top(name: str) -> None:
    assert f"| [`{name}`](#{name}) |" in TEXT


@pytest.mark.parametrize("code", [0, FAILED, USED_WRONGLY, SOME_FAILED, INTERRUPTED, TERMINATED])
def test_every_exit_code_is_documented(code: int) -> None:
    assert f"\n| {code} | " in TEXT
