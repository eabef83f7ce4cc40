"""The report as one HTML file: it needs no network, no other file, and no script to be read."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from importlib.resources import files

import ppr10k_data
from ppr10k_data.fidelity.comparison import Comparison, Trio
from ppr10k_data.fidelity.framing import DIFFERENCE_GAIN
from ppr10k_data.fidelity.report import Report, Row, SliderRows, reasons
from ppr10k_data.metrics import Scores

NAMED = 200
"""So many pictures that could not be compared are listed; all stand in the CSV file."""

# Nothing may be loaded, whatever a file's name may smuggle in; pictures, style and script are in the page itself.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"

_COLUMNS = ("pictures", "PSNR dB", "ΔE76", "p95", "ΔE2000", "p95")


def page(
    report: Report,
    pictures: Mapping[str, Trio],
    notes: Sequence[str] = (),
    *,
    reference: str = "Lightroom",
) -> str:
    """Set a report as an HTML page.

    Parameters
    ----------
    report : Report
    pictures : mapping
        The pictures to show, by name of comparison; they are shown in the report's order.
    notes : sequence of str
        Stand at the top.
    reference : str
        Who made the pictures that ours are compared with, for their captions.

    Returns
    -------
    str
        A whole document, in UTF-8 once encoded.
    """
    shown = [c for c in report.worst if c.name in pictures]
    body = "\n".join(
        part
        for part in (
            _header(report, notes),
            _nav(report, shown),
            "<main id=main>",
            _section("kinds", "By kind", _KINDS, _table("kind", report.kinds, total=report.overall)),
            _ways(report.ways),
            _worst(shown, pictures, reference),
            _sliders(report.sliders),
            _section("cameras", "By camera", "", _table("camera", report.cameras)),
            _section("versions", "By process version", "", _table("version", report.process_versions)),
            _not_compared(report.not_compared),
            "</main>",
            _footer(),
        )
        if part
    )
    return (
        "<!doctype html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
        f"<title>Beside Lightroom: {_number(report)}</title>\n"
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name=viewport content="width=device-width, initial-scale=1">\n'
        f"<style>\n{_resource('page.css')}</style>\n</head>\n<body>\n{body}\n"
        f"<script>\n{_resource('page.js')}</script>\n</body>\n</html>\n"
    )


_KINDS = "Means over the pictures; each picture counts as much as any other."


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _number(report: Report) -> str:
    pictures = report.overall.pictures
    return f"{pictures:,} picture{'' if pictures == 1 else 's'}"


def _header(report: Report, notes: Iterable[str]) -> str:
    scores = report.overall.scores
    tiles = [
        ("pictures compared", f"{report.overall.pictures:,}"),
        ("PSNR", f"{_psnr(scores)} <small>dB</small>"),
        ("mean ΔE2000", f"{scores.de2000_mean:.2f} <small>p95 {scores.de2000_p95:.2f}</small>"),
        ("mean ΔE76", f"{scores.de76_mean:.2f} <small>p95 {scores.de76_p95:.2f}</small>"),
        ("not compared", f"{len(report.not_compared):,}"),
    ]
    return (
        "<header>\n<a class=skip href=#main>To the tables</a>\n<h1>Our renders beside Lightroom\u2019s</h1>\n"
        "<p class=quiet>Each picture was rendered from its RAW file and its Camera Raw sidecar and compared, pixel "
        "by pixel at 8-bit sRGB, with the TIFF that Lightroom exported.</p>\n"
        + "".join(f"<p class=note>{escape(note)}</p>\n" for note in notes)
        + "<dl class=tiles>"
        + "".join(f"<div class=tile><dt>{name}</dt><dd>{value}</dd></div>" for name, value in tiles)
        + "</dl>\n</header>"
    )


def _nav(report: Report, shown: Sequence[Comparison]) -> str:
    links = [("kinds", "By kind")]
    links += [("ways", "Brought nearer")] if report.ways else []
    links += [("worst", "Worst first")] if shown else []
    links += [("sliders", "By strength of sliders")] if report.sliders else []
    links += [("cameras", "By camera"), ("versions", "By process version")]
    links += [("missing", "Not compared")] if report.not_compared else []
    items = "".join(f"<li><a href=#{target}>{name}</a></li>" for target, name in links)
    return f"<nav aria-label=Sections><ul>{items}</ul></nav>"


def _section(name: str, title: str, about: str, content: str) -> str:
    said = f"<p class=quiet>{about}</p>" if about else ""
    head = f"<h2 id={name}-title>{title}</h2>"
    return f"<section id={name} aria-labelledby={name}-title>\n{head}\n{said}{content}\n</section>"


def _psnr(scores: Scores) -> str:
    return "identical" if math.isinf(scores.psnr_db) else f"{scores.psnr_db:.2f}"


def _cells(row: Row, most: float) -> str:
    s = row.scores
    numbers = (
        f"{row.pictures:,}",
        _psnr(s),
        *(f"{v:.2f}" for v in (s.de76_mean, s.de76_p95, s.de2000_mean, s.de2000_p95)),
    )
    return "".join(f"<td>{number}</td>" for number in numbers) + _bar(s.de2000_mean, most)


def _bar(value: float, most: float) -> str:
    """A bar for the eye; its number stands in its own cell."""
    share = 100.0 * value / most if most > 0.0 else 0.0
    return f'<td class=bar aria-hidden=true><div style="width:{share:.1f}%"></div></td>'


def _table(first: str, rows: Sequence[Row], *, total: Row | None = None) -> str:
    most = max(row.scores.de2000_mean for row in rows)
    lines = [f"<tr><th scope=row>{escape(row.name)}</th>{_cells(row, most)}</tr>" for row in rows]
    if total is not None and len(rows) > 1:
        lines.append(f"<tr class=total><th scope=row>{escape(total.name)}</th>{_cells(total, most)}</tr>")
    heads = "".join(f"<th scope=col>{head}</th>" for head in (first, *_COLUMNS))
    heads = f"<thead><tr>{heads}<td class=bar aria-hidden=true>ΔE2000</td></tr></thead>"
    return _scrolling(f"Scores by {first}", f"<table>{heads}<tbody>{''.join(lines)}</tbody></table>")


def _scrolling(label: str, table: str) -> str:
    """A table that may be wider than a small screen; focusable, so that it can be scrolled by keys."""
    return f'<div class=scroll role=region tabindex=0 aria-label="{label}">{table}</div>'


def _ways(ways: Sequence[Row]) -> str:
    if not ways:
        return ""
    about = (
        "The same pictures as rendered, and as a calibration of their camera or matching to Lightroom\u2019s picture "
        "makes them. Where that could not be done, the picture counts as it is, and has a remark."
    )
    return _section("ways", "Brought nearer", about, _table("render", ways))


def _worst(shown: Sequence[Comparison], pictures: Mapping[str, Trio], reference: str) -> str:
    if not shown:
        return ""
    about = (
        f"The largest mean ΔE2000 first. The difference is ours less the other, {DIFFERENCE_GAIN} times "
        "enlarged, about middle grey: bright where ours is brighter, red where ours is redder."
    )
    cards = "\n".join(
        _photo(comparison, pictures[comparison.name], escape(reference)) for comparison in shown
    )
    return _section("worst", "Worst first", about, cards)


def _photo(comparison: Comparison, trio: Trio, reference: str) -> str:
    assert comparison.scores is not None
    name = escape(f"{comparison.photo}, {comparison.kind}")
    about = ", ".join(part for part in (comparison.camera, _version(comparison)) if part)
    figures = "".join(
        _figure(data, f"{name}: {caption}", caption, trio)
        for data, caption in (
            (trio.ours, "Ours"),
            (trio.theirs, reference),
            (trio.difference, f"Difference \u00d7{DIFFERENCE_GAIN}"),
        )
    )
    return (
        f"<article class=photo>\n<header><h3>{name}</h3><p>{_measured(comparison.scores)}</p>"
        f"<p class=quiet>{escape(about)}</p>"
        f"<button type=button data-flip aria-pressed=false hidden>{reference} in place of ours</button></header>\n"
        f"<div class=trio>{figures}</div>\n{_others(comparison, trio, name)}{_asks(comparison)}</article>"
    )


def _measured(scores: Scores) -> str:
    delta_e = f"ΔE2000 {scores.de2000_mean:.2f} (p95 {scores.de2000_p95:.2f}), ΔE76 {scores.de76_mean:.2f}"
    return f"PSNR {_psnr(scores)} dB, {delta_e}"


def _others(comparison: Comparison, trio: Trio, name: str) -> str:
    """What else was made of the render: picture and difference below the render's, its scores between."""
    rows = []
    for way, (picture, difference) in trio.others.items():
        title = escape(way.capitalize())
        left = _figure(picture, f"{name}: {title}", title, trio)
        said = f"<div><h4>{title}</h4><p>{_measured(comparison.others[way])}</p></div>"
        caption = f"Difference \u00d7{DIFFERENCE_GAIN}, {way}"
        right = _figure(difference, f"{name}: {escape(caption)}", escape(caption), trio)
        rows.append(f"<div class='trio other'>{left}{said}{right}</div>\n")
    return "".join(rows)


