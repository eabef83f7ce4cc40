"""``ppr10k-data verify``: a download beside the release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ppr10k_cli import options
from ppr10k_cli.exits import SOME_FAILED
from ppr10k_cli.idle import refuse_given
from ppr10k_cli.progress import Progress
from ppr10k_cli.signals import stop_on_signals
from ppr10k_cli.summary import failure_lines
from ppr10k_cli.verify_lines import TITLES, verify_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.verify.summary import VerifyRequest, VerifySummary


@click.command("verify")
@options.root_opt
@click.option(
    "--hash",
    "hashes",
    type=click.Choice(["write", "check"]),
    help="Write SHA-256 sums of all files, or compare with those written before.",
)
@options.out_opt("verify")
@click.option(
    "--sums",
    type=click.Path(path_type=Path, dir_okay=False),
    show_default="SHA256SUMS in --out",
    metavar="FILE",
    help="The file of sums, in the format of sha256sum.",
)
@click.option(
    "--partial",
    is_flag=True,
    help="A download that is meant to be a part: missing files are told, but are no fault.",
)
@options.photo_opt
@options.groups_opt
@options.split_opt
@options.limit_opt
@options.jobs_opt
@options.overwrite_opt
@options.dry_run_opt
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.pass_context
def command(
    ctx: click.Context, /, dry_run: bool, as_json: bool, quiet: bool, jobs: int | None, **asked: Any
) -> None:
    r"""Compare a download with the release, and open its files.

    Counts every folder, tells what is missing and what can already be done; opens RAW headers, TIFF headers, masks
    and sidecars. Nothing is written but the sums of --hash. Exit code 3 when something is wrong.

    \b
    Examples:
      ppr10k-data verify --root PPR10K
      ppr10k-data verify --root PPR10K --dry-run
      ppr10k-data verify --root PPR10K --hash write --out sums
      ppr10k-data verify --root PPR10K --groups 0-20 --partial --json
    """
    if asked["hashes"] is None:
        refuse_given(
            ctx, ("sums", "out"), "says where the sums are: give --hash write or --hash check with it"
        )
    if asked["hashes"] != "write":
        refuse_given(ctx, ("overwrite",), "replaces the file of sums: give --hash write with it")
    request = _request(asked)
    summary, signal = _verify(request, jobs, dry_run=dry_run, quiet=quiet)
    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif quiet:
        for line in failure_lines(summary.problems, TITLES):
            click.echo(line, err=True)
    else:
        click.echo("\n".join(verify_lines(summary)))
    if signal is not None:
        click.echo("Interrupted; sums that were made are kept for the same command.", err=True)
        ctx.exit(128 + signal)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _request(asked: dict[str, Any]) -> VerifyRequest:
    from ppr10k_data.jobs.verify.summary import VerifyRequest

    names = ("root", "out", "hashes", "sums", "partial", "overwrite")
    return VerifyRequest(selection=options.selection(asked), **{name: asked[name] for name in names})


def _verify(
    request: VerifyRequest, jobs: int | None, *, dry_run: bool, quiet: bool
) -> tuple[VerifySummary, int | None]:
    """What was found, and the signal that ended the run early."""
    from ppr10k_data.jobs.verify.run import look_at_names, verify

    if dry_run:
        return look_at_names(request)[1], None
    with Progress("verify", quiet=quiet) as progress, stop_on_signals(progress.tell) as stop:
        summary = verify(
            request,
            jobs=jobs,
            stop=stop,
            started=progress.start,
            progress=lambda failed: progress.step(failed=failed),
        )
    return summary, stop.signal
