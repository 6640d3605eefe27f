"""How a value with its interval is written in a language: scale, digits, and bounds rounded outwards."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from babel import Locale
from babel.numbers import format_compact_decimal, format_decimal

MISSING = "—"
MINUS = "−"
COUNTS = {"followers", "posts", "people", "count"}
WHOLE = COUNTS | {"rank"}
DECIMALS = {
    "index": 3,
    "correlation": 2,
    "log_ratio": 2,
    "p": 3,
    "share": 1,
    "points": 1,
    "rank": 0,
    "count": 0,
}
SIGNIFICANT = 3
MOST_SIGNIFICANT = 6
COMPACT_FROM = 1_000_000
# Units that are written a hundred times as large: a share as a percentage, a difference of shares in points.
HUNDREDTHS = {"share", "points"}
# Rounding may widen a printed interval by a quarter at most; otherwise it gets one digit more.
WIDENING = Decimal("1.25")


class Form(NamedTuple):
    """How a value and its bounds are written: divided by `scale`, with `digits` decimals, dressed with its sign."""

    scale: Decimal
    digits: int
    write: Callable[[Decimal, int], str]
    dress: Callable[[str, Decimal], str]


def number(x: float, locale: Locale, digits: int | None = None) -> str:
    """The number with the language's separators; without `digits`, integers in full and others to three digits."""
    if not math.isfinite(x):
        return MISSING
    exact = _decimal(x)
    if digits is None:
        digits = 0 if exact == exact.to_integral_value() else _decimals(exact, SIGNIFICANT)
    return _fixed(locale)(_rounded(exact, digits), digits)


def percent(share: float, locale: Locale, digits: int = 1) -> str:
    """The share (0 to 1) as a percentage, its sign where the language puts it."""
    if not math.isfinite(share):
        return MISSING
    return _percent_sign(locale)(number(100 * share, locale, digits), Decimal(0))


def quantity(q: Mapping[str, Any], locale: Locale, digits: int | None = None) -> str:
    """The value by its unit: counts in full (or in millions where they were shown so), ratios to three digits."""
    value = _float(q["value"])
    if not math.isfinite(value):
        return MISSING
    if q["unit"] == "year":
        return str(round(value))
    if q["unit"] == "p" and 0 <= value < 0.0005:
        return f"<\u00a0{number(0.001, locale, 3)}"
    form = _form(q, locale, digits)
    scaled = _rounded(_decimal(value) / form.scale, form.digits)
    return form.dress(form.write(scaled, form.digits), scaled)


def with_interval(q: Mapping[str, Any], locale: Locale, digits: int | None = None) -> str:
    """The value and its bounds, "21.1 (20.5–22.3)"; the value has the digits that it needs to stand within them."""
    bounds = interval(q, locale, digits)
    if not bounds or q["exact"]:
        return quantity(q, locale, digits)
    form = _form(q, locale, digits)
    lowest, highest, most = _bounds(q, form)
    value = _decimal(q["value"]) / form.scale
    enough = [d for d in range(form.digits, most) if lowest <= _rounded(value, d) <= highest]
    return f"{quantity(q, locale, min([*enough, most]))} ({bounds})"


def interval(q: Mapping[str, Any], locale: Locale, digits: int | None = None) -> str:
    """The bounds ("20.5–22.3"), rounded outwards: what is printed never excludes what is possible. "" if unknown.

    A bound below zero stands apart from the dash, so that its minus is seen: "−1.2 – 3.4".
    """
    if not all(math.isfinite(_float(q[column])) for column in ("value", "low", "high")):
        return ""
    form = _form(q, locale, digits)
    lowest, highest, digits = _bounds(q, form)
    first, last = form.write(lowest, digits), form.write(highest, digits)
    dressed = form.dress(last, highest)
    dash = "\u00a0–\u00a0" if lowest < 0 else "–"
    # The sign follows, so that it is enough to write it once; 1 million is 100万, though, and 1 no part of it.
    if dressed.startswith(last) and not any(map(str.isdigit, dressed.removeprefix(last))):
        return f"{first}{dash}{dressed}"
    return f"{form.dress(first, lowest)}{dash}{dressed}"


def is_open(q: Mapping[str, Any]) -> bool:
    """Whether only a lower bound is known ("more than 1.4 billion"); in JSON the upper one is null and `open_end` set."""
    return math.isfinite(_float(q["value"])) and (bool(q.get("open_end")) or math.isinf(_float(q["high"])))


