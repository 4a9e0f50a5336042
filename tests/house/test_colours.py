"""Contrast of the colour tokens, by the WCAG formula, in both themes."""

import re

import pytest

from tests.house.templates import ROOT

CSS = (ROOT / "static" / "css" / "qantara.css").read_text()
TEXT = [
    ("ink", "canvas"), ("ink", "surface"), ("ink", "sunken"), ("ink-2", "canvas"), ("ink-2", "surface"), ("ink-2", "sunken"),
    ("brand", "canvas"), ("brand", "surface"), ("brand", "brand-tint"), ("brand-hover", "canvas"), ("on-brand", "brand"),
    ("visited", "canvas"), ("visited", "surface"), ("on-night", "night"), ("on-night", "night-2"),
    ("ok", "ok-tint"), ("info", "info-tint"), ("warn", "warn-tint"), ("bad", "bad-tint"), ("bad", "surface"), ("bad", "canvas"),
    ("on-bad", "bad"), ("ok", "surface"), ("info", "surface"), ("warn", "surface"),
]  # fmt: skip
SHAPES = [
    ("control", "surface"),
    ("control", "canvas"),
    ("saffron", "night"),
    *[(f"chart-{n}", "surface") for n in range(1, 6)],
]


def tokens(theme: str) -> dict[str, str]:
    """Colour tokens of a theme; dark overrides light."""
    light = CSS[CSS.index(":root {") : CSS.index("}", CSS.index(":root {"))]
    start = CSS.index(':root[data-theme="dark"] {')
    dark = CSS[start : CSS.index("}", start)]
    found = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", dark))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", TEXT)
def test_text_is_readable(theme: str, pair: tuple[str, str]) -> None:
    found = tokens(theme)
    assert contrast(found[pair[0]], found[pair[1]]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", SHAPES)
def test_shapes_are_visible(theme: str, pair: tuple[str, str]) -> None:
    found = tokens(theme)
    assert contrast(found[pair[0]], found[pair[1]]) >= 3


def test_the_automatic_dark_theme_equals_the_chosen_one() -> None:
    blocks = re.findall(r"\{\s*color-scheme: dark;(.*?)\}", CSS, re.DOTALL)
    assert len(blocks) == 2
    assert blocks[0].split() == blocks[1].split()


def test_the_formula_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # the well-known near miss
