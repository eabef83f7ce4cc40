from __future__ import annotations

import json
import shutil
import signal
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import tifffile

from ppr10k_data.augment import PAIRED, SOURCE, Grid, Normal, Range, Scheme, Uniform
from ppr10k_data.errors import FolderBusyError, JournalError, LayoutError, SettingsChangedError
from ppr10k_data.jobs.augment import drawing as drawing_module
from ppr10k_data.jobs.augment.replayed import read_replay
from ppr10k_data.jobs.augment.request import AugmentRequest
from ppr10k_data.jobs.augment.run import augment, forecast
from ppr10k_data.jobs.augment.summary import AugmentSummary
from ppr10k_data.jobs.engine.claim import claim
from ppr10k_data.jobs.engine.manifest import read_manifest
from ppr10k_data.jobs.engine.run import RunOptions
from ppr10k_data.jobs.engine.shard import WHOLE, Shard
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.photos.selection import Selection
from ppr10k_data.jobs.render import photo as module
from ppr10k_data.jobs.render.request import RenderRequest
from ppr10k_data.jobs.render.run import render
from ppr10k_data.jobs.render.settings import RenderSettings, Resolution
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import parse_xmp, read_xmp
from tiny_dataset import as_shot, write_dataset, write_xmp

RECORDS = ("manifest", ".journal", ".lock", ".gate")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(tmp_path_factory.mktemp("tiny") / "data", "0_0", "0_1", "3_0")


@pytest.fixture
def names_only(tmp_path: Path) -> Path:
    """Sources without anything else."""
    for photo in ("0_0", "0_1", "1_0", "2_0"):
        write_xmp(tmp_path / "data" / "xmp_source" / f"{photo}.xmp", **as_shot())
    return tmp_path / "data"


def request(root: Path, out: Path, **more: Any) -> AugmentRequest:
    settings = RenderSettings(Resolution.parse(more.pop("resolution", "48")), masks=more.pop("masks", False))
    selection = more.pop("selection", Selection())
    return AugmentRequest(RenderRequest(root, (), settings, out, selection), **more)


def run(root: Path, out: Path, stop: Stop | None = None, **more: Any) -> AugmentSummary:
    how = RunOptions(**{key.name: more.pop(key.name) for key in fields(RunOptions) if key.name in more})
    return augment(request(root, out, **more), how, stop)


def sidecars(root: Path, out: Path, **more: Any) -> AugmentSummary:
    return run(root, out, sidecars_only=True, **more)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(RECORDS))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def settled(folder: Path) -> dict[str, dict[str, Any]]:
    """The manifest less what differs between runs that make the same."""
    lines = read_manifest(folder / "manifest.jsonl")
    return {file: {**line, "fingerprint": None, "seconds": None} for file, line in lines.items()}


def test_the_tree_is_that_of_the_release(root: Path, tmp_path: Path) -> None:
    summary = run(root, tmp_path, variants=2, masks=True, targets=True)
    assert summary.all_problems == []
    assert set(contents(tmp_path)) == {
        *(f"xmp_source_aug/{photo}_{k}.xmp" for photo in ("0_0", "0_1", "3_0") for k in (1, 2)),
        *(f"48px/source_aug/{photo}{k}.tif" for photo in ("0_0", "0_1", "3_0") for k in ("", "_1", "_2")),
        *(f"48px/xmp_target_a/{photo}.tif" for photo in ("0_0", "0_1", "3_0")),
        *(f"48px/masks/{photo}.png" for photo in ("0_0", "0_1", "3_0")),
    }
    assert (summary.made, summary.photos) == (6, 3)
    assert summary.render is not None
    assert (summary.render.rendered, summary.render.pictures) == (15, 12)
    assert tifffile.imread(tmp_path / "48px" / "source_aug" / "0_0_1.tif").dtype == "uint16"
    assert tifffile.imread(tmp_path / "48px" / "xmp_target_a" / "0_0.tif").dtype == "uint8"


