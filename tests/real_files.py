"""The real RAW files among the reference data, by their path under ``data``."""

RAW = (
    "raw/blackmagic_pocket.dng",
    "raw/canon_kiss_x4_magiclantern_colorchart.dng",
    "raw/canon_powershot_s30.CRW",
    "raw/kodak_dc120.KDC",
    "raw/nikon_d1.NEF",
    "raw/raspberrypi_picamera2.dng",
    "raw/sony_a7r4_12mp_crop_lossless.dng",
)
PREVIEWED = (
    "adobe-previews/lg_h815_acr9_preview/dng_with_preview.dng",
    "adobe-previews/lg_h815_acr9_rotated/sample_1mp_rotated.dng",
    "adobe-previews/nikon_d500_dngconv16_dark/DSC8695.dng",
    "adobe-previews/rendered_colorchart_lr4/hello.dng",
)
READABLE = RAW + PREVIEWED
TRUNCATED = ("raw/unreadable/canon_truncated.cr2", "raw/unreadable/panasonic_lx3_truncated.RW2")
EVERY_FILE = READABLE + TRUNCATED
DNG = tuple(file for file in READABLE if file.endswith(".dng"))
