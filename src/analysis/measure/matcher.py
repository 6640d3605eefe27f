"""A codebook made ready for look-up: an automaton over the letters of its indicators, and what is checked where one is met.

The automaton finds every place at which an indicator's letters stand in the folded posts. It reads a letter before which
a word may begin or end as another one, so that most of what stands inside other words is never met; whether a place
counts is decided afterwards, for all places at once, by its end, the language of the post and the exclusions.
"""

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import daachorse
import numpy as np
import pandas as pd

from analysis.measure.codebook import ANY, Codebook
from analysis.measure.tokens import (
    APOSTROPHE,
    BETWEEN_POSTS,
    FIRST_WITHOUT_SPACES,
    Folded,
    boundaries,
    fold,
    indicators,
)

_NONE: frozenset[str] = frozenset()
UNDECIDED = ("", "und", None)
BATCH = 100_000  # characters whose arrays stay in a processor's own memory
_WILD = re.compile(r"[*?]")
_PIECE = re.compile(r"[^*?]+")


class Found(NamedTuple):
    """Indicators met: the place of each in the batch (begin, end of its last word), its post and its number."""

    begins: np.ndarray
    ends: np.ndarray
    posts: np.ndarray
    indicators: np.ndarray

    def where(self, which: np.ndarray) -> "Found":
        return Found(*(column[which] for column in self))


class Entry(NamedTuple):
    """One way in which an indicator can stand in a folded text.

    `literal` is looked up, at the beginning of a word or, where it is not `first`, inside one; a `stem` may go on to
    the end of its word; a `glob` is compared with the words around the literal, which lies in the word number `at`,
    once the text from the literal `onward` looks like it.
    """

    literal: str
    indicator: int
    stem: bool
    first: bool = True
    glob: tuple[re.Pattern, ...] = ()
    at: int = 0
    onward: re.Pattern = _WILD


