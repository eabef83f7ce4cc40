"""A photo that is being rendered: the decoded RAW, its sidecars, and what all its pictures share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zlib import crc32

from numpy.typing import NDArray

from ppr10k_data.cameras.names import camera_key
from ppr10k_data.develop.anchor import Anchor
from ppr10k_data.develop.chain import Rendering, plan_rendering
from ppr10k_data.develop.coverage import LENS_PROFILE, Account, account, invisible_detail
from ppr10k_data.develop.detail.finish import Finish
from ppr10k_data.develop.geometry import Placement
from ppr10k_data.develop.thumbnail import Thumbnail
from ppr10k_data.files.profiles import ProfileFolder
from ppr10k_data.files.raw import RawPhoto
from ppr10k_data.jobs.photos.sidecars import Sidecar
from ppr10k_data.jobs.photos.work import Output, PhotoWork
from ppr10k_data.jobs.render.lens import PhotoLens, photo_lens
from ppr10k_data.jobs.render.mask import placement_of
from ppr10k_data.jobs.render.profiled import Profiled, profiled
from ppr10k_data.jobs.render.settings import RenderSettings
from ppr10k_data.match.calibration import Calibration
from ppr10k_data.xmp import CameraRawEdits

Calibrations = Mapping[tuple[str, str], Calibration]
"""By camera model, as :func:`ppr10k_data.files.calibrations.read_calibrations` has them."""

Keep = Callable[[Output, NDArray[Any]], None]
"""Takes a finished picture in place of a file."""


@dataclass(frozen=True)
class Scene:
    """A decoded photo, its sidecars, and the state that all its renders share.

    Parameters
    ----------
    work : PhotoWork
        What is to be made of it.
    settings : RenderSettings
    raw : RawPhoto
        Decoded.
    sidecars : dict of Path to Sidecar
        Those that could be read.
    source : CameraRawEdits or None
        Of the photo's xmp_source.
    anchor : Anchor
        Ties white balances to the as-shot state.
    profiles : ProfileFolder or None
        The user's own.
    keep : Keep or None
        Gets pictures in place of files.
    durable : bool
        Wait until the disk has each file.
    calibrations : Calibrations, optional
        By camera model.
    """

    work: PhotoWork
    settings: RenderSettings
    raw: RawPhoto
    sidecars: dict[Path, Sidecar]
    source: CameraRawEdits | None
    anchor: Anchor
    profiles: ProfileFolder | None
    keep: Keep | None
    durable: bool
    calibrations: Calibrations | None = None

    @classmethod
    def of(
        cls,
        work: PhotoWork,
        settings: RenderSettings,
        raw: RawPhoto,
        sidecars: dict[Path, Sidecar],
        profiles: ProfileFolder | None,
        keep: Keep | None,
        durable: bool,
        calibrations: Calibrations | None = None,
    ) -> Scene:
        """Tie a photo's white balance to its as-shot state.

        Parameters
        ----------
        work : PhotoWork
        settings : RenderSettings
        raw : RawPhoto
            Decoded.
        sidecars : dict of Path to Sidecar
            Those that could be read, by path.
        profiles : ProfileFolder or None
            The user's own.
        keep : Keep or None
            Gets pictures in place of files.
        durable : bool
            Wait until the disk has each file.
        calibrations : Calibrations, optional
            By camera model.
        """
        source = sidecars[work.source].edits if work.source in sidecars else None
        sensor = raw.sensor
        anchor = Anchor.of(sensor.color, sensor.as_shot_neutral, source, settings.white_balance)
        return cls(work, settings, raw, sidecars, source, anchor, profiles, keep, durable, calibrations)

    def placement(self, edits: CameraRawEdits) -> Placement:
        """What a picture with these edits shows: the source's rectangle, or under ``own`` the sidecar's."""
        return placement_of(self.raw.frame, edits, self.source, self.settings.geometry)

    def lens_of(self, edits: CameraRawEdits) -> PhotoLens:
        """The lens corrections of a sidecar; what moves pixels goes by the source, as its placement does."""
        shared = self.source if self.settings.geometry == "source" else None
        return photo_lens(self.raw.frame, edits, shared)

    def profiled(self, path: Path) -> Profiled:
        """The photo by the profile and the look that a sidecar asks for."""
        sidecar = self.sidecars[path]
        return profiled(
            self.raw,
            CameraRawEdits() if sidecar.edits.already_applied else sidecar.edits,
            sidecar.tables,
            self.profiles,
            without_table=self.settings.look_without_table,
            sidecar=str(path),
        )

    def rendering(self, photo: Profiled) -> Rendering:
        """How a picture is rendered."""
        return plan_rendering(
            photo.sensor,
            photo.edits,
            self.anchor.white_balance(photo.edits),
            thumbnail=self.thumbnail,
            tone=self.settings.tone,
            look=photo.look,
            grain_seed=crc32(str(self.work.photo).encode()),  # all of a photo's pictures have the same grain
        )

    def account(self, edits: CameraRawEdits, photo: Profiled, scale: float = 1.0) -> Account:
        """What becomes of a sidecar's adjustments in a picture of ``scale`` pixels to a photosite.

        Parameters
        ----------
        edits : CameraRawEdits
            The sidecar's.
        photo : Profiled
            The photo by its profile and look.
        scale : float, optional
            Pixels to a photosite, at most 1.
        """
        asked = CameraRawEdits() if edits.already_applied else edits
        absent = photo.absent | (LENS_PROFILE if self.lens_of(edits).reason else frozenset())
        absent |= invisible_detail(Finish.of(asked), scale)
        return account(asked, scene_linear=self.settings.space == "scene-linear", absent=absent)

    @cached_property
    def calibration(self) -> Calibration | None:
        """The camera's, where it has one."""
        if not self.calibrations:
            return None
        about = self.raw.metadata
        return self.calibrations.get(
            camera_key(about.make or "", about.model or about.unique_camera_model or "")
        )

    @cached_property
    def thumbnail(self) -> Thumbnail:
        """The same for all of the photo's sidecars, and made only if one of them needs it."""
        return Thumbnail(self.raw.sensor)
