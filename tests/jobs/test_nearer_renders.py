from __future__ import annotations

import numpy as np
import pytest

from match_scenes import look, portrait
from ppr10k_data.cameras.names import camera_key
from ppr10k_data.fidelity import Comparison, summed_up
from ppr10k_data.jobs.fidelity.nearer_renders import NOTHING, Nearer
from ppr10k_data.match.calibration import Calibration
from ppr10k_data.match.reduction import reduced
from ppr10k_data.metrics import score

NEUTRAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
BRIGHTER = Calibration(0.5, NEUTRAL, tuple(np.linspace(0.0, 1.0, 33).tolist()))


def eight(picture: np.ndarray) -> np.ndarray:
    return np.round(reduced(picture, (256, 256)) * 255).astype(np.uint8)


def test_nothing_is_tried_unless_asked() -> None:
    assert NOTHING.renders(eight(portrait()), eight(look(portrait())), "Canon EOS 5D") == {}


def test_unmatched_calibrated_and_matched_side_by_side() -> None:
    ours, theirs = eight(portrait()), eight(look(portrait()))
    nearer = Nearer(True, {camera_key("Canon", "EOS 5D"): BRIGHTER})
    renders = nearer.renders(ours, theirs, "Canon EOS 5D")
    assert not any(render.reason for render in renders.values())
    others = {name: score(render.picture, theirs) for name, render in renders.items()}
    assert list(others) == ["calibrated", "matched"]
    plain = score(ours, theirs)
    assert others["matched"].de2000_mean < 0.2 * plain.de2000_mean
    assert others["calibrated"] != plain
    report = summed_up([Comparison("1_0", "xmp_source", plain, others=others)])
    assert [row.name for row in report.ways] == ["unmatched", "calibrated", "matched"]
    assert report.recorded()["ways"][2]["name"] == "matched"
    assert report.recorded()["photos"][0]["others"]["matched"]["psnr_db"] == pytest.approx(
        others["matched"].psnr_db
    )


def test_other_cameras_and_wrong_pictures_count_as_they_are() -> None:
    ours, theirs = eight(portrait()), eight(look(portrait())[:, ::-1])
    renders = Nearer(True, {camera_key("Canon", "EOS 5D"): BRIGHTER}).renders(ours, theirs, "NIKON D810")
    assert list(renders) == ["calibrated", "matched"]
    assert all(render.picture is ours for render in renders.values())
    assert renders["calibrated"].reason == "no calibration of NIKON D810"
    assert "it may show another photo" in renders["matched"].reason


def test_pictures_too_small_to_match_count_as_they_are() -> None:
    ours = eight(portrait())[:20, :20]
    assert "at least 32" in Nearer(True).renders(ours, ours, "")["matched"].reason


def test_a_report_without_others_has_no_ways() -> None:
    assert (
        summed_up([Comparison("1_0", "xmp_source", score(eight(portrait()), eight(portrait())))]).ways == ()
    )
