from __future__ import annotations

import json
import math
import random
from dataclasses import replace

import pytest

from ppr10k_data.fidelity import Comparison, summed_up
from ppr10k_data.fidelity.report import reasons
from ppr10k_data.metrics import Scores


def scores(de2000: float, psnr_db: float = 30.0) -> Scores:
    return Scores(psnr_db, 2 * de2000, 4 * de2000, de2000, 3 * de2000)


def one(photo: str, folder: str, de2000: float, **more) -> Comparison:
    return Comparison(photo, folder, scores(de2000), camera="Canon EOS 6D", process_version="11.0", **more)


EVERYTHING = [
    one("10_0", "xmp_source", 1.0),
    one("2_0", "xmp_source", 2.0),
    one("2_0", "xmp_target_a", 5.0, sliders={"Highlights2012": -80.0, "ToneCurvePV2012": None}),
    one("10_0", "xmp_target_a", 3.0, sliders={"Highlights2012": -30.0}, not_replayed=("Highlights2012",)),
    replace(one("11_0", "xmp_target_a", 7.0), camera="NIKON D810", process_version="6.7"),
    Comparison("3_0", "xmp_target_a", reason="no TIFF of Lightroom's"),
    Comparison("4_0", "xmp_target_a", reason="differs by a pixel: ours is 1 x 2"),
    Comparison("5_0", "xmp_target_a", reason="differs by a pixel: ours is 3 x 4"),
]


def test_means_over_pictures_by_kind_camera_and_version() -> None:
    report = summed_up(EVERYTHING)
    assert [(row.name, row.pictures) for row in report.kinds] == [("source", 2), ("target a", 3)]
    assert report.kinds[1].scores == scores(5.0)
    assert (report.overall.pictures, report.overall.scores.de2000_mean) == (5, pytest.approx(3.6))
    assert [row.name for row in report.cameras] == ["Canon EOS 6D", "NIKON D810"]
    assert [row.name for row in report.process_versions] == ["6.7", "11.0"]


def test_strengths_in_order_with_neutral_pictures_among_them() -> None:
    highlights, curve = summed_up(EVERYTHING).sliders
    assert (highlights.key, highlights.replayed) == ("Highlights2012", "not replayed")
    assert [(row.name, row.pictures) for row in highlights.rows] == [
        ("-100..-61", 1),
        ("-60..-21", 1),
        ("±20", 3),
    ]
    assert [(row.name, row.pictures) for row in curve.rows] == [("not set", 4), ("set", 1)]


def test_a_slider_that_is_equally_strong_everywhere_tells_nothing() -> None:
    always = [replace(c, sliders={"Sharpness": 40.0}) for c in EVERYTHING]
    assert summed_up(always).sliders == ()


def test_worst_first_and_the_others_with_their_reasons() -> None:
    report = summed_up(EVERYTHING)
    assert [c.photo for c in report.worst] == ["11_0", "2_0", "10_0", "2_0", "10_0"]
    assert reasons(report.not_compared) == [("differs by a pixel", 2), ("no TIFF of Lightroom's", 1)]


def test_the_order_of_work_does_not_matter() -> None:
    shuffled = random.Random(1).sample(EVERYTHING, len(EVERYTHING))
    assert summed_up(shuffled).recorded() == summed_up(EVERYTHING).recorded()


def test_nothing_to_sum_up() -> None:
    with pytest.raises(ValueError, match="none of the pictures"):
        summed_up(EVERYTHING[-2:])


def test_equal_pictures_are_strict_json() -> None:
    report = summed_up([Comparison("1_0", "xmp_source", Scores(math.inf, 0, 0, 0, 0))])
    text = json.dumps(report.recorded(), allow_nan=False)
    assert json.loads(text)["overall"]["psnr_db"] is None
    assert json.loads(text)["photos"][0]["scores"]["psnr_db"] is None
