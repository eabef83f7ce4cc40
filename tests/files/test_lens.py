"""Lenses of a database of our own, whose models' formulas are lensfun's documented ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from ppr10k_data.develop.lens import Lens, LensStrength
from ppr10k_data.files import lens as module
from ppr10k_data.files.lens import KnownLens, UnknownLens, find_lens
from ppr10k_data.files.metadata import RawMetadata

lensfunpy = pytest.importorskip("lensfunpy", reason="the extra [lens] is not installed")

K1, VIGNETTING = -0.05, (-0.5, 0.1, 0.0)
SIZE = (1501, 1001)
DATABASE = f"""<lensdatabase version="1">
<mount><name>Acme</name></mount>
<camera><maker>Acme</maker><model>One</model><mount>Acme</mount><cropfactor>1.0</cropfactor></camera>
<lens><maker>Acme</maker><model>Acme 50mm f/2</model><mount>Acme</mount><cropfactor>1.0</cropfactor><calibration>
 <distortion model="poly3" focal="50" k1="{K1}"/>
 <tca model="linear" focal="50" kr="1.001" kb="0.999"/>
 <vignetting model="pa" focal="50" aperture="2" distance="1000" k1="-0.5" k2="0.1" k3="0"/>
</calibration></lens>
<lens><maker>Sigma</maker><model>Sigma 35mm f/1.4 DG HSM [A]</model><mount>Acme</mount><cropfactor>1.0</cropfactor>
<calibration><vignetting model="pa" focal="35" aperture="1.4" distance="1000" k1="-0.4" k2="0" k3="0"/>
</calibration></lens>
<lens><maker>Acme</maker><model>Acme Zoom 24-70mm f/2.8</model><mount>Acme</mount><cropfactor>1.0</cropfactor>
<calibration><distortion model="poly3" focal="24" k1="-0.02"/><distortion model="poly3" focal="70" k1="0.01"/>
</calibration></lens>
<lens><maker>Acme</maker><model>Acme 85mm f/4</model><mount>Acme</mount><cropfactor>1.0</cropfactor></lens>
</lensdatabase>"""


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    database = lensfunpy.Database(xml=DATABASE, load_common=False, load_bundled=False)
    monkeypatch.setattr(module, "_database", lambda: database)
    module._find.cache_clear()
    yield
    module._find.cache_clear()


def taken_with(lens: str | None = "Acme 50mm f/2", focal: float | None = 50.0, **more: Any) -> RawMetadata:
    facts = {"make": "Acme", "model": "One", "f_number": 2.0} | more
    return RawMetadata(
        container="tiff", unique_camera_model=None, orientation=1, iso=100.0, exposure_time_s=0.01,
        focal_length_mm=focal, lens=lens, date_time=None, software=None, dng=None, xmp=None, **facts,
    )  # fmt: skip


def known(metadata: RawMetadata, **more: Any) -> KnownLens:
    found = find_lens(metadata, SIZE, **more)
    assert isinstance(found, KnownLens), found
    return found


def reason(metadata: RawMetadata, **more: Any) -> str:
    found = find_lens(metadata, SIZE, **more)
    assert isinstance(found, UnknownLens), found
    return found.reason


def test_distortion_is_lensfuns_third_order_polynomial() -> None:
    """r_d = r_u (1 - k1 + k1 r_u^2), r = 1 at half the shorter side; then scaled alike to fill the frame."""
    lens = Lens(known(taken_with()).maps, LensStrength(distortion=1.0))
    centre = np.array([750.0, 500.0])
    at = centre + np.linspace(0.05, 0.95, 19)[:, None] * (700.0, 450.0)
    found = at + lens.displacements(at)[..., 1, :]
    radius = np.hypot(*(at - centre).T) / 500.0
    ratio = np.hypot(*(found - centre).T) / np.hypot(*(at - centre).T)
    scale = ratio[0] / (1.0 - K1 + K1 * radius[0] ** 2)  # of the frame's filling
    assert 0.95 < scale < 1.05
    np.testing.assert_allclose(ratio, scale * (1.0 - K1 + K1 * (scale * radius) ** 2), rtol=5e-4)


def test_no_edge_shows() -> None:
    maps = known(taken_with()).maps
    assert maps.positions is not None
    places = maps.positions.reshape(-1, 2)
    assert places.min() > -1.5  # lensfun's own tolerance, and red's place a pixel further out
    assert (places.max(axis=0) < np.array(SIZE) + 0.5).all()


def test_colours_are_found_apart() -> None:
    maps = known(taken_with()).maps
    assert maps.positions is not None
    red, green, blue = (maps.positions[..., channel, :] - (750.0, 500.0) for channel in range(3))
    away = np.hypot(green[..., 0], green[..., 1]) > 100.0
    np.testing.assert_allclose((red / np.where(green, green, 1.0))[away][..., 0].max(), 1.001, atol=1e-4)
    np.testing.assert_allclose((blue / np.where(green, green, 1.0))[away][..., 0].max(), 0.999, atol=1e-4)


def test_vignetting_is_lensfuns_even_polynomial() -> None:
    """1 + k1 r^2 + k2 r^4 + k3 r^6, r = 1 in the corner."""
    lens = Lens(known(taken_with()).maps, LensStrength(vignetting=1.0))
    share = np.linspace(0.0, 1.0, 21)
    at = np.array([750.0, 500.0]) * (1.0 + share[:, None])
    r2 = share**2
    k1, k2, k3 = VIGNETTING
    np.testing.assert_allclose(lens.gains(at), 1.0 / (1.0 + k1 * r2 + k2 * r2**2 + k3 * r2**3), rtol=5e-3)


def test_the_profiles_name_of_the_lens_goes_first() -> None:
    metadata = taken_with("Zoom 24-70mm f/2.8", 50.0)
    assert known(metadata).name == "Acme Zoom 24-70mm f/2.8"
    assert known(metadata, profile_name="Adobe (Acme 50mm f/2) v2").name == "Acme 50mm f/2"
    assert known(metadata, profile_name="Adobe (Acme 50mm f/2, SONY E)").name == "Acme 50mm f/2"
    assert known(metadata, profile_name="Adobe (Elsewhere 85mm f/1.2)").name == "Acme Zoom 24-70mm f/2.8"


def test_sigmas_codes_are_its_lines() -> None:
    metadata = taken_with(None, 35.0)
    found = known(metadata, profile_name="Adobe (SIGMA 35mm F1.4 DG HSM A012)")
    assert found.name == "Sigma 35mm f/1.4 DG HSM [A]"
    assert found.lacking == ("distortion", "chromatic aberration")
    assert found.maps.positions is None


def test_without_an_aperture_corners_stay_as_they_are() -> None:
    found = known(taken_with(f_number=None))
    assert found.lacking == ("vignetting",)
    assert found.maps.falloff is None


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        (taken_with(focal=None), "does not state the focal length"),
        (taken_with(None), "neither the RAW file nor the sidecar names the lens"),
        (taken_with(model="Two"), "does not know the camera Acme Two"),
        (taken_with("Acme 85mm f/2", 85.0), "does not know the lens 'Acme 85mm f/2' at 85 mm"),
        (taken_with("Acme 50mm f/1.2"), "does not know the lens"),
        (taken_with("Acme"), "does not know the lens"),
        (taken_with("Acme 50mm f/2", 200.0), "at 200 mm"),
        (taken_with("Acme 85mm f/4", 85.0), "no calibration of 'Acme 85mm f/4'"),
        (taken_with("Sigma 35mm f/1.4 DG HSM [A]", 35.0, f_number=None), "no calibration of"),
    ],
)
def test_what_is_not_known_is_said(metadata: RawMetadata, words: str) -> None:
    assert words in reason(metadata)


def test_built_in_profiles_and_odd_photosites_are_said() -> None:
    assert "camera's own" in reason(taken_with(), profile_name="Camera Settings")
    assert "not square" in reason(taken_with(), pixel_aspect=1.5)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "lensfunpy", None)
    assert 'pip install "ppr10k-data[lens]"' in reason(taken_with())
