from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

import raw_builders as build
from ppr10k_data.errors import RawDecodeError
from ppr10k_data.files.completeness import check_complete
from real_files import READABLE, TRUNCATED


def check(content: bytes) -> None:
    check_complete(content, name="12_3.raw")


@pytest.mark.parametrize("kind", sorted(build.EVERY_KIND))
def test_whole_files_pass(kind: str) -> None:
    check(build.EVERY_KIND[kind])
    if kind != "crw":  # its directory is found from its end
        check(build.EVERY_KIND[kind] + b"trailing")


def raw_end(kind: str, content: bytes) -> int:
    """Where the builder put the last raw byte: TIFFs end with directories, the rest with raw data."""
    zeros = {"crw": 900, "raf": 1000, "cr3": 500, "rw2": 160}.get(kind, 600)
    return content.rindex(bytes(zeros)) + zeros


@pytest.mark.parametrize("kind", sorted(set(build.EVERY_KIND) - {"crw"}))
def test_files_cut_inside_the_raw_data_are_refused(kind: str) -> None:
    content = build.EVERY_KIND[kind]
    end = raw_end(kind, content)
    for cut in (end - 1, end - 100):
        with pytest.raises(RawDecodeError, match=r"12_3\.raw: the"):
            check(content[:cut])


def test_a_cut_crw_has_no_directory() -> None:
    content = build.crw()
    for cut in range(40, len(content), 50):
        with pytest.raises(RawDecodeError):
            check(content[:cut])


def test_the_message_tells_both_sizes() -> None:
    content = build.raf()
    with pytest.raises(
        RawDecodeError, match=rf"end at byte {len(content):,}, but it has only {len(content) - 1:,}"
    ):
        check(content[:-1])


def test_strip_that_lies_beyond_the_end() -> None:
    content = build.dng(raw={273: build.Value(build.LONG, (100_000,))})
    with pytest.raises(RawDecodeError, match="100,600"):
        check(content)


def test_tiles_and_lists_beyond_the_end() -> None:
    tiles = {324: build.Value(build.LONG, (8, 9, 90_000)), 325: build.Value(build.LONG, (1, 1, 1))}
    raw = {**build.raw_strip(), **tiles}
    with pytest.raises(RawDecodeError, match="90,001"):
        check(build.tiff(raw))
    content = build.tiff(raw)
    place = content.index(struct.pack("<HHI", 324, 4, 3)) + 8
    with pytest.raises(RawDecodeError, match="cannot be read"):
        check(content[:place] + struct.pack("<I", 10**6) + content[place + 4 :])


def test_a_cut_preview_is_no_reason_to_refuse() -> None:
    preview = {273: build.Value(build.LONG, (10**6,)), 279: build.Value(build.LONG, (10**6,))}
    check(build.dng(main=preview))


def test_a_directory_beyond_the_end_counts_only_when_the_raw_one_is_missing() -> None:
    gone = {330: build.Value(build.LONG, (10**6,))}
    with pytest.raises(RawDecodeError, match="cannot be read"):
        check(build.tiff({**build.main_directory("Nikon", "D1"), **gone}))
    check(build.tiff({**build.raw_strip(), **gone}))


def test_a_file_without_lists_promises_nothing() -> None:
    check(build.tiff(build.main_directory("SONY", "DSLR-A100")))


def test_the_raw_directory_of_a_cr2_is_the_last() -> None:
    preview = {
        **build.main_directory("Canon", "Canon EOS 6D"),
        273: build.Image(bytes(50)),
        279: build.Value(4, (50,)),
    }
    raw = {50752: build.Value(build.SHORT, (1, 10, 10)), 279: build.Value(build.LONG, (400,))}
    check(build.tiff(preview, {**raw, 273: build.Image(bytes(400))}))
    with pytest.raises(RawDecodeError, match="9,999,400"):
        check(build.tiff(preview, {**raw, 273: build.Value(build.LONG, (9_999_000,))}))


@pytest.mark.parametrize(
    ("raw_format", "bits", "pixels_per_packet"),
    [(4, 12, 14), (5, 12, 10), (5, 14, 9), (6, 12, 14), (6, 14, 11), (7, 12, 10), (7, 14, 9)],
)
def test_rw2_by_the_rate_of_its_packing(raw_format: int, bits: int, pixels_per_packet: int) -> None:
    width, height = 10 * pixels_per_packet, 7
    needed = 16 * 10 * height
    sensor = {"raw_format": raw_format, "bits": bits, "width": width, "height": height}
    check(build.rw2(raw_bytes=needed, **sensor))
    with pytest.raises(RawDecodeError, match="cut short"):
        check(build.rw2(raw_bytes=needed - 1, **sensor))


def test_rw2_of_an_unknown_packing_must_begin() -> None:
    check(build.rw2(raw_format=8, raw_bytes=1))
    with pytest.raises(RawDecodeError, match="cut short"):
        check(build.rw2(raw_format=8, raw_bytes=0))


def test_cr3_box_of_64_bits() -> None:
    check(build.cr3(large_mdat=True))
    with pytest.raises(RawDecodeError, match="cut short"):
        check(build.cr3(large_mdat=True)[:-1])


@pytest.mark.shared
@pytest.mark.parametrize("file", READABLE)
def test_readable_real_files_pass(shared: Path, file: str) -> None:
    check_complete((shared / "data" / file).read_bytes(), name=file)


@pytest.mark.shared
@pytest.mark.parametrize("file", READABLE)
def test_real_files_that_lost_their_second_half_are_refused(shared: Path, file: str) -> None:
    content = (shared / "data" / file).read_bytes()
    with pytest.raises(RawDecodeError, match="cut short"):
        check_complete(memoryview(content)[: len(content) // 2], name=file)


@pytest.mark.shared
@pytest.mark.parametrize("file", TRUNCATED)
def test_truncated_real_files_are_refused(shared: Path, file: str) -> None:
    with pytest.raises(RawDecodeError, match="cut short"):
        check_complete((shared / "data" / file).read_bytes(), name=file)


@pytest.mark.shared
def test_libraw_repeats_itself_where_the_rw2_ends(shared: Path) -> None:
    """The packing of RawFormat 4 is 14 pixels in 16 bytes, in blocks of 16 KiB: LibRaw shows it.

    Behind the end of the file LibRaw decodes its last block again and again. That sets in at the very pixel
    where, at this rate, the file ends.
    """
    rawpy = pytest.importorskip("rawpy")
    path = shared / "data/raw/unreadable/panasonic_lx3_truncated.RW2"
    start, block, pixels = 455_168, 0x4000, 0x4000 // 16 * 14
    with rawpy.imread(str(path)) as raw:
        mosaic = raw.raw_image.ravel().copy()
    whole_blocks = (path.stat().st_size - start) // block
    same = mosaic[pixels:] == mosaic[:-pixels]
    assert same[(whole_blocks + 1) * pixels :].all()
    assert np.mean(same[: whole_blocks * pixels]) < 0.1
