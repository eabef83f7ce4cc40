"""What this package refuses.

::

    KernelsError
    ├── ShapeError (ValueError)          an array of a shape, type, device or content that has no meaning here
    ├── CubeError (ValueError)           a ``.cube`` file that cannot be read, by its line
    ├── HaldError (ValueError)           a picture that is no Hald CLUT
    └── BackendError (RuntimeError)      nothing installed that could do what was asked for
"""

from __future__ import annotations


class KernelsError(Exception):
    """The root of all errors raised on purpose by this package."""


class ShapeError(KernelsError, ValueError):
    """An array of a shape, type or content that the operation has no meaning for.

    Parameters
    ----------
    message : str
        What is wrong and what would be right.
    actual, expected : str
        The shape or type found, and the one wanted.
    """

    def __init__(self, message: str, *, actual: str, expected: str) -> None:
        self.actual, self.expected = actual, expected
        super().__init__(f"{message}: got {actual}, expected {expected}")

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (str(self), self.actual, self.expected))


def _rebuild(text: str, actual: str, expected: str) -> ShapeError:
    """Make the error again in another process, its text as it was."""
    error = ShapeError("", actual=actual, expected=expected)
    error.args = (text,)
    return error


class CubeError(KernelsError, ValueError):
    """A ``.cube`` file that cannot be understood; the message names the file and the line."""


class HaldError(KernelsError, ValueError):
    """A picture that is no Hald CLUT; the message names its size and type."""


class BackendError(KernelsError, RuntimeError):
    """Nothing is installed that could do what was asked for; the message names what to install."""
