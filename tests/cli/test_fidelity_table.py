from __future__ import annotations

import math
from pathlib import Path

from ppr10k_cli.fidelity_table import NAMED, fidelity_lines
from ppr10k_data.fidelity import Comparison, summed_up
from ppr10k_data.jobs.fidelity.run import FidelitySummary
from ppr10k_data.metrics import Scores


def lines_of(*comparisons: Comparison) -> list[str]:
    return fidelity_lines(
        FidelitySummary(summed_up(comparisons), Path("index.html"), Path("photos.csv"), (), 1.0)
    )


def one(photo: str, **more) -> Comparison:
    return Comparison(photo, "xmp_source", Scores(30.0, 1.0, 2.0, 1.0, 2.0), **more)


def test_a_long_list_is_cut_and_says_so() -> None:
    failed = [Comparison(f"{n}_0", "xmp_source", reason="no TIFF of Lightroom's") for n in range(NAMED + 2)]
    cameras = [one(f"{n}_1", camera=f"Camera {n}") for n in range(NAMED + 1)]
    lines = lines_of(*failed, *cameras)
    assert f"not compared: {NAMED + 2}" in lines
    assert "  ... and 2 more (photos.csv lists all)" in lines
    assert "  ... and 1 more" in lines


def test_other_panels_sliders_are_left_to_the_page() -> None:
    lines = lines_of(one("1_0", sliders={"Contrast2012": 50.0, "HueAdjustmentRed": 30.0}), one("1_1"))
    assert any(line.startswith("Contrast2012") for line in lines)
    assert not any(line.startswith("HueAdjustmentRed") for line in lines)
    assert "  ... and 1 other adjustment on the page" in lines


def test_equal_pictures_are_identical() -> None:
    assert any(
        "identical" in line
        for line in lines_of(Comparison("1_0", "xmp_source", Scores(math.inf, 0, 0, 0, 0)))
    )
