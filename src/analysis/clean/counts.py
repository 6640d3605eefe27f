"""Counts as a screen showed them: `28,7 B takipçi` is a number, a step and the interval that they allow."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from analysis.clean.count_forms import (
    BEFORE,
    BEHIND,
    LANGUAGES,
    Forms,
    alphabet_note,
    clean,
    fold,
    forms,
    numbers,
    without_labels,
    without_qualifier,
)

# How far below and above the shown value the true one can lie, in steps.
RULES = {"exact": (0.0, 0.0), "nearest": (0.5, 0.5), "floor": (0.0, 1.0), "unknown": (0.5, 1.0)}
LONGEST = 15  # digits: more than any count has, and the most that a float keeps
THOUSANDS = (10**3, 10**6, 10**9, 10**12)
KNOWN_DISPLAYS = Path(__file__).with_name("platforms.yaml")

_IN_FULL = "write the count in full, such as 28700, without separators"
_SHOWN = "write the count that was shown"

# What is certainly not a count, by how it begins: pattern, reason, next step.
_NO_COUNT = (
    ("$", "is empty: not given", "leave the cell empty"),
    ("[=@+]", "looks like a spreadsheet formula", f"{_SHOWN}, as text"),
    ("[^0-9]*$", "has no number", "leave the cell empty if no count was shown, and say why in the note"),
    (".*[%٪]", "is a percentage, not a count", _SHOWN),
    (r"-|\([0-9]", "is negative, and a count is not", _SHOWN),
    (".*[0-9][-/][0-9]", "looks like a date or a range", f"{_SHOWN}, alone"),
    (r".*\b[0-9]{1,2}\.[0-9]{1,2}\.(?:[0-9]{4}|[0-9]{2})\b", "looks like a date", f"{_SHOWN}, alone"),
    (r".*[0-9]e\+?[0-9]", "has lost digits to scientific notation", f"format the column as text; {_SHOWN}"),
)
_DIGITS = re.compile(r"[0-9](?:[.,' ٫٬]?[0-9])*")


class CountError(ValueError):
    """A text that cannot be read as one count: what it was, why not, and what to do."""

    def __init__(self, text: str, reason: str, mend: str):
        super().__init__(f'"{text}" {reason}; {mend}')
        self.text, self.reason, self.mend = text, reason, mend


@dataclass(frozen=True, slots=True)
class Count:
    """A count as it was shown, and the interval `[low, high)` in which the true one lies (a point if exact).

    `unit` is the step of the last digit shown. `precision` is "exact" (shown in full), "displayed" (shown abbreviated)
    or "inferred" (written in full, but most likely from an abbreviated display). With the qualifier "more_than" `high`
    is infinite; with "less_than" `low` is 0.
    """

    shown: str
    value: int
    unit: int
    precision: Literal["exact", "displayed", "inferred"]
    rule: Literal["exact", "nearest", "floor", "unknown"]
    low: float
    high: float
    qualifier: Literal["", "about", "more_than", "less_than"]


@dataclass(frozen=True, slots=True)
class Display:
    """How a platform displays counts; `platforms.yaml` says what is known, and from where."""

    rule: str = "unknown"
    steps: tuple[tuple[int, int], ...] = ()
    drops_zero: bool = False
    exact_below: int = 10_000

    def step(self, value: int) -> int | None:
        """By how much the display moves at this count, None where it is shown in full or nothing is known."""
        reached = [step for start, step in self.steps if start <= value]
        return reached[-1] if reached else None


@dataclass(frozen=True, slots=True)
class _Parts:
    shown: str
    digits: str
    form: str
    qualifier: str
    spoken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    value: int
    unit: int
    scale: int
    language: str
    own_sign: bool  # false where the sign before the decimals is not the language's


def read_count(
    text: str,
    *,
    language: str | None = None,
    platform: str | None = None,
    rule: str | None = None,
    unit: int | None = None,
) -> Count:
    """The count that a text shows, with its step and its interval.

    `language` is that of the screen, as CLDR names it (`kk`, `uz_Cyrl`); without it the eight of `LANGUAGES` must agree.
    `rule` is "nearest", "floor" or "unknown"; without it, or as "platform", it is that of the platform. `unit` is the
    step where somebody knows it; 1 says that the count is exact.

    A reader may dispute how a number written in full is taken. Below the platform's limit it is exact (X: 10,000). From
    there on, a multiple of the platform's step was almost surely typed from an abbreviation (`205,200` from `205.2K`),
    and so was one in three zeros or more; one count in a hundred, or in a thousand, ends so by chance. "About" widens
    nothing: the step is that of the digits shown, and the platform's rule is not applied to somebody's own rounding.

    Raises `CountError` for text that is no count, or that can be read in two ways.
    """
    parts = _take_apart(text)
    reading = _only_reading(parts, language)
    display = _display(platform)
    step, precision = _step(reading, parts, display, unit)
    chosen = _chosen(rule, parts, display)
    applied = "exact" if precision == "exact" else chosen
    low, high = _bounds(reading.value, step, applied, parts.qualifier)
    return Count(text, reading.value, step, precision, applied, low, high, parts.qualifier)


def interval(value: Any, unit: Any, rule: str) -> tuple[Any, Any]:
    """The lowest value and the first one too high, `(low, high)`, of shown values under one of `RULES`.

    Numbers, arrays and Series alike. A step of 1 leaves nothing open, and no count is below 0. Qualifiers are not
    known here: for "more than 856" take the bounds of the `Count`.
    """
    below, above = RULES[_checked(rule)]
    step = unit * (unit > 1)
    low = value - below * step
    return (low + abs(low)) / 2, value + above * step


def _checked(rule: str) -> str:
    if rule not in RULES:
        raise ValueError(f"no rounding rule is called {rule!r}; choose one of {', '.join(RULES)}")
    return rule


def _chosen(rule: str | None, parts: _Parts, display: Display) -> str:
    if rule not in (None, "platform"):
        return _checked(rule)
    return "unknown" if parts.qualifier == "about" else display.rule


def _bounds(value: int, step: int, rule: str, qualifier: str) -> tuple[float, float]:
    if qualifier == "more_than":
        return float(value), math.inf
    return (0.0, float(value)) if qualifier == "less_than" else interval(value, step, rule)


@lru_cache
def displays() -> dict[str, Display]:
    """How each platform of platforms.yaml displays counts."""
    known = yaml.safe_load(KNOWN_DISPLAYS.read_text(encoding="utf-8"))
    return {platform: _described(**facts) for platform, facts in known.items()}


def _described(rule: str, steps: dict[int, int] | None = None, drops_zero: bool = False) -> Display:
    if not steps:
        return Display(_checked(rule))
    ordered = tuple(sorted(steps.items()))
    return Display(_checked(rule), ordered, drops_zero, exact_below=ordered[0][0])


def _display(platform: str | None) -> Display:
    """What is known of a platform. A number that is from no platform has no limit below which it is exact."""
    return displays().get(platform, Display()) if platform else Display(exact_below=0)


def _step(reading: _Reading, parts: _Parts, display: Display, unit: int | None) -> tuple[int, str]:
    """The step and how it is known: given, of the digits shown, or of a display that was typed out."""
    if unit is not None:
        return _given_step(reading, parts, unit)
    about = parts.qualifier == "about"
    if reading.scale > 1:
        return (reading.unit if about else _step_abbreviated(reading, display)), "displayed"
    if about:
        return 10 ** _zeros(reading.value), "displayed"
    step, precision = _step_in_full(reading.value, display)
    return step, "displayed" if parts.qualifier and precision == "exact" else precision


def _step_abbreviated(reading: _Reading, display: Display) -> int:
    """The step of the last digit, or the display's smaller one where that does not show a last zero."""
    known = display.step(reading.value) if display.drops_zero and reading.scale in THOUSANDS else None
    return min(reading.unit, known or reading.unit)


