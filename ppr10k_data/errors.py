"""Every error this package raises on purpose.

::

    Ppr10kError
    ├── XmpError (ValueError)            a sidecar that cannot be read, or a value outside Camera Raw's limits
    ├── RawDecodeError (OSError)         a RAW file that is missing, truncated or not readable
    ├── UnsupportedRawError (ValueError) a RAW file of a kind that is not rendered (four colours, monochrome)
    ├── ProfileError (ValueError)        a camera profile or look that is damaged, or a folder of them not readable
    ├── ImageFileError (OSError)         a mask, TIFF or PNG that cannot be read or written
    │   └── OutputError                  a result that cannot be written
    ├── LayoutError (FileNotFoundError)  the dataset's folders are not where they should be
    ├── PhotoNameError (ValueError)      a name that is not of the form <group>_<index>[_<variant>]
    ├── NotReplayedError (ValueError)    adjustments that are not replayed, where that was forbidden (--strict)
    ├── CheckpointError (ValueError)     a model's file that cannot be read, or holds another model
    ├── TrainingError (ArithmeticError)  a training that cannot go on: its loss is not a number
    ├── NotMatchedError (ValueError)     a picture that cannot be matched to a guide, where all must be (--strict)
    ├── SettingsError (ValueError)       a setting or table given by the user that makes no sense
    ├── SettingsChangedError             an output folder that holds the results of other settings
    ├── JournalError (ValueError)        a record of what was done that is damaged, missing or of a newer version
    ├── ReplayError (ValueError)         a recorded draw that does not fit the photo's sidecars, or this version
    ├── FolderBusyError (OSError)        an output folder that another run is writing to
    ├── BackendError (OSError)           a cluster that cannot be reached or cannot do the work
    ├── WorkerDiedError (OSError)        a photo whose work ended a whole process
    └── InputChangedError (OSError)      a file of the dataset that changed while it was worked on

Each inherits the builtin that a caller would catch anyway. A message names the file, the key, the value and
the way out.
"""

from __future__ import annotations


class Ppr10kError(Exception):
    """The root of all errors raised on purpose by this package."""


class XmpError(Ppr10kError, ValueError):
    """A Camera Raw sidecar that cannot be understood.

    Parameters
    ----------
    reason : str
        What is wrong and what would be right.
    file : str, optional
        The file's name, as the user gave it.
    key : str, optional
        The Camera Raw key, such as ``"crs:Exposure2012"``.
    value : str, optional
        The value as it stands in the file.
    """

    def __init__(
        self, reason: str, *, file: str | None = None, key: str | None = None, value: str | None = None
    ) -> None:
        self.reason, self.file, self.key, self.value = reason, file, key, value
        where = f"{file}: " if file else ""
        what = f"{key}={value!r}: " if key and value is not None else f"{key}: " if key else ""
        super().__init__(f"{where}{what}{reason}")

    def __reduce__(self) -> tuple[object, ...]:
        return (_xmp_error, (self.reason, self.file, self.key, self.value))


def _xmp_error(reason: str, file: str | None, key: str | None, value: str | None) -> XmpError:
    """Rebuild an :class:`XmpError` in another process (its arguments are keyword-only)."""
    return XmpError(reason, file=file, key=key, value=value)


class RawDecodeError(Ppr10kError, OSError):
    """A RAW file that is missing, truncated or not readable."""


class UnsupportedRawError(Ppr10kError, ValueError):
    """A RAW file that opens, but whose sensor is of a kind that is not rendered."""


class ProfileError(Ppr10kError, ValueError):
    """A camera profile or a look that is damaged, or a folder of them that cannot be read."""


class ImageFileError(Ppr10kError, OSError):
    """A mask or image file that cannot be read or written."""


class OutputError(ImageFileError):
    """A result that cannot be written."""


class LayoutError(Ppr10kError, FileNotFoundError):
    """A folder of the dataset that is missing or not laid out as expected."""


class PhotoNameError(Ppr10kError, ValueError):
    """A name that is not a photo of PPR10K."""


class NotReplayedError(Ppr10kError, ValueError):
    """A sidecar with adjustments that are not replayed, where all must be."""


class CheckpointError(Ppr10kError, ValueError):
    """A model's file that cannot be read, or that holds another model."""


class TrainingError(Ppr10kError, ArithmeticError):
    """A training that cannot go on."""


class NotMatchedError(Ppr10kError, ValueError):
    """A picture that cannot be matched to a guide, where all must be."""


class SettingsError(Ppr10kError, ValueError):
    """A setting given by the user that makes no sense."""


class SettingsChangedError(Ppr10kError):
    """An output folder that already holds the results of other settings."""


class JournalError(Ppr10kError, ValueError):
    """A journal or manifest of an output folder that cannot be relied on."""


class ReplayError(Ppr10kError, ValueError):
    """A recorded draw that cannot be made again: the photo's sidecars are others, or the result would be."""


class FolderBusyError(Ppr10kError, OSError):
    """An output folder that another run is writing to."""


class BackendError(Ppr10kError, OSError):
    """A cluster that cannot be reached, or whose workers cannot do the work."""


class WorkerDiedError(Ppr10kError, OSError):
    """A photo whose work ended the process that did it."""


class InputChangedError(Ppr10kError, OSError):
    """A file of the dataset that changed while it was worked on."""
