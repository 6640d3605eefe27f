"""Phrases that earlier stages write into their tables in English, said in the language of the paper.

The templates of a section of words/en.yaml (`formula.growth_pace: "growth / {n} days × 30"`) tell which phrase it is and
what its fields hold. The other languages have templates under the same keys.
"""

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from analysis.draw.words import Words, english_words

FIELD = re.compile(r"\\\{(\w+)\\\}")  # as it stands in an escaped template
# What a field can hold, and how a language says it.
FIELDS: dict[str, tuple[str, Callable[[str, Words], str]]] = {
    **dict.fromkeys(("n", "others", "hits"), (r"\d+", lambda text, words: words.number(int(text)))),
    **dict.fromkeys(
        ("first", "last"),
        (r"\d{4}-\d\d-\d\d", lambda text, words: words.date(dt.date.fromisoformat(text))),
    ),
    **dict.fromkeys(("count", "measure"), (r"[\w ]+", lambda text, words: _word("inline", text, words))),
    "verdict": (r"[\w ]+", lambda text, words: _word("verdict", text, words)),
    "metric": (r"\w+", lambda text, words: _word("metric", text, words)),
    "platform": (r"\w+", lambda text, words: words.platform(text)),
    "name": (r"\S+", lambda text, words: text),
    "word": (r".+", lambda text, words: text),
    "statistic": (r"[\w ]+", lambda text, words: said("formula.statistic", text, words)),
    "interval": (r".+", lambda text, words: said("formula.interval", text, words)),
    "formula": (r".+", lambda text, words: said("formula", text, words)),
    **dict.fromkeys(("format", "tool", "other"), (r".+", lambda text, words: said("format", text, words))),
}
PHRASES = ("formula", "format", "tool", "other")  # fields that hold a phrase of their section


def said(section: str, text: str, words: Words) -> str:
    """The phrase in the language; as it stands where no template fits it or the language has none of its own."""
    for key, pattern in _patterns(section):
        if found := pattern.fullmatch(text):
            template = _template(key, words)
            own = template != english_words()[key]
            parts = found.groupdict()
            return template.format(
                **{field: _part(field, part, words, own=own) for field, part in parts.items()}
            )
    return text


def _part(field: str, text: str, words: Words, *, own: bool) -> str:
    """What a field holds, in the language; in a template that is still English only phrases are."""
    return FIELDS[field][1](text, words) if own or field in PHRASES else text


def _word(section: str, text: str, words: Words) -> str:
    key = f"{section}.{text.replace(' ', '_')}"
    return words(key) if words.has(key) else text


def _template(key: str, words: Words) -> str:
    """The words under the key with their fields open."""
    fields = re.findall(r"\{(\w+)\}", english_words()[key])
    return words(key, **{field: "{" + field + "}" for field in fields})


@cache
def _patterns(section: str) -> list[tuple[str, re.Pattern]]:
    """The section's keys with patterns of their English; those that say most in words of their own come first."""
    found = {
        key: text
        for key, text in english_words().items()
        if key.startswith(f"{section}.") and "." not in key.removeprefix(f"{section}.")
    }
    return [
        (key, re.compile(FIELD.sub(lambda field: f"(?P<{field[1]}>{FIELDS[field[1]][0]})", re.escape(text))))
        for key, text in sorted(found.items(), key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[1])))
    ]
