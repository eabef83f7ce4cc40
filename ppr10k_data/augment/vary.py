"""From a source's edits and draws to a variant's, and to what its targets take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ppr10k_data.augment.attributes import ATTRIBUTES, WHITE_BALANCE, Attribute, Interval
from ppr10k_data.augment.draw import Draw
from ppr10k_data.augment.scheme import Scheme
from ppr10k_data.errors import XmpError
from ppr10k_data.xmp import CameraRawEdits
from ppr10k_data.xmp.keys import is_legacy
from ppr10k_data.xmp.table import only_in


@dataclass(frozen=True)
class Step:
    """What became of one slider.

    Parameters
    ----------
    name : str
        The attribute's.
    drawn : float
        The number drawn for it; of a target, what it takes back.
    before : float or None
        Its position in the photo's own sidecar, where that says.
    after : float
        Its position in the variant's, as written.
    clamped : bool
        Whether Camera Raw's limits held it back.
    redrawn : int
        Draws thrown away before.
    """

    name: str
    drawn: float
    before: float | None
    after: float
    clamped: bool = False
    redrawn: int = 0

    @property
    def taken(self) -> float:
        """How far the slider really went."""
        return self.after - (self.before or 0.0)

    def recorded(self) -> dict[str, Any]:
        """As JSON has it."""
        told: dict[str, Any] = {"drawn": self.drawn, "before": self.before, "after": self.after}
        told |= {"clamped": True} if self.clamped else {}
        return told | ({"redrawn": self.redrawn} if self.redrawn else {})


Varied = tuple[CameraRawEdits, tuple[Step, ...]]
"""A variant's edits, and how it came to them."""


def vary(source: CameraRawEdits, draws: Iterable[Draw], scheme: Scheme, *, file: str) -> Varied:
    """Set the sliders of a source by what was drawn.

    Parameters
    ----------
    source : CameraRawEdits
        The photo's own.
    draws : iterable of Draw
    scheme : Scheme
        That they were drawn by.
    file : str
        The source's sidecar, for messages.

    Returns
    -------
    tuple
        Edits and steps. The white balance is "Custom" where its numbers changed: "As Shot" and the presets stand for
        numbers of their own, and a reader that goes by the name would not see the new ones.

    Raises
    ------
    XmpError
        If the sidecar does not say where a slider stands, or the sliders do not count in it.
    """
    _refuse_unfit(source, (ATTRIBUTES[each.name] for each in scheme.ranges), file)
    meanings = {each.name: each.meaning for each in scheme.ranges}
    edits, steps = source, []
    for draw in draws:
        attribute, absolute = ATTRIBUTES[draw.name], meanings[draw.name] == "value"
        before = attribute.of_edits(source)
        if before is None and not absolute:
            raise _without_number(attribute, file)
        after, clamped = attribute.settled(draw.number if absolute else (before or 0.0) + draw.number)
        edits = edits if after == before else attribute.set_in(edits, after)
        steps.append(Step(draw.name, draw.number, before, after, clamped or draw.clamped, draw.redrawn))
    return _consistent(source, edits, file), tuple(steps)


def compensate(target: CameraRawEdits, steps: Sequence[Step], scheme: Scheme, *, file: str) -> Varied:
    """Take back in a target what its source gained.

    Parameters
    ----------
    target : CameraRawEdits
        The photo's own.
    steps : sequence of Step
        The source's.
    scheme : Scheme
        A paired one.
    file : str
        The target's sidecar, for messages.

    Raises
    ------
    XmpError
        If the sliders do not count in the sidecar.

    Notes
    -----
    As the official script, but for two slips of it: it draws Highlights2012 again so that the target stays within the
    limits, and by a wrong sign gets +30 for every target above 0; and it cuts numbers towards zero where they are
    written, so that source and target may drift apart by one. Here the step that the source really took, rounded, is
    what the target takes back.
    """
    names = {each.name for each in scheme.compensated}
    _refuse_unfit(target, (ATTRIBUTES[name] for name in names), file)
    edits, back = target, []
    for step in steps:
        if step.name in names:
            attribute = ATTRIBUTES[step.name]
            before = attribute.of_edits(target) or 0.0
            after, clamped = attribute.settled(before - step.taken)
            edits = edits if after == before else attribute.set_in(edits, after)
            back.append(Step(step.name, -step.taken, before, after, clamped))
    return _consistent(target, edits, file), tuple(back)


def rooms(
    source: CameraRawEdits, targets: Sequence[CameraRawEdits], scheme: Scheme
) -> Mapping[str, Interval]:
    """Where the numbers of a paired scheme must lie so that neither source nor targets meet a limit.

    Parameters
    ----------
    source : CameraRawEdits
    targets : sequence of CameraRawEdits
        Of all experts that are varied along.
    scheme : Scheme

    Returns
    -------
    dict
        Intervals by attribute, for those that the targets take back.
    """
    return {each.name: _room(each.attribute, source, targets, each.meaning) for each in scheme.compensated}


def _room(
    attribute: Attribute, source: CameraRawEdits, targets: Sequence[CameraRawEdits], meaning: str
) -> Interval:
    low, high = attribute.limits
    here = attribute.of_edits(source) or 0.0
    there = [attribute.of_edits(target) or 0.0 for target in targets]
    lowest = max([low - here, *(position - high for position in there)])
    highest = min([high - here, *(position - low for position in there)])
    return (lowest + here, highest + here) if meaning == "value" else (lowest, highest)


def _refuse_unfit(edits: CameraRawEdits, attributes: Iterable[Attribute], file: str) -> None:
    """Refuse a sidecar in which the sliders have no effect."""
    if edits.already_applied:
        reason = "its edits are in the pixels already, so a slider moved here would change nothing"
        raise XmpError(reason, file=file, key="crs:AlreadyApplied", value="True")
    if is_legacy(edits.process_version):
        for attribute in attributes:
            if attribute.era == "2012":
                reason = (
                    f"is from before 2012 and has no {attribute.name}; update the photo to the current process "
                    "version in Lightroom, or leave the photo out"
                )
                raise XmpError(reason, file=file, key="crs:ProcessVersion", value=edits.process_version)


def _without_number(attribute: Attribute, file: str) -> XmpError:
    reason = (
        "is not in the file, so there is nothing to count the change from; save the photo's metadata in Lightroom, "
        'or draw the value itself (as = "value" in --config)'
    )
    return XmpError(reason, file=file, key=f"crs:{attribute.name}")


def _consistent(before: CameraRawEdits, after: CameraRawEdits, file: str) -> CameraRawEdits:
    """Let what goes with the sliders say the same as they."""
    if (after.temperature_k, after.tint) != (before.temperature_k, before.tint):
        for name in WHITE_BALANCE:
            if ATTRIBUTES[name].of_edits(after) is None:
                raise _without_number(ATTRIBUTES[name], file)
        after = replace(after, white_balance="Custom")
    if not any(a.era == "2012" and a.of_edits(after) != a.of_edits(before) for a in ATTRIBUTES.values()):
        return after
    return replace(after, unmodelled=tuple(key for key in after.unmodelled if key not in old_sliders(before)))


def old_sliders(edits: CameraRawEdits) -> tuple[str, ...]:
    """Sliders of old process versions that a sidecar of a present one has alone.

    They are named among what is not modelled, and stop to count beside the present sliders that a variant brings.
    """
    old = {key.name for key in only_in("legacy")}
    return tuple(key for key in edits.unmodelled if key in old)
