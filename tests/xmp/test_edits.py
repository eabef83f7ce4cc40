from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys

import pytest

from ppr10k_data.xmp import CameraRawEdits, Crop, HslMixer, Look, PointCurves


def test_default_edits_change_nothing_and_compare_equal() -> None:
    assert CameraRawEdits() == CameraRawEdits()
    assert hash(CameraRawEdits()) == hash(CameraRawEdits())
    assert CameraRawEdits(exposure_ev=0.5) == CameraRawEdits(exposure_ev=0.5)
    assert CameraRawEdits(exposure_ev=0.5) != CameraRawEdits()


def test_edits_are_frozen_have_slots_and_pickle() -> None:
    edits = CameraRawEdits(
        curves=PointCurves(red=((0.0, 3.0), (255.0, 250.0))), hsl=HslMixer(), crop=Crop(0.1)
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        edits.exposure_ev = 1.0  # type: ignore[misc]
    assert not hasattr(edits, "__dict__")
    assert pickle.loads(pickle.dumps(edits)) == edits


def test_full_crop_is_no_crop() -> None:
    assert CameraRawEdits(crop=Crop()) == CameraRawEdits()
    assert CameraRawEdits(crop=Crop()).crop is None
    assert CameraRawEdits(crop=Crop(angle_deg=1.0)).crop == Crop(angle_deg=1.0)


@pytest.mark.parametrize(
    ("look", "has_table"),
    [
        (Look("Adobe Color", table="E1095149FDB39D7A057BAB208837E2E1"), True),
        (Look("New", parameters=(("RGBTable", "AB"),)), True),
        (Look("Plain", parameters=(("Clarity2012", "+10"),)), False),
    ],
)
def test_look_says_whether_it_needs_a_table(look: Look, has_table: bool) -> None:
    assert look.has_table is has_table


def test_import_brings_in_nothing_heavy() -> None:
    heavy = "numpy", "cv2", "rawpy", "tifffile", "joblib", "numba", "torch", "click"
    code = f"import sys, ppr10k_data.xmp; print([name for name in {heavy} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
