"""What a word is: the folding of letters and the word boundaries on which indicators are looked up.

Words are those of quanteda's `tokens()` with its defaults: the word boundaries of Unicode (UAX #29, as ICU draws
them), hyphens between letters or digits kept inside the word, and URLs, e-mail addresses, @names and #tags whole.
A colon ends a word and an @ that begins no name is a letter (`@мид`), as in quanteda's own copy of ICU's rules.
In scripts without spaces quanteda finds words by ICU's dictionaries: here each sign of Chinese, Japanese, Thai … is
a word, and an indicator of several (`外交部`) meets them wherever they stand in a row.
Folding does what quanteda's lower-casing does not, so that one spelling in a codebook meets all those in posts:

* I, İ, ı and i are one letter. Turkish and Azerbaijani cannot be folded as English can (`BAKANLIĞI`), a post's
  language is not always known, and ministries write `Disisleri` too; the price is that *sınır* and *sinir* meet.
* ʻ ʼ ʽ are letters; ' ‘ ’ ‛ ` ´ ′ are so between two letters. All are one sign there, whichever key Uzbek was
  typed with, and Turkish and English endings (`BM’nin`, `minister's`) stay inside their word, as in ICU. They end
  a #tag (`#BM’nin`), as on the platforms; ʻ ʼ ʽ do not.
* Every separator, control and private character is a space, runs of them are one; characters that are not seen
  (joiners, soft hyphens, direction marks, variation selectors, a stress mark, the loose dot of `i̇`) are dropped. Texts are in NFC.
"""

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Sequence

import numpy as np

LETTER_APOSTROPHES = "ʻʼʽ"
QUOTES = "'‘’‛`´′＇"
APOSTROPHE = "ʼ"
UNSEEN = "\u00ad\u0301\u0307\u061c\u200c\u200d\u200e\u200f\u2060\ufeff"
BETWEEN_POSTS = "\x00"
FIRST_WITHOUT_SPACES = "ก"  # no script before it is written without spaces
LONGEST_LINK, LONGEST_TAG = 2_048, 140

_SIZE = 0x110000
_KNOWN = 0x20000
_OTHER, _LETTER, _DIGIT, _JOINER, _MID_LETTER, _MID_BOTH, _MID_DIGIT, _SPACE, _HYPHEN, _MARK, _KANA, _FLAG = (
    range(12)
)
_DROPPED = _SIZE - 1
# As in quanteda 4 (tokenize_word4), in lower case since the text is folded; names and tags are found beside it.
_WHOLE = re.compile(
    r"[-+a-z0-9_.]+@[-a-z0-9]+(?:\.[-a-z0-9]+)*\.[a-z]+"
    r"|(?:[-a-z0-9+.]{2,20}://|www\.)[-+a-z0-9@#:.%~=_&/]+(?:\.[-a-z0-9]+)+(?:[/?#][-+a-z0-9@#:.%~=_&]+)*[/?#]?"
    r"|@[a-z0-9_]+|#\w+#?"
)
_AFTER_LETTER = re.compile(r"(?<=[^\W\d_])'")
# Signs that count as letters (UAX #29, WB ALetter), and @, which quanteda adds to them.
_LETTERLIKE = (
    *((ord(sign), ord(sign) + 1) for sign in "@՚՛՜՞֊׳˭꜠꜡꞉꞊꭛"),
    *(
        (0x02C2, 0x02C6),
        (0x02D2, 0x02D8),
        (0x02DE, 0x02E0),
        (0x02E5, 0x02EC),
        (0x02EF, 0x0300),
        (0xA708, 0xA717),
    ),
    *((0x24B6, 0x24EA), (0x1F130, 0x1F14A), (0x1F150, 0x1F16A), (0x1F170, 0x1F18A)),
)


@dataclasses.dataclass(frozen=True)
class Folded:
    """Posts as one row of folded code points, with the place at which each post begins (and where the last ends)."""

    points: np.ndarray
    starts: np.ndarray

    @functools.cached_property
    def text(self) -> str:
        return _text(self.points)


def _text(points: np.ndarray) -> str:
    return points.astype("<u4").tobytes().decode("utf-32-le", "replace")


def folded(text: str) -> str:
    """The text as indicators meet it: NFC, lower case, one i, one apostrophe, single spaces."""
    return fold([text]).text


def indicators(phrases: Sequence[str]) -> list[str]:
    """The phrases of indicators folded; a quotation mark after a letter can only be meant as an apostrophe there."""
    return _AFTER_LETTER.sub(APOSTROPHE, fold(phrases).text).split(BETWEEN_POSTS) if phrases else []


