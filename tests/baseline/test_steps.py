from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

from learning import begun, settings_of, weights_equal  # noqa: E402
from ppr10k_data.baseline.batches import Batch, Views  # noqa: E402
from ppr10k_data.baseline.steps import seed_step, step, terms_of  # noqa: E402
from ppr10k_data.errors import SettingsChangedError, SettingsError, TrainingError  # noqa: E402


def views_of(seed: int, count: int = 2, side: int = 12) -> Views:
    draw = torch.Generator().manual_seed(seed)
    pictures = torch.rand(2, count, 3, side, side, generator=draw)
    return Views(pictures[0], pictures[1], (torch.rand(count, 1, side, side, generator=draw) > 0.5).float())


def single(seed: int = 0, count: int = 2) -> Batch:
    return Batch((views_of(seed, count),), (), [f"1_{k}" for k in range(count)])


def pair(count: int = 2) -> Batch:
    box = (2, 2, 10, 10)
    return Batch((views_of(0, count), views_of(1, count)), [(box, box)] * count, ["1_0 + 1_0_1"] * count)


def model_of(**more: object):
    return begun(settings_of(**more)).model.eval()  # no dropout: figures can be computed twice


def test_the_loss_is_what_the_official_code_adds_up() -> None:
    settings = settings_of(hrp=True)
    terms = terms_of(model_of(), single(), settings).values()
    sum_of_parts = (
        terms["pixels"] + 1e-4 * (terms["weights"] + terms["smoothness"]) + 10 * terms["monotonicity"]
    )
    assert terms["loss"] == pytest.approx(sum_of_parts, rel=1e-6)
    assert terms["consistency"] == 0.0


def test_hrp_weighs_people_and_without_it_nobody() -> None:
    model, batch = model_of(), single()
    view = batch.views[0]
    ours, _ = model(view.input)
    plain = terms_of(model, batch, settings_of(hrp=False)).values()["pixels"]
    weighed = terms_of(model, batch, settings_of(hrp=True)).values()["pixels"]
    errors = (ours.detach() - view.target).square()
    assert plain == pytest.approx(float(errors.mean()), rel=1e-5)
    assert weighed == pytest.approx(float((errors * (1 + 24 * view.mask)).mean()), rel=1e-5)


def test_the_official_glc_learns_from_the_first_view_alone() -> None:
    model, batch = model_of(), pair()
    first = Batch(batch.views[:1], (), batch.photos)
    second = Batch(batch.views[1:], (), batch.photos)
    one, other = (terms_of(model, b, settings_of()).values() for b in (first, second))
    official = terms_of(model, batch, settings_of(glc=True, batch_size=2)).values()
    fixed = terms_of(model, batch, settings_of(glc=True, fixed=True, batch_size=2)).values()
    for name in ("pixels", "weights"):
        assert official[name] == pytest.approx(one[name], rel=1e-6)
        assert fixed[name] == pytest.approx((one[name] + other[name]) / 2, rel=1e-6)
    assert official["consistency"] == pytest.approx(fixed["consistency"])


def test_the_official_glc_of_a_partial_batch_is_divided_by_a_full_one() -> None:
    model, batch = model_of(), pair(3)
    official = terms_of(model, batch, settings_of(glc=True, batch_size=12)).values()
    fixed = terms_of(model, batch, settings_of(glc=True, batch_size=12, fixed=True)).values()
    assert official["consistency"] == pytest.approx(fixed["consistency"] * 3 / 12)


def test_amp_keeps_pixels_and_tables_in_float32() -> None:
    model = model_of()
    full, half = (terms_of(model, single(), settings_of(amp=amp)) for amp in (False, True))
    assert half.loss.dtype == torch.float32
    assert half.values()["loss"] == pytest.approx(full.values()["loss"], rel=0.05)
    half.loss.backward()
    assert model.tables.grad.dtype == torch.float32


def test_a_loss_that_is_no_number_names_the_photos_and_teaches_nothing() -> None:
    training = begun(settings_of())
    before = {name: value.clone() for name, value in training.model.state_dict().items()}
    batch = single()
    batch.views[0].target[1, 0, 0, 0] = float("nan")
    with pytest.raises(TrainingError, match=r"the loss is nan .* 1_0, 1_1\. these hold .* no numbers: 1_1\."):
        step(training.model, training.optimizer, batch, training.settings)
    assert all(torch.equal(before[name], value) for name, value in training.model.state_dict().items())


def test_seeds_differ_by_step_and_repeat() -> None:
    drawn = []
    for place in ((0, 0), (0, 4), (1, 0), (0, 0)):
        seed_step(settings_of(), *place)
        drawn.append(float(torch.rand(())))
    assert drawn[0] == drawn[3]
    assert len(set(drawn)) == 3


def ramps() -> torch.Tensor:
    """A photo with many colours: (3, 24, 24)."""
    ramp = torch.linspace(0.0, 1.0, 24)
    return torch.stack([plane.expand(24, 24) for plane in (ramp[None], ramp[:, None], ramp.flip(0)[:, None])])


@pytest.mark.slow
@pytest.mark.parametrize("backbone", ["small", "resnet18"])
def test_overfits_one_batch(backbone: str) -> None:
    """Two photos with a look of their own each, which tables can hold: over 40 dB."""
    training = begun(settings_of(backbone=backbone, vertices=9, hrp=False, monotone=0.0))
    training.model.start_at_identity()
    photos = torch.stack([ramps(), 0.7 * ramps().flip(1) + 0.1])
    wanted = torch.stack([0.8 * photos[0] ** 1.5 + 0.1, 0.9 * photos[1] ** 0.8])
    batch = Batch((Views(photos, wanted, None),), (), ["1_0", "1_1"])
    for module in training.model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.eval()
    errors = (
        step(training.model, training.optimizer, batch, training.settings)["pixels"] for _ in range(300)
    )
    assert any(error < 1e-4 for error in errors)  # 40 dB


def test_settings_that_make_no_sense_are_named() -> None:
    for wrong, named in (
        ({"epochs": 0}, "epochs=0"),
        ({"crop": 4}, "crop=4"),
        ({"learning_rate": -1.0}, "-1.0"),
    ):
        with pytest.raises(SettingsError, match=named):
            settings_of(**wrong)
    with pytest.raises(SettingsError, match="needs augmented sources"):
        settings_of(glc=True, augmented=False)


def test_equal_seeds_begin_alike() -> None:
    assert weights_equal(begun(settings_of(seed=3)).model, begun(settings_of(seed=3)).model)
    assert not weights_equal(begun(settings_of(seed=3)).model, begun(settings_of(seed=4)).model)


def test_changed_settings_are_named() -> None:
    from ppr10k_data.baseline.recipes import check_unchanged

    before = settings_of()
    check_unchanged(before.recorded(), settings_of(epochs=99).recorded(), "run")
    with pytest.raises(SettingsChangedError, match=r"run: .*hrp was True, now False.*--out"):
        check_unchanged(before.recorded(), settings_of(hrp=False).recorded(), "run")
