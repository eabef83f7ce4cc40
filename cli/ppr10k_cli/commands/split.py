"""``ppr10k-data split``: the official lists, folds, training trees, and audits of lists."""

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
from ppr10k_cli.split_lines import TITLES, audit_document, audit_text, split_lines
from ppr10k_cli.summary import failure_lines

if TYPE_CHECKING:
    from ppr10k_data.jobs.split.run import SplitSummary

OF_A_TREE = ("out", "layout", "link", "pictures", "folds", "seed", "limit", "overwrite")
"""What ``--audit`` has no tree for."""


@click.command("split")
@options.root_opt
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    show_default="lists; with --layout, training",
    metavar="DIR",
    help="Where lists and the training tree go.",
)
@click.option(
    "--layout",
    type=click.Choice(["official", "adaint"]),
    help="Build the tree that this training code reads, too.",
)
@click.option(
    "--link",
    type=click.Choice(["hard", "symbolic", "copy"]),
    default="hard",
    help="How the tree's files are had. Where hard links cannot be made, symbolic ones are, and that is told.",
)
@click.option(
    "--pictures",
    type=click.Path(path_type=Path),
    multiple=True,
    show_default="train_val_images_tif_360p under the root",
    metavar="DIR",
    help="What the tree is made of: the release's TIFFs, or the --out of render or augment. May be repeated; the first "
    "that holds a picture counts.",
)
@click.option(
    "--folds",
    type=click.IntRange(min=2),
    metavar="K",
    help="Lists for K-fold cross-validation, too: of the official training photos, by group.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, help="Of the folds.")
@click.option(
    "--audit",
    is_flag=True,
    help="Only look for leaks between the lists LIST..., and from the official val into a training list.",
)
@options.limit_opt
@options.overwrite_opt
@options.dry_run_opt
@options.json_opt
@options.quiet_opt
@options.debug_opt
@click.argument("lists", metavar="[LIST]...", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def command(
    ctx: click.Context,
    /,
    lists: tuple[Path, ...],
    audit: bool,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    **asked: Any,
) -> None:
    r"""Write the official split, and build training trees; only names are read.

    OUT gets train.txt, test.txt and train_aug.txt, one name a line, of the photos that anything under the root is
    named after, and with --layout of those that there are pictures of. Nothing is ever moved or renamed. Exit code 3
    where a picture is missing, or an audit finds a leak.

    \b
    Examples:
      ppr10k-data split --root PPR10K
      ppr10k-data split --root PPR10K --layout official --out ppr10k-official
      ppr10k-data split --root PPR10K --layout adaint --pictures augmented --link symbolic --out ppr10k-adaint
      ppr10k-data split --root PPR10K --folds 5 --seed 1
      ppr10k-data split --audit my-train.txt my-val.txt
    """
    if audit:
        refuse_given(ctx, OF_A_TREE, "has no part in --audit, which reads lists alone: leave it out")
        _audit(ctx, lists, as_json=as_json, quiet=quiet)
        return
    if lists:
        raise click.UsageError(f"{lists[0]}: lists are read by --audit alone", ctx)
    if asked["folds"] is None:
        refuse_given(ctx, ("seed",), "deals groups out to folds: give --folds with it")
    if asked["layout"] is None:
        refuse_given(ctx, ("link",), "says how a training tree's files are had: give --layout with it")
    summary, signal = _split(asked, dry_run=dry_run, quiet=quiet)
    if as_json:
        click.echo(json.dumps(summary.recorded(), indent=2))
    elif not quiet:
        click.echo("\n".join(split_lines(summary, dry_run=dry_run)))
    else:
        for line in failure_lines(summary.problems, TITLES):
            click.echo(line, err=True)
    if signal is not None:
        click.echo("Interrupted; the same command goes on from here.", err=True)
        ctx.exit(128 + signal)
    if summary.problems:
        ctx.exit(SOME_FAILED)


def _split(asked: dict[str, Any], *, dry_run: bool, quiet: bool) -> tuple[SplitSummary, int | None]:
    """The summary, and the signal that ended the run early."""
    from ppr10k_data.jobs.split.run import SplitRequest, split_tree

    asked["out"] = asked["out"] or Path("training" if asked["layout"] else "lists")
    with options.option_values():
        request = SplitRequest(**asked)
    with (
        Progress(f"split {request.layout or ''}".strip(), quiet=quiet) as progress,
        stop_on_signals(progress.tell) as stop,
        options.option_values(),
    ):
        summary = split_tree(
            request, dry_run=dry_run, stop=stop, started=progress.start, progress=progress.step
        )
    return summary, stop.signal


def _audit(ctx: click.Context, lists: tuple[Path, ...], *, as_json: bool, quiet: bool) -> None:
    from ppr10k_data.jobs.split.run import audit_files

    if not lists:
        raise click.UsageError("--audit needs lists: --audit train.txt val.txt", ctx)
    with options.option_values():
        audit = audit_files(lists)
    if as_json:
        click.echo(json.dumps(audit_document(audit, lists), indent=2))
    elif not quiet:
        click.echo("\n".join(audit_text(audit, lists)))
    elif audit.findings:
        click.echo("\n".join(audit_text(audit, lists)), err=True)
    if audit.findings:
        ctx.exit(SOME_FAILED)
