"""Drawings that the notebooks made, as each format of the paper takes them."""

import html
import re
from pathlib import Path

import typst

from analysis.study import StudyError

POINTS = {"pt": 1.0, "px": 0.75, "in": 72.0, "": 0.75}
# What an SVG file brings along that a drawing inside a page must not have.
WRAPPING = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
DOTS_PER_INCH = 220


def inline(file: Path, name: str, alt: str) -> str:
    """The SVG as part of a page: with its alternative text, and with ids and rules that touch nothing else."""
    text = WRAPPING.sub("", file.read_text(encoding="utf-8")).strip()
    opening, body = re.match(r"<svg\b([^>]*)>(.*)\Z", text, re.DOTALL).groups()
    width, height = size(file)
    body = STYLE.sub(lambda rule: f"<style>{_scoped(rule[1], name)}</style>", body)
    body = re.sub(r'\bid="([^"]+)"', rf'id="{name}--\1"', body)
    body = re.sub(r'\b(?:xlink:)?href="#([^"]+)"', rf'href="#{name}--\1"', body)
    body = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}--\1)", body)
    view = re.search(r'viewBox="([^"]+)"', opening)
    box = view[1] if view else f"0 0 {width:g} {height:g}"
    return (
        f'<svg class="drawing" id="{name}--drawing" role="img" aria-label="{html.escape(alt)}" viewBox="{box}" '
        f'style="--width:{width / 72:.3f}in">{re.sub(chr(10) + "+ *", chr(10), body)}'
    )


def size(file: Path) -> tuple[float, float]:
    """Width and height of an SVG in points."""
    with file.open(encoding="utf-8") as lines:
        opening = re.search(r"<svg\b[^>]*>", lines.read(4000))
    if not opening:
        raise StudyError(f"{file.name}: no drawing in it; run `make figures`")
    sides = [re.search(rf'\b{side}="([\d.]+)(pt|px|in|)"', opening[0]) for side in ("width", "height")]
    if not all(sides):
        raise StudyError(f"{file.name}: the drawing does not say how large it is; run `make figures`")
    return tuple(float(side[1]) * POINTS[side[2]] for side in sides)


def raster(file: Path, target: Path) -> None:
    """The SVG as a PNG, for Word."""
    page = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{file.name}")'
    image = typst.compile(page.encode(), root=str(file.parent), format="png", ppi=DOTS_PER_INCH)
    target.write_bytes(image)


def _scoped(rules: str, name: str) -> str:
    return re.sub(r"([^{}]+)\{", lambda rule: f"#{name}--drawing {rule[1].strip()}{{", rules)