def test_source_and_targets_are_what_render_makes(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "a", variants=1, masks=True, targets=True)
    settings = RenderSettings(Resolution.parse("48"), masks=True)
    render(root, ["xmp_source", "xmp_target_a"], settings, out=tmp_path / "b")
    ours, theirs = contents(tmp_path / "a" / "48px"), contents(tmp_path / "b" / "48px")
    for name, data in theirs.items():
        assert ours[name.replace("xmp_source", "source_aug")] == data


def test_a_variant_is_rendered_as_its_sidecar_would_be(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path / "a", variants=1)
    settings = RenderSettings(Resolution.parse("48"))
    render(root, [str(tmp_path / "a" / "xmp_source_aug")], settings, out=tmp_path / "b")
    ours, theirs = contents(tmp_path / "a" / "48px"), contents(tmp_path / "b" / "48px")
    assert len(theirs) == 3
    for name, data in theirs.items():
        assert ours[name.replace("xmp_source_aug", "source_aug")] == data


def test_every_photo_is_decoded_once(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    really = module.open_raw
    monkeypatch.setattr(
        module, "open_raw", lambda path, **more: opened.append(path.stem) or really(path, **more)
    )
    run(root, tmp_path, variants=3, masks=True, targets=True)
    assert opened == ["0_0", "0_1", "3_0"]


def test_the_manifest_says_what_was_drawn_and_written(names_only: Path, tmp_path: Path) -> None:
    sidecars(names_only, tmp_path / "out", variants=1, seed=4)
    line = read_manifest(tmp_path / "out" / "manifest.jsonl")["xmp_source_aug/1_0_1.xmp"]
    edits = read_xmp(tmp_path / "out" / "xmp_source_aug" / "1_0_1.xmp")
    assert line["settings"]["seed"] == 4
    assert line["settings"]["Temperature"] == {"uniform": [-500.0, 500.0]}
    assert line["draws"]["Temperature"]["before"] == 5200.0
    assert line["draws"]["Temperature"]["after"] == edits.temperature_k
    assert line["draws"]["Exposure2012"]["after"] == edits.exposure_ev
    assert abs(5200.0 + line["draws"]["Temperature"]["drawn"] - edits.temperature_k) <= 0.5
    assert (line["white_balance"], edits.white_balance) == ("Custom", "Custom")
    assert (line["photo"], line["kind"], line["sidecar"]) == ("1_0_1", "sidecar", "xmp_source/1_0.xmp")


def test_all_else_in_a_sidecar_stays(names_only: Path, tmp_path: Path) -> None:
    text = (
        '<?xpacket begin=""?>\r\n<x:xmpmeta xmlns:x="adobe:ns:meta/">\r\n<!-- kept -->'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        "xmlns:c='http://ns.adobe.com/camera-raw-settings/1.0/' xmlns:mine=\"urn:x\" mine:key='1' "
        'c:Tint="+5" c:WhiteBalance="As Shot"  c:Temperature="5200" c:Exposure2012="0.00" '
        'c:Highlights2012="0" c:Contrast2012="0" c:Saturation="0"/></rdf:RDF></x:xmpmeta>\r\n<?xpacket end="w"?>'
    )
    (names_only / "xmp_source" / "0_0.xmp").write_bytes(text.encode())
    assert sidecars(names_only, tmp_path / "out", variants=1).problems == []
    written = (tmp_path / "out" / "xmp_source_aug" / "0_0_1.xmp").read_bytes().decode()
    edits = parse_xmp(written.encode())
    expected = (
        text.replace('"+5"', f'"{edits.tint:+.0f}"')
        .replace('"As Shot"', '"Custom"')
        .replace('"5200"', f'"{edits.temperature_k:.0f}"')
        .replace('"0.00"', f'"{edits.exposure_ev:+.2f}"')
    )
    for name, value in (("Highlights", edits.highlights), ("Contrast", edits.contrast)):
        expected = expected.replace(f'c:{name}2012="0"', f'c:{name}2012="{value:+.0f}"')
    assert written == expected.replace('Saturation="0"', f'Saturation="{edits.saturation:+.0f}"')


@pytest.mark.parametrize("paired", [False, True])
def test_two_runs_with_one_seed_are_the_same_bytes(root: Path, tmp_path: Path, paired: bool) -> None:
    how = {"variants": 2, "masks": True, "targets": True, "scheme": PAIRED if paired else SOURCE, "seed": 9}
    run(root, tmp_path / "a", **how)
    run(root, tmp_path / "b", **how, backend="loky", jobs=2)
    for index in (2, 1):
        run(root, tmp_path / "c", **how, selection=Selection(shard=Shard(index, 2)))
    sidecars(root, tmp_path / "c", variants=2, scheme=how["scheme"], seed=9)  # takes in the shares' records
    assert contents(tmp_path / "a") == contents(tmp_path / "b") == contents(tmp_path / "c")
    assert settled(tmp_path / "a") == settled(tmp_path / "b") == settled(tmp_path / "c")
    again = run(root, tmp_path / "b", **how)
    assert (again.made, again.skipped) == (0, 12 if paired else 6)
    assert again.render is not None
    assert again.render.rendered == 0


def test_another_seed_draws_other_numbers(names_only: Path, tmp_path: Path) -> None:
    sidecars(names_only, tmp_path / "a")
    sidecars(names_only, tmp_path / "b", seed=1)
    a, b = contents(tmp_path / "a"), contents(tmp_path / "b")
    assert a.keys() == b.keys()
    assert all(a[name] != b[name] for name in a)


def test_one_more_variant_is_added(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path, variants=2)
    before = contents(tmp_path)
    summary = run(root, tmp_path, variants=3)
    assert (summary.made, summary.skipped) == (3, 6)
    assert summary.render is not None
    assert (summary.render.rendered, summary.render.skipped) == (3, 9)
    after = contents(tmp_path)
    assert {name: after[name] for name in before} == before
    assert len(after) == len(before) + 6


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"seed": 1}, r"seed 0 \(now 1\)"),
        (
            {"scheme": SOURCE.with_ranges([Range("Tint", Uniform(-5.0, 5.0))])},
            r"settings: Tint uniform -10, 10 \(now uniform -5, 5\)\. Give another",
        ),
        (
            {"seed": 1, "scheme": SOURCE.with_ranges([Range("Dehaze", Grid((1.5, 2.0)))])},
            r"settings:\n  Dehaze not set \(now grid 1.5, 2\)\n  seed 0 \(now 1\)\nGive",
        ),
        (
            {"scheme": SOURCE.with_ranges([Range("Dehaze", Normal(0.0, 5.0))])},
            r"Dehaze not set \(now normal 0, 5\)",
        ),
    ],
)
def test_other_draws_are_not_mixed(
    names_only: Path, tmp_path: Path, other: dict[str, Any], told: str
) -> None:
    sidecars(names_only, tmp_path / "out")
    with pytest.raises(SettingsChangedError, match=told):
        sidecars(names_only, tmp_path / "out", **other)
    assert sidecars(names_only, tmp_path / "out", **other, overwrite=True).made == 20


