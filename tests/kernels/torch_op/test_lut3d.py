"""lut3d on the CPU; on CUDA the same tests run in cuda/test_gpu.py."""

from __future__ import annotations

import numpy as np
import pytest

from lut_arrays import METHODS, TOLERANCE, codes, colours, table
from ppr10k_kernels import BackendError, ShapeError, apply_lut, identity, reference

torch = pytest.importorskip("torch")

from ppr10k_kernels import lut3d  # noqa: E402
from ppr10k_kernels.torch_op.registered import lut3d_backward_op, lut3d_op  # noqa: E402

DTYPES = ("float32", "float64", "float16", "bfloat16", "uint8")


def images(count: int, height: int, width: int, dtype: str = "float32"):
    values = colours(count * height * width, "uint8" if dtype == "uint8" else "float64")
    tensor = torch.from_numpy(values).reshape(count, height, width, 3).permute(0, 3, 1, 2).contiguous()
    return tensor.to(getattr(torch, dtype))


def specified(image, lut, **options) -> np.ndarray:
    kind = np.dtype("uint8") if image.dtype == torch.uint8 else np.dtype("float64")
    pixels = image.permute(0, 2, 3, 1).to(torch.float64 if kind != "uint8" else torch.uint8).numpy()
    tables = np.broadcast_to(lut, (len(pixels), *lut.shape)) if lut.ndim == 4 else lut
    exact = [codes(reference.apply_lut(p, t, **options), kind) for p, t in zip(pixels, tables, strict=True)]
    return np.moveaxis(np.stack(exact), -1, 1)


