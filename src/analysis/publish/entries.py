"""What the paper says about a number: its entry in the ledger, written in the language of the paper."""

import csv
import datetime as dt
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from babel.numbers import format_decimal

from analysis.draw.numbers import MINUS
from analysis.draw.phrases import said
from analysis.draw.words import Words
from analysis.study import Study, StudyError

ADDRESS = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True)
class Entries:
    """The ledger's values, claims and sources as a reader of one language sees them."""

    values: dict[str, dict]
    claims: dict[str, dict]
    words: Words
    terms: dict[str, str]
    subjects: dict[str, str] = field(default_factory=dict)
    sources: dict[str, dict] = field(default_factory=dict)
    ledger_file: str = ""

    def __call__(self, name: str) -> dict[str, Any]:
        """A value's entry: text only, with its inputs by name and the raw cells that it was read from."""
        value = self.values[name]
        return {
            "label": self._label(value),
            "text": self.words.quantity(value),
            "unrounded": self.unrounded(value["value"], value["unit"]),
            "interval": self.interval(value),
            "formula": self.words.by_itself(said("formula", value.get("formula") or "", self.words)),
            "inputs": list(value.get("inputs") or []),
            "rows": [self._row(origin) for origin in value.get("origin") or []],
            **self.made(value),
        }

    def claim(self, name: str) -> dict[str, Any]:
        """A claim's entry: its verdict and the parts that decide it, with the values of each."""
        claim = self.claims[name]
        return {
            "text": self.spoken(claim.get("text")),
            "verdict": self.words(f"verdict.{claim['verdict']}"),
            "reason": self.spoken(claim.get("reason")),
            "parts": [
                {
                    "computed": self.spoken(part.get("computed")),
                    "verdict": self.words(f"verdict.{part['verdict']}"),
                    "reason": self.spoken(part.get("reason")) or self._lacking(part.get("lacking")),
                    "values": list(part.get("values") or []),
                }
                for part in claim.get("parts") or []
            ],
            **self.made(claim),
        }

    def closure(self, names: Iterable[str]) -> list[str]:
        """These values and all that they were computed from, by name."""
        found, waiting = set(), list(names)
        while waiting:
            name = waiting.pop()
            if name in self.values and name not in found:
                found.add(name)
                waiting.extend(self.values[name].get("inputs") or [])
        return sorted(found)

    def days(self, name: str) -> list[str]:
        """The days on which the raw rows behind a value were seen, earliest first."""
        origins = (row for each in self.closure([name]) for row in self.values[each].get("origin") or [])
        return sorted({str(row["day"]) for row in origins if row.get("day")})

    def unrounded(self, x: float, unit: str) -> str:
        """The number with all the digits that it has, written in the language's own way; a year as a year."""
        if math.isnan(x):
            return "—"
        if math.isinf(x):
            return "∞" if x > 0 else "−∞"
        pattern = "0" if unit == "year" else "#,##0.##################"
        return format_decimal(f"{x:.15g}", format=pattern, locale=self.words.locale).replace("-", MINUS)

    def interval(self, value: dict) -> str:
        """`[low; high)` unrounded, or nothing where every digit was shown; of an estimate, both ends are in it."""
        low, high = value["low"], value["high"]
        if value["exact"] or math.isnan(low) or math.isnan(high):
            return ""
        bounds = f"[{self.unrounded(low, value['unit'])}; {self.unrounded(high, value['unit'])}{']' if value.get('sample') else ')'}"
        return self.words.left_to_right(bounds)

    def _lacking(self, reason: str | None) -> str:
        """In words why a value is not there."""
        return self.words(f"reason.{reason}") if reason else ""

    def spoken(self, texts: dict[str, str] | str | None) -> str:
        """The text in the language of the paper; nothing where there is none."""
        if not texts:
            return ""
        return texts if isinstance(texts, str) else texts.get(self.words.language, "")

    def date(self, day: str) -> str:
        """An ISO day written out; anything else as it is."""
        try:
            return self.words.date(dt.date.fromisoformat(day))
        except ValueError:
            return day

    def made(self, made: dict) -> dict[str, str]:
        """The notebook's cell that made something, in words and as an address beside the paper."""
        notebook, cell = made.get("notebook"), made.get("cell")
        if not notebook:
            return {}
        names = {"notebook": notebook, "cell": cell}
        text = self.terms["made_in"].format(**self._left_to_right(names))
        return {"made": text, "href": f"notebooks/{notebook}.html#cell-id={cell}"}

    def _left_to_right(self, names: dict[str, object]) -> dict[str, str]:
        """Names of files, cells and columns, whose letters run from left to right in every language."""
        return {key: self.words.left_to_right(str(name)) for key, name in names.items()}

    def _label(self, value: dict) -> str:
        """What the number is, in the words of the figures: its measure, and whose it is."""
        measure = f"measure.{value['measure']}"
        if not self.words.has(measure):
            return ""
        return " · ".join(filter(None, (self.words(measure), self.subjects.get(value["subject"]))))

    def _row(self, origin: dict) -> dict[str, str]:
        source = self.sources.get(str(origin.get("source") or ""), {})
        url = source.get("url") or ""
        parts = {part: origin.get(part) or "" for part in ("file", "row", "column")}
        place = self.terms["ledger.cell"].format(**self._left_to_right(parts))
        return {
            "key": str(origin.get("source") or ""),
            "place": place,
            "shown": self.words.left_to_right(str(origin.get("shown") or "")),
            "source": in_language(source, "title", self.words.language) or str(origin.get("source") or ""),
            "url": url if ADDRESS.fullmatch(url) else "",
            "day": self.date(str(origin.get("day") or "")),
            "note": str(origin.get("note") or ""),
        }


def numbers(values: dict[str, dict]) -> dict[str, dict]:
    """The ledger's values with NaN for what is missing and infinity for an open end, where JSON has null."""
    return {
        name: value
        | {side: math.nan if value[side] is None else value[side] for side in ("value", "low", "high")}
        | ({"high": math.inf} if value.get("open_end") else {})
        for name, value in values.items()
    }


def in_language(row: dict[str, str], column: str, language: str) -> str:
    """A cell of a table that may have columns per language: `holder.kk`, else `holder`."""
    return row.get(f"{column}.{language}") or row.get(column) or ""


def read_rows(study: Study, table: str, key: str) -> dict[str, dict[str, str]]:
    """The rows of a processed table by their key."""
    path = study.processed / f"{table}.csv"
    if not path.is_file():
        raise StudyError(
            f"data/processed/{study.name}/{table}.csv: not there yet; run `make data STUDY={study.name}`"
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[key]: row for row in csv.DictReader(file)}