def test_no_variant_of_other_draws_stands_beside_those_that_overwrite_them(
    root: Path, tmp_path: Path
) -> None:
    fewer = {"variants": 1, "seed": 1, "selection": Selection(photos=(PhotoId(0, 0), PhotoId(3, 0)))}
    run(root, tmp_path / "out", variants=2, scheme=PAIRED)
    run(root, tmp_path / "out", variants=2, scheme=PAIRED, resolution="32")
    told = forecast(request(root, tmp_path / "out", **fewer), RunOptions(overwrite=True))
    summary = run(root, tmp_path / "out", **fewer, overwrite=True)
    assert run(root, tmp_path / "fresh", **fewer).all_problems == []
    assert {  # the originals of a photo that is not selected stay: they are of no draw
        name: data for name, data in contents(tmp_path / "out").items() if not name.startswith("32px")
    } == contents(tmp_path / "fresh") | {
        "48px/source_aug/0_1.tif": (tmp_path / "out" / "48px" / "source_aug" / "0_1.tif").read_bytes()
    }
    assert sorted(path.name for path in (tmp_path / "out" / "32px").rglob("*.tif")) == [
        *("0_0.tif", "0_1.tif", "3_0.tif"),
    ]
    variants = {f"{photo}_{k}" for photo in ("0_0", "0_1", "3_0") for k in (1, 2)}
    anew = {"0_0_1", "3_0_1"}
    assert list(told.removed) == summary.removed
    assert sorted(summary.removed) == sorted(
        [
            *(f"xmp_source_aug/{each}.xmp" for each in variants - anew),
            *(f"48px/source_aug/{each}.tif" for each in variants - anew),
            *(f"32px/source_aug/{each}.tif" for each in variants),
            *(f"xmp_target_a_aug/{each}.xmp" for each in variants),
            *(f"{size}/xmp_target_a_aug/{each}.tif" for each in variants for size in ("32px", "48px")),
        ]
    )
    again = read_replay(tmp_path / "out" / "manifest.jsonl")
    assert (again.seed, set(map(str, again.variants))) == (1, anew)
    assert set(read_manifest(tmp_path / "out" / "32px" / "manifest.jsonl")) == {
        f"source_aug/{photo}.tif" for photo in ("0_0", "0_1", "3_0")
    }
    assert run(root, tmp_path / "out", **fewer | {"variants": 2}).made == 2, "a later run goes on"


