from __future__ import annotations

from collections import Counter
from pathlib import Path

from ppr10k_cli.columns import columns, counted
from ppr10k_cli.summary import KINDS, NAMED_FAILURES, NAMED_NOTES, summary_lines
from ppr10k_data import errors
from ppr10k_data.jobs.engine.outcome import Problem
from ppr10k_data.jobs.render.run import RenderSummary
from ppr10k_data.xmp import KEYS

OUT = Path("renders/360p")


def test_a_run_without_incident() -> None:
    summary = RenderSummary(OUT, rendered=5, photos=2, pictures=4, seconds=0.5)
    assert summary_lines(summary) == [
        f"results   {OUT} (4 pictures, 1 mask)",
        "rendered  5 files of 2 photos in 0.5 s, 4 photos/s",
    ]


def test_failures_are_grouped_and_only_the_first_named() -> None:
    problems = [Problem(f"{group}_0", "XmpError", "broken") for group in range(8)]
    problems.insert(3, Problem("9_9", "RawDecodeError", "short"))
    lines = summary_lines(RenderSummary(OUT, problems=problems))
    assert "failed    9" in lines
    at = lines.index("failed: sidecars that cannot be read: 8")
    assert lines[at + 1 : at + 1 + NAMED_FAILURES] == [f"  {group}_0  broken" for group in range(5)]
    assert lines[at + 6] == "  ... and 3 more (--json lists all)"
    assert lines[at + 7 :] == ["failed: RAW files that cannot be read: 1", "  9_9  short"]


def test_an_unexpected_kind_is_said_to_be_one() -> None:
    lines = summary_lines(RenderSummary(OUT, problems=[Problem("0_0", "KeyError", "'x'")]))
    assert "failed: unexpected KeyError: 1" in lines


def test_notes_are_capped() -> None:
    notes = [f"note {number}" for number in range(47)]
    lines = summary_lines(RenderSummary(OUT, notes=notes))
    at = lines.index("notes: 47")
    assert len(lines[at + 1 :]) == NAMED_NOTES + 1
    assert lines[-1] == "  ... and 37 more (--json lists all)"


def test_what_became_of_adjustments_the_commonest_first() -> None:
    summary = RenderSummary(
        OUT,
        pictures=4800,
        replayed=Counter(Exposure2012=4000),
        approximated=Counter(Clarity2012=312),
        not_replayed=Counter({"Dehaze": 3, "PerspectiveUpright": 1200}),
        detail_left_out=4799,
    )
    assert summary_lines(summary)[-8:] == [
        "not replayed, in so many of 4,800 pictures:",
        "  PerspectiveUpright  1,200",
        "  Dehaze                  3",
        "approximated (not checked against Lightroom), in so many of 4,800 pictures:",
        "  Clarity2012  312",
        "replayed, in so many of 4,800 pictures:",
        "  Exposure2012  4,000",
        "sharpening or noise reduction: left out in 4,799 of 4,800 pictures",
    ]


def test_forty_keys_are_set_in_columns_and_none_is_lost() -> None:
    counts = Counter({key.name: 41 - place for place, key in enumerate(KEYS[:40])})
    lines = summary_lines(RenderSummary(OUT, pictures=41, replayed=counts))
    table = lines[lines.index("replayed, in so many of 41 pictures:") + 1 :]
    assert len(table) == 14
    assert max(map(len, table)) <= 110
    words = " ".join(table).split()
    assert dict(zip(words[::2], map(int, words[1::2]), strict=True)) == counts
    assert [line.split()[0] for line in table] == [key.name for key in KEYS[:14]]


def test_kinds_are_errors_of_ours() -> None:
    assert all(issubclass(getattr(errors, kind), errors.Ppr10kError) for kind in KINDS)


def test_columns_of_ragged_rows() -> None:
    assert columns([("a", "bb"), ("ccc",), ()], indent=1) == [" a    bb", " ccc", " "]
    assert columns([]) == []


def test_counts() -> None:
    assert [counted(number, "photo") for number in (0, 1, 2000)] == ["0 photos", "1 photo", "2,000 photos"]
