"""What is asked of a render."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppr10k_data.errors import SettingsError
from ppr10k_data.jobs.photos.selection import EVERYTHING, Selection
from ppr10k_data.jobs.render.guided import MatchFolders
from ppr10k_data.jobs.render.settings import RenderSettings

if TYPE_CHECKING:  # a run that finds everything done loads no numpy
    from ppr10k_data.cameras import BaselineRow
    from ppr10k_data.files.profiles import ProfileFolder
    from ppr10k_data.jobs.render.scene import Calibrations


@dataclass(frozen=True)
class RenderRequest:
    """Everything that is asked of a render, apart from how to go about it.

    Parameters
    ----------
    root : Path
        The dataset; only read.
    sidecar_names : sequence of str
        Folders of sidecars, by name under the root or by path.
    settings : RenderSettings
    out : Path
        Renders go to ``<out>/<res>/<xmp folder>/``, masks to ``<out>/<res>/masks/``.
    selection : Selection
        Which photos.
    baselines : sequence of BaselineRow
        The user's own baseline exposures.
    profiles : Path or None
        The user's own folder of camera profiles and looks.
    match : MatchFolders or None
        Where guides and fits lie, where pictures are matched.
    calibration : Path or None
        Calibrations of camera models, for pictures that are not matched: a file, or a folder of them.
    """

    root: Path
    sidecar_names: Sequence[str]
    settings: RenderSettings
    out: Path
    selection: Selection = EVERYTHING
    baselines: Sequence[BaselineRow] = ()
    profiles: Path | None = None
    match: MatchFolders | None = None
    calibration: Path | None = None

    def __post_init__(self) -> None:
        if self.calibration is not None and self.settings.space != "srgb":
            raise SettingsError("calibrations are of sRGB: leave out --color, or --calibration")

    @cached_property
    def calibrations(self) -> Calibrations | None:
        """Calibrations by camera model, read once."""
        if self.calibration is None:
            return None
        from ppr10k_data.files.calibrations import read_calibrations

        return read_calibrations(self.calibration)

    @cached_property
    def profile_folder(self) -> ProfileFolder | None:
        """What is in the folder of profiles, looked through once."""
        if self.profiles is None:
            return None
        from ppr10k_data.files.profiles import search_profiles

        return search_profiles(self.profiles)

    @property
    def base(self) -> Path:
        """Folder that holds the renders."""
        return self.out / self.settings.resolution.name

    def absolute(self) -> RenderRequest:
        """The same for processes that work in other folders."""
        names = [
            name if (self.root / name).is_dir() else str(Path(name).absolute()) for name in self.sidecar_names
        ]
        profiles = None if self.profiles is None else self.profiles.absolute()
        calibration = None if self.calibration is None else self.calibration.absolute()
        match = None if self.match is None else self.match.absolute()
        root, out = self.root.absolute(), self.out.absolute()
        return replace(
            self,
            root=root,
            out=out,
            sidecar_names=names,
            profiles=profiles,
            match=match,
            calibration=calibration,
        )

    def settings_record(self) -> dict[str, Any]:
        """As written into manifest and journal."""
        record, folder = self.settings.recorded(), self.profile_folder
        if folder is not None:
            record["profiles"] = {"files": len(folder.files) + len(folder.looks), "digest": folder.digest}
        if self.calibrations is not None:
            record["calibration"] = {" ".join(key): asdict(found) for key, found in self.calibrations.items()}
        if self.baselines:
            record["baseline_table"] = [asdict(row) for row in self.baselines]
        return record
