"""Options of commands that match renders to small renderings by another program."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ppr10k_data.jobs.render.guided import MatchFolders
    from ppr10k_data.jobs.render.settings import MatchMode

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _only_one(context: click.Context, option: click.Parameter, given: tuple[Path, ...]) -> Path | None:
    """One folder, or none: of two, the first would be forgotten without a word."""
    if len(given) > 1:
        names = " and ".join(f"'{folder}'" for folder in given)
        raise click.BadParameter(f"takes one folder, and {names} were given", context, option)
    return given[0] if given else None


match_opt = click.option(
    "--match",
    "guides",
    type=_FOLDER,
    multiple=True,
    callback=_only_one,
    metavar="DIR",
    help="Match each picture to the small rendering of it that lies here: Lightroom's TIFFs of the release, in any "
    "layout, or TIFF, PNG or JPEG files named like photos.",
)
save_fits_opt = click.option(
    "--save-fits",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Save what --match found out, for --fits.",
)
fits_opt = click.option(
    "--fits",
    type=_FOLDER,
    multiple=True,
    callback=_only_one,
    metavar="DIR",
    help="Match by fits that --save-fits saved, at this or another size; before --match where both are given.",
)
match_variants_opt = click.option(
    "--match-variants",
    type=click.Choice(["none", "source"]),
    default="none",
    help="What augmented variants get, which have no small rendering of their own: nothing, or what their source gets.",
)

calibration_opt = click.option(
    "--calibration",
    type=click.Path(exists=True, path_type=Path),
    metavar="DIR|FILE",
    help="Calibrations by ppr10k-data calibrate, for pictures that are not matched.",
)


def match_folders(asked: dict[str, Any]) -> MatchFolders | None:
    """Where guides and fits lie; None where nothing is to be matched.

    Raises
    ------
    SettingsError
        If there is something to save, and no guides.
    """
    from ppr10k_data.jobs.render.guided import MatchFolders

    folders = asked["guides"], asked["fits"], asked["save_fits"]
    return None if folders == (None, None, None) else MatchFolders(*folders)


def match_mode(asked: dict[str, Any]) -> MatchMode | None:
    """By what pictures are matched, as the settings have it."""
    if asked["fits"] is None:
        return None if asked["guides"] is None else "guides"
    return "fits" if asked["guides"] is None else "fits, then guides"
