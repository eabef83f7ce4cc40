from __future__ import annotations

import pytest

from ppr10k_data.jobs.counted import counted


@pytest.mark.parametrize(
    ("number", "expected"), [(0, "0 photos have"), (1, "1 photo has"), (1200, "1,200 photos have")]
)
def test_verbs_agree_with_their_number(number: int, expected: str) -> None:
    assert counted(number, "photo has", "photos have") == expected
    assert counted(number, "photo") == expected.rpartition(" ")[0]
