"""On a CUDA device: torch's op and CuPy's arrays against the specification, streams, devices, determinism.

Memory errors: ``compute-sanitizer --tool memcheck pytest -m gpu``.
"""

from __future__ import annotations

import numpy as np
import pytest

from lut_arrays import METHODS, TOLERANCE, codes, colours, table
from ppr10k_kernels import ShapeError, apply_lut, reference

torch = pytest.importorskip("torch")
pytestmark = pytest.mark.gpu

if not torch.cuda.is_available():
    pytest.skip("no CUDA device", allow_module_level=True)
cupy = pytest.importorskip("cupy")

from ppr10k_kernels import fuse, lut3d  # noqa: E402
from ppr10k_kernels.torch_op.registered import lut3d_backward_op, lut3d_op  # noqa: E402
from ppr10k_kernels.torch_op.sampled import grid_sampled  # noqa: E402


def on_gpu(array: np.ndarray):
    return torch.from_numpy(array).cuda()


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("channels_last", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "bfloat16", "uint8"])
def test_forward(dtype: str, channels_last: bool, interpolation: str) -> None:
    for height, width, points in ((40, 64, 33), (7, 5, 2), (1, 1, 9), (33, 31, 129)):
        values = colours(2 * height * width, "uint8" if dtype == "uint8" else "float64")
        image = on_gpu(values).reshape(2, height, width, 3).permute(0, 3, 1, 2)
        image = image.to(getattr(torch, dtype)).contiguous(
            memory_format=torch.channels_last if channels_last else torch.contiguous_format
        )
        out = lut3d(image, on_gpu(table(points)), interpolation=interpolation)
        exact = image.permute(0, 2, 3, 1).cpu()
        pixels = exact.numpy() if dtype == "uint8" else exact.double().numpy()
        expected = codes(
            reference.apply_lut(pixels, table(points), interpolation=interpolation), pixels.dtype
        )
        error = np.abs(out.permute(0, 2, 3, 1).double().cpu().numpy() - expected)
        assert error.max() <= TOLERANCE[dtype]
        assert out.stride() == torch.empty_like(image).stride()


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize("kind", ["random", "smooth", "flat"])
def test_gradients(kind: str, fixed: bool, interpolation: str) -> None:
    rng = np.random.default_rng(0)
    values = {
        "random": rng.random((1, 3, 90, 70)),
        "smooth": np.linspace(0, 1, 90 * 70).reshape(1, 1, 90, 70).repeat(3, 1)
        + rng.normal(0, 0.01, (1, 3, 90, 70)),
        "flat": np.full((1, 3, 90, 70), 0.4),
    }[kind]
    image = on_gpu(values.astype(np.float32)).requires_grad_()
    lut = on_gpu(table(17)).requires_grad_()
    given = torch.randn(image.shape, device="cuda")
    torch.use_deterministic_algorithms(fixed)
    try:
        lut3d(image, lut, interpolation=interpolation).backward(given)
    finally:
        torch.use_deterministic_algorithms(False)
    pixels, grads = (t.detach().double().permute(0, 2, 3, 1).cpu().numpy() for t in (image, given))
    slopes, adjoint = reference.apply_lut_gradients(pixels, table(17), grads, interpolation=interpolation)
    ours = image.grad.double().permute(0, 2, 3, 1).cpu().numpy()
    assert np.abs(ours - slopes).max() <= 5e-6 * np.abs(slopes).max()
    assert np.abs(lut.grad.cpu().numpy() - adjoint).max() <= 1e-5 * np.abs(adjoint).max()


@pytest.mark.parametrize("interpolation", METHODS)
def test_gradcheck(interpolation: str) -> None:
    image = (torch.rand(2, 3, 2, 3, dtype=torch.float64) * 1.4 - 0.2).cuda().requires_grad_()
    lut = on_gpu(np.stack([table(4), table(4, 7)])).double().requires_grad_()
    assert torch.autograd.gradcheck(
        lambda i, t: lut3d(i, t, interpolation=interpolation), (image, lut), nondet_tol=1e-9
    )


