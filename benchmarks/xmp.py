"""How long reading and editing sidecars takes, beside a bare defusedxml parse of the same bytes.

Sidecars of the usual 12 KB are written to a temporary folder: all sliders, curves, a look, and the entries on
camera and history that Lightroom adds. Both readers then take turns over them, file access included, and so
does the editor: it moves the six sliders that PPR10K's augmentation moves, in memory. With ``--real DIR`` the
``.xmp`` files under a folder are taken instead. Prints one JSON document: medians over the rounds.

Run: ``python benchmarks/xmp.py [--count 500] [--rounds 7] [--real DIR]``
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import defusedxml.ElementTree

from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import (
    CameraRawEdits,
    HslMixer,
    Look,
    NoiseReduction,
    PointCurves,
    Profile,
    Sharpening,
    format_xmp,
    read_xmp,
    update_xmp,
)
from ppr10k_data.xmp.keys import is_legacy

SIDECARS = 11_161
"""Photos of PPR10K."""

AUGMENTED = 53_250
"""Photos and variants in PPR10K's augmented training list."""


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        paths = _real(options.real) if options.real else _generated(Path(folder), options.count)
        ours, bare, edited = _take_turns(paths, options.rounds)
    size = statistics.mean(path_size for path_size, _ in ours)
    our_s, bare_s = (statistics.median(s for _, s in rounds) / len(paths) for rounds in (ours, bare))
    edit_s = statistics.median(edited) / len(paths)
    results = {
        "files": len(paths),
        "mean_kb": round(size / len(paths) / 1000, 2),
        "ours_ms_a_file": round(1000 * our_s, 4),
        "defusedxml_ms_a_file": round(1000 * bare_s, 4),
        "ours_over_defusedxml": round(
            statistics.median(a / b for (_, a), (_, b) in zip(ours, bare, strict=True)), 3
        ),
        "editing_ms_a_file": round(1000 * edit_s, 4),
        f"ours_s_for_{SIDECARS}": round(SIDECARS * our_s, 2),
        f"defusedxml_s_for_{SIDECARS}": round(SIDECARS * bare_s, 2),
        f"editing_s_for_{AUGMENTED}": round(AUGMENTED * edit_s, 2),
    }
    metadata = {"python": platform.python_version(), "machine": platform.machine(), "rounds": options.rounds}
    print(json.dumps({"metadata": metadata, "results": results}, indent=1))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the reading and editing of Camera Raw sidecars.")
    parser.add_argument("--count", type=int, default=500, help="sidecars to write and read")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--real", type=Path, help="read the .xmp files under this folder instead")
    return parser.parse_args()


def _take_turns(
    paths: list[Path], rounds: int
) -> tuple[list[tuple[int, float]], list[tuple[int, float]], list[float]]:
    """Time both readers and the editor `rounds` times, in turn.

    Returns (bytes read, seconds) of each round of the readers, and the editor's seconds.
    """
    ours, bare, edited = [], [], []
    for _ in range(rounds):
        ours.append(_time(lambda path: read_xmp(path), paths))
        bare.append(_time(_parse_bare, paths))
        edited.append(_time_editing(paths))
    return ours, bare, edited


def _time_editing(paths: list[Path]) -> float:
    """Time :func:`update_xmp` alone; the new edits are made beforehand, as the augmentation has them at hand."""
    jobs = [(path.read_bytes(), _augmented(read_xmp(path))) for path in paths]
    begin = time.perf_counter()
    for original, edits in jobs:
        update_xmp(original, edits)
    return time.perf_counter() - begin


def _augmented(edits: CameraRawEdits) -> CameraRawEdits:
    """Move Temperature, Tint, Exposure, Highlights, Contrast and Saturation, and stay within their limits."""
    moved = replace(
        edits,
        temperature_k=(edits.temperature_k or 5000.0) + 137.0,
        tint=-4.0 if edits.tint == 7.0 else 7.0,
        exposure_ev=0.37 if edits.exposure_ev != 0.37 else -0.41,
        saturation=11.0 if edits.saturation != 11.0 else 12.0,
        unmodelled=tuple(name for name in edits.unmodelled if name != "Exposure"),
    )
    if is_legacy(edits.process_version):
        return moved
    return replace(
        moved, highlights=-21.0 if edits.highlights == -20.0 else -20.0, contrast=edits.contrast / 2 - 9
    )