def test_an_overwrite_that_ends_halfway_leaves_no_mixture(names_only: Path, tmp_path: Path) -> None:
    sidecars(names_only, tmp_path / "out", variants=3)
    stop = Stop()
    stop.request(signal.SIGINT)
    sidecars(names_only, tmp_path / "out", stop=stop, variants=1, seed=1, overwrite=True)
    assert contents(tmp_path / "out") == {}
    assert sidecars(names_only, tmp_path / "out", variants=1, seed=1).made == 4
    assert read_replay(tmp_path / "out" / "manifest.jsonl").seed == 1


@pytest.mark.parametrize("lost", [".journal.jsonl", "manifest.jsonl"])
def test_other_draws_are_known_by_either_record(names_only: Path, tmp_path: Path, lost: str) -> None:
    sidecars(names_only, tmp_path / "out", variants=2)
    (tmp_path / "out" / lost).unlink()
    sidecars(names_only, tmp_path / "out", variants=1, seed=1, overwrite=True)
    assert set(contents(tmp_path / "out")) == {
        f"xmp_source_aug/{p}_1.xmp" for p in ("0_0", "0_1", "1_0", "2_0")
    }


def test_shares_remove_what_is_theirs(names_only: Path, tmp_path: Path) -> None:
    sidecars(names_only, tmp_path / "out", variants=2)
    for index in (1, 2):
        summary = sidecars(
            names_only,
            tmp_path / "out",
            variants=1,
            seed=1,
            overwrite=True,
            selection=Selection(shard=Shard(index, 2)),
        )
        owned = {1: ("0_0", "0_1", "2_0"), 2: ("1_0",)}[index]
        assert summary.removed == [f"xmp_source_aug/{photo}_2.xmp" for photo in owned]
    assert len(read_replay(tmp_path / "out" / "manifest.jsonl").variants) == 4


def test_a_busy_folder_of_pictures_is_told_before_anything_is_drawn(root: Path, tmp_path: Path) -> None:
    run(root, tmp_path, variants=1)
    before = contents(tmp_path)
    with claim(tmp_path / "48px", WHOLE, settle=lambda keep: None):
        for how in ({"variants": 2}, {"seed": 1, "overwrite": True}):
            with pytest.raises(FolderBusyError, match="48px: another run is writing there"):
                run(root, tmp_path, **how)
    with claim(tmp_path / "48px", WHOLE, settle=lambda keep: None), pytest.raises(FolderBusyError):
        sidecars(root, tmp_path, seed=1, overwrite=True)
    assert contents(tmp_path) == before