def test_deterministic_gradients_are_equal_bit_for_bit() -> None:
    image, lut = torch.rand(4, 3, 200, 300, device="cuda"), on_gpu(table(9)).requires_grad_()
    torch.use_deterministic_algorithms(True)
    try:
        grads = [torch.autograd.grad(lut3d(image, lut).square().sum(), lut)[0] for _ in range(5)]
    finally:
        torch.use_deterministic_algorithms(False)
    assert all(torch.equal(grad, grads[0]) for grad in grads)


def test_work_stays_on_torchs_stream_in_backward_too() -> None:
    side, lut = torch.cuda.Stream(), on_gpu(table(17)).requires_grad_()
    image = torch.zeros(1, 3, 500, 500, device="cuda")
    torch.cuda.synchronize()
    with torch.cuda.stream(side):
        torch.cuda._sleep(50_000_000)  # whoever does not wait for this stream sees zeros
        image.fill_(0.7)
        out = lut3d(image, lut)
        out.sum().backward()
        copied = out.detach().clone()
    side.synchronize()
    assert torch.allclose(copied, lut3d(image, lut.detach()))
    assert lut.grad[:, 0, 0, 0].abs().sum() == 0
    assert lut.grad.sum().item() == pytest.approx(out.numel(), rel=1e-4)


@pytest.mark.parametrize("shift", [1, 2, 3])
@pytest.mark.parametrize("channels_last", [False, True])
def test_slices_of_a_larger_tensor(channels_last: bool, shift: int) -> None:
    """Addresses that are no multiple of a vector's size, with and without four pixels to the end."""
    for height, width in ((8, 16), (5, 7)):
        count = 2 * 3 * height * width
        memory = torch.rand(count + shift, device="cuda")[shift:]
        shape = (2, height, width, 3) if channels_last else (2, 3, height, width)
        image = memory.view(shape).permute(0, 3, 1, 2) if channels_last else memory.view(shape)
        lut = on_gpu(table(9))
        assert torch.equal(lut3d(image, lut), lut3d(image.clone(), lut))


def test_a_captured_graph_replays_forward_and_backward() -> None:
    image, lut = torch.rand(1, 3, 64, 64, device="cuda"), on_gpu(table(9))
    inputs = image.clone().requires_grad_(), lut.clone().requires_grad_()

    def work() -> tuple[torch.Tensor, ...]:
        out = lut3d(*inputs)
        return (out, *torch.autograd.grad(out.square().sum(), inputs))

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):  # compiles, and fills torch's caches
            work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        captured = work()
    with torch.no_grad():
        inputs[0].copy_(1 - image)
    graph.replay()
    torch.cuda.synchronize()
    for replayed, fresh in zip(captured, work(), strict=True):
        assert torch.allclose(replayed, fresh, rtol=1e-4, atol=1e-4)


def test_a_pixel_with_a_nan_takes_no_part_when_sums_are_fixed_either() -> None:
    image, lut = torch.rand(1, 3, 40, 40, device="cuda"), on_gpu(table(5)).requires_grad_()
    image[0, 1, 3, 3] = torch.nan
    torch.use_deterministic_algorithms(True)
    try:
        (grad,) = torch.autograd.grad(lut3d(image, lut).square().sum(), lut)
    finally:
        torch.use_deterministic_algorithms(False)
    assert torch.isfinite(grad).all()


def test_another_device() -> None:
    if torch.cuda.device_count() < 2:
        pytest.skip("one CUDA device only")
    image, lut = torch.rand(1, 3, 9, 9), torch.from_numpy(table(5))
    far = lut3d(image.to("cuda:1"), lut.to("cuda:1").requires_grad_())
    assert torch.allclose(far.cpu(), lut3d(image, lut), atol=1e-6)
    far.sum().backward()
    with pytest.raises(ShapeError, match=r"cuda:0.*cuda:1"):
        lut3d(image.to("cuda:0"), lut.to("cuda:1"))


