"""A sheet of small pictures with captions, to compare at a glance. The one door to Pillow, for its font."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ppr10k_data.develop.color_spaces import srgb_decode, srgb_encode
from ppr10k_data.errors import SettingsError

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

FRAME_WIDTH, FRAME_HEIGHT = 340, 300
"""A picture fits in here: landscape by its width, portrait by its height."""

MARGIN, LABEL_WIDTH, COLUMN_GAP, ROW_GAP, GROUP_GAP, LINE = 48, 110, 18, 22, 34, 18
"""In pixels: around the sheet, for the photos' names, between pictures, between rows, more between groups, and from
line to line of a caption."""

HEAD = 110
"""Pixels of the title and of the columns' heads."""

BACKGROUND = (119, 119, 119)
"""CIE L* of 50: pictures look neither darker nor brighter than they are."""

BRIGHT, DARK, HAIRLINE = (250, 250, 250), (32, 32, 32), (150, 150, 150)


@dataclass(frozen=True)
class Frame:
    """One picture and its caption.

    Parameters
    ----------
    picture : (H, W, 3) or (H, W) uint8 or uint16, or None
        sRGB-encoded; None leaves the place empty.
    caption : tuple of str
        What was done to it; lines break between the phrases.
    aside : tuple of str
        A second caption in another tone.
    """

    picture: NDArray[Any] | None
    caption: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One photo.

    Parameters
    ----------
    name : str
        Its name.
    about : str
        What stands under the name.
    frames : sequence of Frame
        One for each column.
    """

    name: str
    about: str
    frames: Sequence[Frame]


@dataclass(frozen=True)
class _Fonts:
    """Pillow's own sans serif, in the sizes of the sheet."""

    title: FreeTypeFont | ImageFont
    name: FreeTypeFont | ImageFont
    text: FreeTypeFont | ImageFont

    @classmethod
    def load(cls) -> _Fonts:
        from PIL import ImageFont

        return cls(ImageFont.load_default(30), ImageFont.load_default(22), ImageFont.load_default(14))


def contact_sheet(
    title: str,
    subtitle: str,
    heads: Sequence[str],
    groups: Sequence[Sequence[Row]],
    footer: Sequence[str] = (),
) -> NDArray[np.uint8]:
    """Draw a sheet: one row a photo, one column a version of it.

    Parameters
    ----------
    title, subtitle : str
        Stand at the top.
    heads : sequence of str
        Heads of the columns.
    groups : sequence of sequences of Row
        Photos of one scene, with a line between scenes; each row with at most as many frames as there are heads.
    footer : sequence of str
        Lines at the bottom.

    Returns
    -------
    (H, W, 3) uint8
        sRGB-encoded RGB.

    Raises
    ------
    SettingsError
        If Pillow is not installed.
    """
    try:
        from PIL import Image, ImageDraw
    except ImportError as error:
        raise SettingsError(
            'the contact sheet needs Pillow, which is not installed: pip install "ppr10k-data[demo]"'
        ) from error
    fonts = _Fonts.load()
    columns = [MARGIN + LABEL_WIDTH + i * (FRAME_WIDTH + COLUMN_GAP) for i in range(len(heads))]
    width, top = columns[-1] + FRAME_WIDTH + MARGIN, MARGIN + HEAD
    rows_height = sum(_row_height(row, fonts) + ROW_GAP for rows in groups for row in rows)
    height = top + rows_height + GROUP_GAP * len(groups) + LINE * len(footer) + MARGIN
    sheet = Image.new("RGB", (width, height), BACKGROUND)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, MARGIN), title, BRIGHT, fonts.title)
    draw.text((MARGIN, MARGIN + 42), subtitle, DARK, fonts.text)
    for x, head in zip(columns, heads, strict=True):
        draw.text((x, top - 14), head, BRIGHT, fonts.name, anchor="ls")
    for rows in groups:
        for row in rows:
            _draw_row(sheet, draw, row, columns, top, fonts)
            top += _row_height(row, fonts) + ROW_GAP
        draw.line([(MARGIN, top), (width - MARGIN, top)], HAIRLINE)
        top += GROUP_GAP
    for number, line in enumerate(footer):
        draw.text((MARGIN, top + LINE * number), line, DARK, fonts.text)
    return np.array(sheet)


def _draw_row(sheet: Any, draw: ImageDraw, row: Row, columns: Sequence[int], top: int, fonts: _Fonts) -> None:
    from PIL import Image

    draw.text((MARGIN, top - 4), row.name, BRIGHT, fonts.name)
    draw.text((MARGIN, top + 26), row.about, DARK, fonts.text)
    for x, frame in zip(columns, row.frames, strict=False):
        y = top
        if frame.picture is not None:
            picture = fitted(frame.picture)
            sheet.paste(Image.fromarray(picture), (x, y))
            y += picture.shape[0]
        for phrases, tone in ((frame.caption, BRIGHT), (frame.aside, DARK)):
            for line in _wrapped(phrases, fonts):
                draw.text((x, y + 6), line, tone, fonts.text)
                y += LINE


def _row_height(row: Row, fonts: _Fonts) -> int:
    """Of the row's highest picture with its caption."""
    heights = [LINE * 3]
    for frame in row.frames:
        lines = len(_wrapped(frame.caption, fonts)) + len(_wrapped(frame.aside, fonts))
        pixels = 0 if frame.picture is None else _fitted_size(frame.picture)[1]
        heights.append(pixels + 6 + LINE * lines)
    return max(heights)


def _fitted_size(picture: NDArray[Any]) -> tuple[int, int]:
    height, width = picture.shape[:2]
    scale = min(FRAME_WIDTH / width, FRAME_HEIGHT / height, 1.0)
    return max(1, round(width * scale)), max(1, round(height * scale))


def fitted(picture: NDArray[Any]) -> NDArray[np.uint8]:
    """A picture reduced to its frame, in linear light; never enlarged.

    Parameters
    ----------
    picture : (H, W, 3) or (H, W) uint8 or uint16
        sRGB-encoded; one channel for a mask, which becomes grey.

    Returns
    -------
    (h, w, 3) uint8
        At most 340 x 300.
    """
    largest = np.iinfo(picture.dtype).max
    linear = srgb_decode(picture.astype(np.float64) / largest)
    reduced = cv2.resize(linear, _fitted_size(picture), interpolation=cv2.INTER_AREA)
    encoded = np.round(srgb_encode(np.asarray(reduced)) * 255.0).astype(np.uint8)
    return encoded if encoded.ndim == 3 else np.repeat(encoded[..., None], 3, axis=2)


def _wrapped(phrases: Sequence[str], fonts: _Fonts) -> list[str]:
    """Lines of the frame's width, broken between phrases."""
    lines: list[str] = []
    for phrase in phrases:
        longer = f"{lines[-1]}, {phrase}" if lines else phrase
        if lines and fonts.text.getlength(longer) <= FRAME_WIDTH:
            lines[-1] = longer
        else:
            lines.append(phrase)
    return [f"{line}," for line in lines[:-1]] + lines[-1:]
