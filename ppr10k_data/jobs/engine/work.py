"""What the engine asks of a command's work: one photo, the files to make of it, and their inputs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from ppr10k_data.photo import PhotoId


class Output(Protocol):
    """One file to make."""

    @property
    def path(self) -> Path:
        """Where; under the run's folder."""


class Work(Protocol):
    """All files to make of one photo: the unit of work, which is done by one worker.

    A frozen dataclass with these fields, so that :func:`dataclasses.replace` can leave out what is done.
    """

    @property
    def photo(self) -> PhotoId:
        """The photo."""

    @property
    def raw(self) -> Path:
        """The photo's own file, which errors are told of."""

    @property
    def outputs(self) -> Sequence[Output]:
        """Files to make."""

    def inputs(self, output: Any) -> tuple[Path, ...]:
        """The files that an output is made from."""


AnyWork = TypeVar("AnyWork", bound=Work)
