"""How fast is a render, and how much memory does it take? Beside LibRaw, RawTherapee and darktable, in one run.

    python benchmarks/render.py [--shared ../shared] [--raw FILE] [--repeats 5] [--json]

Everything inside one process runs on one core (``--threads`` for more): numba, OpenCV and LibRaw's OpenMP alike. A
ratio is the median of the ratios of neighbouring runs, so a machine whose speed drifts drifts out of it. Commands are
timed as whole processes, start included, ours too.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from installed import command

ARGUMENTS = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ARGUMENTS.add_argument("--shared", type=Path, default=Path("../shared"))
ARGUMENTS.add_argument("--raw", type=Path, help="a Bayer RAW; the 12-megapixel one of shared/ by default")
ARGUMENTS.add_argument("--repeats", type=int, default=5)
ARGUMENTS.add_argument("--threads", type=int, default=1)
ARGUMENTS.add_argument("--json", action="store_true")

SOURCE = {
    "crs:WhiteBalance": "As Shot",
    "crs:Temperature": "6700",
    "crs:Tint": "+11",
    "crs:Exposure2012": "0.00",
}
EDITS = {
    "xmp_source": {},
    "xmp_target_a": {"crs:WhiteBalance": "Custom", "crs:Temperature": "5900", "crs:Exposure2012": "+0.55"},
    "xmp_target_b": {"crs:WhiteBalance": "Custom", "crs:Temperature": "6300", "crs:Tint": "+4"},
    "xmp_target_c": {"crs:WhiteBalance": "Custom", "crs:Temperature": "7400", "crs:Exposure2012": "-0.40"},
    "xmp_edit_1": {"crs:Exposure2012": "+1.00"},
    "xmp_edit_2": {"crs:Exposure2012": "-1.00"},
}
TWELVE = {
    "crs:WhiteBalance": "Custom",
    "crs:Temperature": "5900",
    "crs:Tint": "+6",
    "crs:Exposure2012": "+0.35",
    "crs:Contrast2012": "+15",
    "crs:Highlights2012": "-45",
    "crs:Shadows2012": "+30",
    "crs:Whites2012": "+10",
    "crs:Blacks2012": "-12",
    "crs:Clarity2012": "+12",
    "crs:Dehaze": "+8",
    "crs:Vibrance": "+20",
    "crs:Saturation": "+5",
}
"""The twelve sliders of PPR10K's experts and augmentation."""
EDITS |= {f"xmp_twelve_{k}": {**TWELVE, "crs:Exposure2012": f"{0.1 * k:+.2f}"} for k in range(6)}
SIDECAR = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:crs="http://ns.adobe.com/camera-raw-settings/1.0/" crs:ProcessVersion="11.0" {}/>
</rdf:RDF></x:xmpmeta>"""


def make_tree(root: Path, raw: Path) -> None:
    """A dataset of one photo with six sidecars."""
    (root / "raw").mkdir(parents=True)
    (root / "raw" / f"0_0{raw.suffix}").symlink_to(raw.resolve())
    for folder, edits in EDITS.items():
        (root / folder).mkdir()
        attributes = " ".join(f'{key}="{value}"' for key, value in {**SOURCE, **edits}.items())
        (root / folder / "0_0.xmp").write_text(SIDECAR.format(attributes))


def timed(work: Callable[[], Any]) -> float:
    """Seconds of one call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(ours: Callable[[], Any], theirs: Callable[[], Any], repeats: int) -> tuple[float, float, float]:
    """Median seconds of both, run in turn after one warm-up, and the median ratio."""
    ours(), theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(repeats)]
    first, second = (statistics.median(column) for column in zip(*pairs, strict=True))
    return first, second, statistics.median(a / b for a, b in pairs)


def _render(root: Path, out: Path, folders: list[str], resolution: str, bits: int = 16) -> None:
    from ppr10k_data.jobs.engine.run import RunOptions
    from ppr10k_data.jobs.render.run import render
    from ppr10k_data.jobs.render.settings import RenderSettings, Resolution

    settings = RenderSettings(Resolution.parse(resolution), bits=bits)
    summary = render(root, folders, settings, out=out, options=RunOptions(overwrite=True))
    assert not summary.problems, summary.problems
    assert summary.rendered == len(folders)


