"""Match one picture to its guide, or to its source's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.errors import ImageFileError, NotMatchedError
from ppr10k_data.files.fits import read_fit, write_fit
from ppr10k_data.files.guides import read_guide
from ppr10k_data.jobs.photos.work import Guide, Output
from ppr10k_data.match import Fit, PictureError, apply, carry, fit, misfit

Picture = NDArray[np.uint16]

NO_GUIDE = "it has no guide"


@dataclass(frozen=True)
class Matched:
    """A picture after matching.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        As it was, where it could not be matched.
    record : dict
        For the manifest, as JSON has it.
    reason : str
        Why it was not matched; empty where it was.
    """

    picture: Picture
    record: dict[str, Any]
    reason: str = ""


@dataclass(frozen=True, eq=False)
class CarriedMatch:
    """What matching does to a photo's source, for its variants.

    Parameters
    ----------
    render_source : callable
        Renders the source as the variants are framed.
    licence : str
        The notice that fits carry.
    """

    render_source: Callable[[], Picture]
    licence: str

    def source(self, guide: Guide) -> tuple[Picture, Matched]:
        """The source before matching, and after.

        Notes
        -----
        A variant gets what its source gets, pixel by pixel, and not the source's fit of its own colours: the fit's
        contrast would be the augmentation's, too, and the step from source to variant no longer what its sidecar says.
        """
        if guide.file not in self._sources:
            source = np.ascontiguousarray(self.render_source())
            self._sources[guide.file] = source, match_picture(source, guide, self.licence)
        return self._sources[guide.file]

    @cached_property
    def _sources(self) -> dict[Any, tuple[Picture, Matched]]:
        return {}


def match_output(output: Output, picture: Picture, carried: CarriedMatch) -> Matched:
    """Match a picture that was asked for.

    Parameters
    ----------
    output : Output
    picture : (H, W, 3) uint16
        sRGB-encoded and upright; may be written over.
    carried : CarriedMatch
        Of the photo.
    """
    guide = output.guide
    if guide is None:
        return Matched(picture, {"reason": NO_GUIDE}, NO_GUIDE)
    if not guide.carried:
        return match_picture(picture, guide, carried.licence)
    plain, source = carried.source(guide)
    record = source.record | {"carried": True}
    if source.reason:
        return Matched(picture, record, f"its source: {source.reason}")
    return Matched(carry(picture, plain, source.picture, in_place=True), record)


def match_picture(picture: Picture, guide: Guide, licence: str) -> Matched:
    """Fit a picture to its guide, or read its fit, and apply it unless it is rejected.

    Parameters
    ----------
    picture : (H, W, 3) uint16
        Left as it is.
    guide : Guide
    licence : str
        The notice that a saved fit carries.
    """
    named = {"guide": f"{guide.file.parent.name}/{guide.file.name}"}
    try:
        found, about = _fit(picture, guide)
    except (ImageFileError, PictureError) as error:
        reason = f"{guide.file}: {error}" if isinstance(error, PictureError) else str(error)
        return Matched(picture, named | {"reason": reason}, reason)
    reason = misfit(found, picture)
    record = named | about | _measures(found)
    if reason:
        reason = f"{guide.file}: {reason}"
        return Matched(picture, record | {"reason": reason}, reason)
    if guide.save is not None and not guide.is_fit:
        write_fit(guide.save, found, title=guide.save.stem, licence=licence)
    return Matched(apply(found, picture), record)


def _fit(picture: Picture, guide: Guide) -> tuple[Fit, dict[str, Any]]:
    if guide.is_fit:
        return read_fit(guide.file), {}
    small = read_guide(guide.file)
    found = fit(picture, small.pixels, lossless=small.lossless, chroma_step=small.chroma_step)
    return found, {"guide_sha256": small.sha256}


def _measures(found: Fit) -> dict[str, Any]:
    quality, registration = asdict(found.quality), found.registration
    return {
        "de76_before": {"mean": round(quality["before_mean"], 3), "p95": round(quality["before_p95"], 3)},
        "de76_after": {"mean": round(quality["after_mean"], 3), "p95": round(quality["after_p95"], 3)},
        "correlation": round(registration.correlation, 4),
        "displacement_px": round(registration.displacement_px, 3),
    }


def refuse_unless_matched(output: Output, matched: Matched) -> None:
    """Fail where a picture could not be matched.

    Parameters
    ----------
    output : Output
        The picture that was asked for.
    matched : Matched
        What became of it.

    Raises
    ------
    NotMatchedError
        Names the picture, the reason and the way out.
    """
    if matched.reason:
        raise NotMatchedError(
            f"{output.folder}/{output.photo}: not matched: {matched.reason}; render without --strict to have the "
            "picture unmatched"
        )
