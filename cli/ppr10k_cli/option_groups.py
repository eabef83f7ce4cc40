"""Options that commands for many photos have in common, in the order of their help."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from ppr10k_cli import options
from ppr10k_cli.options import Command


def together(*decorators: Callable[[Any], Any]) -> Callable[[Command], Command]:
    """Several options as one decorator.

    Parameters
    ----------
    *decorators : callable
        From the first in the help to the last.
    """
    return lambda command: reduce(lambda inner, option: option(inner), reversed(decorators), command)


photo_opts = together(options.photo_opt, options.groups_opt, options.split_opt, options.limit_opt)
"""Which photos."""

run_opts = together(
    options.shard_opt,
    options.jobs_opt,
    options.backend_opt,
    options.scheduler_opt,
    options.overwrite_opt,
    options.retry_failed_opt,
    options.dry_run_opt,
    options.fsync_opt,
)
"""How a run goes about its work: what :func:`ppr10k_cli.options.run_options` reads, and the share."""

camera_opts = together(options.baseline_table_opt, options.profiles_opt, options.look_without_table_opt)
"""What is known of cameras beside what is shipped."""

telling_opts = together(options.json_opt, options.quiet_opt, options.verbose_opt, options.debug_opt)
"""What is said of the work."""

file_opts = together(
    click.option(
        "--bits",
        type=click.Choice(["8", "16"]),
        show_default="16 for sources, 8 for targets",
        help="Bits a channel.",
    ),
    click.option(
        "--format",
        "file_format",
        type=click.Choice(["tif", "png", "jpg"]),
        default="tif",
        help="File format.",
    ),
)
"""What files pictures become."""

masks_opt = click.option(
    "--masks/--no-masks", default=False, help="Human-region masks too, on the pictures' own pixels."
)
