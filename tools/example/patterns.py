"""Texts of invented posts: the patterns of one language, filled with the names of invented countries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import chance
import yaml

FOLDER = Path(__file__).with_name("patterns")
SLOT = re.compile(r"\{(own|other)\.(\w+)\}")
CODES = ("XAA", "XBB", "XCC", "XDD", "XEE")


@dataclass(frozen=True)
class Filled:
    """A text, and the other country that it names, if it names one."""

    text: str
    other: str


@dataclass
class Texts:
    """The patterns of all languages, given out so that no ministry says the same twice."""

    folder: Path = FOLDER
    said: set[str] = field(default_factory=set)
    queues: dict[tuple, Iterator[Filled]] = field(default_factory=dict)
    languages: dict[str, dict] = field(default_factory=dict)

    def take(self, code: str, language: str, kind: str, theme: str, *, longest: int = 1_000) -> Filled:
        """The next text of a ministry in a language, of the kind (themes, hidden, traps, neutral) and theme."""
        queue = self.queues.setdefault((code, language, kind, theme), self._all(code, language, kind, theme))
        return next(filled for filled in queue if len(filled.text) <= longest)

    def shortest(self, code: str, language: str, theme: str) -> Filled:
        """The shortest text that the ministry has not said yet, for posts that must hold two."""
        texts = list(self._first_round(code, language, "themes", theme, 0))
        new = [filled for filled in texts if filled.text not in self.said]
        chosen = min(new or texts, key=lambda filled: (len(filled.text), filled.text))
        self.said.add(chosen.text)
        return chosen

    def _all(self, code: str, language: str, kind: str, theme: str) -> Iterator[Filled]:
        """Every pattern with one other country, then with the next; at last each again with a link of its own."""
        for turn in range(4):
            for filled in self._first_round(code, language, kind, theme, turn):
                if filled.text not in self.said:
                    self.said.add(filled.text)
                    yield filled
        for number in range(1, 1_000):
            for filled in self._first_round(code, language, kind, theme, number % 4):
                page = chance.whole(code, filled.text, number, below=9_000) + 1_000
                yield Filled(f"{filled.text} https://example.org/{code.lower()}/{page}", filled.other)

    def _first_round(self, code: str, language: str, kind: str, theme: str, turn: int) -> Iterator[Filled]:
        others = [other for other in CODES if other != code]
        listed = self._patterns(language)[kind]
        patterns = listed[theme] if isinstance(listed, dict) else listed
        for place, pattern in enumerate(chance.deal(patterns, code, language, kind, theme)):
            other = others[(place + turn + chance.whole(code, theme, below=4)) % 4]
            names_other = "{other." in pattern
            yield Filled(self._fill(pattern, code, other, language), other if names_other else "")

    def _fill(self, pattern: str, code: str, other: str, language: str) -> str:
        names = self._patterns(language)["names"]

        def name(slot: re.Match[str]) -> str:
            forms = names[code if slot[1] == "own" else other]
            if slot[2] not in forms:
                raise KeyError(f"{language}.yaml: no form {slot[2]!r} in names, but in {pattern!r}")
            return forms[slot[2]]

        return SLOT.sub(name, pattern).strip()

    def _patterns(self, language: str) -> dict:
        if language not in self.languages:
            text = (self.folder / f"{language}.yaml").read_text(encoding="utf-8")
            self.languages[language] = yaml.safe_load(text)
        return self.languages[language]
