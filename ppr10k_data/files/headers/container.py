"""Which kind of RAW file it is, by its first bytes and never by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.headers import ciff, raf
from ppr10k_data.files.headers.cr3 import is_cr3, read_cr3
from ppr10k_data.files.headers.header import Header
from ppr10k_data.files.headers.rw2 import read_rw2
from ppr10k_data.files.headers.tiff import read_tiff

_TIFF = (b"II*\0", b"MM\0*")
_RW2 = b"IIU\0"
_ORF = (b"IIRO", b"IIRS", b"MMOR")
_BIG_TIFF = (b"II+\0", b"MM\0+")
_NO_RAW = {
    b"\xff\xd8\xff": "a JPEG",
    b"\x89PNG": "a PNG",
    b"GIF8": "a GIF",
    b"BM": "a BMP",
    b"PK\x03\x04": "a ZIP archive",
    b"%PDF": "a PDF",
    b"<": "text (XML, HTML or XMP)",
}
READ = "DNG, NEF, CR2, CR3, CRW, ARW, RAF, RW2, ORF, PEF and other TIFF-like RAW files"


@dataclass(frozen=True)
class Container:
    """A file format and its reader.

    Parameters
    ----------
    name : {"tiff", "rw2", "orf", "raf", "cr3", "crw"}
    read : callable
        memoryview of bytes -> Header, or None where the header cannot be read.
    """

    name: str
    read: Callable[[memoryview], Header | None]


def identify(view: memoryview, name: str) -> Container:
    """Tell the kind of a file.

    Parameters
    ----------
    view : memoryview
        The whole file.
    name : str
        For messages.

    Raises
    ------
    RawDecodeError
        If it is empty, or of no kind that is read here; says what was seen.
    """
    head = bytes(view[:16])
    if head.startswith(_TIFF):
        return Container("tiff", read_tiff)
    if head.startswith(_RW2):
        return Container("rw2", read_rw2)
    if head.startswith(_ORF):
        return Container("orf", read_tiff)
    if head.startswith(raf.MAGIC):
        return Container("raf", raf.read_raf)
    if is_cr3(view):
        return Container("cr3", read_cr3)
    if head[6:14] == ciff.MAGIC:
        return Container("crw", ciff.read_crw)
    raise RawDecodeError(f"{name}: {_what(head)}; read are {READ}")


def _what(head: bytes) -> str:
    """Say what a file is that is no RAW."""
    if not head:
        return "the file is empty"
    if not any(head):
        return "the file starts with zeros: it was never written whole"
    if head.startswith(_BIG_TIFF):
        return "this is a BigTIFF, which LibRaw does not read"
    kind = next((kind for start, kind in _NO_RAW.items() if head.startswith(start)), None)
    return f"this is {kind}" if kind else f"no RAW file is known that starts with {head[:8].hex(' ')}"
