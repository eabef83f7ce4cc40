"""Options that would do nothing beside others: refused, so that nobody waits for what they ask for."""

from __future__ import annotations

from collections.abc import Collection

import click


def refuse_given(ctx: click.Context, names: Collection[str], why: str) -> None:
    """Refuse options that were given on the command line; their defaults are no wish.

    Parameters
    ----------
    ctx : click.Context
        Of the command.
    names : collection of str
        The options' parameters; flags that are off do not count.
    why : str
        What follows the option's name in the message.

    Raises
    ------
    click.UsageError
        Naming the first of them that was given.
    """
    given = click.core.ParameterSource.COMMANDLINE
    for parameter in ctx.command.params:
        name = parameter.name
        if name in names and ctx.get_parameter_source(name) is given and ctx.params.get(name) is not False:
            raise click.UsageError(f"{parameter.opts[0]} {why}", ctx)
