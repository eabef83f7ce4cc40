"""What a render is asked to be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from ppr10k_data.develop.resolutions import RESOLUTIONS
from ppr10k_data.errors import SettingsError

if TYPE_CHECKING:  # a run that finds everything done loads no numba
    from ppr10k_data.develop.anchor import WhiteBalanceMode
    from ppr10k_data.develop.base_tone import ToneKind
    from ppr10k_data.develop.chain import Bits
    from ppr10k_data.develop.color_spaces import OutputSpace
    from ppr10k_data.files.images import PictureFormat
    from ppr10k_data.jobs.render.profiled import LookWithoutTable

MatchMode = Literal["guides", "fits", "fits, then guides"]
VariantMatch = Literal["none", "source"]
GeometryMode = Literal["source", "own"]

SMALLEST_EDGE, LARGEST_EDGE = 16, 20000


@dataclass(frozen=True)
class Resolution:
    """A picture size.

    Parameters
    ----------
    name : str
        Folder of the renders: "360p", "full", or the long edge as "1024px".
    long_edge : int or None
        Pixels of the longer side; None for full resolution.
    """

    name: str
    long_edge: int | None

    @classmethod
    def parse(cls, text: str) -> Resolution:
        """Read "360p", "full" or a long edge in pixels.

        Raises
        ------
        SettingsError
            If it is none of these; names what is allowed.
        """
        if text == "full":
            return cls("full", None)
        if text in RESOLUTIONS:
            return cls(text, RESOLUTIONS[text])
        if text.isascii() and text.isdigit() and SMALLEST_EDGE <= int(text) <= LARGEST_EDGE:
            return cls(f"{int(text)}px", int(text))
        names = ", ".join(f"{name} (long edge {edge})" for name, edge in RESOLUTIONS.items())
        raise SettingsError(
            f"resolution {text!r}: expected {names}, full, or a long edge of {SMALLEST_EDGE} to {LARGEST_EDGE} pixels"
        )


@dataclass(frozen=True)
class RenderSettings:
    """All that decides what a render looks like, apart from the photo and its sidecars.

    Parameters
    ----------
    resolution : Resolution
        Size of the pictures.
    bits : Bits or None
        Bits a channel; None for the release's own: sources 16, targets 8.
    format : PictureFormat
        File format.
    space : OutputSpace
        Colour space.
    geometry : GeometryMode
        ``source``: crop, angle and orientation of xmp_source for every picture of a photo, so that they lie on each
        other; ``own``: each sidecar's.
    white_balance : WhiteBalanceMode
        How a sidecar's white balance is understood.
    masks : bool
        Whether masks are rendered too.
    strict : bool
        Whether a picture fails whose sidecar asks for an adjustment that is not replayed.
    look_without_table : LookWithoutTable
        What is done with a look whose colour table cannot be found.
    tone : ToneKind
        How highlights end.
    match : MatchMode or None
        Whether pictures are matched to small renderings by another program, or by fits of an earlier run.
    match_variants : VariantMatch
        ``source``: augmented variants are changed as their source is by its own guide.
    """

    resolution: Resolution
    bits: Bits | None = None
    format: PictureFormat = "tif"
    space: OutputSpace = "srgb"
    geometry: GeometryMode = "source"
    white_balance: WhiteBalanceMode = "anchored"
    masks: bool = False
    strict: bool = False
    look_without_table: LookWithoutTable = "leave-out"
    tone: ToneKind = "adaptive"
    match: MatchMode | None = None
    match_variants: VariantMatch = "none"

    def __post_init__(self) -> None:
        if self.space == "scene-linear" and (self.format != "tif" or self.bits is not None):
            raise SettingsError(
                "scene-linear is written as float32 TIFF: leave out --bits and use --format tif"
            )
        if self.match is not None and self.space != "srgb":
            raise SettingsError("pictures are matched in sRGB: leave out --color, or --match and --fits")
        if self.match is None and self.match_variants != "none":
            raise SettingsError("--match-variants needs --match or --fits")
        if self.format == "jpg" and self.bits == 16:
            raise SettingsError("JPEG holds 8 bits a channel: use --bits 8, or --format tif or png for 16")

    def bits_of(self, sidecar_folder: str) -> Bits:
        """Bits a channel of the renders of a folder of sidecars: the release has 16 for sources, 8 for targets."""
        if self.format == "jpg":
            return 8
        return self.bits or (16 if sidecar_folder.startswith("xmp_source") else 8)

    def recorded(self) -> dict[str, Any]:
        """As written into every manifest line."""
        recorded = asdict(self)
        recorded["resolution"] = self.resolution.name
        recorded["long_edge"] = self.resolution.long_edge
        recorded["bits"] = self.bits or "as the release"
        del recorded["masks"], recorded["strict"]  # say which files are made, not how
        if self.match is None:
            del recorded["match"], recorded["match_variants"]
        return recorded