def _given_step(reading: _Reading, parts: _Parts, unit: int) -> tuple[int, str]:
    if unit < 1 or reading.value % unit:
        raise CountError(
            parts.shown,
            f"is not a multiple of the unit {unit:,} that is given for it",
            "the unit is the step of the last digit shown, such as 100 for 28.7K, and 1 for an exact count",
        )
    return unit, "exact" if unit == 1 and not parts.qualifier else "displayed"


def _step_in_full(value: int, display: Display) -> tuple[int, str]:
    """The step of a number written in full: of the platform, of its zeros, or none."""
    step = display.step(value)
    if step and value % step == 0:
        return step, "inferred"
    if value >= display.exact_below and _zeros(value) >= 3:
        return 10 ** _zeros(value), "inferred"
    return 1, "exact"


def _zeros(value: int) -> int:
    return len(str(value)) - len(str(value).rstrip("0")) if value else 0


def _take_apart(text: str) -> _Parts:
    """The digits, the form that scales them, and what the words around them say."""
    plain = fold(clean(text))
    for pattern, reason, mend in _NO_COUNT:
        if re.match(pattern, plain):
            raise CountError(text, reason, mend)
    found = _DIGITS.search(plain)
    digits = found[0].replace("٬", "'")
    if re.match("0[0-9]", digits) or len(re.sub("[^0-9]", "", digits)) > LONGEST:
        raise CountError(text, "has digits as no count has (a zero in front, or too many)", _IN_FULL)
    before, spoken_before = without_labels(plain[: found.start()])
    behind, spoken_behind = without_labels(plain[found.end() :])
    before, first = without_qualifier(before, BEFORE)
    form, second = without_qualifier(behind, BEHIND)
    if before or (first and second) or re.search("[0-9]", form):
        reason = f'has more than one number and what belongs to it ("{before or behind}")'
        raise CountError(text, reason, "leave the count as it was shown, and move the rest to the note")
    return _Parts(text, digits, form, first or second, spoken_before + spoken_behind)


