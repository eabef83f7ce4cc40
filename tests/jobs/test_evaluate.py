from __future__ import annotations

import math
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile

from picture_trees import mask_of, picture_of, write_masks, write_tiffs
from ppr10k_data.errors import LayoutError
from ppr10k_data.jobs.engine.stop import Stop
from ppr10k_data.jobs.evaluate.plan import plan_evaluation
from ppr10k_data.jobs.evaluate.run import evaluate
from ppr10k_data.jobs.render.plan import Selection
from ppr10k_data.metrics import glc, mean_ab, psnr, psnr_hc
from ppr10k_data.photo import PhotoId

PHOTOS = ("1356_0", "1356_1", "1357_0", "12_10", "12_9")


def retouched(name: str) -> np.ndarray:
    return np.clip(
        picture_of(name, 8) + np.random.default_rng(1).integers(-9, 10, (12, 18, 3)), 0, 255
    ).astype("u1")


def write_results(folder: Path, names: tuple[str, ...] = PHOTOS) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        cv2.imwrite(str(folder / f"{name}.png"), retouched(name)[..., ::-1])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_results(tmp_path / "results")
    write_tiffs(tmp_path / "targets", PHOTOS, 8)
    write_masks(tmp_path / "masks", PHOTOS)
    return tmp_path


def of(root: Path, **more: object):
    return evaluate(root / "results", root / "targets", root / "masks", **more)


def test_every_image_group_and_the_total(root: Path) -> None:
    evaluation = of(root).evaluation
    assert [image.name for image in evaluation.images] == ["12_9", "12_10", "1356_0", "1356_1", "1357_0"]
    assert [(group.name, group.images) for group in evaluation.groups] == [
        ("12", 2),
        ("1356", 2),
        ("1357", 1),
    ]
    expected = [psnr(retouched(name), picture_of(name, 8)) for name in PHOTOS]
    assert evaluation.total.psnr == pytest.approx(np.mean(expected))
    expected = [psnr_hc(retouched(name), picture_of(name, 8), mask_of(name)) for name in PHOTOS]
    assert evaluation.total.psnr_hc == pytest.approx(np.mean(expected))
    colours = np.array([mean_ab(retouched(name)) for name in PHOTOS])
    assert evaluation.total.glc == pytest.approx(glc(colours, [name.split("_")[0] for name in PHOTOS]))
    assert evaluation.groups[0].glc == pytest.approx(np.var(colours[3:], axis=0, ddof=1).mean())


def test_processes_change_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppr10k_data.jobs.evaluate.run.BATCH", 2)
    assert of(root, jobs=2).evaluation == of(root).evaluation


def test_without_masks_nothing_is_human_centred(root: Path) -> None:
    total = evaluate(root / "results", root / "targets").evaluation.total
    assert total.psnr_hc is None
    assert total.delta_e_hc is None


def told(root: Path, **more: object) -> dict[str, str]:
    return {problem.what: problem.reason for problem in of(root, **more).problems}


def test_all_that_is_missing_is_named(root: Path) -> None:
    (root / "targets" / "1357_0.tif").unlink()
    (root / "masks" / "12_9.png").unlink()
    (root / "results" / "1356_1.png").unlink()
    shutil.copy(root / "results" / "1356_0.png", root / "results" / "1356_0.jpg")
    reasons = told(root)
    assert reasons["1357_0"] == f"target 1357_0 is missing from {root / 'targets'}"
    assert reasons["12_9"] == f"mask 12_9 is missing from {root / 'masks'}"
    assert reasons["1356_1"] == f"result 1356_1 is missing from {root / 'results'}"
    assert "1356_0.jpg and 1356_0.png" in reasons["1356_0"]
    assert [image.name for image in of(root).evaluation.images] == ["12_10"]


def test_what_cannot_be_measured_is_named(root: Path) -> None:
    cv2.imwrite(str(root / "results" / "1357_0.png"), np.zeros((12, 12, 3), np.uint8))
    (root / "results" / "1356_0.png").write_bytes(b"no picture")
    (root / "masks" / "1356_1.png").write_bytes(b"")
    tifffile.imwrite(root / "targets" / "12_9.tif", np.zeros((12, 18, 3), np.float32), photometric="rgb")
    reasons = told(root)
    assert "1357_0.png has 12 x 12 pixels" in reasons["1357_0"]
    assert "1356_0.png: not a readable RGB picture" in reasons["1356_0"]
    assert "1356_1.png: mask is not a readable PNG" in reasons["1356_1"]
    assert "pixels of float32" in reasons["12_9"]
    assert of(root).evaluation.total.images == 1


def test_one_side_of_the_split(root: Path) -> None:
    shutil.rmtree(root / "results")
    write_results(root / "results", ("1356_0", "1356_1", "1357_0"))
    assert set(told(root)) == {"12_9", "12_10"}
    assert told(root, selection=Selection(split="val")) == {}
    assert of(root, selection=Selection(groups=((1357, 1400),))).evaluation.total.images == 1
    assert of(root, selection=Selection(photos=(PhotoId(1356, 1),))).evaluation.total.images == 1
    assert told(root, selection=Selection(limit=2)) == {}


