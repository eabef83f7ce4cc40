from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from ppr10k_data.fidelity import Comparison, Trio, summed_up
from ppr10k_data.fidelity.page import _resource, page
from ppr10k_data.metrics import Scores

VOID = {"meta", "img", "br", "link"}
TRIO = Trio(b"ours", b"theirs", b"difference", 3, 2)
HOSTILE = '<script src="https://example.org/x.js">&"'


def comparison(photo: str, de2000: float, **more) -> Comparison:
    return Comparison(photo, "xmp_target_a", Scores(30.0, 3.0, 6.0, de2000, 4.0), **more)


REPORT = summed_up(
    [
        comparison("1_0", 2.0, camera=HOSTILE, sliders={"Contrast2012": 50.0}, not_replayed=("Clarity2012",)),
        comparison("1_1", 1.0, remark=HOSTILE),
        Comparison("1_2", "xmp_target_a", reason=f"no TIFF: {HOSTILE}"),
    ]
)
PAGE = page(REPORT, {"xmp_target_a/1_0": TRIO, "xmp_target_a/1_1": TRIO}, [HOSTILE])


class Tree(HTMLParser):
    """Checks that every tag is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parsed(text: str) -> Tree:
    tree = Tree()
    tree.feed(text)
    assert tree.open == []
    return tree


def test_every_tag_is_closed_and_ids_are_unique() -> None:
    ids = [attrs["id"] for _, attrs in parsed(PAGE).seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    for _, attrs in parsed(PAGE).seen:
        if str(attrs.get("href", "")).startswith("#"):
            assert str(attrs["href"])[1:] in ids


def test_nothing_is_loaded_from_anywhere() -> None:
    tree = parsed(PAGE)
    assert not any(attrs.get("src", "data:").partition(":")[0] != "data" for _, attrs in tree.seen)
    assert not re.search(r"@import|url\(", _resource("page.css"))
    assert "default-src 'none'" in PAGE


def test_names_from_files_are_text_and_not_markup() -> None:
    assert "<script src" not in PAGE
    assert PAGE.count("&lt;script src=") == 5  # note, camera in table and card, remark, reason


def test_pictures_worst_first_with_their_captions() -> None:
    images = [attrs for tag, attrs in parsed(PAGE).seen if tag == "img"]
    assert [image["alt"] for image in images] == [
        f"{photo}, target a: {what}"
        for photo in ("1_0", "1_1")
        for what in ("Ours", "Lightroom", "Difference \u00d74")
    ]
    assert images[0]["src"] == "data:image/jpeg;base64,b3Vycw=="
    assert "Contrast2012 +50" in PAGE
    assert "Not replayed: Clarity2012" in PAGE


def test_what_was_brought_nearer_stands_below_the_render() -> None:
    nearer = {"calibrated": Scores(33.0, 2.0, 4.0, 1.5, 3.0), "matched": Scores(41.0, 1.0, 2.0, 0.8, 1.5)}
    report = summed_up([comparison("1_0", 2.0, others=nearer)])
    files = {"calibrated": (b"c", b"dc"), "matched": (b"m", b"dm")}
    text = page(report, {"xmp_target_a/1_0": replace(TRIO, others=files)})
    images = [attrs["alt"] for tag, attrs in parsed(text).seen if tag == "img"]
    assert images[3:] == [
        "1_0, target a: Calibrated",
        "1_0, target a: Difference \u00d74, calibrated",
        "1_0, target a: Matched",
        "1_0, target a: Difference \u00d74, matched",
    ]
    assert "<th scope=row>unmatched</th><td>1</td><td>30.00</td>" in text
    assert "<th scope=row>matched</th><td>1</td><td>41.00</td>" in text
    assert "<h4>Matched</h4><p>PSNR 41.00 dB, ΔE2000 0.80 (p95 1.50), ΔE76 1.00</p>" in text
    assert "id=ways" not in PAGE


def test_without_pictures_there_is_no_empty_section() -> None:
    assert "id=worst" not in page(REPORT, {})


def test_another_reference_is_named_on_the_pictures() -> None:
    text = page(REPORT, {"xmp_target_a/1_0": TRIO}, reference="Stand-in")
    assert "<figcaption>Stand-in</figcaption>" in text


def luminance(color: str) -> float:
    code = color.lstrip("#")
    code = code if len(code) == 6 else "".join(2 * c for c in code)
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
        for v in (int(code[i : i + 2], 16) / 255 for i in (0, 2, 4))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_text_is_readable_on_every_ground() -> None:
    # WCAG 2.2: 4.5 for text (1.4.3), 3 for what shows a control or its focus (1.4.11).
    css = _resource("page.css")
    screen, printed = (dict(re.findall(r"--(\w+): (#\w+)", part)) for part in css.split("@media print"))
    for colors in (screen, screen | printed):
        for ground in ("page", "card"):
            for text in ("text", "quiet", "warn"):
                assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
            assert contrast(screen["focus"], screen[ground]) >= 3.0
    assert contrast("#464646", screen["text"]) >= 4.5
    assert contrast("#e8e8e8", "#1c1c1c") >= 4.5
    assert contrast(screen["bar"], screen["page"]) >= 3.0
