"""Lens profiles in renders: applied, shared by the pictures of a photo, or named as missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from dng_builders import NEUTRAL, bayer, dng_bytes, mosaic_of
from ppr10k_data.develop.lens import LensMaps
from ppr10k_data.files.lens import KnownLens, UnknownLens
from ppr10k_data.jobs.render import lens as module
from ppr10k_data.xmp import LensCorrections
from tiny_dataset import HEIGHT, WIDTH, as_shot, custom, figure, write_dataset, write_xmp
from tiny_renders import pictures, rendered

PROFILE = LensCorrections(profile_enabled=True, profile_name="Adobe (Acme 50mm f/2)")
KEYS = {"LensProfileEnable"}


def known(size: tuple[int, int]) -> KnownLens:
    """A lens that shows all a tenth larger and darkens corners by half."""
    x, y = np.linspace(0.0, size[0] - 1.0, 9), np.linspace(0.0, size[1] - 1.0, 7)
    nodes = np.stack(np.meshgrid(x, y), axis=-1)
    centre = (np.array(size) - 1.0) / 2.0
    away = (nodes - centre) / centre
    positions = np.repeat((centre + 0.9 * (nodes - centre))[:, :, None], 3, axis=2)
    return KnownLens(
        "Acme 50mm f/2", LensMaps(size, positions, 1.0 - 0.25 * (away**2).sum(-1)), ("vignetting",)
    )


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "find_lens", lambda metadata, size, **more: known(size))
    root = write_dataset(tmp_path / "data", "1_0")
    alone = (0.02 + 0.3 * figure())[..., None] * np.array(NEUTRAL)
    (root / "raw" / "1_0.dng").write_bytes(dng_bytes(mosaic_of(alone, bayer("RGGB"))))
    return root


def both(root: Path, out: Path, **more: Any) -> Any:
    return rendered(root, out, ("xmp_source", "xmp_target_a"), **more)


def records(outcome: Any) -> dict[str, dict[str, Any]]:
    return {made.output.folder: made.record for made in outcome.rendered if made.output.kind == "picture"}


def test_a_lens_profile_is_applied_and_counts_as_approximated(root: Path, tmp_path: Path) -> None:
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(lens=PROFILE))
    outcome = both(root, tmp_path / "out", geometry="own")
    assert outcome.problems == []
    target = records(outcome)["xmp_target_a"]
    assert target["lens"] == {
        "name": "Acme 50mm f/2", "distortion": 1.0, "ca": 1.0, "vignetting": 1.0, "not_known": ["vignetting"],
    }  # fmt: skip
    assert set(target["approximated"]) >= KEYS
    assert records(outcome)["xmp_source"]["lens"] is None


def test_the_sources_distortion_holds_for_all_pictures_and_the_mask(root: Path, tmp_path: Path) -> None:
    write_xmp(root / "xmp_source" / "1_0.xmp", **as_shot(lens=PROFILE))
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **as_shot())
    outcome = both(root, tmp_path / "out", masks=True, bits=16)
    assert outcome.problems == []
    target = records(outcome)["xmp_target_a"]["lens"]
    assert (target["distortion"], target["vignetting"]) == (1.0, 0.0)
    mask = cv2.imread(str(tmp_path / "out/full/masks/1_0.png"), cv2.IMREAD_UNCHANGED)
    assert mask is not None
    for picture in pictures(tmp_path / "out").values():
        shown = picture[..., 1] > 20000
        assert (shown & (mask > 0)).sum() / (shown | (mask > 0)).sum() > 0.95
    plain = np.count_nonzero(figure())
    assert np.count_nonzero(mask) == pytest.approx(plain / 0.81, rel=0.05)
    assert any("lens profile than xmp_source" in note for note in outcome.notes)


def test_a_targets_own_vignetting_is_evened_out_on_the_sources_geometry(root: Path, tmp_path: Path) -> None:
    bright = np.full((HEIGHT, WIDTH, 3), 0.2) * np.array(NEUTRAL)
    (root / "raw" / "1_0.dng").write_bytes(dng_bytes(mosaic_of(bright, bayer("RGGB"))))
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **as_shot(lens=PROFILE))
    outcome = both(root, tmp_path / "out", bits=16)
    lens = records(outcome)["xmp_target_a"]["lens"]
    assert (lens["distortion"], lens["ca"], lens["vignetting"]) == (0.0, 0.0, 1.0)
    source, target = pictures(tmp_path / "out").values()
    middle = np.s_[HEIGHT // 2, WIDTH // 2]
    np.testing.assert_allclose(source[middle], target[middle], rtol=0.01)
    assert (target[0, 0] > 1.2 * source[0, 0]).all()


def test_an_unknown_lens_is_not_replayed_with_its_reason(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_lens", lambda metadata, size, **more: UnknownLens("no such lens"))
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(lens=PROFILE))
    outcome = both(root, tmp_path / "out", geometry="own")
    record = records(outcome)["xmp_target_a"]
    assert record["lens"] == {"not_applied": "no such lens"}
    assert record["not_replayed"] == {"LensProfileEnable": True}
    assert "xmp_target_a/1_0: lens profile not applied: no such lens" in outcome.notes
    strict = both(root, tmp_path / "strict", geometry="own", strict=True)
    assert [problem.kind for problem in strict.problems] == ["NotReplayedError"]
    assert len(strict.rendered) == 1


def test_corrections_by_hand_are_not_replayed(root: Path, tmp_path: Path) -> None:
    by_hand = LensCorrections(manual_distortion=10.0, remove_ca=True)
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **as_shot(lens=by_hand))
    record = records(both(root, tmp_path / "out"))["xmp_target_a"]
    assert record["not_replayed"] == {"AutoLateralCA": True, "LensManualDistortionAmount": 10.0}
    assert record["lens"] is None


def test_settings_in_the_pixels_leave_the_lens_alone(root: Path, tmp_path: Path) -> None:
    write_xmp(root / "xmp_target_a" / "1_0.xmp", **custom(lens=PROFILE, already_applied=True))
    assert records(both(root, tmp_path / "out", geometry="own"))["xmp_target_a"]["lens"] is None