def test_a_variant_is_measured_against_its_photo(tmp_path: Path) -> None:
    write_results(tmp_path / "results", ("12_9_1", "12_9_2"))
    write_tiffs(tmp_path / "targets", ("12_9",), 8)
    plan = plan_evaluation(tmp_path / "results", tmp_path / "targets")
    assert [(f.name, f.group, f.target.name) for f in plan.files] == [
        ("12_9_1", "12", "12_9.tif"),
        ("12_9_2", "12", "12_9.tif"),
    ]
    assert not plan.problems


def test_a_variant_that_is_there_twice_is_named(tmp_path: Path) -> None:
    write_results(tmp_path / "results", ("12_9", "12_9_1"))
    write_tiffs(tmp_path / "targets", ("12_9",), 8)
    shutil.copy(tmp_path / "results" / "12_9_1.png", tmp_path / "results" / "12_9_1.jpg")
    (problem,) = plan_evaluation(tmp_path / "results", tmp_path / "targets").problems
    assert problem.reason.startswith("result 12_9_1 is there as 12_9_1.jpg and 12_9_1.png")


def test_other_names_are_groups_of_their_own(tmp_path: Path) -> None:
    write_results(tmp_path / "results", ("beach", "wedding"))
    write_tiffs(tmp_path / "targets", ("beach", "wedding"), 8)
    evaluation = evaluate(tmp_path / "results", tmp_path / "targets").evaluation
    assert [group.name for group in evaluation.groups] == ["beach", "wedding"]
    assert evaluation.total.glc == 0.0


def test_sixteen_bits_are_rounded_and_told(root: Path) -> None:
    (root / "results" / "12_9.png").unlink()
    near = np.minimum(retouched("12_9").astype(np.int64) * 257 + 100, 65535).astype(np.uint16)
    tifffile.imwrite(root / "results" / "12_9.tif", near, photometric="rgb")
    summary = of(root)
    assert summary.notes[0].startswith("1 of 16 bits were rounded to 8")
    assert summary.evaluation.images[0].measures.psnr == pytest.approx(
        psnr(retouched("12_9"), picture_of("12_9", 8))
    )


def test_an_image_that_equals_its_target_is_told(root: Path) -> None:
    cv2.imwrite(str(root / "results" / "12_9.png"), picture_of("12_9", 8)[..., ::-1])
    summary = of(root)
    assert math.isinf(summary.evaluation.total.psnr)
    assert summary.recorded()["total"]["psnr"] is None
    assert any("their PSNR is infinite" in note for note in summary.notes)


def test_a_single_bit_mask_is_logical(root: Path) -> None:
    mask = mask_of("12_9", 24, 36)
    cv2.imwrite(str(root / "masks" / "12_9.png"), mask, [cv2.IMWRITE_PNG_BILEVEL, 1])
    measures = of(root).evaluation.images[0].measures
    assert measures.psnr_hc == pytest.approx(psnr_hc(retouched("12_9"), picture_of("12_9", 8), mask > 0))
    assert measures.psnr_hc != pytest.approx(psnr_hc(retouched("12_9"), picture_of("12_9", 8), mask))


def test_nothing_to_measure_is_an_error(root: Path) -> None:
    with pytest.raises(LayoutError, match="no such folder of pictures"):
        evaluate(root / "nowhere", root / "targets")
    (root / "empty").mkdir()
    with pytest.raises(
        LayoutError, match=r"none of its results can be measured: the first: target 12_9 is missing"
    ):
        evaluate(root / "results", root / "empty")
    with pytest.raises(LayoutError, match=r"empty: none .*: no picture \(jpeg, .*\) lies directly in it$"):
        evaluate(root / "empty", root / "targets")
    with pytest.raises(LayoutError, match=r"in it; there are .* folders masks, results, targets: name one"):
        evaluate(root, root / "targets")


def test_a_selection_that_meets_nothing_is_named(root: Path) -> None:
    with pytest.raises(LayoutError, match="no photo is selected: look at --photo, --groups"):
        of(root, selection=Selection(photos=(PhotoId(99, 99),)))


def test_progress_is_told(root: Path) -> None:
    (root / "results" / "12_9.png").write_bytes(b"")
    seen: list[object] = []
    of(root, started=seen.append, progress=seen.append)
    assert seen == [5, True, False, False, False, False]


def test_what_an_interruption_left_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ppr10k_data.jobs.evaluate.run.BATCH", 1)
    stop = Stop()
    summary = of(root, stop=stop, progress=lambda failed: stop.request(2))
    assert summary.evaluation.total.images < 5
    problems = summary.problems
    assert {problem.kind for problem in problems} == {"Interrupted"}
    assert len(problems) + summary.evaluation.total.images == 5
