"""Limits that join several values: what each value's own limits cannot say."""

from __future__ import annotations

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp.edits import CameraRawEdits


def check_relations(edits: CameraRawEdits, file: str | None = None) -> None:
    """Refuse a crop without area and splits of the parametric curve that are out of order.

    Parameters
    ----------
    edits : CameraRawEdits
    file : str, optional
        For messages.

    Raises
    ------
    XmpError
        Naming the key and both values.
    """
    crop, curve = edits.crop, edits.parametric
    ordered = [
        ("crs:ParametricShadowSplit", curve.shadow_split, "ParametricMidtoneSplit", curve.midtone_split),
        (
            "crs:ParametricMidtoneSplit",
            curve.midtone_split,
            "ParametricHighlightSplit",
            curve.highlight_split,
        ),
    ]
    if crop is not None:
        ordered += [
            ("crs:CropLeft", crop.left, "CropRight", crop.right),
            ("crs:CropTop", crop.top, "CropBottom", crop.bottom),
        ]
    for key, low, other, high in ordered:
        if not low < high:
            raise XmpError(
                f"must be less than crs:{other}, which is {high:g}", file=file, key=key, value=f"{low:g}"
            )