class Matcher:
    """A codebook as an automaton over its indicators' letters and what must be checked where one is found."""

    def __init__(self, codebook: Codebook) -> None:
        self.ids = codebook.ids
        self.cut = {"split_tags": codebook.split_tags, "split_hyphens": codebook.split_hyphens}
        rows = list(_indicators(codebook))
        self.indicators = pd.DataFrame(rows, columns=["theme", "language", "indicator", "counts"])
        place = {name: number for number, name in enumerate(self.ids)}
        self._theme = np.array([place[row[0]] for row in rows], dtype=np.int64)
        self._counts = np.array([row[3] for row in rows], dtype=bool)
        self._languages = sorted({row[1] for row in rows} - {ANY})
        self._language = np.array(
            [-1 if row[1] == ANY else self._languages.index(row[1]) for row in rows], dtype=np.int64
        )
        self._named = functools.cache(self._name)
        self._above = [[place[name] for name in names] for names in codebook.above().values()]
        plain = indicators([row[2] for row in rows])
        self._prepare([entry for number, phrase in enumerate(plain) for entry in _entries(phrase, number)])

    def themes(
        self, texts: Sequence[str], languages: Sequence[str | None] | None = None
    ) -> list[frozenset[str]]:
        return [themes for _, found in self._batches(texts, languages) for themes in self._by_post(*found)]

    def evidence(self, texts: Sequence[str], languages: Sequence[str | None] | None = None) -> pd.DataFrame:
        parts = []
        for first, (found, _) in self._batches(texts, languages):
            rows = self.indicators.iloc[found.indicators].assign(post=found.posts + first)
            parts.append(rows[["post", "theme", "language", "indicator"]])
        frame = (
            pd.concat(parts) if parts else pd.DataFrame(columns=["post", "theme", "language", "indicator"])
        )
        return frame.drop_duplicates().sort_values("post", kind="stable").reset_index(drop=True)

    def _batches(
        self, texts: Sequence[str], languages: Sequence[str | None] | None
    ) -> Iterator[tuple[int, tuple[Found, int]]]:
        """The number of the first post of each batch, what was found in it, and how many posts it has."""
        if languages is not None and len(languages) != len(texts):
            raise ValueError(
                f"{len(texts)} posts, but {len(languages)} languages: one is needed for each post"
            )
        for first, last in _batched(texts):
            spoken = None if languages is None else languages[first:last]
            yield first, (self._found(fold(texts[first:last]), spoken), last - first)

    def _prepare(self, entries: list[Entry]) -> None:
        literals = sorted({(entry.literal, entry.first) for entry in entries})
        number = {literal: place for place, literal in enumerate(literals)}
        self._entries = sorted(entries, key=lambda entry: number[entry.literal, entry.first])
        owners = np.array([number[entry.literal, entry.first] for entry in self._entries], dtype=np.int64)
        self._first = np.searchsorted(owners, np.arange(len(literals) + 1))
        self._stem = np.array([entry.stem for entry in self._entries], dtype=bool)
        self._glob = np.array([bool(entry.glob) for entry in self._entries], dtype=bool)
        self._indicator = np.array([entry.indicator for entry in self._entries], dtype=np.int64)
        self._letters, self._marked = _alphabet([literal for literal, _ in literals])
        spelt = [self._spelt(_points(text), _breaks_in(text, first, self.cut)) for text, first in literals]
        self._automaton = daachorse.DoubleArrayAhoCorasick(spelt) if spelt else None

    def _spelt(self, points: np.ndarray, breaks: np.ndarray) -> bytes:
        """The letters as the automaton reads them: another one where a word may begin or end before it."""
        return (self._letters[points] + breaks * self._marked).tobytes()

    def _found(self, posts: Folded, languages: Sequence[str | None] | None) -> Found:
        """The indicators that are met in a batch and count, exclusions and languages considered."""
        breaks = boundaries(posts, **self.cut)
        places = np.flatnonzero(breaks)
        candidates = self._candidates(posts.points, breaks)
        spans = np.concatenate(
            [self._met(breaks, places, *candidates), self._globs(posts, places, *candidates)]
        )
        begins, ends, indicators = spans.T
        numbers = np.searchsorted(posts.starts, begins, side="right") - 1
        return self._counting(self._in_language(Found(begins, ends, numbers, indicators), languages))

    def _met(
        self,
        breaks: np.ndarray,
        places: np.ndarray,
        begins: np.ndarray,
        ends: np.ndarray,
        entries: np.ndarray,
    ) -> np.ndarray:
        """Begin, end and indicator of the candidates without wildcards inside that end where words do."""
        met = (breaks[ends] | self._stem[entries]) & ~self._glob[entries]
        last = places[np.searchsorted(places, ends[met])]
        return np.column_stack([begins[met], last, self._indicator[entries[met]]])

    def _candidates(
        self, points: np.ndarray, breaks: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Where a literal stands, once for each of its entries: begin, end, number of the entry."""
        raw = self._automaton.find_overlapping(self._spelt(points, breaks[:-1])) if self._automaton else []
        hits = np.fromiter(itertools.chain.from_iterable(raw), np.int64, 3 * len(raw)).reshape(-1, 3)
        width = self._letters.itemsize
        hits = hits[hits[:, 0] % width == 0]
        first, many = self._first[hits[:, 2]], self._first[hits[:, 2] + 1] - self._first[hits[:, 2]]
        rows = np.repeat(np.arange(len(hits)), many)
        entries = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many) + first[rows]
        return hits[rows, 0] // width, hits[rows, 1] // width, entries

    def _globs(
        self, posts: Folded, places: np.ndarray, begins: np.ndarray, ends: np.ndarray, entries: np.ndarray
    ) -> np.ndarray:
        """Begin, end and indicator of the candidates with wildcards inside, each compared word by word."""
        which = np.flatnonzero(self._glob[entries])
        text = posts.text if len(which) else ""
        inside = np.searchsorted(places, begins[which], side="right") - 1
        found = []
        for number, begin, word in zip(entries[which].tolist(), begins[which].tolist(), inside.tolist()):
            entry = self._entries[number]
            if not entry.onward.match(text, begin):
                continue
            spans = _neighbours(text, places, word, entry.at, len(entry.glob))
            if spans and all(glob.fullmatch(text, *span) for glob, span in zip(entry.glob, spans)):
                found.append((spans[0][0], spans[-1][1], entry.indicator))
        return np.array(found, dtype=np.int64).reshape(-1, 3)

    def _in_language(self, found: Found, languages: Sequence[str | None] | None) -> Found:
        if languages is None:
            return found
        number = {name: place for place, name in enumerate(self._languages)}
        spoken = np.array(
            [-1 if name in UNDECIDED else number.get(name, -2) for name in languages], dtype=np.int64
        )
        wanted, is_spoken = self._language[found.indicators], spoken[found.posts]
        return found.where((wanted == -1) | (is_spoken == -1) | (wanted == is_spoken))

    def _counting(self, found: Found) -> Found:
        """What was found without the exclusions and what lies inside one of the same theme and post."""
        counts = self._counts[found.indicators]
        if counts.all():
            return found
        owner = found.posts * len(self.ids) + self._theme[found.indicators]
        spans: dict[int, list[tuple[int, int]]] = {}
        for number in np.flatnonzero(~counts):
            spans.setdefault(int(owner[number]), []).append((found.begins[number], found.ends[number]))
        for number in np.flatnonzero(counts & np.isin(owner, list(spans))):
            begin, end = found.begins[number], found.ends[number]
            counts[number] = not any(
                first <= begin and end <= last for first, last in spans[int(owner[number])]
            )
        return found.where(counts)

    def _by_post(self, found: Found, many: int) -> list[frozenset[str]]:
        """Each post's themes, those above them included."""
        pairs = np.sort(found.posts * len(self.ids) + self._theme[found.indicators])
        pairs = pairs[np.diff(pairs, prepend=-1) > 0]
        owners, themes = pairs // max(len(self.ids), 1), (pairs % max(len(self.ids), 1)).tolist()
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        coded = [_NONE] * many
        for owner, begin, end in zip(
            owners[begins].tolist(), begins.tolist(), [*begins[1:].tolist(), len(themes)]
        ):
            coded[owner] = self._named(tuple(themes[begin:end]))
        return coded

    def _name(self, numbers: tuple[int, ...]) -> frozenset[str]:
        """The themes' ids and those of the themes above them."""
        every = {*numbers, *itertools.chain.from_iterable(self._above[number] for number in numbers)}
        return frozenset(self.ids[number] for number in every)


def _indicators(codebook: Codebook) -> Iterator[tuple[str, str, str, bool]]:
    for theme in codebook.themes:
        for lists, counts in ((theme.indicators, True), (theme.exclusions, False)):
            for language, phrases in lists.items():
                yield from ((theme.id, language, phrase, counts) for phrase in phrases)


def _entries(phrase: str, number: int) -> Iterator[Entry]:
    """The ways in which an indicator can stand in a folded text."""
    plain, stem = phrase.removesuffix("*"), phrase.endswith("*")
    if plain.endswith(" ") or _WILD.search(plain):
        yield from _with_wildcards(phrase, number)
        return
    for literal in _spellings(plain):
        yield Entry(literal, number, stem and not literal.endswith("'"))


def _spellings(plain: str) -> Iterator[str]:
    """A literal, and the same with ' for each ʼ that ends one of its words.

    A ' that no letter follows is a sign of its own in a text, since it can be a closing quotation mark; an
    indicator such as togʻ has it as a letter, so it meets the word with the sign after it.
    """
    words = [(word, word[:-1] + "'") if word.endswith(APOSTROPHE) else (word,) for word in plain.split(" ")]
    yield from map(" ".join, itertools.product(*words))


def _points(literal: str) -> np.ndarray:
    return np.frombuffer(literal.encode("utf-32-le"), dtype="<u4").astype(np.intp)


def _breaks_in(literal: str, first: bool, cut: dict[str, bool]) -> np.ndarray:
    """Before which characters of a literal a word begins or ends: those of `_spellings` have no other signs.

    In scripts without spaces words end between letters too, so that `外交部` is met wherever it stands.
    """
    begins = [first, *(before == " " for before in literal[:-1])]
    breaks = np.array([begin or sign in " '" for begin, sign in zip(begins, literal)], dtype=bool)
    if max(literal, default="") >= FIRST_WITHOUT_SPACES:
        letters = np.array([sign.isalnum() for sign in literal])
        inside = np.append(False, letters[:-1]) & letters
        breaks |= inside & boundaries(Folded(_points(literal), np.array([0])), **cut)[:-1]
    return breaks


def _with_wildcards(phrase: str, number: int) -> Iterator[Entry]:
    words = phrase.split(" ")
    pieces = [
        (len(piece[0]), place, piece) for place, word in enumerate(words) for piece in _PIECE.finditer(word)
    ]
    _, at, piece = max(pieces, key=lambda one: one[0])
    globs = tuple(re.compile(_regex(word), re.DOTALL) for word in words)
    onward = " ".join([words[at][piece.start() :], *words[at + 1 :]])
    looks = re.compile(_regex(onward, rest="[^ ]*"), re.DOTALL)
    yield Entry(piece[0], number, False, True, globs, at, looks)
    if piece.start():  # what stands before it may be nothing
        yield Entry(piece[0], number, False, False, globs, at, looks)


def _regex(glob: str, *, rest: str = ".*") -> str:
    return "".join({"*": rest, "?": "."}.get(sign, re.escape(sign)) for sign in glob)


def _neighbours(text: str, places: np.ndarray, word: int, at: int, many: int) -> list[tuple[int, int]] | None:
    """Begin and end of `many` words of which number `at` is `word`; None where a post or other signs end them."""
    first, last = word - 2 * at, word + 2 * (many - 1 - at)
    if first < 0 or last + 1 >= len(places):
        return None
    spans = [(int(places[place]), int(places[place + 1])) for place in range(first, last + 1)]
    if BETWEEN_POSTS in text[spans[0][0] : spans[-1][1]]:
        return None
    return spans[::2] if all(text[begin:end] == " " for begin, end in spans[1::2]) else None


def _alphabet(literals: list[str]) -> tuple[np.ndarray, np.integer]:
    """A number for each character of the indicators, 0 for all others, and what marks one before which a word may begin.

    One byte holds 127 characters and their marks; where that does not suffice, two do.
    """
    characters = sorted({ord(character) for literal in literals for character in literal})
    size, marked = (np.dtype("u1"), 0x80) if len(characters) < 0x80 else (np.dtype(">u2"), 0x8000)
    letters = np.zeros(0x110000, dtype=size)
    letters[characters] = np.arange(1, len(characters) + 1)
    return letters, size.type(marked)


def _batched(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Posts of about `BATCH` characters at a time, so that memory does not grow with the number of posts."""
    first, size = 0, 0
    for number, text in enumerate(texts):
        size += len(text) if text else 0
        if size > BATCH:
            yield first, number + 1
            first, size = number + 1, 0
    if first < len(texts):
        yield first, len(texts)