def fold(texts: Sequence[str]) -> Folded:
    """The posts folded and laid end to end, `BETWEEN_POSTS` between them; a missing post is empty."""
    # One by one, since nearly all posts are in NFC, of which a look at them suffices.
    clean = [unicodedata.normalize("NFC", (text or "").replace(BETWEEN_POSTS, " ")) for text in texts]
    raw = np.frombuffer(BETWEEN_POSTS.join(clean).encode("utf-32-le", "replace"), dtype="<u4")
    points = _seen(_folding().take(raw))
    _apostrophes_between_letters(points)
    breaks = np.flatnonzero(points == 0)
    return Folded(points, np.concatenate([[0], breaks + 1, [len(points) + 1]]) if clean else np.zeros(1, int))


def boundaries(posts: Folded, *, split_tags: bool = False, split_hyphens: bool = False) -> np.ndarray:
    """Whether a word may begin or end before each code point; one longer than the text, whose end is a boundary.

    `split_tags` and `split_hyphens` mean what they mean in quanteda's `tokens()`, but links stay whole with either.
    """
    kinds = _kinds()[posts.points]
    _hebrew_quotes(posts.points, kinds)
    begins, ends = _whole(posts, split_tags)
    inside = _places(begins, ends)
    kinds[inside] = _OTHER
    found = _breaks_with_marks(kinds, split_hyphens)
    found[inside] = False
    found[begins] = True
    if split_tags:
        _split_names(posts.points, found)
    return found


def words(text: str, *, split_tags: bool = False, split_hyphens: bool = False) -> list[str]:
    """The words of one text, folded, with its signs and without its spaces: quanteda's tokens.

    But for marks without a letter before them, which quanteda drops; and a link or #tag that one follows, which it loses.
    """
    posts = fold([text])
    places = np.flatnonzero(boundaries(posts, split_tags=split_tags, split_hyphens=split_hyphens))
    pieces = [posts.text[begin:end] for begin, end in zip(places, places[1:])]
    return [piece for piece in pieces if piece != " "]


def _seen(points: np.ndarray) -> np.ndarray:
    """The points without those that are not seen, and with one space for a run of them."""
    dropped = points == _DROPPED
    if dropped.any():
        points = points[~dropped]
    spaces = np.flatnonzero(points == 32)
    return np.delete(points, spaces[1:][np.diff(spaces) == 1])


def _apostrophes_between_letters(points: np.ndarray) -> None:
    places = np.flatnonzero(points == ord("'"))
    places = places[(places > 0) & (places < len(points) - 1)]
    kinds = _kinds()
    both = np.ones(len(places), dtype=bool)
    for beside in (points[places - 1], points[places + 1]):
        both &= (kinds[beside] == _LETTER) & (beside != ord("@"))
    places = places[both]
    points[places[~_end_tags(points, places)]] = ord(APOSTROPHE)


