"""Which guide each picture of a plan is matched to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ppr10k_data.errors import SettingsError
from ppr10k_data.files.guide_places import FIT_SUFFIX, find_fits, find_guides
from ppr10k_data.files.tree import SOURCE
from ppr10k_data.jobs.photos.work import Guide, Output, PhotoWork, RenderPlan
from ppr10k_data.jobs.render.settings import RenderSettings
from ppr10k_data.photo import PhotoId

Found = Mapping[str, Mapping[PhotoId, Path]]


@dataclass(frozen=True)
class MatchFolders:
    """Where guides and fits lie.

    Parameters
    ----------
    guides : Path or None
        Small renderings by another program, see :mod:`ppr10k_data.files.guide_places`.
    fits : Path or None
        Fits of an earlier run; they come before guides.
    save : Path or None
        Where new fits are written.

    Raises
    ------
    SettingsError
        If there is neither, or fits are to be saved of no guides.
    """

    guides: Path | None = None
    fits: Path | None = None
    save: Path | None = None

    def __post_init__(self) -> None:
        if self.guides is None and self.save is not None:
            raise SettingsError("--save-fits saves what --match fits: give --match, too")
        if self.guides is None and self.fits is None:
            raise SettingsError("matching needs a folder of guides (--match) or of fits (--fits)")

    def absolute(self) -> MatchFolders:
        """The same for processes that work in other folders."""
        guides, fits, save = (
            None if folder is None else folder.absolute() for folder in (self.guides, self.fits, self.save)
        )
        return MatchFolders(guides, fits, save)


def guided(plan: RenderPlan, folders: MatchFolders, settings: RenderSettings) -> RenderPlan:
    """Give each picture its guide; a picture without one stays without.

    Parameters
    ----------
    plan : RenderPlan
    folders : MatchFolders
    settings : RenderSettings
        Whether variants are matched as their sources are.

    Raises
    ------
    LayoutError
        If a folder is missing, or holds nothing for any folder of sidecars.
    """
    labels = list(dict.fromkeys(output.folder for work in plan.works for output in work.outputs))
    if settings.match_variants == "source" and SOURCE not in labels:
        labels.append(SOURCE)
    if not labels:
        return plan
    guides: Found = {} if folders.guides is None else find_guides(folders.guides, labels)
    fits: Found = {} if folders.fits is None else find_fits(folders.fits, labels)
    finder = _Finder(guides, fits, folders.save, carries=settings.match_variants == "source")
    return replace(plan, works=tuple(finder.guided(work) for work in plan.works))


@dataclass(frozen=True)
class _Finder:
    guides: Found
    fits: Found
    save: Path | None
    carries: bool

    def guided(self, work: PhotoWork) -> PhotoWork:
        outputs = tuple(
            replace(output, guide=self._guide(output)) if output.kind == "picture" else output
            for output in work.outputs
        )
        return replace(work, outputs=outputs)

    def _guide(self, output: Output) -> Guide | None:
        found = self._find(output.folder, output.photo)
        if found is None and self.carries and output.folder != SOURCE and _is_of_source(output):
            found = self._find(SOURCE, output.photo.photo)
            return None if found is None else replace(found, carried=True)
        return found

    def _find(self, label: str, photo: PhotoId) -> Guide | None:
        if photo in self.fits.get(label, {}):
            return Guide(self.fits[label][photo], is_fit=True)
        if photo in self.guides.get(label, {}):
            save = None if self.save is None else self.save / label / f"{photo}{FIT_SUFFIX}"
            return Guide(self.guides[label][photo], save=save)
        return None


def _is_of_source(output: Output) -> bool:
    """Whether a picture was made from the source's sidecar: a variant, or the original among variants."""
    return output.photo.variant is not None or output.folder.startswith(SOURCE)