def test_a_paired_variant_has_its_targets(root: Path, tmp_path: Path) -> None:
    summary = run(root, tmp_path, variants=2, scheme=PAIRED, targets=True)
    files = set(contents(tmp_path))
    assert {
        "xmp_target_a_aug/0_0_2.xmp",
        "48px/xmp_target_a_aug/0_0_2.tif",
        "48px/xmp_target_a/0_0.tif",
    } <= files
    assert summary.made == 12
    before, after = read_xmp(root / "xmp_target_a/3_0.xmp"), read_xmp(tmp_path / "xmp_target_a_aug/3_0_1.xmp")
    source = read_xmp(tmp_path / "xmp_source_aug/3_0_1.xmp")
    assert before.exposure_ev - after.exposure_ev == pytest.approx(source.exposure_ev)
    assert before.contrast - after.contrast == source.contrast
    assert (after.temperature_k, after.tint) == (before.temperature_k, before.tint)
    lines = read_manifest(tmp_path / "manifest.jsonl")
    told = lines["xmp_target_a_aug/3_0_1.xmp"]
    assert told["draws"]["Contrast2012"]["after"] == after.contrast
    assert set(told["inputs_sha256"]) == {"xmp_source/3_0.xmp", "xmp_target_a/3_0.xmp"}


def test_a_failed_photo_is_named_and_the_others_are_made(root: Path, tmp_path: Path) -> None:
    data = shutil.copytree(root, tmp_path / "data")
    write_xmp(data / "xmp_source" / "0_1.xmp", white_balance="As Shot")
    summary = run(data, tmp_path / "out", variants=1)
    assert [(p.what, p.kind) for p in summary.all_problems] == [("0_1_1", "XmpError")]
    assert "0_1.xmp: crs:Temperature: is not in the file" in summary.problems[0].reason
    assert summary.render is not None
    assert summary.render.rendered == 4
    write_xmp(data / "xmp_source" / "0_1.xmp", **as_shot())
    again = run(data, tmp_path / "out", variants=1, retry_failed=True)
    assert (again.made, again.render and again.render.rendered) == (1, 2)
    assert again.all_problems == []


def test_a_raw_that_cannot_be_read_costs_its_pictures(root: Path, tmp_path: Path) -> None:
    data = shutil.copytree(root, tmp_path / "data")
    (data / "raw" / "0_0.dng").write_bytes(b"nothing")
    summary = run(data, tmp_path / "out", variants=1)
    assert summary.made == 3
    assert [(p.what, p.kind) for p in summary.all_problems] == [("0_0", "RawDecodeError")]


def test_a_wish_to_stop_between_the_halves(root: Path, tmp_path: Path) -> None:
    stop = Stop()
    made: list[object] = []

    def progress(outcome: object) -> None:
        made.append(outcome)
        stop.request(signal.SIGTERM)

    summary = augment(request(root, tmp_path, variants=1), RunOptions(), stop, progress=progress)
    assert (len(made), summary.left, summary.render) == (1, 2, None)
    assert run(root, tmp_path, variants=1).made == 2
    assert len(contents(tmp_path)) == 9


def test_a_forecast_writes_nothing(root: Path, tmp_path: Path) -> None:
    told = forecast(request(root, tmp_path / "out", variants=2, masks=True))
    assert told.sidecars.files == 6
    assert told.render is not None
    assert told.render.pending.files == 12
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("paired", [False, True])
def test_a_manifest_makes_the_same_files_elsewhere(root: Path, tmp_path: Path, paired: bool) -> None:
    scheme = PAIRED if paired else SOURCE.with_ranges([Range("Dehaze", Grid((5.0, 10.0)))])
    run(root, tmp_path / "a", variants=2, scheme=scheme, seed=3)
    data = shutil.copytree(root, tmp_path / "moved")
    again = read_replay(tmp_path / "a" / "manifest.jsonl")
    assert (set(again.scheme.ranges), again.seed, len(again.variants)) == (set(scheme.ranges), 3, 6)
    how = {"scheme": again.scheme, "seed": again.seed, "experts": again.experts, "recorded": again.variants}
    assert run(data, tmp_path / "b", **how).all_problems == []
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert settled(tmp_path / "a") == settled(tmp_path / "b")
    assert run(root, tmp_path / "a", **how).made == 0


