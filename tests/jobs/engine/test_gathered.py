"""Problems, notes and counts in the same order, however photos come back."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.jobs.engine.gathered import Gathered, commonest_first, in_photo_order, place_of
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Problem
from ppr10k_data.photo import PhotoId

PHOTOS = st.builds(PhotoId, st.integers(0, 30), st.integers(0, 30))


def outcome(photo: PhotoId) -> PhotoOutcome:
    problems = [Problem(str(photo), kind, "") for kind in ("XmpError", "ImageFileError")]
    return PhotoOutcome(problems=problems, notes=[f"a/{photo}: one", f"b/{photo}: two"])


def test_photos_stand_in_numeric_order() -> None:
    names = ["10_0", "9_10", "masks_full", "9_2", "9_2_1", "1356_0", "9_2_10", "9_2_2"]
    told = in_photo_order(Problem(name, "LayoutError", "") for name in names)
    assert [problem.what for problem in told] == [
        *("masks_full", "9_2", "9_2_1", "9_2_2", "9_2_10", "9_10", "10_0", "1356_0"),
    ]


def test_problems_of_one_photo_keep_their_order() -> None:
    problems = [Problem("1_0", kind, "") for kind in ("B", "A", "C")]
    assert in_photo_order(problems) == problems


@given(st.lists(PHOTOS, unique=True), st.integers())
def test_the_order_of_arrival_does_not_count(photos: list[PhotoId], seed: int) -> None:
    told = []
    for order in (photos, random.Random(seed).sample(photos, len(photos))):
        gathered = Gathered([Problem("raw", "LayoutError", "")], ["of the plan"])
        for photo in order:
            gathered.add(photo, outcome(photo))
        told.append((gathered.ordered_problems, gathered.ordered_notes))
    assert told[0] == told[1]
    assert told[0][1][0] == "of the plan"
    assert len(told[0][1]) == 1 + 2 * len(photos)


@given(st.lists(PHOTOS))
def test_places_are_those_of_the_photos(photos: list[PhotoId]) -> None:
    assert sorted(map(str, photos), key=place_of) == [
        str(photo) for photo in sorted(photos, key=lambda photo: photo.sort_key)
    ]


def test_equal_counts_stand_by_name() -> None:
    counts = Counter({"Tint": 2, "Contrast2012": 2, "Exposure2012": 3})
    assert list(commonest_first(counts)) == ["Exposure2012", "Contrast2012", "Tint"]
