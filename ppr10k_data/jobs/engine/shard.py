"""A share of the photos, for machines that work side by side on one output folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ppr10k_data.errors import SettingsError


@dataclass(frozen=True)
class Shard:
    """One of several shares; a group of photos is never split.

    Parameters
    ----------
    index : int
        Which, 1..count.
    count : int
        Of how many.
    """

    index: int = 1
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.index <= self.count:
            raise SettingsError(
                f"shard {self.index}/{self.count}: expected 1/{self.count} to {self.count}/{self.count}"
            )

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read ``"3/8"``.

        Raises
        ------
        SettingsError
            If it is spelled otherwise, or there is no such share.
        """
        index, slash, count = text.partition("/")
        if not slash or not all(part.isascii() and part.isdigit() for part in (index, count)):
            raise SettingsError(f"shard {text!r}: expected a share such as 3/8, the third of eight")
        if int(count) == 0:
            raise SettingsError(f"shard {text!r}: there is at least one share, such as 1/1")
        return cls(int(index), int(count))

    @classmethod
    def of_slurm(cls, environment: Mapping[str, str]) -> Shard | None:
        """The share of a task of a SLURM job array; None outside of one.

        Parameters
        ----------
        environment : mapping
            Environment variables; ``SLURM_ARRAY_TASK_ID``, ``_COUNT``, ``_MIN`` and ``_STEP`` count (sbatch(1),
            "output environment variables").

        Raises
        ------
        SettingsError
            If the array has holes: its tasks would not be 1 to n then.
        """
        names = ("ID", "COUNT", "MIN", "STEP")
        task, count, first, step = (environment.get(f"SLURM_ARRAY_TASK_{name}", "") for name in names)
        if not (task.isdigit() and count.isdigit()):
            return None
        first, step = first if first.isdigit() else "0", step if step.isdigit() else "1"
        number, rest = divmod(int(task) - int(first), max(1, int(step)))
        if rest or not 0 <= number < int(count):
            raise SettingsError(
                f"SLURM array task {task} is not one of {count} in a row: give --shard, such as --shard {task}/N"
            )
        return cls(number + 1, int(count))

    def owns(self, group: int) -> bool:
        """Whether a group of photos is in this share, whatever else is selected."""
        return group % self.count == self.index - 1

    @property
    def tag(self) -> str:
        """In names of files; empty for the whole."""
        return "" if self.count == 1 else f"-{self.index}-of-{self.count}"

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


WHOLE = Shard()
"""All photos."""