def test_a_manifest_that_does_not_fit_is_refused(names_only: Path, tmp_path: Path) -> None:
    sidecars(names_only, tmp_path / "a", variants=1)
    again = read_replay(tmp_path / "a" / "manifest.jsonl")
    write_xmp(names_only / "xmp_source" / "0_0.xmp", **as_shot(contrast=3.0))
    (names_only / "xmp_source" / "1_0.xmp").unlink()
    variant = PhotoId(2, 0, 1)
    altered = replace(
        again.variants[variant],
        draws=tuple(replace(d, number=d.number + 9) for d in again.variants[variant].draws),
    )
    summary = sidecars(names_only, tmp_path / "b", recorded={**again.variants, variant: altered})
    told = {(p.what, p.kind): p.reason for p in summary.problems}
    assert "is not the sidecar that the manifest's 0_0_1 was made from" in told["0_0_1", "ReplayError"]
    assert "the manifest's 1_0 has no xmp_source/1_0.xmp" in told["1_0", "LayoutError"]
    assert "would not be the file that the manifest records" in told["2_0_1", "ReplayError"]
    assert set(contents(tmp_path / "b")) == {"xmp_source_aug/0_1_1.xmp"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda line: {**line, "kind": "picture"}, "records no draws"),
        (lambda line: {**line, "settings": {**line["settings"], "augment": 2}}, "line 1: draws of version 2"),
        (lambda line: {**line, "settings": {"augment": 1, "seed": 0}}, "not those of an augmentation"),
        (lambda line: {**line, "photo": "12"}, "line 1: not a line of an augmentation's manifest"),
        (lambda line: {**line, "draws": {"Tint": {}}}, "line 1: not a line of an augmentation's manifest"),
    ],
)
def test_what_is_no_manifest_of_draws(names_only: Path, tmp_path: Path, change: Any, told: str) -> None:
    sidecars(names_only, tmp_path / "a", variants=1, selection=Selection(limit=1))
    path = tmp_path / "a" / "manifest.jsonl"
    path.write_text(json.dumps(change(json.loads(path.read_text()))) + "\n")
    with pytest.raises(JournalError, match=told):
        read_replay(path)


def test_draws_of_two_seeds_are_no_one_manifest(names_only: Path, tmp_path: Path) -> None:
    sidecars(names_only, tmp_path / "a", variants=1)
    sidecars(names_only, tmp_path / "b", variants=1, seed=1, selection=Selection(limit=1))
    two = tmp_path / "manifest.jsonl"
    two.write_text("".join((tmp_path / each / "manifest.jsonl").read_text() for each in "ab"))
    with pytest.raises(JournalError, match=r"other settings than line"):
        read_replay(two)