def _only_reading(parts: _Parts, language: str | None) -> _Reading:
    """The one meaning of the text, asked of its language; others are heard where the text itself points to them."""
    asked = [_language(parts, language)] if language else _likely_languages(parts)
    readings = [reading for each in asked for reading in _readings(parts, forms(each))]
    if not readings:
        raise _unread(parts, [forms(each) for each in asked])
    pointed = parts.spoken if language else ()
    if any(not reading.own_sign for reading in readings):
        sign = re.search("[^0-9]", parts.digits)[0]
        pointed = (*pointed, *(each for each in LANGUAGES if forms(each).decimal == sign))
    readings += [reading for each in dict.fromkeys(pointed) for reading in _readings(parts, forms(each))]
    if len({(reading.value, reading.unit) for reading in readings}) > 1:
        raise _ambiguous(parts, readings)
    return readings[0]


def _language(parts: _Parts, language: str) -> str:
    try:
        forms(language)
    except LookupError:
        reason = f"cannot be read in the language {language!r}, which is not known"
        raise CountError(parts.shown, reason, "give the screen's language as kk, tr, uz_Cyrl …") from None
    return language


def _likely_languages(parts: _Parts) -> Iterable[str]:
    """Those whose words stand beside the number; of a whole number, those that group by its sign; else all."""
    grouping = [each for each in LANGUAGES if not parts.form and forms(each).group in parts.digits]
    return parts.spoken or grouping or LANGUAGES


def _readings(parts: _Parts, language: Forms) -> Iterable[_Reading]:
    """The whole counts that the text can mean; where it may say thousand twice (`25.000 ming`) also without."""
    for scale in sorted(language.meanings(parts.form, parts.digits)):
        for number in numbers(parts.digits, language, scaled=bool(parts.form)):
            own_sign = not number.places or number.sign == language.decimal
            value, unit = number.amount * scale, max(1, scale // 10**number.places)
            if value == int(value):
                yield _Reading(int(value), unit, scale, language.name, own_sign)
            if scale > 1 and number.sign and not number.places:
                yield _Reading(int(number.amount), 1, 1, language.name, own_sign)


def _ambiguous(parts: _Parts, readings: list[_Reading]) -> CountError:
    ways: dict[int, list[_Reading]] = {}
    for reading in readings:
        ways.setdefault(reading.value, []).append(reading)
    options = " or ".join(f"{value:,} ({_way(ways[value])})" for value in sorted(ways))
    return CountError(
        parts.shown,
        f"can be read as {options}{alphabet_note(parts.form)}",
        "give the language of the screen and the text exactly as shown there, or the count in full and its step as unit",
    )


def _way(readings: list[_Reading]) -> str:
    """How a value comes about and in which languages: `28.7 × 1,000, Turkish`."""
    first = readings[0]
    product = f"{Decimal(first.value) / first.scale:,f} × {first.scale:,}" if first.scale > 1 else "in full"
    names = list(dict.fromkeys(reading.language for reading in readings))
    return ", ".join([product, *names[:3], *(["…"] if names[3:] else [])])


def _unread(parts: _Parts, asked: list[Forms]) -> CountError:
    if not any(language.meanings(parts.form, parts.digits) for language in asked):
        others = [forms(each).name for each in LANGUAGES if forms(each).meanings(parts.form, parts.digits)]
        where = f" (it is in {', '.join(others)})" if others else ""
        names = " or ".join(language.name for language in asked)
        reason = f'ends in "{parts.form}", which is no short form of a number in {names}{where}'
        mend = f"correct the language of the screen, or {_IN_FULL}"
        return CountError(parts.shown, reason + alphabet_note(parts.form), mend)
    if re.fullmatch("[0-9]+[.,٫][0-9]+", parts.digits):
        left_out = "" if parts.form else ": perhaps K, M or a word such as thousand was left out"
        reason = f"comes out with decimals, and a count is whole{left_out}"
        return CountError(parts.shown, reason, f"write what the screen showed, or {_IN_FULL}")
    reason = "has separators that make neither groups of three digits nor decimals alone"
    return CountError(parts.shown, reason, _IN_FULL)