@pytest.mark.parametrize("interpolation", METHODS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("channels_last", [False, True])
def test_agrees_with_the_specification(dtype: str, channels_last: bool, interpolation: str) -> None:
    for shape, points, per_image in (((2, 13, 17), 9, True), ((1, 5, 1), 2, False), ((3, 16, 16), 33, False)):
        image = images(*shape, dtype)
        if channels_last:
            image = image.to(memory_format=torch.channels_last)
        lut = np.stack([table(points, k) for k in range(shape[0])]) if per_image else table(points)
        out = lut3d(image, torch.from_numpy(lut), interpolation=interpolation)
        assert (out.dtype, out.shape) == (image.dtype, image.shape)
        assert out.stride() == torch.empty_like(image).stride()
        error = np.abs(out.double().numpy() - specified(image, lut, interpolation=interpolation))
        assert error.max() <= TOLERANCE[dtype]


def test_layouts() -> None:
    lut, image = torch.from_numpy(table(5)), images(2, 8, 12)
    for view in (
        image[:, :, ::2],
        image[..., 3:7],
        image.flip(3),
        image.transpose(2, 3),
        image[1:],
        image.expand(2, 3, 8, 12),
    ):
        assert torch.equal(lut3d(view, lut), lut3d(view.contiguous(), lut))
    assert torch.equal(
        lut3d(image, lut.permute(0, 3, 2, 1)), lut3d(image, lut.permute(0, 3, 2, 1).contiguous())
    )


@pytest.mark.parametrize("shape", [(0, 3, 4, 4), (2, 3, 0, 4), (1, 3, 1, 1)])
def test_empty_and_tiny(shape: tuple[int, ...]) -> None:
    image = torch.rand(shape, requires_grad=True)
    lut = torch.rand(3, 4, 4, 4, requires_grad=True)
    out = lut3d(image, lut)
    assert out.shape == image.shape
    out.sum().backward()
    assert image.grad.shape == image.shape
    assert lut.grad.sum().item() == pytest.approx(out.numel(), abs=1e-5)


def test_apply_lut_asks_the_tensor() -> None:
    image, lut = images(2, 5, 7), torch.from_numpy(table(5))
    out = torch.empty_like(image)
    assert apply_lut(image, lut, interpolation="tetrahedral", out=out) is out
    assert torch.equal(out, lut3d(image, lut, interpolation="tetrahedral"))
    with pytest.raises(ShapeError, match="a torch tensor and a numpy array"):
        apply_lut(image, table(5))


@pytest.mark.parametrize("interpolation", METHODS)
def test_gradcheck(interpolation: str) -> None:
    image = (
        torch.rand(2, 3, 2, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(1)) * 1.4 - 0.2
    )
    lut = torch.from_numpy(np.stack([table(4), table(4, 7)])).double()
    inputs = (image.requires_grad_(), lut.requires_grad_())
    assert torch.autograd.gradcheck(lambda i, t: lut3d(i, t, interpolation=interpolation), inputs)
    shared = (image, lut[0].detach().clone().requires_grad_())
    assert torch.autograd.gradcheck(lambda i, t: lut3d(i, t, domain=(-0.3, 1.3)), shared)


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
@pytest.mark.parametrize("interpolation", METHODS)
def test_gradients_agree_with_the_specification(interpolation: str, dtype: str) -> None:
    image = images(2, 11, 13, dtype).requires_grad_()
    lut = torch.from_numpy(table(7)).requires_grad_()
    given = torch.randn(image.shape, generator=torch.Generator().manual_seed(0)).to(image.dtype)
    lut3d(image, lut, interpolation=interpolation).backward(given)
    pixels = (t.detach().double().permute(0, 2, 3, 1).numpy() for t in (image, given))
    slopes, adjoint = reference.apply_lut_gradients(
        next(pixels), table(7), next(pixels), interpolation=interpolation
    )
    tolerance = {"float32": 5e-6, "float16": 1e-3, "bfloat16": 8e-3}[dtype]
    ours = image.grad.double().permute(0, 2, 3, 1).numpy()
    assert np.abs(ours - slopes).max() <= tolerance * np.abs(slopes).max()
    assert np.abs(lut.grad.numpy() - adjoint).max() <= 5e-6 * np.abs(adjoint).max()
    assert lut.grad.dtype == torch.float32


def test_forward_and_gradient_are_adjoint() -> None:
    image, lut = images(1, 40, 40), torch.from_numpy(table(9)).requires_grad_()
    given = torch.randn(image.shape)
    out = lut3d(image, lut)
    (adjoint,) = torch.autograd.grad(out, lut, given)
    assert (out.double() * given).sum().item() == pytest.approx(
        (lut.double() * adjoint).sum().item(), rel=1e-4
    )


def test_agrees_with_grid_sample_gradients_included() -> None:
    from ppr10k_kernels.torch_op.sampled import grid_sampled

    image = (
        torch.rand(2, 3, 20, 30, generator=torch.Generator().manual_seed(0)) * 1.2 - 0.1
    ).requires_grad_()
    lut = torch.from_numpy(np.stack([table(9), table(9, 7)])).requires_grad_()
    given = torch.randn(image.shape)
    results = []
    for out in (lut3d(image, lut), grid_sampled(image, lut, 0.0, 1.0)):
        results.append((out, *torch.autograd.grad(out, (image, lut), given)))
    for ours, theirs in zip(*results, strict=True):
        assert (ours - theirs).abs().max() <= 2e-5 * theirs.abs().max()


@pytest.mark.parametrize("per_image", [False, True])
def test_opcheck(per_image: bool) -> None:
    lut = torch.from_numpy(np.stack([table(4), table(4, 7)]) if per_image else table(4))
    image = images(2, 5, 6)
    arguments = ("trilinear", 0.0, 1.0)
    for pixels in (
        image.clone().requires_grad_(),
        image.to(memory_format=torch.channels_last),
        image[..., ::2],
    ):
        torch.library.opcheck(lut3d_op, (pixels, lut.clone().requires_grad_(), *arguments))
    for wanted in ((True, True), (True, False), (False, True)):
        torch.library.opcheck(lut3d_backward_op, (torch.rand(2, 3, 5, 6), image, lut, *arguments, *wanted))


def test_compiles_without_graph_breaks() -> None:
    image, lut = images(2, 6, 8).requires_grad_(), torch.from_numpy(table(5)).requires_grad_()

    def loss(i, t):
        return lut3d(i.sqrt(), t * 2).square().mean()

    compiled = torch.compile(loss, fullgraph=True, backend="aot_eager")
    ours = torch.autograd.grad(compiled(image, lut), (image, lut))
    eager = torch.autograd.grad(loss(image, lut), (image, lut))
    for a, b in zip(ours, eager, strict=True):
        assert torch.allclose(a, b, atol=1e-6, equal_nan=True)


def test_vmap_over_tables_images_and_both() -> None:
    luts = torch.from_numpy(np.stack([table(5, k) for k in range(4)]))
    image, stack = images(2, 4, 6), images(4, 4, 6).unsqueeze(1)
    over_tables = torch.func.vmap(lambda t: lut3d(image, t))(luts)
    assert torch.equal(over_tables, torch.stack([lut3d(image, t) for t in luts]))
    over_images = torch.func.vmap(lambda i: lut3d(i, luts[0]))(stack)
    assert torch.equal(over_images, torch.stack([lut3d(i, luts[0]) for i in stack]))
    over_both = torch.func.vmap(lut3d, in_dims=(0, 1))(stack, luts.unsqueeze(0))
    assert torch.equal(
        over_both, torch.stack([lut3d(i, t.unsqueeze(0)) for i, t in zip(stack, luts, strict=True)])
    )


def test_vmap_over_gradients() -> None:
    image, lut = images(2, 4, 6).requires_grad_(), torch.from_numpy(table(5)).requires_grad_()
    out = lut3d(image, lut)
    given = torch.randn(3, *out.shape)
    batched = torch.autograd.grad(out, (image, lut), given, is_grads_batched=True, retain_graph=True)
    single = [torch.autograd.grad(out, (image, lut), g, retain_graph=True) for g in given]
    for k in range(2):
        assert torch.allclose(batched[k], torch.stack([pair[k] for pair in single]), atol=1e-5)


def test_autocast_changes_nothing() -> None:
    image, lut = images(1, 8, 8), torch.from_numpy(table(9))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(lut3d(image, lut), lut3d(image, lut))
        assert lut3d(image, lut).dtype == torch.float32
    assert lut3d(image, lut.half()).dtype == torch.float32


@pytest.mark.parametrize("interpolation", METHODS)
def test_a_pixel_with_a_nan_takes_no_part(interpolation: str) -> None:
    image = images(1, 4, 8)
    image[0, 1, 2, 3] = float("nan")
    image.requires_grad_()
    lut = torch.from_numpy(table(5)).requires_grad_()
    out = lut3d(image, lut, interpolation=interpolation)
    assert out[0, :, 2, 3].isnan().all()
    assert out.isnan().sum() == 3
    out.nansum().backward()
    assert (image.grad[0, :, 2, 3] == 0).all()
    assert image.grad.isfinite().all()
    assert lut.grad.isfinite().all()


def test_the_gradient_does_not_depend_on_timing() -> None:
    image, lut = images(1, 300, 500), torch.from_numpy(table(9)).requires_grad_()
    grads = [torch.autograd.grad(lut3d(image, lut).square().sum(), lut)[0] for _ in range(3)]
    assert torch.equal(grads[0], grads[1])
    assert torch.equal(grads[0], grads[2])


def test_there_is_no_second_derivative() -> None:
    lut = torch.from_numpy(table(3)).requires_grad_()
    (grad,) = torch.autograd.grad(lut3d(images(1, 4, 4), lut).square().sum(), lut, create_graph=True)
    with pytest.raises(NotImplementedError, match=r"no second derivative.*use torch\.nn\.functional"):
        grad.sum().backward()
    assert torch.isfinite(grad.detach()).all()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # torch's own
def test_there_is_no_forward_mode() -> None:
    """Where torch itself would give a tangent of zeros."""
    image, lut = images(1, 4, 4), torch.from_numpy(table(3))
    for function, primal in ((lambda t: lut3d(image, t), lut), (lambda i: lut3d(i, lut), image)):
        for compute in (
            lambda f, at: torch.func.jvp(f, (at,), (torch.ones_like(at),)),
            lambda f, at: torch.func.jacfwd(f)(at),
        ):
            with pytest.raises(NotImplementedError, match="no forward-mode derivative"):
                compute(function, primal)


def test_the_gradient_of_a_shared_table_by_each_image() -> None:
    image, lut = images(3, 6, 7), torch.from_numpy(table(5)).requires_grad_()
    tables = lut.expand(3, *lut.shape)
    (each,) = torch.autograd.grad(lut3d(image, tables).square().sum(), tables)
    single = [torch.autograd.grad(lut3d(one[None], lut).square().sum(), lut)[0] for one in image]
    assert torch.allclose(each, torch.stack(single), atol=1e-5)


@pytest.mark.parametrize(
    ("image", "lut", "options", "words"),
    [
        ((3, 4, 4), (3, 5, 5, 5), {}, r"got \(3, 4, 4\), expected \(B, 3, H, W\)"),
        ((1, 4, 4, 4), (3, 5, 5, 5), {}, r"\(1, 4, 4, 4\)"),
        ((1, 3, 4, 4), (3, 5, 5, 4), {}, r"\(3, 5, 5, 4\), expected \(3, N, N, N\) or"),
        ((1, 3, 4, 4), (1, 3, 1, 1, 1), {}, "from 2 to 129"),
        ((2, 3, 4, 4), (3, 3, 5, 5, 5), {}, r"image \(2, 3, 4, 4\), lut \(3, 3, 5, 5, 5\)"),
        ((1, 3, 4, 4), (3, 5, 5, 5), {"interpolation": "nearest"}, "trilinear or tetrahedral"),
        ((1, 3, 4, 4), (3, 5, 5, 5), {"domain": (1.0, 0.0)}, "low < high"),
    ],
)
def test_refuses(image, lut, options, words: str) -> None:
    with pytest.raises(ShapeError, match=words):
        lut3d(torch.zeros(image), torch.zeros(lut), **options)


def test_refuses_types_and_devices() -> None:
    lut = torch.zeros(3, 5, 5, 5)
    with pytest.raises(ShapeError, match=r"torch\.int32, expected float32, float64"):
        lut3d(torch.zeros(1, 3, 4, 4, dtype=torch.int32), lut)
    with pytest.raises(ShapeError, match=r"got torch\.int64"):
        lut3d(torch.zeros(1, 3, 4, 4), lut.long())
    with pytest.raises(ShapeError, match="image on meta, lut on cpu"):
        lut3d(torch.zeros(1, 3, 4, 4, device="meta"), lut)


def test_without_a_backend_grid_sample_stands_in_and_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib

    module = importlib.import_module("ppr10k_kernels.torch_op.lut3d")
    image, lut = images(1, 6, 6), torch.from_numpy(table(5))
    expected = lut3d(image, lut)
    monkeypatch.setitem(module._PRESENT, "cpu", False)
    module._warn_once.cache_clear()
    with pytest.warns(UserWarning, match="numba is missing; grid_sample.*pip install numba") as told:
        first = lut3d(image, lut)
    assert len(told) == 1
    assert torch.allclose(first, expected, atol=1e-5)
    assert torch.equal(lut3d(image, lut), first)  # a second warning would be an error
    with pytest.raises(BackendError, match="pip install numba"):
        lut3d(image, lut, interpolation="tetrahedral")
    codes_in = images(1, 6, 6, "uint8")
    assert torch.equal(lut3d(codes_in, torch.from_numpy(identity(5))), codes_in)


@pytest.mark.parametrize("dtype", [torch.float32, torch.uint8])
@pytest.mark.parametrize("size", [(1, 1), (1, 5), (6, 1), (3, 4)])
@pytest.mark.parametrize("last", [False, True])
def test_images_a_pixel_wide(last: bool, size: tuple[int, int], dtype: torch.dtype) -> None:
    """Their memory is contiguous and channels-last at once, whichever way it was made."""
    top = 255 if dtype == torch.uint8 else 1
    image = (torch.rand(2, 3, *size, generator=torch.Generator().manual_seed(0)) * top).to(dtype)
    image = image.to(memory_format=torch.channels_last) if last else image
    lut = torch.from_numpy(table(5))
    out = lut3d(image, lut)
    for k in range(2):
        pixels = np.ascontiguousarray(image[k].permute(1, 2, 0).numpy())
        assert np.abs(out[k].permute(1, 2, 0).numpy() - top * reference.apply_lut(pixels, table(5))).max() < 1
    assert out.stride() == lut3d(image.float(), lut).stride()