def at_least(q: Mapping[str, Any], locale: Locale, digits: int | None = None) -> str:
    """The lower bound alone, rounded down: for a value of which only "more than" is known."""
    form = _form(q, locale, digits)
    low = _rounded(_decimal(q["low"]) / form.scale, form.digits, ROUND_FLOOR)
    return form.dress(form.write(low, form.digits), low)


def _form(q: Mapping[str, Any], locale: Locale, digits: int | None) -> Form:
    """The form that the unit asks for; `digits` overrides its decimals."""
    value, unit = _decimal(q["value"]), q["unit"]
    if unit in COUNTS and not q["exact"] and abs(value) >= COMPACT_FROM:
        scale = Decimal(1000) ** (value.adjusted() // 3)
        # A count shown as 102.4 million has four digits, and all were on the screen.
        decimals = max(1, _decimals(value / scale, SIGNIFICANT)) if digits is None else digits
        return Form(scale, decimals, _stripped(locale), _million(locale, scale))
    if unit in HUNDREDTHS:
        dress = _percent_sign(locale) if unit == "share" else lambda text, _: text
        return Form(Decimal("0.01"), DECIMALS[unit] if digits is None else digits, _fixed(locale), dress)
    if digits is None:
        digits = 0 if unit in COUNTS else DECIMALS.get(unit, _decimals(value, SIGNIFICANT))
    return Form(Decimal(1), digits, _fixed(locale), lambda text, _: text)


def _bounds(q: Mapping[str, Any], form: Form) -> tuple[Decimal, Decimal, int]:
    """Both bounds rounded away from each other, with so many decimals that this widens the interval little."""
    low, high = (_decimal(q[column]) / form.scale for column in ("low", "high"))
    digits = form.digits
    most = max(digits, _decimals(max(abs(low), abs(high)), MOST_SIGNIFICANT))
    if form.scale == 1 and q["unit"] in WHOLE:
        most = digits
    while True:
        lowest, highest = _rounded(low, digits, ROUND_FLOOR), _rounded(high, digits, ROUND_CEILING)
        if digits >= most or highest - lowest <= WIDENING * (high - low):
            return lowest, highest, digits
        digits += 1


def _float(x: float | None) -> float:
    """The number; what JSON has as null is not a number."""
    return math.nan if x is None else float(x)


def _decimal(x: float) -> Decimal:
    """The number to 12 significant digits: beyond them stands the error of binary fractions."""
    return Decimal(f"{float(x):.12g}")


def _rounded(x: Decimal, digits: int, rounding: str = ROUND_HALF_UP) -> Decimal:
    return x.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _decimals(x: Decimal, significant: int) -> int:
    """How many decimals show so many significant digits (9.996 counts as 10.0)."""
    return max(0, significant - 1 - Decimal(f"{x:.{significant - 1}e}").adjusted()) if x else 0


def _fixed(locale: Locale) -> Callable[[Decimal, int], str]:
    return lambda x, digits: _signed(
        format_decimal(
            x or Decimal(0), format="#,##0" + ("." + "0" * digits if digits else ""), locale=locale
        )
    )


def _stripped(locale: Locale) -> Callable[[Decimal, int], str]:
    return lambda x, digits: _signed(
        format_decimal(
            x or Decimal(0), format="#,##0" + ("." + "#" * digits if digits else ""), locale=locale
        )
    )


def _signed(text: str) -> str:
    """The number with a minus as wide as a digit, where CLDR has a hyphen."""
    return text.replace("-", MINUS)


def _million(locale: Locale, scale: Decimal) -> Callable[[str, Decimal], str]:
    """Puts CLDR's long word for the scale ("million") to a number, in the plural that its digits ask for.

    Languages that count in ten thousands have one word for it, which CLDR lists as the short one: 120万.
    """
    length = "long" if "long" in locale.compact_decimal_formats else "short"

    def dressed(_: str, scaled: Decimal) -> str:
        full = scaled * scale
        whole = (
            int(full) if full == full.to_integral_value() else full
        )  # 1.0 would have the plural of a fraction
        return _signed(
            format_compact_decimal(whole, format_type=length, locale=locale, fraction_digits=MOST_SIGNIFICANT)
        )

    return dressed


def _percent_sign(locale: Locale) -> Callable[[str, Decimal], str]:
    """Puts the sign where the language has it: 12.3%, %12,3, 12,3 %; a minus comes before both."""
    pattern = locale.percent_formats[None].pattern
    return lambda text, _: text[: text.startswith(MINUS)] + pattern.replace("#,##0", text.removeprefix(MINUS))
