"""What the user sees while photos are worked on: a bar on stderr with number, rate, time left and failures."""

from __future__ import annotations

import sys
from typing import Any

import click


class Progress:
    """A bar that counts photos.

    Parameters
    ----------
    title : str
        What is being done.
    quiet : bool
        Show nothing. Nor is there a bar where stderr is no terminal.
    """

    def __init__(self, title: str, *, quiet: bool) -> None:
        self.quiet, self._shown = quiet, not quiet and sys.stderr.isatty()
        self._title = title
        self._bar: Any = None
        self._failed = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.refresh()  # a bar that is drawn rarely would end short of the last photo
            self._bar.close()

    def begin(self, title: str, photos: int) -> None:
        """Go on to something else, with a bar of its own."""
        self._end()
        self._title, self._bar, self._failed = title, None, 0
        self.start(photos)

    def start(self, photos: int, done: int = 0) -> None:
        """Show the bar, at none of so many photos, or at those that an earlier run did."""
        if self._shown and photos:
            from tqdm import tqdm

            self._bar = tqdm(
                total=photos,
                initial=done,
                desc=self._title,
                unit=" photos",
                file=sys.stderr,
                leave=False,
                dynamic_ncols=True,
            )

    def step(self, *, failed: bool = False) -> None:
        """Count one photo, and whether it failed."""
        self._failed += failed
        if self._bar is not None:
            if failed:
                self._bar.set_postfix_str(f"{self._failed} failed", refresh=False)
            self._bar.update()

    def steps(self, photos: int, failed: int) -> None:
        """Count several photos at once, and how many of them failed."""
        for number in range(photos):
            self.step(failed=number < failed)

    def advance(self, photos: int, remark: str = "") -> None:
        """Count several photos, with a word beside the bar."""
        if self._bar is not None:
            self._bar.set_postfix_str(remark, refresh=False)
            self._bar.update(photos)

    def show(self, done: int, photos: int) -> None:
        """Start with none done, then go to so many."""
        if done == 0:
            self.start(photos)
        else:
            self.step()

    def tell(self, line: str) -> None:
        """Write a line on stderr, above the bar."""
        if self._bar is not None:
            self._bar.clear()
        click.echo(line, err=True)
        if self._bar is not None:
            self._bar.refresh()
