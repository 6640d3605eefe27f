"""How languages write a count: signs and short forms from CLDR, and the words that stand around the number.

Letters are compared as `fold` leaves them: lower case by the Turkish rule, so that `BİN`, `Bin` and `bin` are one word.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale

# Asked when nobody said which language a screen was in.
LANGUAGES = ("en", "tr", "kk", "ky", "uz", "uz_Cyrl", "az", "ru")

# Seen beside CLDR's forms: X and others show an English K or M in interfaces of any language, people type both in
# lower case; Turkish and Kyrgyz texts have these short forms of the billion; Indian English spells its units out.
SEEN = {"": {"k": 10**3, "m": 10**6}, "tr": {"mlr": 10**9}, "ky": {"млрд": 10**9}, "en_IN": {"lakh": 10**5, "crore": 10**7}}

# Words that name what is counted. Where no language is given they tell it: "28,7 B takipçi" is Turkish.
LABELS = {
    "en": "followers?|subscribers?|members?|posts?|tweets?|videos?|people|inhabitants",
    "tr": "takipçi(?:si|ler|leri)?|abone(?:si|ler)?|gönderi(?:si|ler)?|tweet(?:ler)?|video|kişi",
    "kk": "жазылушы(?:сы|лар|лары)?|оқырман(?:ы|дар)?|жазба(?:сы|лар)?|пост(?:ы|тар)?|твит(?:тер)?|бейне|адам",
    "ky": "жазылуучу(?:су|лар)?|окурман(?:ы|дар)?|жазуу(?:лар)?|пост(?:у|тор)?|твит(?:тер)?|адам",
    "uz": "obunachi(?:si|lar|lari)?|kuzatuvchi(?:si|lar)?|post(?:i|lar)?|tvit(?:lar)?|kishi",
    "uz_Cyrl": "обуначи(?:си|лар|лари)?|кузатувчи(?:си|лар)?|пост(?:и|лар)?|твит(?:лар)?|киши",
    "az": "izləyici(?:si|lər)?|abunəçi(?:si|lər)?|abunə|paylaşım(?:ı|lar)?|post(?:u|lar)?|tvit(?:lər)?|nəfər",
    "ru": "подписчик(?:а|и|ов)?|читател(?:ь|я|и|ей)|пост(?:а|ы|ов)?|твит(?:а|ы|ов)?|запис(?:ь|и|ей)"
    "|публикаци(?:я|и|й)|участник(?:а|и|ов)?|видео|человека?",
}

# What says that the number is not the count itself: signs and words before it; words behind it; words behind it that
# need an ending on the number ("1,4 миллиардтан астам", "856'dan fazla").
FROM = r"[-' ]?(?:[dtn][aeə]n|[дтн][аеоө]н)"
TO = r"[-' ]?(?:y?[aeə]|ga|[гғкқ][аеоө])"
QUALIFIERS = {
    "more_than": (
        "[>≥]",
        "more than|over|above|at least|en az|кемінде|кеминде|kamida|камида|ən azı|более(?: чем)?|больше|свыше|не менее",
        r"\+",
        "or more|plus|и более",
        (FROM, "fazla|астам|артық|көп|ашык|ашуун|ortiq|ko'p|ортиқ|кўп|çox|artıq"),
    ),
    "less_than": (
        "[<]",
        "less than|fewer than|under|below|менее|меньше",
        None,
        None,
        (FROM, "az|кем|аз|kam|кам"),
    ),
    "about": (
        "[~≈]",
        r"about|around|approximately|approx\.?|roughly|circa|ca\.|yaklaşık(?: olarak)?|шамамен|болжол менен|taxminan"
        r"|тахминан|təxminən|təqribən|около|примерно|приблизительно|порядка",
        None,
        "approximately|шамасында|civarında",
        (TO, "yakın|жуық|жакын|yaqin|яқин|yaxın"),
    ),
}

_TURKISH_CASE = str.maketrans({"İ": "i", "I": "i", "ı": "i"})
_LOOKALIKES = {"к": "k", "м": "m", "в": "b"}
_SAME_SIGN = str.maketrans(dict.fromkeys("’‘ʼʻ`´", "'") | dict.fromkeys("‐‑‒–—―−", "-"))


@dataclass(frozen=True, slots=True)
class Number:
    """One way to read the digits: the amount, its decimal places, and the role that this gives to the sign."""

    amount: Decimal
    places: int
    role: str


@dataclass(frozen=True, slots=True)
class Forms:
    """The signs and short forms with which one language writes numbers, folded; `scales` gives what a form can mean."""

    name: str
    decimal: str
    group: str
    by_hundreds: bool
    scales: dict[str, frozenset[int]]

    def meanings(self, form: str, digits: str) -> frozenset[int]:
        """By how much the form multiplies: nothing if the language has no such form, two numbers if that is open.

        A Cyrillic К, М or В counts as the Latin letter that it looks like, unless the language has it as a letter of
        its own: Kazakh `м.` is a thousand and Latin `M` a million. Screens write `м.` from 100 thousand on, so before
        fewer digits it may as well be somebody's million.
        """
        found = self.scales.get(form) or (self.scales.get(form.rstrip(".")) if len(form) != 2 else None) or frozenset()
        if form in _LOOKALIKES:
            return found | self.scales.get(_LOOKALIKES[form], frozenset()) | self.scales.get(f"{form}.", frozenset())
        whole = re.match("[0-9]*", digits)[0]
        return found | {10**6} if found and form == "м." and len(whole) < 3 else found


def clean(text: str) -> str:
    """The text with one kind of space, apostrophe and dash, ASCII digits, and no invisible characters."""
    visible = (sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    plain = "".join(str(unicodedata.decimal(sign, sign)) for sign in visible)
    return " ".join(plain.translate(_SAME_SIGN).split())


def fold(text: str) -> str:
    """Lower case in which dotted and dotless i are one letter, for comparing words of any language."""
    return text.translate(_TURKISH_CASE).lower()


@lru_cache(maxsize=64)
def forms(language: str) -> Forms:
    """The forms of a language. Raises `LookupError` or `ValueError` if CLDR does not have it."""
    locale = Locale.parse(language.strip().replace("-", "_"))
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

    One sign before exactly three digits can be either sign. Without a form it is a group: a count is whole. With a form
    it is what it is in the language, and both where the language does not say or where no decimal would be shown
    (`25.000 ming`, `25,000 ming`). Other signs have one reading or none.
    """
    pieces, signs = re.split("[^0-9]", digits), set(re.findall("[^0-9]", digits))
    if len(signs) != 1:
        return [] if signs else [Number(Decimal(digits), 0, "")]
    (sign,) = signs
    whole, fraction = pieces[0], pieces[-1]
    grouped = sign != "٫" and _in_groups(pieces, language)
    decimal = sign in ".,٫" and len(pieces) == 2 and (scaled or grouped and sign != language.group)
    if grouped and decimal and scaled and sign == language.decimal and fraction != "000":
        grouped = False
    found = [Number(Decimal("".join(pieces)), 0, f'with "{sign}" between groups')] if grouped else []
    return found + ([Number(Decimal(f"{whole}.{fraction}"), len(fraction), f'with "{sign}" before decimals')] if decimal else [])


