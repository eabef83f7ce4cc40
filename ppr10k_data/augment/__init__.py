"""Variants of a photo's edits, drawn at random and the same every time; pure.

::

    attributes      Camera Raw's sliders: limits, and the digits that are written
    distributions   uniform, normal, grid
    scheme          what is drawn of which attribute; the official ranges
    config          the user's own, from TOML
    draw            numbers, keyed by seed, photo, variant and attribute
    vary            a source's edits and numbers -> a variant's; what its targets take back
"""

from ppr10k_data.augment.attributes import ATTRIBUTES, WHITE_BALANCE, Attribute, Interval
from ppr10k_data.augment.config import read_ranges
from ppr10k_data.augment.distributions import Distribution, Grid, Normal, Uniform
from ppr10k_data.augment.draw import Draw, draw_variant
from ppr10k_data.augment.scheme import PAIRED, SOURCE, Range, Scheme, scheme_of
from ppr10k_data.augment.vary import Step, Varied, compensate, old_sliders, rooms, vary

__all__ = [
    "ATTRIBUTES",
    "PAIRED",
    "SOURCE",
    "WHITE_BALANCE",
    "Attribute",
    "Distribution",
    "Draw",
    "Grid",
    "Interval",
    "Normal",
    "Range",
    "Scheme",
    "Step",
    "Uniform",
    "Varied",
    "compensate",
    "draw_variant",
    "old_sliders",
    "read_ranges",
    "rooms",
    "scheme_of",
    "vary",
]
