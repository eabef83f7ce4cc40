"""Variants that a manifest records, to be made again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ppr10k_data.augment import ATTRIBUTES, Draw, Scheme, scheme_of
from ppr10k_data.errors import JournalError
from ppr10k_data.jobs.augment.request import EXPERTS, FORMAT
from ppr10k_data.jobs.augment.work import RecordedVariant
from ppr10k_data.jobs.engine.journal import differences
from ppr10k_data.jobs.engine.lines import whole_lines
from ppr10k_data.photo import Expert, PhotoId

_SOURCES = "xmp_source_aug/"


@dataclass(frozen=True)
class Replay:
    """What a manifest of drawn sidecars says.

    Parameters
    ----------
    scheme : Scheme
        That its numbers were drawn by.
    seed : int
    experts : tuple of str
        Whose targets were varied along.
    variants : dict
        All variants.
    """

    scheme: Scheme
    seed: int
    experts: tuple[Expert, ...]
    variants: dict[PhotoId, RecordedVariant]


def read_replay(path: Path) -> Replay:
    """Read the manifest of an augmentation.

    Parameters
    ----------
    path : Path
        ``<out>/manifest.jsonl``; the newest line of a file counts.

    Raises
    ------
    JournalError
        If it is missing, holds no draws, or draws of several settings; if a line is none of ours. Names the line.
    """
    if not path.is_file():
        raise JournalError(f"{path}: no such file; give the manifest.jsonl that lies beside xmp_source_aug/")
    lines: dict[str, tuple[int, dict[str, Any]]] = {}
    for number, line in whole_lines(path):
        if line.get("removed") is True:
            lines.pop(str(line.get("file")), None)
        if line.get("kind") == "sidecar" and isinstance(line.get("file"), str):
            lines[line["file"]] = number, line
    if not lines:
        raise JournalError(
            f"{path}: records no draws; the manifest of renders lies in the folder of their size, that of draws beside "
            "xmp_source_aug/"
        )
    settings = _settings(path, lines)
    try:
        scheme, seed = scheme_of(settings), int(settings["seed"])
    except (KeyError, TypeError, ValueError) as error:
        raise JournalError(f"{path}: its settings are not those of an augmentation ({error})") from error
    experts = tuple(cast(Expert, each) for each in settings.get("experts", ()) if each in EXPERTS)
    return Replay(scheme, seed, experts, _variants(path, lines))


def _settings(path: Path, lines: dict[str, tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """The settings of all lines."""
    (first, line), *others = lines.values()
    settings: dict[str, Any] = line.get("settings", {})
    if settings.get("augment") != FORMAT:
        told = f"draws of version {settings.get('augment')!r}, and this program makes version {FORMAT}"
        raise JournalError(f"{path}, line {first}: {told}; use the version of ppr10k-data that wrote it")
    for number, other in others:
        if other.get("settings") != settings:
            told = differences(other.get("settings", {}), settings)
            raise JournalError(
                f"{path}, line {number}: other settings than line {first}:{told}Keep the lines of one of them"
            )
    return settings


def _variants(path: Path, lines: dict[str, tuple[int, dict[str, Any]]]) -> dict[PhotoId, RecordedVariant]:
    """Numbers of the sources' lines, and hashes of the targets' beside them."""
    hashes: dict[PhotoId, dict[str, str]] = {}
    variants: dict[PhotoId, RecordedVariant] = {}
    for file, (number, line) in lines.items():
        try:
            variant = PhotoId.parse(line["photo"])
            if variant.variant is None:
                raise ValueError(f"{variant} is no variant")
            hashes.setdefault(variant, {})[file] = str(line["sha256"])
            if file.startswith(_SOURCES):
                inputs = {str(name): str(digest) for name, digest in line["inputs_sha256"].items()}
                variants[variant] = RecordedVariant(_draws(line["draws"]), inputs, hashes[variant])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            reason = f"not a line of an augmentation's manifest ({error!r}); leave it out"
            raise JournalError(f"{path}, line {number}: {reason}") from error
    for variant, recorded in hashes.items():
        if variant not in variants:
            reason = f"no line of {_SOURCES}{variant}.xmp, which has the draws; was the manifest cut?"
            raise JournalError(f"{path}: {reason} Leave out the lines of {', '.join(recorded)}, too")
    return variants


def _draws(told: dict[str, dict[str, Any]]) -> tuple[Draw, ...]:
    for name in told:
        if name not in ATTRIBUTES:
            raise ValueError(f"{name} is no attribute that can be drawn")
    return tuple(
        Draw(name, float(each["drawn"]), int(each.get("redrawn", 0)), bool(each.get("clamped", False)))
        for name, each in told.items()
    )
