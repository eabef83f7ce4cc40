"""One key for a camera, however its maker's and model's names are spelled."""

from __future__ import annotations

import re
from functools import lru_cache

_SAME_MAKER = {"eastman": "kodak", "om": "olympus", "seiko": "epson", "ricoh": "pentax"}
"""First words of EXIF makes that stand for another: new owners of a brand, and Kodak's full name."""

_MARK = re.compile(r"\s*(?:mark|mk)\s*(iv|v|i{1,3}|\d)\b")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_FILE_VERSION = re.compile(r"\s*file version \d+$")


def plain_name(name: str) -> str:
    """Cut a name at its first NUL, lower its case and make every run of spaces one space."""
    return " ".join(name.split("\0", 1)[0].lower().split())


@lru_cache(maxsize=4096)
def camera_key(make: str, model: str) -> tuple[str, str]:
    """Bring EXIF's make and model into the one form that names are compared in.

    The maker becomes one word ("NIKON CORPORATION" and "Nikon" are one). The model loses the maker's name
    in front ("Canon Canon EOS 5D"), its spaces and its case; "Mark II", "MarkII", "MK2" and "m2" are one.

    Parameters
    ----------
    make, model : str
        As EXIF, LibRaw or a user spells them; `make` may be empty if the model starts with the maker's name.

    Returns
    -------
    tuple of str
        Maker and model, both lower case and without spaces.
    """
    maker_words, model_words = plain_name(make).split(), _FILE_VERSION.sub("", plain_name(model)).split()
    first = (maker_words or model_words or [""])[0].rstrip(",.")
    maker = _SAME_MAKER.get(first, first)
    while len(model_words) > 1 and model_words[0] in {maker, *maker_words}:
        model_words = model_words[1:]
    short = _MARK.sub(lambda mark: "m" + _ROMAN.get(mark[1], mark[1]), " ".join(model_words))
    return maker, short.replace(" ", "")
