"""A look as a program: the steps that the pixel loop takes with every pixel, as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.blocks.lookup import INTERVALS

Array = NDArray[np.float64]
Float32 = NDArray[np.float32]

NUMBERS, TABLES = 20, 6
"""Room for each step's own numbers and tables."""


class Step(IntEnum):
    """What the pixel loop can do, each a function of :mod:`ppr10k_data.develop.blocks`."""

    EXPOSE = 0
    TONE = 1
    GAIN = 2
    CHANNEL_GAINS = 3
    LIFT = 4
    LOCAL = 5
    HSL = 6
    VIBRANCE = 7
    SATURATION = 8
    CURVES = 9
    GREY = 10
    VIGNETTE = 11
    PAINT = 12
    HUE_SAT = 13
    RGB_TABLE = 14


@dataclass(frozen=True)
class Instruction:
    """One step with what it works by.

    Parameters
    ----------
    step : Step
    numbers : tuple of float
        At most NUMBERS.
    tables : tuple of (INTERVALS + 1,) float64
        At most TABLES.
    entries : (k, 4) float32 or None
        A table of several dimensions.
    """

    step: Step
    numbers: tuple[float, ...] = ()
    tables: tuple[Array, ...] = ()
    entries: Float32 | None = None


class Program(NamedTuple):
    """Instructions as arrays, for the pixel loop.

    Attributes
    ----------
    codes : (n,) int32
        Steps in their order.
    numbers : (n, NUMBERS) float32
    tables : (n, TABLES, INTERVALS + 2) float32
        The last sample of each stands twice.
    local : (rows, columns, zones, 2) float32
        The grid of Step.LOCAL: gain, and slope of the haze's line.
    frame : (2, 3) float32
        From the loop's x and y to columns and rows of that grid.
    entries : (m,) float32
        The tables of several dimensions, one after the other.
    starts : (n,) int32
        Where each instruction's stands among them.
    """

    codes: NDArray[np.int32]
    numbers: Float32
    tables: Float32
    local: Float32
    frame: Float32
    entries: Float32
    starts: NDArray[np.int32]


NO_GRID: Float32 = np.ones((2, 2, 2, 2), np.float32)
NO_FRAME: Float32 = np.zeros((2, 3), np.float32)


def even_axis() -> Array:
    """Where the samples of a table on an even axis lie: (INTERVALS + 1,) float64 of 0..1."""
    return np.linspace(0.0, 1.0, INTERVALS + 1)


def root_axis() -> Array:
    """Where the samples of a table on an axis of square roots lie: (INTERVALS + 1,) float64 of 0..1."""
    return even_axis() ** 2


def assemble(
    instructions: Sequence[Instruction], *, local: Float32 = NO_GRID, frame: Float32 = NO_FRAME
) -> Program:
    """Lay instructions out as arrays.

    Parameters
    ----------
    instructions : sequence of Instruction
    local, frame : arrays
        See :class:`Program`.
    """
    count = len(instructions)
    numbers = np.zeros((count, NUMBERS), np.float32)
    tables = np.zeros((count, TABLES, INTERVALS + 2), np.float32)
    for row, instruction in enumerate(instructions):
        numbers[row, : len(instruction.numbers)] = instruction.numbers
        for column, table in enumerate(instruction.tables):
            tables[row, column, :-1] = table
            tables[row, column, -1] = table[-1]
    codes = np.array([instruction.step for instruction in instructions], np.int32)
    flat = [np.zeros(0, np.float32) if i.entries is None else i.entries.ravel() for i in instructions]
    starts = np.cumsum([0, *(part.size for part in flat)])[:-1].astype(np.int32)
    entries = np.concatenate([*flat, np.zeros(1, np.float32)])
    return Program(codes, numbers, tables, local, frame, entries, starts)