def _unpack(raw: Path) -> None:
    import rawpy

    with rawpy.imread(str(raw)) as opened:
        opened.unpack()


def _postprocess(raw: Path) -> None:
    import rawpy

    with rawpy.imread(str(raw)) as opened:
        opened.postprocess(demosaic_algorithm=rawpy.DemosaicAlgorithm.AHD, use_camera_wb=True)


def inside_one_process(root: Path, raw: Path, out: Path, repeats: int) -> list[dict[str, Any]]:
    """Rows of the table of targets."""
    six = [name for name in EDITS if not name.startswith("xmp_twelve")]
    six_of_twelve = [name for name in EDITS if name.startswith("xmp_twelve")]

    def one() -> None:
        _render(root, out, ["xmp_source"], "360p")

    cases: list[tuple[str, Callable[[], Any], str, Callable[[], Any], float]] = [
        ("one 360p render", one, "LibRaw unpacks the file", lambda: _unpack(raw), 1.3),
        ("six 360p renders", lambda: _render(root, out, six, "360p"), "one 360p render", one, 1.6),
        (
            "one full-size render",
            lambda: _render(root, out, ["xmp_source"], "full"),
            "rawpy opens, unpacks, AHD",
            lambda: _postprocess(raw),
            1.5,
        ),
        (
            "six 360p renders, twelve sliders each",
            lambda: _render(root, out, six_of_twelve, "360p"),
            "one of them",
            lambda: _render(root, out, six_of_twelve[:1], "360p"),
            2.0,
        ),
        (
            "one full-size render, twelve sliders",
            lambda: _render(root, out, six_of_twelve[:1], "full"),
            "rawpy opens, unpacks, AHD",
            lambda: _postprocess(raw),
            2.5,
        ),
        (
            "one 1080p render",
            lambda: _render(root, out, ["xmp_source"], "1080p"),
            "one 360p render",
            one,
            float("nan"),
        ),
    ]
    rows = []
    for name, ours, peer, theirs, target in cases:
        a, b, ratio = compare(ours, theirs, repeats)
        rows.append({"ours": name, "s": a, "beside": peer, "s ": b, "ratio": ratio, "at most": target})
    return rows


def developing(root: Path, raw: Path, repeats: int) -> list[dict[str, Any]]:
    """What a picture of 540 pixels costs once the RAW is decoded and averaged: planning, statistics and pixels."""
    from ppr10k_data.develop.anchor import Anchor
    from ppr10k_data.develop.camera_picture import camera_picture
    from ppr10k_data.develop.chain import develop, plan_rendering
    from ppr10k_data.develop.geometry import picture_size, place
    from ppr10k_data.develop.thumbnail import Thumbnail
    from ppr10k_data.files.raw import open_raw
    from ppr10k_data.xmp import read_xmp

    rows = []
    with open_raw(raw) as opened:
        sensor = opened.sensor
        placement = place(sensor.size, None, 1)
        camera = camera_picture(sensor, placement, picture_size(placement, 540))
        shared = Thumbnail(sensor)
        for name, folder, target in (
            ("no slider", "xmp_source", None),
            ("twelve sliders", "xmp_twelve_3", 40.0),
        ):
            edits = read_xmp(root / folder / "0_0.xmp")
            white = Anchor.of(sensor.color, sensor.as_shot_neutral, None).white_balance(edits)
            for of, thumbnail in (("the photo's first", None), ("each further one", shared)):

                def work(edits: Any = edits, white: Any = white, thumbnail: Any = thumbnail) -> None:
                    develop(camera, plan_rendering(sensor, edits, white, thumbnail=thumbnail))

                work()
                milliseconds = 1000.0 * statistics.median(timed(work) for _ in range(4 * repeats))
                rows.append(
                    {"developing at 540 px": name, "picture": of, "ms": milliseconds, "at most": target}
                )
    return rows


