"""One photo's variants: draw, set the sliders, write the sidecars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ppr10k_data.augment import (
    Draw,
    Scheme,
    Step,
    Varied,
    compensate,
    draw_variant,
    old_sliders,
    rooms,
    vary,
)
from ppr10k_data.errors import OutputError, ReplayError, XmpError
from ppr10k_data.files.atomic import write_bytes
from ppr10k_data.jobs.augment.work import RecordedVariant, SidecarOutput, SidecarWork, name_of
from ppr10k_data.jobs.engine.outcome import PhotoOutcome, Rendered, make_folder
from ppr10k_data.photo import PhotoId
from ppr10k_data.xmp import CameraRawEdits, parse_xmp, update_xmp


@dataclass(frozen=True)
class Original:
    """One of the photo's own sidecars.

    Parameters
    ----------
    path : Path
    data : bytes
        The whole file.
    edits : CameraRawEdits
    sha256 : str
        Of the file, in hexadecimal.
    """

    path: Path
    data: bytes
    edits: CameraRawEdits
    sha256: str

    @classmethod
    def read(cls, path: Path) -> Original:
        """Read a sidecar.

        Raises
        ------
        XmpError
            If it cannot be read or understood.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise XmpError(f"cannot be read: {error.strerror or error}", file=str(path)) from error
        return cls(path, data, parse_xmp(data, name=str(path)), sha256(data).hexdigest())


def augment_photo(work: SidecarWork, scheme: Scheme, seed: int, *, durable: bool = False) -> PhotoOutcome:
    """Write the sidecars of a photo's variants.

    Parameters
    ----------
    work : SidecarWork
    scheme : Scheme
        What is drawn.
    seed : int
        0 or more.
    durable : bool
        Wait until the disk has each file.

    Returns
    -------
    PhotoOutcome
        An error of one variant does not stop the others.
    """
    outcome = PhotoOutcome()
    with outcome.attempt(work.photo, work.raw):
        source, *targets = [Original.read(path) for path in (work.raw, *work.targets)]
        for variant in dict.fromkeys(output.photo for output in work.outputs):
            with outcome.attempt(variant, work.raw):
                recorded = None if work.recorded is None else work.recorded[variant]
                if recorded is not None:
                    _refuse_other_inputs(recorded, variant, (source, *targets))
                draws = recorded.draws if recorded else _draws(scheme, seed, variant, source, targets)
                varied = _varied(source, targets, draws, scheme)
                for output in (output for output in work.outputs if output.photo == variant):
                    _write(output, varied, (source, *targets), recorded, outcome, durable=durable)
    return outcome


def _draws(
    scheme: Scheme, seed: int, variant: PhotoId, source: Original, targets: Sequence[Original]
) -> tuple[Draw, ...]:
    bounds = rooms(source.edits, [target.edits for target in targets], scheme)
    return draw_variant(scheme, seed, variant, bounds)


def _varied(
    source: Original, targets: Sequence[Original], draws: Sequence[Draw], scheme: Scheme
) -> dict[Path, Varied]:
    """Edits and steps of source and targets, by the photo's own sidecar."""
    varied = {source.path: vary(source.edits, draws, scheme, file=str(source.path))}
    steps = varied[source.path][1]
    for target in targets:
        varied[target.path] = compensate(target.edits, steps, scheme, file=str(target.path))
    return varied


def _write(
    output: SidecarOutput,
    varied: dict[Path, Varied],
    originals: Sequence[Original],
    recorded: RecordedVariant | None,
    outcome: PhotoOutcome,
    *,
    durable: bool,
) -> None:
    original = next(each for each in originals if each.path == output.sidecar)
    edits, steps = varied[output.sidecar]
    data = update_xmp(original.data, edits, name=str(output.sidecar))
    digest = sha256(data).hexdigest()
    if recorded is not None and name_of(output.path) not in recorded.sha256:
        raise ReplayError(
            f"{name_of(output.path)}: the manifest has no line of this file; was it cut, or the target added since?"
        )
    if recorded is not None and recorded.sha256[name_of(output.path)] != digest:
        raise ReplayError(
            f"{name_of(output.path)}: would not be the file that the manifest records, though it is made from the same "
            "sidecar; was the manifest changed, or is it of another version?"
        )
    make_folder(output.path.parent)
    try:
        write_bytes(output.path, data, durable=durable)
    except OSError as error:
        raise OutputError(f"{output.path}: cannot be written: {error.strerror or error}") from error
    if gone := [key for key in old_sliders(original.edits) if key not in edits.unmodelled]:
        outcome.note(
            f"{name_of(output.sidecar)}: its sliders of an old process version ({', '.join(gone)}) count no more in "
            "its variants, which have the present ones"
        )
    outcome.rendered.append(Rendered(output, _record(edits, steps, originals, digest)))


def _record(
    edits: CameraRawEdits, steps: Sequence[Step], originals: Sequence[Original], digest: str
) -> dict[str, Any]:
    return {
        "inputs_sha256": {name_of(each.path): each.sha256 for each in originals},
        "sha256": digest,
        "white_balance": edits.white_balance,
        "draws": {step.name: step.recorded() for step in steps},
    }


def _refuse_other_inputs(recorded: RecordedVariant, variant: PhotoId, originals: Sequence[Original]) -> None:
    """Refuse to make a variant again from other sidecars than it was made from."""
    for original in originals:
        name = name_of(original.path)
        if recorded.inputs_sha256.get(name) != original.sha256:
            raise ReplayError(
                f"{original.path}: is not the sidecar that the manifest's {variant} was made from (its SHA-256 is "
                "another); give the --root that it was made from, or draw anew without --replay"
            )
