"""apply_lut on numpy arrays, against the float64 specification."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lut_arrays import METHODS, TOLERANCE, codes, colours, table
from ppr10k_kernels import ShapeError, apply_lut, identity, reference
from shell import ENVIRONMENT

DTYPES = ("float32", "float64", "float16", "uint16", "uint8")


def specified(image: np.ndarray, lut: np.ndarray, **options) -> np.ndarray:
    return codes(reference.apply_lut(image, lut, **options), image.dtype)


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("points", [2, 3, 17, 33])
def test_agrees_with_the_specification(points: int, dtype: str, interpolation: str) -> None:
    image, lut = colours(1003, dtype), table(points)
    out = apply_lut(image, lut, interpolation=interpolation)
    assert (out.dtype, out.shape) == (image.dtype, image.shape)
    expected = specified(image, lut, interpolation=interpolation)
    assert np.abs(out.astype(float) - expected).max() <= TOLERANCE[dtype]


@pytest.mark.parametrize("interpolation", METHODS)
def test_the_largest_table(interpolation: str) -> None:
    image, lut = colours(4000), table(129)
    expected = specified(image, lut, interpolation=interpolation)
    assert np.abs(apply_lut(image, lut, interpolation=interpolation) - expected).max() <= TOLERANCE["float32"]


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 255, 256, 257, 1021])
def test_any_number_of_pixels(count: int, interpolation: str) -> None:
    image, lut = colours(count), table(5)
    out = apply_lut(image, lut, interpolation=interpolation)
    assert np.abs(out - specified(image, lut, interpolation=interpolation)).max(initial=0.0) <= 1e-6


@pytest.mark.parametrize("dtype", ["float32", "uint8", "float16"])
def test_several_threads_agree_with_one(dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from ppr10k_kernels.cpu import threads

    image, lut = colours(70003, dtype), table(17)
    whole = apply_lut(image, lut)
    monkeypatch.setattr(threads, "SMALLEST_SHARE", 1000)
    monkeypatch.setattr(threads.numba.config, "NUMBA_NUM_THREADS", 3)
    assert np.array_equal(apply_lut(image, lut), whole)


def test_calls_from_several_threads_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    from ppr10k_kernels.cpu import threads

    monkeypatch.setattr(threads, "SMALLEST_SHARE", 1000)
    images, lut = [colours(5000, seed=seed) for seed in range(6)], table(9)
    expected, results = [apply_lut(image, lut) for image in images], {}
    workers = [
        threading.Thread(target=lambda k=k: results.update({k: apply_lut(images[k], lut)})) for k in range(6)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all(np.array_equal(results[k], expected[k]) for k in range(6))


@pytest.mark.parametrize("dtype", DTYPES)
def test_layouts(dtype: str) -> None:
    lut = table(5)
    image = colours(24 * 10, dtype).reshape(12, 20, 3)
    planar = np.ascontiguousarray(np.moveaxis(image, -1, 0))
    views = [
        image[::2],
        image[:, ::-1],
        np.moveaxis(planar, 0, -1),
        image[3:7, 5:9],
        np.asfortranarray(image),
    ]
    for view in views:
        assert np.array_equal(apply_lut(view, lut), apply_lut(view.copy(order="C"), lut))
    assert np.array_equal(apply_lut(image.astype(image.dtype.newbyteorder(">")), lut), apply_lut(image, lut))


def test_tables_of_any_layout_and_float_type() -> None:
    image, lut = colours(100), table(5)
    expected = apply_lut(image, lut)
    moved = np.moveaxis(np.ascontiguousarray(np.moveaxis(lut, 0, -1)), -1, 0)
    assert np.array_equal(apply_lut(image, moved), expected)
    assert np.array_equal(apply_lut(image, lut.astype(np.float64)), expected)
    assert apply_lut(image, lut.astype(np.float16)) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_nan_infinity_and_beyond(dtype: str, interpolation: str) -> None:
    lut, nan, inf = table(5), np.nan, np.inf
    image = np.array(
        [[nan, 0.2, 0.9], [0.1, nan, 0.5], [0.3, 0.8, nan], [nan] * 3, [inf, -inf, 0.5], [-7, 2, 1e4]]
    )
    out = apply_lut(image.astype(dtype), lut, interpolation=interpolation)
    assert np.isnan(out[:4]).all()
    clamped = np.array([[1, 0, 0.5], [0, 1, 1]])
    assert out[4:] == pytest.approx(reference.apply_lut(clamped, lut, interpolation=interpolation), abs=1e-3)


@given(
    image=arrays(np.float32, (9, 3), elements=st.floats(width=32)),
    points=st.integers(2, 9),
    interpolation=st.sampled_from(METHODS),
)
def test_no_value_leaves_the_table(image: np.ndarray, points: int, interpolation: str) -> None:
    out = apply_lut(image, table(points), interpolation=interpolation)
    broken = np.isnan(image).any(axis=1)
    assert np.isnan(out[broken]).all()
    assert ((out[~broken] >= -1e-6) & (out[~broken] <= 1 + 1e-6)).all()


@given(low=st.floats(-1e6, 1e6), width=st.floats(1e-3, 1e6), values=arrays(np.float32, (8, 3)))
def test_extreme_domains_stay_inside(low: float, width: float, values: np.ndarray) -> None:
    out = apply_lut(values, table(4), domain=(low, low + width))
    broken = np.isnan(values).any(axis=1)
    assert ((out[~broken] >= -1e-6) & (out[~broken] <= 1 + 1e-6)).all()


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "uint16"])
def test_domains(dtype: str) -> None:
    image, lut = colours(500, dtype), table(17)
    for domain in ((-0.5, 1.5), (0.25, 0.5)):
        out = apply_lut(image, lut, domain=domain).astype(float)
        tolerance = TOLERANCE[dtype] * (8 if dtype == "float32" else 1)  # the scale itself is rounded
        assert np.abs(out - specified(image, lut, domain=domain)).max() <= tolerance


@pytest.mark.parametrize("points", [2, 33, 64])
@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
def test_identity_keeps_every_code(dtype: str, points: int) -> None:
    top = np.iinfo(dtype).max
    every = np.arange(top + 1, dtype=dtype)
    image = np.stack([every, every[::-1], np.roll(every, top // 3)], axis=-1)
    for interpolation in METHODS:
        assert np.array_equal(apply_lut(image, identity(points), interpolation=interpolation), image)


def looks(points: int) -> dict[str, np.ndarray]:
    """Tables as they are met: near the identity, far from it, clipping, and of a single colour."""
    own = identity(points)
    return {
        "smooth": table(points, smooth=True),
        "inverted": 1 - own,
        "channels turned": own[[1, 2, 0]],
        "contrast, clipping": np.clip((own - 0.5) * 1.6 + 0.5, 0, 1),
        "a little noise": own + (table(points) - 0.5) * 0.02,
        "last bits beyond": own * np.float32(1 + 2**-23) - np.float32(2**-24),
        "black": own * 0,
        "white": own * 0 + 1,
    }


@pytest.mark.parametrize("points", [2, 3, 17, 33, 65])
@pytest.mark.parametrize("domain", [(0.0, 1.0), (0.2, 0.7)])
def test_sixteen_bits_stay_within_a_code_and_do_not_wrap_around(
    points: int, domain: tuple[float, float]
) -> None:
    image = colours(20_000, "uint16")
    image[8:2000] = (
        np.round(image[8:2000] / 65535) * 65535
    )  # the ends, where a code too far would be the other end
    for name, lut in looks(points).items():
        out = apply_lut(image, lut, domain=domain).astype(float)
        exact = np.round(specified(image, lut, domain=domain))
        assert np.abs(out - exact).max() <= 1, name
        assert np.abs(out - exact).mean() < 0.3, name
        whole = image.copy()
        assert np.array_equal(apply_lut(whole, lut, domain=domain, out=whole), out), name


@given(image=arrays(np.uint16, (8, 3)), seed=st.integers(0, 99), strength=st.floats(0, 1))
def test_sixteen_bits_of_any_table(image: np.ndarray, seed: int, strength: float) -> None:
    lut = np.clip(identity(4) + (table(4, seed) - 0.5) * np.float32(2 * strength), 0, 1)
    assert np.abs(apply_lut(image, lut).astype(float) - np.round(specified(image, lut))).max() <= 1


@pytest.mark.parametrize("domain", [(0.0, 1.0), (-0.3, 1.2), (0.2, 0.7)])
@pytest.mark.parametrize("points", [2, 17, 129])
def test_bytes_are_rounded_from_what_is_nearly_exact(points: int, domain: tuple[float, float]) -> None:
    image, lut = colours(20_000, "uint8"), table(points)
    out = apply_lut(image, lut, domain=domain).astype(float)
    assert np.abs(out - specified(image, lut, domain=domain)).max() <= 0.52


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("beyond", [0.01, 0.2, 3.0, 1e3])
def test_integers_clamp_what_interpolation_leads_beyond(
    dtype: str, interpolation: str, beyond: float
) -> None:
    image, lut = colours(5000, dtype), table(5) * (1 + 2 * beyond) - beyond
    out = apply_lut(image, lut, interpolation=interpolation).astype(float)
    exact = np.round(specified(image, lut, interpolation=interpolation))
    assert (out.min(), out.max()) == (0, np.iinfo(dtype).max)
    assert np.abs(out - exact).max() <= (1 if beyond < 100 else 0.001 * np.iinfo(dtype).max)


@pytest.mark.parametrize("dtype", ["uint8", "uint16"])
@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_integers_from_a_broken_table_are_codes_still(dtype: str, broken: float) -> None:
    lut = identity(3)
    lut[0, 0, 0, 0] = broken
    for interpolation in METHODS:
        out = apply_lut(colours(200, dtype), lut, interpolation=interpolation)
        assert np.array_equal(out[:, 1:], colours(200, dtype)[:, 1:])
        assert out[0, 0] == (np.iinfo(dtype).max if broken == np.inf else 0)


def test_floats_are_not_clamped() -> None:
    assert apply_lut(np.array([[0.0, 1.0, 0.5]], np.float32), identity(3) * 4 - 1)[0] == pytest.approx(
        [-1, 3, 1]
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_out(dtype: str) -> None:
    image, lut = colours(1001, dtype), table(9)
    expected = apply_lut(image, lut)
    out = np.empty_like(image)
    assert apply_lut(image, lut, out=out) is out
    assert np.array_equal(out, expected)
    strided = np.zeros((1001, 6), dtype)[:, ::2]
    assert apply_lut(image, lut, out=strided) is strided
    assert np.array_equal(strided, expected)
    assert apply_lut(image, lut, out=image) is image
    assert np.array_equal(image, expected)


def test_an_output_that_overlaps_the_image() -> None:
    for dtype in DTYPES:
        memory, lut = colours(3000, dtype), table(5)
        expected = apply_lut(memory[:-1].copy(), lut)
        apply_lut(memory[:-1], lut, out=memory[1:])
        assert np.array_equal(memory[1:], expected)


def test_an_output_that_cannot_be_written_to_is_refused() -> None:
    out = np.zeros((4, 3), np.float32)
    out.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        apply_lut(np.zeros((4, 3), np.float32), table(3), out=out)


def test_nothing_is_written_beyond_the_output() -> None:
    for count in (1, 2, 3, 5, 257):
        for dtype in ("float32", "uint8", "uint16"):
            frame = np.full((count + 16, 3), 77, dtype)
            apply_lut(colours(count, dtype), table(3), out=frame[8:-8])
            assert (frame[:8] == 77).all()
            assert (frame[-8:] == 77).all()


@pytest.mark.parametrize(
    ("image", "lut", "options", "words"),
    [
        (np.zeros((4, 4), "f4"), table(3), {}, r"got \(4, 4\), expected \(\.\.\., 3\)"),
        (np.zeros((4, 3), "f4"), np.zeros((3, 3, 3)), {}, r"got \(3, 3, 3\), expected \(3, N, N, N\)"),
        (np.zeros((4, 3), "f4"), np.zeros((3, 5, 5, 4)), {}, r"\(3, 5, 5, 4\)"),
        (np.zeros((4, 3), "f4"), np.zeros((3, 130, 130, 130), "f2"), {}, "from 2 to 129"),
        (np.zeros((4, 3), "i4"), table(3), {}, "got int32, expected float32"),
        (np.zeros((4, 3), "c8"), table(3), {}, "got complex64"),
        (np.zeros((4, 3), "f4"), np.zeros((3, 5, 5, 5), int), {}, "got int64"),
        (np.zeros((4, 3), "f4"), table(3), {"domain": (1, 1)}, "low < high"),
        (np.zeros((4, 3), "f4"), table(3), {"domain": (0, np.inf)}, "low < high"),
        (np.zeros((4, 3), "f4"), table(3), {"interpolation": "cubic"}, "got 'cubic', expected trilinear or"),
        (np.zeros((4, 3), "f4"), table(3), {"out": np.zeros((4, 3))}, r"\(4, 3\) float64"),
        ([[0, 0, 0]], table(3), {}, "got list, expected a numpy array"),
    ],
)
def test_refuses(image, lut, options, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        apply_lut(image, lut, **options)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_forked_workers_have_threads_of_their_own() -> None:
    """As data loaders fork after the parent has used its threads."""
    code = """
import os, numpy as np
from ppr10k_kernels import apply_lut, identity
from ppr10k_kernels.cpu import threads
threads.SMALLEST_SHARE, threads.numba.config.NUMBA_NUM_THREADS = 1000, 3
image = np.random.default_rng(0).random((9000, 3), dtype=np.float32)
apply_lut(image, identity(5))
child = os.fork()
if child == 0:
    same = np.allclose(apply_lut(image, identity(5)), image, atol=1e-6)
    os._exit(0 if same else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=100,
    )
    assert (ran.stdout, ran.stderr) == ("0\n", "")