def _version(comparison: Comparison) -> str:
    return f"process version {comparison.process_version}" if comparison.process_version else ""


def _figure(data: bytes, alt: str, caption: str, trio: Trio) -> str:
    source = f"data:image/jpeg;base64,{b64encode(data).decode()}"
    return (
        f'<figure><img src="{source}" alt="{alt}" width={trio.width} height={trio.height} loading=lazy decoding=async>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _asks(comparison: Comparison) -> str:
    """What the sidecar asks for, and what of it ours lacks."""
    parts = [
        f"{key} {'set' if value is None else f'{value:+g}'}" for key, value in comparison.sliders.items()
    ]
    said = f"<p class='asks quiet'>{escape(', '.join(parts))}</p>\n" if parts else ""
    if comparison.not_replayed:
        said += f"<p class=asks>Not replayed: {escape(', '.join(comparison.not_replayed))}</p>\n"
    if comparison.remark:
        said += f"<p class='asks remark'>{escape(comparison.remark)}</p>\n"
    return said


def _sliders(sliders: Sequence[SliderRows]) -> str:
    if not sliders:
        return ""
    about = (
        "How far each slider lies from neutral; Temperature and Tint from the photo\u2019s xmp_source. Sliders are "
        "seldom moved alone: a strength says where the errors are, not that this slider causes them."
    )
    most = max(row.scores.de2000_mean for rows in sliders for row in rows.rows)
    cards = "\n".join(_slider(rows, most) for rows in sliders)
    return _section("sliders", "By strength of sliders", about, f"<div class=sliders>\n{cards}\n</div>")


def _slider(rows: SliderRows, most: float) -> str:
    missing = " missing" if rows.replayed == "not replayed" else ""
    tag = "" if rows.replayed == "replayed" else f"<span class='tag{missing}'>{rows.replayed}</span>"
    lines = "".join(
        f"<tr><th scope=row>{escape(row.name)}</th><td>{row.pictures:,}</td><td>{_psnr(row.scores)}</td>"
        f"<td>{row.scores.de2000_mean:.2f}</td>{_bar(row.scores.de2000_mean, most)}</tr>"
        for row in rows.rows
    )
    heads = "".join(f"<th scope=col>{head}</th>" for head in ("strength", "pictures", "PSNR dB", "ΔE2000"))
    return (
        f"<section><h3>{escape(rows.key)}{tag}</h3><table>"
        f"<thead><tr>{heads}<td class=bar aria-hidden=true></td></tr></thead>"
        f"<tbody>{lines}</tbody></table></section>"
    )


def _not_compared(comparisons: Sequence[Comparison]) -> str:
    if not comparisons:
        return ""
    about = "; ".join(f"{escape(reason)}: {number:,}" for reason, number in reasons(comparisons))
    lines = "".join(
        f"<tr><th scope=row>{escape(c.photo)}</th><td class=text>{escape(c.kind)}</td>"
        f"<td class=text>{escape(c.reason)}</td></tr>"
        for c in comparisons[:NAMED]
    )
    rest = len(comparisons) - NAMED
    more = f"<p class=quiet>And {rest:,} more, which stand in photos.csv.</p>" if rest > 0 else ""
    heads = "<thead><tr><th scope=col>photo</th><th scope=col>kind</th><th scope=col>reason</th></tr></thead>"
    table = _scrolling("Not compared", f"<table>{heads}<tbody>{lines}</tbody></table>")
    return _section("missing", "Not compared", about, table + more)


def _footer() -> str:
    return (
        "<footer><p>PSNR over RGB at 8 bits. ΔE76 and ΔE2000 are CIE colour differences under D65, mean and 95th "
        "percentile over a picture\u2019s pixels; a ΔE2000 of 1 is about the least that is seen side by side. All "
        "figures of all pictures stand in photos.csv.</p>"
        f"<p>ppr10k-data {escape(ppr10k_data.__version__)}</p></footer>"
    )
