"""Who trains and who tests: the official lists, folds, audits of lists, and the layout of training trees; pure."""

from __future__ import annotations

from ppr10k_data.split.audit import MEANINGS, Audit, Finding, FindingKind, audit_lists
from ppr10k_data.split.folds import fold_lists, group_folds
from ppr10k_data.split.layout import FOLDERS, TARGETS, LayoutName, PictureKind, Placed, layout
from ppr10k_data.split.official import (
    LISTS,
    ListName,
    SplitLists,
    lists_of,
    official_lists,
    with_variants,
)

__all__ = [
    "FOLDERS",
    "LISTS",
    "MEANINGS",
    "TARGETS",
    "Audit",
    "Finding",
    "FindingKind",
    "LayoutName",
    "ListName",
    "PictureKind",
    "Placed",
    "SplitLists",
    "audit_lists",
    "fold_lists",
    "group_folds",
    "layout",
    "lists_of",
    "official_lists",
    "with_variants",
]
