"""Folders without rights. Root may enter every folder, so the system's refusal is played."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from ppr10k_data.errors import OutputError
from ppr10k_data.files.places import is_taken
from ppr10k_data.jobs.engine.folder import sizes_of_files
from ppr10k_data.jobs.engine.ledger import read_journal
from ppr10k_data.jobs.masks.run import MaskRequest, make_masks
from ppr10k_data.jobs.masks.settings import MaskSettings
from ppr10k_data.jobs.parameters.write import ParametersRequest, write_parameters
from ppr10k_data.jobs.render.settings import Resolution
from ppr10k_data.jobs.verify.run import verify
from ppr10k_data.jobs.verify.summary import VerifyRequest
from tiny_dataset import write_dataset


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose inside nobody may see."""
    folder = tmp_path / "closed"
    folder.mkdir()

    def refusing(call: Any) -> Any:
        def refused(path: Any, *more: Any, **named: Any) -> Any:
            if str(path).startswith(f"{folder}{os.sep}"):
                raise PermissionError(errno.EACCES, "Permission denied", str(path))
            return call(path, *more, **named)

        return refused

    for name in ("stat", "lstat", "mkdir", "scandir", "listdir", "open"):
        monkeypatch.setattr(os, name, refusing(getattr(os, name)))
    return folder


def test_a_missing_place_is_free(tmp_path: Path) -> None:
    assert not is_taken(tmp_path / "no" / "such" / "file.csv")
    assert is_taken(tmp_path)


def test_a_place_that_nobody_may_look_at_is_named(closed: Path) -> None:
    for look in (is_taken, read_journal, sizes_of_files):
        with pytest.raises(OutputError, match=r"closed.x: cannot be looked at: Perm.*; give another --out"):
            look(closed / "x")


def test_commands_name_it(tmp_path: Path, closed: Path) -> None:
    root = write_dataset(tmp_path / "data", "1_0")
    out = closed / "x"
    settings = MaskSettings(Resolution.parse("48"))
    with pytest.raises(OutputError, match="give another --out"):
        make_masks(MaskRequest(root, ("xmp_source",), settings, out))
    with pytest.raises(OutputError, match="give another --out"):
        write_parameters(ParametersRequest(root, out / "table.csv"))
    with pytest.raises(OutputError, match="give another --out"):
        verify(VerifyRequest(root, out, hashes="write"))