_PEAK = """
import sys
def peak_kb():  # of this process alone; getrusage's figure starts from the parent's
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
before = peak_kb()
sys.path[:0] = sys.argv[5:]
from pathlib import Path
import render
render._render(Path(sys.argv[1]), Path(sys.argv[2]), [sys.argv[4]], sys.argv[3])
print(peak_kb() - before)
"""


def peak_memory(root: Path, out: Path, pixels: int) -> list[dict[str, Any]]:
    """Peak memory of a fresh process above that of a bare interpreter, libraries and compiled code included."""
    rows = []
    for resolution, folder in (("360p", "xmp_source"), ("full", "xmp_source"), ("full", "xmp_twelve_3")):
        here = str(Path(__file__).parent)
        command = [sys.executable, "-c", _PEAK, str(root), str(out), resolution, folder, here]
        kilobytes = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        per_pixel = kilobytes * 1024 / pixels
        rows.append(
            {
                "peak memory of": f"{resolution}, {folder}",
                "MB": kilobytes / 1024,
                "bytes a sensor pixel": per_pixel,
            }
        )
    return rows


def whole_processes(root: Path, raw: Path, out: Path, repeats: int) -> list[dict[str, Any]]:
    """Our command beside other converters' commands, to a TIFF or JPEG of 540 pixels; and our work in a long run."""
    ours = command("render", "--root", root, "--res", "360p", "--out", out, "--overwrite", "-q")
    target = out / "peer"
    size = ["--width", "540", "--height", "540", "--hq", "false"]
    peers = {
        "rawtherapee-cli": ["rawtherapee-cli", "-q", "-Y", "-o", f"{target}.jpg", "-c", str(raw)],
        "darktable-cli": [
            "darktable-cli",
            str(raw),
            f"{target}.jpg",
            *size,
            "--core",
            "--configdir",
            str(out / "dt"),
        ],
    }
    rows = []
    for name, theirs in peers.items():
        if shutil.which(name) is None:
            rows.append({"peer": name, "s": "not installed"})
            continue
        for what, work in (
            ("our command, start included", lambda: subprocess.run(ours, check=True, capture_output=True)),
            ("our render in a running process", lambda: _render(root, out, ["xmp_source"], "360p")),
        ):
            a, b, ratio = compare(
                lambda c=theirs: subprocess.run(c, check=True, capture_output=True), work, repeats
            )
            rows.append({"peer": name, "s": a, "beside": what, "s ": b, "times as fast": ratio})
    return rows


def main() -> None:
    """Print the tables."""
    arguments = ARGUMENTS.parse_args()
    import ppr10k_data
    from tables import text_table

    raw = arguments.raw or arguments.shared / "data/raw/sony_a7r4_12mp_crop_lossless.dng"
    with tempfile.TemporaryDirectory() as folder:
        root, out = Path(folder) / "root", Path(folder) / "out"
        make_tree(root, raw)
        import rawpy

        with rawpy.imread(str(raw)) as opened:
            pixels = opened.sizes.raw_width * opened.sizes.raw_height
        tables = {
            "targets": inside_one_process(root, raw, out, arguments.repeats),
            "developing": developing(root, raw, arguments.repeats),
            "memory": peak_memory(root, out, pixels),
            "peers": whole_processes(root, raw, out, max(3, arguments.repeats // 2)),
        }
    about = {
        "version": ppr10k_data.__version__,
        "rawpy": rawpy.__version__,
        "threads": arguments.threads,
        "repeats": arguments.repeats,
        "file": raw.name,
        "megapixels": pixels / 1e6,
    }
    if arguments.json:
        print(json.dumps({"metadata": about, "results": tables}, indent=1))
    else:
        print(about, *(text_table(rows) for rows in tables.values()), sep="\n\n")


if __name__ == "__main__":
    count = str(ARGUMENTS.parse_known_args()[0].threads)
    if os.environ.get("PPR10K_BENCHMARK_THREADS") != count:  # thread counts are read when libraries load
        names = ("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PPR10K_BENCHMARK_THREADS")
        os.environ.update(dict.fromkeys(names, count))
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: int(count)])
        os.execv(sys.executable, [sys.executable, *sys.argv])
    main()
