"""Posts made up for the tests of the coder, and a plain coder to hold the fast one against.

The posts are strings of indicators with endings, near misses, function words and every kind of disturbance that
posts have; they mean nothing. The plain coder shares no code with `analysis.measure`: it cuts a post into words
with one regular expression and compares word by word with `fnmatch`.
"""

import fnmatch
import functools
import random
import re
import unicodedata
from collections.abc import Iterator

ENDINGS = {
    "en": ["", "s", "ed", "ing", "al", "'s", "’s"],
    "kk": ["", "лар", "дың", "ға", "ында", "ына", "мен", "-ның", "ы"],
    "ky": ["", "лар", "дын", "га", "ында", "нун", "менен", "у"],
    "uz": ["", "lar", "ning", "ga", "da", "ʻi", "gʻi", "lari", "и", "лар", "нинг", "si'"],
    "az": ["", "lər", "in", "ə", "ında", "ı", "-nin", "ğı", "lıq"],
    "tr": ["", "ler", "'nin", "’ye", "ımız", "ı", "ları", "ığı", "İ"],
    "ru": ["", "а", "ы", "ов", "ого", "ия", "ёй", "ыми"],
    "any": ["", "s", "1"],
}
FILLERS = {
    "en": "the of and in with I'm minister’s 2024 at. (today) well-known 3,5 co-op it's 'quoted'",
    "kk": "және мен туралы бүгін Ел Астана-Опера 20-ға қазақ үшін «жаңа» І ІІ",
    "ky": "жана менен жөнүндө бүгүн өлкө Ала-Тоо 20га үчүн «жаңы»",
    "uz": "va bilan uchun bugun O'zbekiston O‘zbekiston oʻz tog' bogʻ maʼno ta`lim ва билан учун Ўзбекистон",
    "az": "və ilə üçün bu gün Azərbaycan'ın İqtisadi ISTIQLAL ışıq «yeni» 5-ci",
    "tr": 've ile için bugün Türkiye\'nin TÜRKİYE’NİN ISPARTA ışık iğde İL 20.09.2024 "yeni"',
    "ru": "и в на с для сегодня Россия — что-то 2024-й «новый» т.е. кое-где",
    "any": "https://t.co/visit #hashtag @user_name 👍🏽 🇰🇿🇺🇿 ❤️",
}
APOSTROPHES = "ʻʼ‘’'`"
LETTERS = "aeıioöuübdgkmnştz" + "аеиоуыәөүқнмт"


def posts(indicators: list[tuple[str, str]], many: int, seed: int) -> Iterator[tuple[str, str]]:
    """`many` posts with their language ("" for undecided), from (language, indicator)."""
    chance = random.Random(seed)
    by_language: dict[str, list[str]] = {"any": ["#tag"]}
    for language, indicator in indicators:
        by_language.setdefault(language, []).append(indicator)
    for _ in range(many):
        language = chance.choice([name for name in by_language if name != "any"])
        pieces = []
        for _ in range(chance.randint(0, 9)):
            other = chance.choices([language, "any", chance.choice(list(by_language))], [8, 1, 1])[0]
            if chance.random() < 0.4:
                pieces.append(_disturbed(_spoken(chance, other, chance.choice(by_language[other])), chance))
            else:
                pieces.append(chance.choice(FILLERS[other].split()))
        glue = chance.choices([" ", "  ", "\n", "\u00a0", ", ", "\u2028", ""], [40, 2, 3, 2, 5, 1, 1])[0]
        yield (
            glue.join(pieces),
            chance.choices([language, "", chance.choice(list(by_language))], [6, 3, 1])[0],
        )


def _spoken(chance: random.Random, language: str, indicator: str) -> str:
    words = indicator.split(" ")
    spoken = [
        re.sub(r"\*", lambda _: chance.choice(ENDINGS[language]), word).replace("?", chance.choice(LETTERS))
        for word in words
    ]
    glue = chance.choices([" ", "  ", " \n ", "\u202f", "-", ", ", "\u200b"], [60, 3, 3, 3, 3, 3, 2])[0]
    return glue.join(spoken)


def _disturbed(text: str, chance: random.Random) -> str:
    """The text with up to two of the things that happen to words in posts."""
    ways = [
        lambda text: text.upper(),
        lambda text: text.replace("i", "İ").upper(),
        lambda text: text.title(),
        lambda text: re.sub(f"[{APOSTROPHES}]", lambda _: chance.choice(APOSTROPHES), text),
        lambda text: re.sub(f"[{APOSTROPHES}]", lambda _: chance.choice(APOSTROPHES), text),
        lambda text: text + chance.choice(APOSTROPHES),
        lambda text: f"{chance.choice(APOSTROPHES)}{text}{chance.choice(APOSTROPHES)}",
        lambda text: f"«{text}»",
        lambda text: (
            text + chance.choice([".", "!", ":", ";", "…", "?", ")", "_", "/", "%", "2024", "👍🏽", "🇰🇿"])
        ),
        lambda text: chance.choice(["(", "#", "@", "_", "-", "—", "1", "🇺🇿", "❤️"]) + text,
        lambda text: chance.choice(LETTERS) + text,
        lambda text: f"{text}-{chance.choice(['форум', 'ning', 'up'])}",
        lambda text: f"{chance.choice(['бизнес', 'biznes', 'x'])}-{text}",
        lambda text: f"https://site.kz/{text}?q={text}",
        lambda text: f"www.{text}.org",
        lambda text: f"{text}@{text}.org",
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: _inside(text, chance, ["\u00ad", "\u200d", "\ufeff", "\u200b", ".", "'", "’", "-", " "]),
        lambda text: text.replace("ı", "i").replace("ş", "s"),
    ]
    for way in chance.choices(ways, k=chance.choices([0, 1, 2], [4, 5, 2])[0]):
        text = way(text)
    return text