def test_experts_that_are_not_there(names_only: Path, tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no folder xmp_target_a or xmp_target_b or xmp_target_c"):
        sidecars(names_only, tmp_path / "a", scheme=PAIRED)
    write_xmp(names_only / "xmp_target_a" / "0_0.xmp", **as_shot())
    with pytest.raises(LayoutError, match="no folder xmp_target_b, "):
        sidecars(names_only, tmp_path / "a", scheme=PAIRED, experts=("b",))
    summary = sidecars(names_only, tmp_path / "a", scheme=PAIRED, variants=1)
    assert (summary.made, len(summary.problems)) == (2, 3)
    assert "xmp_target_a/2_0.xmp is missing" in summary.problems[-1].reason


def test_the_releases_own_hole_is_no_problem(names_only: Path, tmp_path: Path) -> None:
    for folder in ("xmp_source", "xmp_target_a"):
        write_xmp(names_only / folder / "1680_3.xmp", **as_shot())
    (names_only / "xmp_target_b").mkdir()
    chosen = Selection(photos=(PhotoId(1680, 3),))
    summary = sidecars(names_only, tmp_path / "a", scheme=PAIRED, variants=1, selection=chosen)
    assert (summary.made, summary.problems) == (2, [])
    assert summary.notes == ["xmp_target_b/1680_3.xmp is missing from the release itself"]


@pytest.mark.shared
def test_names_are_those_of_the_official_list(shared: Path, tmp_path: Path) -> None:
    names = shared / "data" / "ppr10k-names"
    folder = tmp_path / "data" / "xmp_source"
    folder.mkdir(parents=True)
    for name in [*(names / "train.txt").read_text().split(), *(names / "test.txt").read_text().split()]:
        (folder / f"{name}.xmp").touch()
    told = forecast(
        request(tmp_path / "data", tmp_path / "out", sidecars_only=True, selection=Selection(split="train"))
    )
    planned = {output.path.stem for work in told.sidecars.works for output in work.outputs}
    originals = {str(work.photo) for work in told.sidecars.works}
    assert planned | originals == set((names / "train_aug.txt").read_text().split())
    assert len(planned | originals) == 53_250


def test_a_grid_of_white_balances(names_only: Path, tmp_path: Path) -> None:
    """The values themselves, one a variant."""
    scheme = Scheme((Range("Temperature", Grid((2850.0, 7500.0)), "value"),))
    sidecars(names_only, tmp_path, variants=2, scheme=scheme)
    seen = [read_xmp(tmp_path / "xmp_source_aug" / f"2_0_{k}.xmp").temperature_k for k in (1, 2)]
    assert seen == [2850.0, 7500.0]


def test_render_and_augment_share_a_folder(root: Path, tmp_path: Path) -> None:
    settings = RenderSettings(Resolution.parse("48"), masks=True)
    render(root, ["xmp_source", "xmp_target_a"], settings, out=tmp_path)
    summary = run(root, tmp_path, variants=1, masks=True, targets=True)
    assert summary.render is not None
    assert (summary.render.rendered, summary.render.skipped) == (6, 6), "targets and masks are there"


def test_sidecars_of_many_photos_are_written_by_workers(
    names_only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sidecars(names_only, tmp_path / "a", backend="loky", jobs=1)
    monkeypatch.setattr(drawing_module, "FEW_PHOTOS", 0)
    sidecars(names_only, tmp_path / "b", backend="loky", jobs=2)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert settled(tmp_path / "a") == settled(tmp_path / "b")


@pytest.mark.shared
def test_sidecars_found_in_the_wild_are_varied_or_refused_by_name(shared: Path, tmp_path: Path) -> None:
    folder, expected = tmp_path / "data" / "xmp_source", {}
    folder.mkdir(parents=True)
    for number, path in enumerate(sorted((shared / "data" / "xmp").rglob("*.xmp"))):
        shutil.copy(path, folder / f"{number}_0.xmp")
        expected[f"{number}_0"] = path.name
    summary = sidecars(tmp_path / "data", tmp_path / "out", variants=1)
    assert summary.made >= 5
    assert summary.made + len(summary.problems) == len(expected)
    assert {problem.kind for problem in summary.problems} == {"XmpError"}
    for problem in summary.problems:
        assert f"{PhotoId.parse(problem.what).photo}.xmp: " in problem.reason
    for path in (tmp_path / "out" / "xmp_source_aug").iterdir():
        before, after = read_xmp(folder / f"{PhotoId.parse(path.stem).photo}.xmp"), read_xmp(path)
        drawn = (
            "white_balance",
            "temperature_k",
            "tint",
            "exposure_ev",
            "highlights",
            "contrast",
            "saturation",
        )
        same = {name: getattr(before, name) for name in (*drawn, "unmodelled")}
        assert replace(after, **same) == before
        assert set(after.unmodelled) <= set(before.unmodelled)


def test_renders_of_other_settings_are_refused_before_anything_is_drawn(root: Path, tmp_path: Path) -> None:
    render(root, ["xmp_source"], RenderSettings(Resolution.parse("48"), space="prophoto"), out=tmp_path)
    with pytest.raises(SettingsChangedError, match="space 'prophoto'"):
        run(root, tmp_path, variants=1)
    assert not (tmp_path / "xmp_source_aug").exists()