def without_labels(text: str) -> tuple[str, tuple[str, ...]]:
    """Folded text without the words that name what is counted, and the languages whose words they are."""
    spoken = tuple(language for language, pattern in _LABELS.items() if pattern.search(text))
    for pattern in _LABELS.values():
        text = pattern.sub(" ", text)
    return _tidy(text), spoken


def without_qualifier(text: str, *, behind: bool) -> tuple[str, str]:
    """Folded text before or behind a number without its qualifier, and which this is, or ''."""
    for qualifier, patterns in _QUALIFIERS.items():
        if patterns[behind].search(text):
            return _tidy(patterns[behind].sub(" ", text, count=1)), qualifier
    return text, ""


def alphabet_note(form: str) -> str:
    """Says so if a form has Cyrillic letters for Latin ones, or both."""
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
    """CLDR's forms behind a number (`0 тыс'.'` at 1000 is ("тыс", 1000)); one letter keeps its full stop."""
    for width in ("short", "long"):
        if width not in locale.compact_decimal_formats:  # az_Cyrl has no long ones
            continue
        for magnitudes in locale.compact_decimal_formats[width].values():
            for magnitude, pattern in magnitudes.items():
                parts = re.fullmatch("(0+)(.+)", clean(pattern.pattern.replace("'", "")))
                if parts:
                    form = fold(parts[2].strip())
                    yield form.rstrip(".") if len(form) != 2 else form, int(magnitude) // 10 ** (len(parts[1]) - 1)


def _in_groups(pieces: list[str], language: Forms) -> bool:
    first, *middle, last = pieces
    if not 1 <= len(first) <= 3 or first.startswith("0") or len(last) != 3:
        return False
    return all(len(piece) == 3 for piece in middle) or (
        language.by_hundreds and len(first) < 3 and all(len(piece) == 2 for piece in middle)
    )


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(" :;,·")


def _words(pattern: str) -> str:
    return rf"(?<!\w)(?:{fold(pattern)})(?!\w)"


def _qualifier(
    sign_before: str, before: str, sign_behind: str | None, behind: str | None, ending: tuple[str, str]
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    rear = [sign_behind, behind and _words(behind), rf"{ending[0]} (?:{fold(ending[1])})(?!\w)"]
    return re.compile(f"{sign_before}|{_words(before)}"), re.compile("|".join(part for part in rear if part))


_LABELS = {language: re.compile(_words(words)) for language, words in LABELS.items()}
_QUALIFIERS = {name: _qualifier(*parts) for name, parts in QUALIFIERS.items()}
