from __future__ import annotations

import socket
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from ppr10k_data.errors import SettingsError
from ppr10k_data.sample import scenes
from ppr10k_data.sample.scenes import ASTRONAUT, CAT, COFFEE, ROCKET, Scene, read_photograph


@pytest.mark.parametrize("scene", [ASTRONAUT, CAT, COFFEE, ROCKET], ids=lambda scene: scene.name)
def test_photographs_are_in_the_installed_package(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: object, **__: object) -> None:
        raise AssertionError("the sample needs no network")

    monkeypatch.setattr(socket, "socket", offline)
    photograph = read_photograph(scene)
    assert photograph.dtype == np.uint8
    assert photograph.ndim == 3
    assert min(photograph.shape[:2]) >= 300


def test_red_comes_first() -> None:
    suit = read_photograph(ASTRONAUT)[400:420, 80:100].reshape(-1, 3).mean(axis=0)
    assert suit[0] > suit[1] > suit[2]  # orange


@pytest.mark.parametrize("scene", [ASTRONAUT, CAT, COFFEE, ROCKET], ids=lambda scene: scene.name)
def test_outlines_lie_on_their_photographs(scene: Scene) -> None:
    assert len(scene.outline) >= 10
    assert all(0 <= value <= 1000 for point in scene.outline for value in point)


def test_a_missing_package_names_its_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenes, "find_spec", lambda name: None)
    with pytest.raises(SettingsError, match=r'pip install "ppr10k-data\[demo\]"'):
        read_photograph(CAT)


def test_a_missing_or_broken_photograph_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = ModuleSpec("skimage", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(scenes, "find_spec", lambda name: spec)
    with pytest.raises(SettingsError, match=r"chelsea\.png"):
        read_photograph(CAT)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "chelsea.png").write_bytes(b"no picture")
    with pytest.raises(SettingsError, match=r"chelsea\.png"):
        read_photograph(CAT)