def _time(read: Callable[[Path], object], paths: list[Path]) -> tuple[int, float]:
    begin = time.perf_counter()
    for path in paths:
        read(path)
    return sum(path.stat().st_size for path in paths), time.perf_counter() - begin


def _parse_bare(path: Path) -> object:
    return defusedxml.ElementTree.fromstring(path.read_bytes().strip(b"\0\r\n "), forbid_dtd=True)


def _real(folder: Path) -> list[Path]:
    """Choose the files that can be read at all."""

    def is_readable(path: Path) -> bool:
        try:
            read_xmp(path)
        except XmpError:
            return False
        return True

    return [path for path in sorted(folder.rglob("*.xmp")) if is_readable(path)]


def _generated(folder: Path, count: int) -> list[Path]:
    paths = [folder / f"{group}_0.xmp" for group in range(count)]
    for group, path in enumerate(paths):
        path.write_bytes(_sidecar(random.Random(group)))
    return paths


def _sidecar(draw: random.Random) -> bytes:
    def eight() -> tuple[float, ...]:
        return tuple(float(draw.choice((0, 0, draw.randint(-30, 30)))) for _ in range(8))

    s_curve = ((0.0, 0.0), (64.0, 56.0), (128.0, 128.0), (192.0, 196.0), (255.0, 255.0))
    adobe_color = Look("Adobe Color", "B952C231111CD8E0ECCF14B86BAA7077", curves=PointCurves(master=s_curve))
    edits = replace(
        CameraRawEdits(orientation=1, white_balance="Custom"),
        temperature_k=float(draw.randrange(3000, 8000, 50)),
        tint=float(draw.randint(-20, 20)),
        exposure_ev=draw.randint(-200, 200) / 100,
        highlights=float(draw.randint(-100, 0)),
        shadows=float(draw.randint(0, 60)),
        vibrance=float(draw.randint(0, 30)),
        hsl=HslMixer(eight(), eight(), eight()),  # type: ignore[arg-type]
        curves=PointCurves(master=s_curve),
        sharpening=Sharpening(amount=40),
        noise_reduction=NoiseReduction(color=25),
        profile=Profile(camera_profile="Adobe Standard", look=adobe_color),
    )
    head, mark, tail = format_xmp(edits, raw_file_name="0_0.CR2").decode().partition("   crs:ProcessVersion")
    return f"{head}{_NAMESPACES}{_exif(draw)}{mark}{tail.replace(_END, _HISTORY + _END)}".encode()


_END = "  </rdf:Description>\n </rdf:RDF>"
_NAMESPACES = "".join(
    f'    xmlns:{prefix}="http://ns.adobe.com/{prefix}/1.0/"\n'
    for prefix in ("exif", "xmp", "dc", "aux", "photoshop", "xmpMM", "stEvt", "stRef")
)
_ENTRY = """\
     <rdf:li
      stEvt:action="saved"
      stEvt:instanceID="xmp.iid:7a0e8a14-4434-4047-8ffb-8a50bb0981a8"
      stEvt:when="2021-02-27T16:51:34+08:00"
      stEvt:softwareAgent="Adobe Photoshop Lightroom Classic 10.1 (Macintosh)"
      stEvt:changed="/metadata"/>
"""
_HISTORY = f"   <xmpMM:History>\n    <rdf:Seq>\n{_ENTRY * 18}    </rdf:Seq>\n   </xmpMM:History>\n"


def _exif(draw: random.Random) -> str:
    """Write the lines on camera, lens and exposure, here without meaning."""
    return "".join(f'   exif:Property{index}="{draw.randint(0, 9999999)}/1000000"\n' for index in range(60))


if __name__ == "__main__":
    main()
