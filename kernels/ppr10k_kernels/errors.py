"""What this package refuses."""

from __future__ import annotations


class ShapeError(ValueError):
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