def _inside(text: str, chance: random.Random, signs: list[str]) -> str:
    place = chance.randint(0, len(text))
    return text[:place] + chance.choice(signs) + text[place:]


# The plain coder ----------------------------------------------------------------------------------------------

_WHOLE = re.compile(
    r"[-+a-z0-9_.]+@[-a-z0-9]+(?:\.[-a-z0-9]+)*\.[a-z]+"
    r"|(?:[-a-z0-9+.]{2,20}://|www\.)[-+a-z0-9@#:.%~=_&/]+(?:\.[-a-z0-9]+)+(?:[/?#][-+a-z0-9@#:.%~=_&]+)*[/?#]?"
    r"|@[a-z0-9_]+|#\w+#?"
)
_LETTER = r"[^\W\d_]"
_ALIKE = rf"(?:{_LETTER}|@)"  # an @ that begins no name is a letter to quanteda
_EITHER = r"(?:[^\W_]|@)"
_WORD = re.compile(
    rf"(?:[\w@]|(?<={_ALIKE})[.'](?={_ALIKE})|(?<=\d)[.,;'](?=\d)|(?<={_EITHER})[-–—](?={_EITHER}))+|[🇦-🇿]{{2}}|.[🏻-🏿]*",
    re.DOTALL,
)


def plain_words(text: str) -> list[str]:
    """The words and signs of a post, its spaces as " "."""
    text = unicodedata.normalize("NFC", text)
    text = re.sub(
        r"[\s\u200b\x00-\x1f\x7f-\x9f]+", " ", re.sub("[\u00ad\u0301\u0307\u200d\ufeff\ufe0f]", "", text)
    )
    text = text.replace("İ", "i").lower().replace("ı", "i")
    text = re.sub("[‘’`]", "'", text.replace("ʻ", "ʼ"))
    text = re.sub(rf"(#\w+)'|(?<={_LETTER})'(?={_LETTER})", lambda one: one[0] if one[1] else "ʼ", text)
    pieces, at = [], 0
    for whole in _WHOLE.finditer(text):
        pieces += [*_WORD.findall(text[at : whole.start()]), whole[0]]
        at = whole.end()
    return pieces + _WORD.findall(text[at:])


@functools.cache
def _glob(pattern: str) -> re.Pattern:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


class PlainCoder:
    """Codes posts word by word; `rows` are (theme, language, indicator, whether it counts), `parents` by theme."""

    def __init__(self, rows: list[tuple[str, str, str, bool]], parents: dict[str, str | None]) -> None:
        self.parents = parents
        self.rows = [
            (theme, language, _plain_indicator(phrase), counts) for theme, language, phrase, counts in rows
        ]
        self.languages = {language for _, language, _, _ in rows}
        self.begins: dict[str, list[int]] = {}
        self.shelves: dict[str, list[int]] = {}
        for number, (_, _, phrase, _) in enumerate(self.rows):
            start = re.match("[^*?]{0,2}", phrase[0])[0]
            self.shelves.setdefault(start if len(start) == 2 else "", []).append(number)

    def themes(self, text: str, language: str) -> frozenset[str]:
        words = plain_words(text)
        hits, excluded = [], []
        for at, word in enumerate(words):
            for number in self._that_begin_with(word, words[at + 1] if at + 1 < len(words) else " "):
                theme, spoken, phrase, counts = self.rows[number]
                if spoken not in ("any", language) and language:
                    continue
                end = _end(phrase, words, at)
                if end:
                    (hits if counts else excluded).append((theme, at, end))
        themes = {
            theme for theme, at, end in hits
            if not any(theme == other and first <= at and end <= last for other, first, last in excluded)
        }  # fmt: skip
        return frozenset(name for theme in themes for name in self._with_parents(theme))

    def _that_begin_with(self, word: str, following: str) -> list[int]:
        key = word + "'" if following == "'" else word
        if key not in self.begins:
            self.begins[key] = [
                number
                for number in self.shelves.get(word[:2], []) + self.shelves.get("", [])
                if _glob(self.rows[number][2][0]).match(word)
                or (key != word and _with_apostrophe(self.rows[number][2][0], word))
            ]
        return self.begins[key]

    def _with_parents(self, theme: str | None) -> Iterator[str]:
        while theme is not None:
            yield theme
            theme = self.parents[theme]


def _plain_indicator(phrase: str) -> list[str]:
    text = unicodedata.normalize("NFC", phrase).replace("İ", "i").lower().replace("ı", "i")
    text = re.sub("[ʻʼ‘’`']", "'", text)
    return re.sub(rf"(?<={_LETTER})'", "ʼ", text).split(" ")


def _with_apostrophe(pattern: str, word: str) -> bool:
    return pattern.removesuffix("*") == word + "ʼ"


def _end(phrase: list[str], words: list[str], at: int) -> int | None:
    """The number of the word after the phrase, if it stands at word number `at`; words are one space apart."""
    for place, pattern in enumerate(phrase):
        if place:
            if at >= len(words) or words[at] != " ":
                return None
            at += 1
        if at >= len(words):
            return None
        if at + 1 < len(words) and words[at + 1] == "'" and _with_apostrophe(pattern, words[at]):
            at += 2
        elif _glob(pattern).match(words[at]):
            at += 1
        else:
            return None
    return at