@pytest.mark.filterwarnings("default")  # of the compiler itself
def test_opcheck_and_compile() -> None:
    image, lut = torch.rand(2, 3, 5, 6, device="cuda"), on_gpu(np.stack([table(4), table(4, 7)]))
    torch.library.opcheck(lut3d_op, (image.requires_grad_(), lut.requires_grad_(), "trilinear", 0.0, 1.0))
    arguments = (torch.rand_like(image), image.detach(), lut.detach(), "trilinear", 0.0, 1.0, True, True)
    torch.library.opcheck(lut3d_backward_op, arguments)
    compiled = torch.compile(lambda i, t: lut3d(i, t).mean(), fullgraph=True)
    assert compiled(image, lut).item() == pytest.approx(lut3d(image, lut).mean().item(), abs=1e-6)


def test_agrees_with_grid_sample_under_autocast() -> None:
    image, basis = torch.rand(2, 3, 64, 64, device="cuda"), on_gpu(np.stack([table(9), table(9, 7)]))
    with torch.autocast("cuda", dtype=torch.float16):
        lut = fuse(torch.rand(2, 2, device="cuda").half(), basis)
        out = lut3d(image, lut)
    assert torch.allclose(out, grid_sampled(image, lut, 0.0, 1.0), atol=1e-5)


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "uint16", "uint8"])
def test_cupy_arrays(dtype: str, interpolation: str) -> None:
    image = colours(1003, dtype)
    out = apply_lut(cupy.asarray(image), cupy.asarray(table(17)), interpolation=interpolation)
    assert isinstance(out, cupy.ndarray)
    expected = codes(reference.apply_lut(image, table(17), interpolation=interpolation), image.dtype)
    assert np.abs(cupy.asnumpy(out).astype(float) - expected).max() <= TOLERANCE[dtype]


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", ["float32", "uint16", "uint8"])
def test_tables_beyond_are_clamped_after_interpolation(dtype: str, interpolation: str) -> None:
    image, lut = colours(1003, dtype), table(9) * np.float32(3) - np.float32(1)
    out = apply_lut(cupy.asarray(image), cupy.asarray(lut), interpolation=interpolation)
    expected = codes(reference.apply_lut(image, lut, interpolation=interpolation), image.dtype)
    assert (
        np.abs(cupy.asnumpy(out).astype(float) - expected).max()
        <= (3 if dtype == "float32" else 1) * TOLERANCE[dtype]
    )


def test_cupy_out_layouts_and_refusals() -> None:
    image, lut = cupy.asarray(colours(60).reshape(6, 10, 3)), cupy.asarray(table(5))
    expected = apply_lut(image, lut)
    for out in (cupy.empty_like(image), cupy.empty((6, 10, 6), "f4")[..., ::2], image.copy()):
        assert apply_lut(image, lut, out=out) is out
        assert np.array_equal(cupy.asnumpy(out), cupy.asnumpy(expected))
    apply_lut(image[:-1], lut, out=image[1:])  # which overlaps
    assert np.array_equal(cupy.asnumpy(image[1:]), cupy.asnumpy(expected[:-1]))
    assert apply_lut(image[:0], lut).shape == (0, 10, 3)
    with pytest.raises(ShapeError, match="cupy and numpy"):
        apply_lut(image, table(5))


@pytest.mark.parametrize("dtype", ["float32", "uint16", "uint8"])
def test_cupy_out_may_overlap_the_image(dtype: str) -> None:
    row, lut = cupy.asarray(colours(100_001, dtype)), cupy.asarray(table(9))
    image, out = row[:-1], row[1:]
    expected = apply_lut(image.copy(), lut)
    assert apply_lut(image, lut, out=out) is out
    assert cupy.array_equal(out, expected)
