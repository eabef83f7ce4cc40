"""The journal: what is done, so that it is not done again. JSON lines, one a photo, written by the parent alone.

::

    {"journal": 1, "version": "0.1.0", "settings": {...}}     those of the lines below, until the next such line
    {"photo": "12_3",
     "done": {"xmp_source/12_3.tif": [bytes, "fingerprint", {...}]},
     "failed": {"xmp_target_a/12_3.tif": "XmpError"},
     "problems": [["12_3", "XmpError", "why"]]}
    {"again": ["xmp_source/12_3.tif", ...]}                   --overwrite: what is to be made again

The newest line that names a file counts. The third item of a file that is done is what a summary counts of it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ppr10k_data.errors import JournalError, SettingsChangedError
from ppr10k_data.jobs.engine.lines import bad_line, whole_lines

VERSION = 1
"""Of the journal's own lines."""

WIDTH = 100
"""Characters of a setting in a message."""

Tally = Mapping[str, Any]
"""What a summary counts of a file, as JSON has it."""


class Entry(NamedTuple):
    """A file that is done.

    Parameters
    ----------
    size : int
        In bytes.
    fingerprint : str
        Of its settings and inputs.
    settings : int
        Place of its settings among the journal's.
    tally : mapping
        What a summary counts of it.
    """

    size: int
    fingerprint: str
    settings: int
    tally: Tally


@dataclass
class Journal:
    """What all lines together say.

    Parameters
    ----------
    settings : list of dict
        That files were made with.
    done : dict
        Files by their paths under the folder.
    failed : dict
        Kinds of error by file.
    """

    settings: list[dict[str, Any]] = field(default_factory=list)
    done: dict[str, Entry] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, paths: Iterable[Path]) -> Journal:
        """Read journals over each other, the older first.

        Raises
        ------
        JournalError
            If one cannot be read, a line is none of ours, or it is of a newer version; names the line. A torn last
            line is dropped.
        """
        journal = cls()
        for path in paths:
            journal._read(path)
        return journal

    def _read(self, path: Path) -> None:
        current: int | None = None
        tallies: dict[str, Tally] = {}
        for number, line in whole_lines(path):
            try:
                if "journal" in line:
                    current = self._header(path, line)
                else:
                    self._take(line, current, tallies)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                if isinstance(error, JournalError):
                    raise
                raise bad_line(path, number, error) from error

    def _header(self, path: Path, line: dict[str, Any]) -> int:
        if line["journal"] != VERSION:
            raise JournalError(
                f"{path}: written by a newer version of this program ({line.get('version')}); "
                "use that one, or give another --out"
            )
        settings = line["settings"]
        if not isinstance(settings, dict):
            raise TypeError("settings must be an object")
        if settings not in self.settings:
            self.settings.append(settings)
        return self.settings.index(settings)

    def _take(self, line: dict[str, Any], current: int | None, tallies: dict[str, Tally]) -> None:
        """One photo's line; equal tallies are kept once."""
        for file in line.get("again", ()):
            self.done.pop(file, None)
            self.failed.pop(file, None)
        for file, (size, mark, tally) in line.get("done", {}).items():
            if current is None:
                raise ValueError("no settings stand above it")
            if not (isinstance(size, int) and isinstance(mark, str) and isinstance(tally, dict)):
                raise TypeError("expected bytes, fingerprint and tally")
            self.done[file] = Entry(size, mark, current, tallies.setdefault(repr(tally), tally))
            self.failed.pop(file, None)
        for file, kind in line.get("failed", {}).items():
            self.failed[file] = kind
            self.done.pop(file, None)
        if not {"again", "done", "failed"} & line.keys():
            raise ValueError("it names no file")

    def refuse_other_settings(
        self, settings: dict[str, Any], present: Mapping[str, int], folder: Path
    ) -> None:
        """Refuse to mix files of different settings in one folder.

        Parameters
        ----------
        settings : dict
            Those of this run.
        present : mapping
            Files that are there.
        folder : Path
            The run's, to be named.

        Raises
        ------
        SettingsChangedError
            If some file that is there was made with other settings; names those that differ.
        """
        others = {place for place, there in enumerate(self.settings) if there != settings}
        for file, entry in self.done.items():
            if entry.settings in others and file in present:
                told = differences(self.settings[entry.settings], settings)
                raise SettingsChangedError(
                    f"{folder} holds files of other settings:{told}"
                    "Give another --out, or --overwrite to make them again"
                )


def differences(there: dict[str, Any], now: dict[str, Any]) -> str:
    """The settings that differ, in words: a sentence, or of several one a line below it.

    Parameters
    ----------
    there : dict
        Settings of the files that are there.
    now : dict
        Those of this run.
    """
    keys = [key for key in sorted({*there, *now}) if there.get(key) != now.get(key)]
    told = [f"{key} {_said(there.get(key))} (now {_said(now.get(key))})" for key in keys]
    return f" {told[0]}. " if len(told) == 1 else "".join(f"\n  {each}" for each in told) + "\n"


def _said(value: Any) -> str:
    """A setting as people say it: ``uniform -10, 10`` of a range; long tables are cut."""
    if value is None:
        return "not set"
    if isinstance(value, dict):
        return textwrap.shorten(", ".join(f"{key} {_said(each)}" for key, each in value.items()), WIDTH)
    if isinstance(value, list):
        return textwrap.shorten(", ".join(map(_said, value)), WIDTH)
    return f"{value:g}" if isinstance(value, float) else repr(value)


def header(settings: dict[str, Any], version: str) -> dict[str, Any]:
    """The line above those of files that were made with these settings.

    Parameters
    ----------
    settings : dict
        As JSON has them.
    version : str
        Of this package.
    """
    return {"journal": VERSION, "version": version, "settings": settings}
