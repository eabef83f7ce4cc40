from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppr10k_data.cameras.names import camera_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("NIKON CORPORATION", "NIKON D810"), ("Nikon", "D810")),
        (("NIKON CORPORATION\0\0", "NIKON D810  \0"), ("nikon", "Nikon D810")),
        (("Canon", "Canon EOS 5D Mark III"), ("CANON", "Canon Canon EOS 5D Mark III")),
        (("Canon", "Canon EOS 5D Mark III"), ("", "Canon EOS 5D MarkIII")),
        (("Canon", "Canon EOS R5m2"), ("Canon", "EOS R5 Mark II")),
        (("Canon", "Canon EOS REBEL T2i"), ("Canon", "Canon EOS Rebel T2i")),
        (("PENTAX Corporation ", "PENTAX K10D"), ("Pentax", "K10D")),
        (("RICOH IMAGING COMPANY, LTD.", "PENTAX K-1 Mark II"), ("PENTAX", "PENTAX K-1 Mk II")),
        (("EASTMAN KODAK COMPANY", "KODAK P880 ZOOM DIGITAL CAMERA"), ("Kodak", "P880 Zoom Digital Camera")),
        (("KODAK", "EOSDCS3C        FILE VERSION 3"), ("Kodak", "EOSDCS3C")),
        (("FUJIFILM", "GFX 50S"), ("Fujifilm", "GFX50S")),
        (("OM Digital Solutions", "OM-1"), ("OLYMPUS CORPORATION", "OM-1")),
    ],
)
def test_spellings_of_one_camera_have_one_key(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert camera_key(*one) == camera_key(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Canon", "Canon EOS 5D"), ("Canon", "Canon EOS 5D Mark II")),
        (("NIKON CORPORATION", "NIKON D3"), ("NIKON CORPORATION", "NIKON D3S")),
        (("SONY", "ILCE-7"), ("SONY", "ILCE-7R")),
        (("OLYMPUS CORPORATION", "E-M10 Mark III"), ("OLYMPUS CORPORATION", "E-M10MarkIIIS")),
    ],
)
def test_different_cameras_have_different_keys(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert camera_key(*one) != camera_key(*other)


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_has_a_key_that_case_does_not_change(make: str, model: str) -> None:
    maker, key = camera_key(make, model)
    assert " " not in maker + key
    ascii_make, ascii_model = (
        make.encode("ascii", "ignore").decode(),
        model.encode("ascii", "ignore").decode(),
    )
    assert camera_key(ascii_make, ascii_model) == camera_key(ascii_make.upper(), ascii_model.upper())
