"""How languages write a count: signs and short forms from CLDR, and the words that stand around the number.

Words are compared as `fold` leaves them: in lower case, dotted and dotless i as one letter.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError

# Asked when nobody said which language a screen was in.
LANGUAGES = ("en", "tr", "kk", "ky", "uz", "uz_Cyrl", "az", "ru")

# Seen beside CLDR's forms (a language's own form comes first: Indonesian M is a billion).
SEEN = {
    "": {"k": 10**3, "m": 10**6},  # X shows an English K or M in other languages too, and people type them
    "tr": {"mlr": 10**9},
    "ky": {"млрд": 10**9},  # CLDR has млд
    "en_IN": {"lakh": 10**5, "crore": 10**7},  # CLDR has L and Cr
}

_ONE_LETTER = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_ONE_SIGN = str.maketrans(dict.fromkeys("’‘ʼʻ`´", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_LOOKALIKES = {"к": "k", "м": "m", "в": "b"}  # Cyrillic letters, and the Latin ones that they look like


def clean(text: str) -> str:
    """The text with one kind of space, apostrophe and dash, ASCII digits, and no invisible characters."""
    visible = (sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in visible)
    return " ".join(plain.translate(_ONE_SIGN).split())


def fold(text: str) -> str:
    """The text as it is compared: `BİN`, `BIN`, `Bin` are `bin`. (`.lower()` makes two characters of `İ`.)"""
    return text.translate(_ONE_LETTER).lower()


def _words(words: str = "", *, signs: str = "", ending: str = "", behind: str = "") -> re.Pattern[str]:
    """Any of the whole words, of the signs, or of the words `behind` a number that carries the `ending`."""
    ways = [
        signs,
        words and rf"(?<!\w)(?:{fold(words)})(?!\w)",
        behind and rf"[-' ]?(?:{ending}) (?:{fold(behind)})(?!\w)",
    ]
    return re.compile("|".join(way for way in ways if way))


# What is counted. Where no language is given these words tell it: "28,7 B takipçi" is Turkish.
LABELS = {
    "en": _words("followers?|subscribers?|members?|posts?|tweets?|videos?|people|inhabitants"),
    "tr": _words(
        "takipçi(?:si|ler|leri)?|abone(?:si|ler)?|gönderi(?:si|ler)?|tweet(?:ler)?|video(?:su|lar)?|kişi"
    ),
    "kk": _words(
        "жазылушы(?:сы|лар|лары)?|оқырман(?:ы|дар)?|жазба(?:сы|лар)?|пост(?:ы|тар)?|твит(?:тер)?|бейне|адам"
    ),
    "ky": _words("жазылуучу(?:су|лар)?|окурман(?:ы|дар)?|жазуу(?:лар)?|пост(?:у|тор)?|твит(?:тер)?|адам"),
    "uz": _words("obunachi(?:si|lar|lari)?|kuzatuvchi(?:si|lar)?|post(?:i|lar)?|tvit(?:lar)?|kishi"),
    "uz_Cyrl": _words("обуначи(?:си|лар|лари)?|кузатувчи(?:си|лар)?|пост(?:и|лар)?|твит(?:лар)?|киши"),
    "az": _words(
        "izləyici(?:si|lər)?|abunəçi(?:si|lər)?|abunə|paylaşım(?:ı|lar)?|post(?:u|lar)?|tvit(?:lər)?|nəfər"
    ),
    "ru": _words(
        "подписчик(?:а|и|ов)?|читател(?:ь|я|и|ей)|участник(?:а|и|ов)?|пост(?:а|ы|ов)?|твит(?:а|ы|ов)?"
        "|запис(?:ь|и|ей)|публикаци(?:я|и|й)|видео|человека?"
    ),
}

# What says that the number is not the count itself, before the number and behind it. Turkic languages put such words
# behind a case ending: "1,4 миллиардтан астам", "856'dan fazla".
_FROM = "[dtn][aeə]n|[дтн][аеоө]н"
_TO = "y?[aeə]|ga|[гғкқ][аеоө]"
BEFORE = {
    "more_than": _words(
        "more than|over|above|at least|en az|кемінде|кеминде|kamida|камида|ən azı"
        "|более(?: чем)?|больше|свыше|не менее",
        signs="[>≥]=?",
    ),
    "less_than": _words("less than|fewer than|under|below|менее|меньше", signs="<"),
    "about": _words(
        r"about|around|approximately|approx\.?|roughly|circa|ca\.|yaklaşık(?: olarak)?|шамамен|болжол менен"
        "|taxminan|тахминан|təxminən|təqribən|около|примерно|приблизительно|порядка",
        signs="[~≈]",
    ),
}
BEHIND = {
    "more_than": _words(
        "or more|plus|и более",
        signs=r"\+",
        ending=_FROM,
        behind="fazla|астам|артық|көп|ашык|ашуун|ortiq|ko'p|ортиқ|кўп|çox|artıq",
    ),
    "less_than": _words(ending=_FROM, behind="az|кем|аз|kam|кам"),
    "about": _words(
        "approximately|шамасында|civarında", ending=_TO, behind="yakın|жуық|жакын|yaqin|яқин|yaxın"
    ),
}


@dataclass(frozen=True, slots=True)
class Number:
    """One way to read digits and their signs; a sign with no decimal places behind it parts groups."""

    amount: Decimal
    places: int
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Forms:
    """How one language writes numbers; `scales` has, per folded form, by how much it can multiply."""

    name: str
    decimal: str
    group: str
    by_hundreds: bool
    scales: dict[str, frozenset[int]]

    def meanings(self, form: str, digits: str) -> frozenset[int]:
        """By how much the form multiplies the digits: none if it is not of the language, two if that is open.

        A Cyrillic К, М or В counts as the Latin letter that it looks like, unless the language has that letter
        itself: Kazakh `м.` is a thousand and Latin `M` a million. Screens write `м.` from 100 thousand on, so
        behind fewer digits it may as well be somebody's million.
        """
        found = self._known(form)
        if form in _LOOKALIKES:
            return found | self._known(_LOOKALIKES[form]) | self._known(f"{form}.")
        whole = re.match("[0-9]*", digits)[0]
        return found | {10**6} if found and form == "м." and len(whole) < 3 else found

    def _known(self, form: str) -> frozenset[int]:
        return self.scales.get(_without_stop(form), frozenset())


@lru_cache(maxsize=64)
def forms(language: str) -> Forms:
    """The forms of a language, e.g. `kk`, `uz_Cyrl`, `en-IN`. Raises `LookupError` if CLDR does not know it."""
    try:
        locale = Locale.parse(language.strip().replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise LookupError(f"no language {language!r}") from error
    symbols = locale.number_symbols.get("latn") or locale.number_symbols[locale.default_numbering_system]
    return Forms(
        name=locale.english_name,
        decimal=symbols["decimal"],
        group=clean(symbols["group"]) or " ",
        by_hundreds=locale.decimal_formats[None].grouping[1] == 2,
        scales=_scales(locale),
    )


def numbers(digits: str, language: Forms, *, scaled: bool) -> list[Number]:
    """Every way to read digits with their signs, e.g. `28,7`; `scaled` if a form such as `K` follows.

    A sign before exactly three digits can part groups or decimals. A count is whole, so without a form it parts
    groups; only `25.000` in a language that does not group by this sign is left open. Before a form it is what the
    language makes of it, and open where the language does not say, or where no decimal would be shown
    (`25.000 ming` in Uzbek, `25,000 ming`).
    """
    pieces, signs = re.split("[^0-9]", digits), set(re.findall("[^0-9]", digits))
    if len(signs) != 1:
        return [] if signs else [Number(Decimal(digits), 0)]
    (sign,) = signs
    as_groups = sign != "٫" and _in_groups(pieces, language)
    as_decimal = sign in ".,٫" and len(pieces) == 2
    if scaled:
        as_groups = as_groups and (sign != language.decimal or pieces[-1] == "000")
    else:
        as_decimal = as_decimal and as_groups and sign != language.group
    found = [Number(Decimal("".join(pieces)), 0, sign)] if as_groups else []
    return found + ([Number(Decimal(".".join(pieces)), len(pieces[1]), sign)] if as_decimal else [])


def without_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """Folded text without the words that name what is counted, and the languages whose words they are."""
    spoken = tuple(language for language, words in LABELS.items() if words.search(text))
    for language in spoken:
        text = LABELS[language].sub(" ", text)
    return _tidy(text), spoken


def without_qualifier(text: str, qualifiers: dict[str, re.Pattern[str]]) -> tuple[str, str]:
    """Folded text without the first of the qualifiers (`BEFORE` or `BEHIND`) in it, and which that is, or ''."""
    for qualifier, words in qualifiers.items():
        if words.search(text):
            return _tidy(words.sub(" ", text, count=1)), qualifier
    return text, ""


def alphabet_note(form: str) -> str:
    """Says so if a form has a Cyrillic letter where a Latin one was to be expected; else ''."""
    letters = [sign for sign in form if sign.isalpha()]
    cyrillic = [sign for sign in letters if unicodedata.name(sign, "").startswith("CYRILLIC")]
    if form.rstrip(".") in _LOOKALIKES:
        return f"; {cyrillic[0].upper()} is the Cyrillic letter, not the Latin one"
    if cyrillic and len(cyrillic) < len(letters):
        return f"; it mixes alphabets: {', '.join(dict.fromkeys(cyrillic))} is Cyrillic, the rest is not"
    return ""


def _scales(locale: Locale) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {"": {1}}
    for form, scale in _compact_forms(locale):
        found.setdefault(form, set()).add(scale)
    for place in ("", locale.language, f"{locale.language}_{locale.territory}"):
        for form, scale in SEEN.get(place, {}).items():
            found.setdefault(form, {scale})
    return {form: frozenset(scales) for form, scales in found.items()}


def _compact_forms(locale: Locale) -> Iterable[tuple[str, int]]:
    """CLDR's short and long forms behind a number: the pattern `0 тыс'.'` at 1000 gives ("тыс", 1000)."""
    for width in ("short", "long"):
        if width not in locale.compact_decimal_formats:  # az_Cyrl has no long ones
            continue
        for magnitudes in locale.compact_decimal_formats[width].values():
            for magnitude, pattern in magnitudes.items():
                parts = re.fullmatch("(0+) ?(.+)", clean(pattern.pattern.replace("'", "")))
                if parts:
                    yield _without_stop(fold(parts[2])), int(magnitude) // 10 ** (len(parts[1]) - 1)


def _without_stop(form: str) -> str:
    """`тыс.` and `тыс` are one form; a single letter keeps its full stop, since `м.` and `M` are two."""
    return form if len(form) == 2 else form.rstrip(".")


def _in_groups(pieces: list[str], language: Forms) -> bool:
    first, *middle, last = pieces
    longest, between = (2, 2) if language.by_hundreds and middle else (3, 3)
    return (
        1 <= len(first) <= longest
        and not first.startswith("0")
        and all(len(piece) == between for piece in middle)
        and len(last) == 3
    )


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" :;,·")