def _end_tags(points: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Whether a #tag reaches to each of the places; before each stands a letter."""
    signs = np.append(np.flatnonzero(points == ord("#")), -1)
    begins = signs[np.searchsorted(signs[:-1], places) - 1] + 1
    near = np.flatnonzero((begins > 0) & (places - begins < LONGEST_TAG))
    many = places[near] - begins[near]
    ends = np.zeros(len(places), dtype=bool)
    if len(near):
        inside = _word_characters()[points[_places(begins[near], places[near])]]
        ends[near] = np.logical_and.reduceat(inside, np.cumsum(many) - many)
    return ends


def _hebrew_quotes(points: np.ndarray, kinds: np.ndarray) -> None:
    """A quotation mark between two Hebrew letters belongs to the word (WB7b, WB7c)."""
    places = np.flatnonzero(points == ord('"'))
    places = places[(places > 0) & (places < len(points) - 1)]
    before, after = points[places - 1], points[places + 1]
    inside = (before >= 0x05D0) & (before < 0x05F3) & (after >= 0x05D0) & (after < 0x05F3)
    kinds[places[inside]] = _MID_LETTER


def _split_names(points: np.ndarray, found: np.ndarray) -> None:
    """A boundary after each @ that begins a word and a name."""
    places = np.flatnonzero(points == ord("@"))
    places = places[found[places] & _name_characters()[np.append(points, 0)[places + 1]]]
    found[places + 1] = True


def _breaks_with_marks(kinds: np.ndarray, split_hyphens: bool) -> np.ndarray:
    """The boundaries, where a mark belongs to the character before it (WB4) unless that is a space."""
    marks = kinds == _MARK
    marks[1:] &= kinds[:-1] != _SPACE
    marks[:1] = False
    if not marks.any():
        return _breaks(kinds, split_hyphens)
    bases = np.flatnonzero(~marks)
    found = np.zeros(len(kinds) + 1, dtype=bool)
    found[np.append(bases, len(kinds))] = _breaks(kinds[bases], split_hyphens)
    return found


def _breaks(kinds: np.ndarray, split_hyphens: bool) -> np.ndarray:
    """The boundaries of UAX #29 for kinds of characters without marks; WB numbers are those of the annex."""
    found = np.ones(len(kinds) + 1, dtype=bool)
    if len(kinds) < 2:
        return found
    letter, digit = kinds == _LETTER, kinds == _DIGIT
    solid = letter | digit
    joiner, kana = kinds == _JOINER, kinds == _KANA
    both = kinds == _MID_BOTH
    inner = _between(letter, both | (kinds == _MID_LETTER)) | _between(digit, both | (kinds == _MID_DIGIT))
    if not split_hyphens:
        inner |= _between(solid, kinds == _HYPHEN)
    before, after = slice(None, -1), slice(1, None)
    together = solid[before] & solid[after]  # WB5, WB8 to WB10
    together |= inner[after] | inner[before]  # WB6, WB7, WB11, WB12 and quanteda's hyphens
    together |= kana[before] & kana[after]  # WB13
    wordlike = solid | joiner | kana
    together |= (joiner[after] & wordlike[before]) | (joiner[before] & wordlike[after])  # WB13a, WB13b
    found[1:-1] = ~together
    _pair_flags(kinds, found)
    return found


def _between(sides: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """Where a character of `middle` stands between two of `sides`."""
    inner = np.zeros(len(sides), dtype=bool)
    inner[1:-1] = sides[:-2] & middle[1:-1] & sides[2:]
    return inner


def _pair_flags(kinds: np.ndarray, found: np.ndarray) -> None:
    """Two regional indicators are one flag (WB15, WB16)."""
    flags = np.flatnonzero(kinds == _FLAG)
    found[flags[~_odd_ones(np.diff(flags, prepend=-2) == 1)]] = False


def _odd_ones(joined: np.ndarray) -> np.ndarray:
    """Which things are the first, third, fifth … of a row of things, each `joined` to the one before it or not."""
    places = np.arange(len(joined))
    return (places - np.maximum.accumulate(np.where(joined, 0, places))) % 2 == 0


def _whole(posts: Folded, split_tags: bool) -> tuple[np.ndarray, np.ndarray]:
    """Where links and addresses, and unless they are split tags and names, begin and end."""
    links = _links(posts, split_tags)
    if split_tags:
        return links
    points = posts.points
    tags = _tags(points)
    names = _runs(points, ord("@"), _name_characters()[points])
    begins, ends = (np.concatenate(both) for both in zip(tags, names))
    linked = np.zeros(len(points), dtype=bool)
    linked[_places(*links)] = True
    apart = ~linked[begins]
    return np.concatenate([begins[apart], links[0]]), np.concatenate([ends[apart], links[1]])


def _tags(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """#tags with the # that may close them: in `#a#b#c` these are `#a#` and `#c`, as in quanteda."""
    begins, ends = _runs(points, ord("#"), _word_characters()[points])
    first = _odd_ones(begins == np.concatenate([[-1], ends[:-1]])[: len(begins)])
    begins, ends = begins[first], ends[first]
    return begins, ends + (np.append(points, 0)[ends] == ord("#"))


def _runs(points: np.ndarray, sign: int, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the sign stands that is followed by characters `inside`, and where that run ends."""
    begins = np.flatnonzero(points == sign)
    outside = np.append(np.flatnonzero(~inside), len(points))
    ends = outside[np.searchsorted(outside, begins + 1)]
    run = ends > begins + 1
    return begins[run], ends[run]


def _links(posts: Folded, split_tags: bool) -> tuple[np.ndarray, np.ndarray]:
    """Where links and addresses begin and end: only words with `://`, `www.` or an @ inside are looked at.

    Of what is written without a space, the first `LONGEST_LINK` characters are searched.
    """
    points = np.concatenate([posts.points, np.zeros(2, posts.points.dtype)])
    signs = np.flatnonzero(_link_signs()[points])
    colons, dots, ats = (signs[points[signs] == ord(sign)] for sign in ":.@")
    places = np.concatenate(
        [
            colons[(points[colons + 1] == ord("/")) & (points[colons + 2] == ord("/"))],
            dots[
                (points[dots - 1] == ord("w"))
                & (points[dots - 2] == ord("w"))
                & (points[dots - 3] == ord("w"))
            ],
            ats[_address_characters()[points[ats - 1]]],
        ]
    )
    if not len(places):
        return places, places
    gaps = np.concatenate([[-1], np.flatnonzero(points <= ord(" "))])
    chunks = _different(np.searchsorted(gaps, places))
    begins = gaps[chunks - 1] + 1
    ends = np.minimum(gaps[chunks], begins + LONGEST_LINK) + 1
    inside = _places(begins, ends)
    looked = points[inside]
    looked[np.cumsum(ends - begins) - 1] = ord(" ")  # so that no match goes on into the next
    spans = [
        match.span() for match in _WHOLE.finditer(_text(looked)) if not (split_tags and match[0][0] in "@#")
    ]
    begins, ends = np.array(spans, dtype=np.intp).reshape(-1, 2).T
    return inside[begins], inside[ends - 1] + 1


def _different(numbers: np.ndarray) -> np.ndarray:
    numbers = np.sort(numbers)
    return numbers[np.diff(numbers, prepend=-1) > 0]


def _places(begins: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """All places from each begin up to its end."""
    many = ends - begins
    return np.repeat(ends - np.cumsum(many), many) + np.arange(many.sum())


@functools.cache
def _folding() -> np.ndarray:
    """Each code point's folded one; made once, in some hundredths of a second."""
    table = np.arange(_SIZE, dtype=np.intp)
    for point in range(1, _KNOWN):
        character = chr(point)
        category = unicodedata.category(character)
        if category[0] == "Z" or category == "Cc" or character == "\u200b":
            table[point] = 32
        elif category in ("Lu", "Lt", "So", "Nl"):
            small = character.lower()
            table[point] = ord(small) if len(small) == 1 else point
    for character in "Iİı":
        table[ord(character)] = ord("i")
    for characters, one in (
        (LETTER_APOSTROPHES, APOSTROPHE),
        (QUOTES, "'"),
        ("ς", "σ"),
        ("ǝ", "ə"),
        ("Ǝ", "ə"),
    ):
        table[[ord(character) for character in characters]] = ord(one)
    table[[ord(character) for character in UNSEEN]] = _DROPPED
    table[0xE000:0xF900] = table[0xF0000:0x10FFFE] = 32
    for begin, end in (
        (0x202A, 0x202F),
        (0x2060, 0x2065),
        (0x2066, 0x206A),
        (0xFE00, 0xFE10),
        (0xE0000, 0xE0080),
        (0xE0100, 0xE01F0),
    ):
        table[begin:end] = _DROPPED
    return table


@functools.cache
def _kinds() -> np.ndarray:
    """Each code point's kind, from its general category and the lists of UAX #29."""
    table = np.full(_SIZE, _OTHER, dtype=np.uint8)
    for point in range(_KNOWN):
        table[point] = _kind(point, unicodedata.category(chr(point)))
    for begin, end in _LETTERLIKE:
        table[begin:end] = _LETTER
    table[0x1F1E6:0x1F200] = _FLAG
    table[0x1F3FB:0x1F400] = _MARK
    for characters, kind in (
        ("·՟״‧︓", _MID_LETTER),
        (".‘’․﹒＇．'", _MID_BOTH),
        (",;;։،؍٬߸⁄︐︔﹐﹔，；", _MID_DIGIT),
        ("٫", _DIGIT),
    ):
        table[[ord(character) for character in characters]] = kind
    return table


def _kind(point: int, category: str) -> int:
    if category in ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl"):
        return _kind_of_letter(point)
    by_category = {
        "Nd": _DIGIT,
        "Pc": _JOINER,
        "Pd": _HYPHEN,
        "Mn": _MARK,
        "Me": _MARK,
        "Mc": _MARK,
        "Cf": _MARK,
    }
    return _SPACE if point == 32 else by_category.get(category, _OTHER)


def _kind_of_letter(point: int) -> int:
    """Letters, but for scripts that are written without spaces: there every character stands alone, or is kana.

    Korean syllables join only one another, as kana do: `AI모델` is two words.
    """
    kana = (0x30A0, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F), (0xAC00, 0xD7A3)
    if any(begin <= point <= end for begin, end in kana):
        return _KANA
    alone = (
        (0x0E00, 0x0EFF),
        (0x1000, 0x109F),
        (0x1780, 0x17FF),
        (0x2E80, 0x312F),
        (0x3200, 0x9FFF),
        (0xF900, 0xFAFF),
    )
    return _OTHER if any(begin <= point <= end for begin, end in alone) else _LETTER


@functools.cache
def _word_characters() -> np.ndarray:
    """`\\w` of a regular expression."""
    table = np.zeros(_SIZE, dtype=bool)
    table[:_KNOWN] = [chr(point).isalnum() or chr(point) == "_" for point in range(_KNOWN)]
    return table


@functools.cache
def _link_signs() -> np.ndarray:
    return _table(":.@")


@functools.cache
def _name_characters() -> np.ndarray:
    return _table("abcdefghijklmnopqrstuvwxyz0123456789_")


@functools.cache
def _address_characters() -> np.ndarray:
    return _table("abcdefghijklmnopqrstuvwxyz0123456789_-+.")


def _table(characters: str) -> np.ndarray:
    table = np.zeros(_SIZE, dtype=bool)
    table[[ord(character) for character in characters]] = True
    return table
