"""The page that shows, side by side, which statements and orders survive which choice."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis.draw.words import Words
from analysis.measure.what_if import DOES_NOT_APPLY, what_if
from analysis.publish.page import editions, filled, head, language_name, template
from analysis.publish.terms import terms
from analysis.study import Study, read_built, write_whole

WIDEST = 8  # columns of a table, so that it fits on a printed page
KINDS = (
    "rule",
    "without",
    "population",
    "pair",
    "as_of",
    "sample",
    "method",
    "reposts",
    "pinned",
    "correction",
)
MARKS = {
    "holds": "✓",
    "within_rounding": "≈",
    "undecided": "±",
    "fails": "✗",
    "unchecked": "?",
    DOES_NOT_APPLY: "–",
}
ARROWS = {"ltr": " → ", "rtl": " ← "}


def write_what_if(study: Study) -> Path:
    """Compute what every choice does, and keep it in build/<study>/what-if.json."""
    target = study.build / "what-if.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, json.dumps(what_if(study), ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    return target


def pages(study: Study) -> dict[str, str]:
    """The names of the pages by language, for each language that the study has a paper in."""
    return {language: f"what-if.{language}.html" for language in editions(study) or study.languages}


def write_page(study: Study, language: str) -> Path:
    """Write build/<study>/what-if.<language>.html from what was computed before."""
    found = read_built(study, "what-if.json", "what-if")
    say, accounts = Said(Words(language, study), study), found["accounts"]
    script = template("scheme.js")
    page = filled(
        "what-if.html.j2",
        study=study,
        language=language,
        direction=say.direction,
        editions=[(code, language_name(code), name) for code, name in pages(study).items()],
        terms=say.terms,
        own=say.own_choices(found["own"], posts=bool(found["of_posts"])),
        statements=_statements(found, say),
        orders=_orders(found["orders"], found["of_counts"], say.accounts(accounts, "platform"), say),
        themes=_orders(found["themes"], found["of_posts"], say.accounts(accounts), say),
        marks=[(name, MARKS[name], say.verdict(name)) for name in MARKS],
        confidence=say.words.percent(study.confidence, 0),
        page_head=head("what-if.css", script=script),
        page_script=script,
    )
    target = study.build / pages(study)[language]
    write_whole(target, page)
    return target


class Said:
    """Choices, verdicts, places and accounts, as the page says them in one language."""

    def __init__(self, words: Words, study: Study):
        self.words, self.study, self.terms = words, study, terms(words)
        self.direction = words.locale.text_direction
        self.arrow = ARROWS[self.direction]

    def term(self, key: str, **fields: object) -> str:
        return self.terms[f"what_if.{key}"].format(**fields)

    def kind(self, kind: str) -> str:
        """What a choice is about."""
        if kind == "pair":
            return f"{self.kind('rule')} · {self.kind('population')}"
        named = {"population": "measure.population", "reposts": "measure.reposts"}
        return self.words(named[kind]) if kind in named else self.term(f"kind.{kind}")

    def choice(self, kind: str, values: list[str]) -> str:
        """What is chosen."""
        first = values[0]
        match kind:
            case "rule":
                return self.words(f"rule.{first}")
            case "population":
                return self.words.population(first)
            case "pair":
                return f"{self.words(f'rule.{first}')} · {self.words.population(values[1])}"
            case "without":
                return self.words.country(first) if first in self.study.countries else first
            case "as_of":
                return self.words.date(dt.date.fromisoformat(first))
            case "sample":
                return self.words.number(int(first))
            case "method" | "correction":
                return self.term(f"{kind}.{first}")
        return self.term(first)  # yes or no

    def own_choices(self, own: dict[str, str], *, posts: bool) -> list[tuple[str, str]]:
        """The study's own choices, each with what it is about; those of posts only where there are any."""
        kinds = ["rule", "population", "as_of", *(["method", "sample", "reposts", "pinned"] if posts else [])]
        if own["method"] != "last" and posts:
            kinds.remove("sample")
        return [(self.kind(kind), self.choice(kind, [own[kind]])) for kind in kinds if own[kind]]

    def verdict(self, name: str) -> str:
        return self.term("does_not_apply") if name == DOES_NOT_APPLY else self.words(f"verdict.{name}")

    def place(self, ends: list[int]) -> str:
        best, worst = map(self.words.number, ends)
        return best if best == worst else f"{best}–{worst}"

    def accounts(self, accounts: list[dict[str, str]], *together: str) -> dict[str, str]:
        """The country of each account, with the account where those that stand `together` have a country twice."""
        keys = [tuple(each[column] for column in ("country", *together)) for each in accounts]
        return {
            each["account"]: self.words.country(each["country"])
            + (f", {each['account']}" if keys.count(key) > 1 else "")
            for each, key in zip(accounts, keys)
        }

    def order(self, row: dict[str, Any], several: bool) -> str:
        """By what accounts are ordered: a measure, with the platform where there are several, or a theme."""
        if "label" in row:
            return row["label"].get(self.words.language) or next(iter(row["label"].values()), row["measure"])
        platform = f" · {self.words.platform(row['platform'])}" if several else ""
        return self.words(f"measure.{row['measure']}") + platform


Cell = Callable[[dict[str, Any], str | None, Said], dict[str, Any]]


def _statements(found: dict[str, Any], say: Said) -> dict[str, Any]:
    """The statements' part of the page: how many keep their verdict, which do not, and the tables."""
    rows, choices = found["statements"], [*found["of_counts"], *found["of_posts"]]
    labels = {row["id"]: f"{row['number']}. {row['text'][say.words.language]}" for row in rows}
    groups = [("", [(labels[row["id"]], row) for row in rows])] if rows else []
    fallen = [(labels[row["id"]], list(_fallen(row, choices, say))) for row in rows]
    return _part(rows, groups, choices, say, _verdict) | {
        "changed": [(label, changes) for label, changes in fallen if changes]
    }


def _orders(rows: list[dict], choices: list[dict], names: dict[str, str], say: Said) -> dict[str, Any]:
    """The part about orders of accounts, one group of rows per order."""
    several = len({row["platform"] for row in rows}) > 1
    groups: dict[tuple[str, str], list] = {}
    for row in rows:
        groups.setdefault((row["measure"], row["platform"]), []).append((names[row["account"]], row))
    named = [(say.order(labelled[0][1], several), labelled) for labelled in groups.values()]
    moved = [row for row in rows if any(_apart(row["under"][choice["id"]]) for choice in choices)]
    return _part(rows, named, choices, say, _place) | {"moved": len(moved)}


def _part(rows: list[dict], groups: list, choices: list[dict], say: Said, cell: Cell) -> dict[str, Any]:
    still = [row for row in rows if not any(_changes(row, choice["id"]) for choice in choices)]
    tables = list(_tables(groups, choices, say, cell)) if rows else []
    return {"all": len(rows), "same": len(still), "tables": tables}


def _tables(groups: list, choices: list[dict], say: Said, cell: Cell) -> Iterator[dict[str, Any]]:
    """Tables of groups of rows × choices, each of so many columns as fit; `same` marks where nothing changes."""
    captions: list[str] = []
    for batch in _batches(choices):
        captions.append("; ".join(dict.fromkeys(say.kind(choice["kind"]) for choice in batch)))
        again = captions.count(captions[-1])
        rows = [row for _, labelled in groups for _, row in labelled]
        shown = [_group(name, labelled, batch, say, cell) for name, labelled in groups]
        yield {
            "caption": captions[-1] + (f" ({again})" if again > 1 else ""),
            "columns": [_column(choice, rows, say) for choice in batch],
            "groups": shown,
            "same": all(group["same"] for group in shown),
        }


def _batches(choices: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The choices in the order of their kinds, so many at a time as a table takes; a kind is cut only if it must be."""
    batch: list[dict[str, Any]] = []
    for kind in KINDS:
        same = [choice for choice in choices if choice["kind"] == kind]
        if batch and len(batch) + len(same) > WIDEST:
            yield batch
            batch = []
        batch = batch + same
        while len(batch) > WIDEST:
            yield batch[:WIDEST]
            batch = batch[WIDEST:]
    if batch:
        yield batch


def _column(choice: dict[str, Any], rows: list[dict], say: Said) -> dict[str, Any]:
    return {
        "kind": say.kind(choice["kind"]),
        "name": say.choice(choice["kind"], choice["values"]),
        "command": f'make paper STUDY={say.study.name} PARAMS="{choice["params"]}"'
        if choice["params"]
        else "",
        "same": not any(_changes(row, choice["id"]) for row in rows),
    }


def _group(name: str, labelled: list, batch: list[dict], say: Said, cell: Cell) -> dict[str, Any]:
    rows = [
        {
            "label": label,
            "own": cell(row, None, say),
            "cells": [cell(row, choice["id"], say) for choice in batch],
            "same": not any(_changes(row, choice["id"]) for choice in batch),
        }
        for label, row in labelled
    ]
    return {"name": name, "rows": rows, "same": all(row["same"] for row in rows)}


def _changes(row: dict[str, Any], choice: str) -> bool:
    """Whether a verdict is another one under the choice, or a place; what is not there under it has not changed."""
    under = row["under"][choice]
    if isinstance(under, str):
        return under not in (row["own"], DOES_NOT_APPLY)
    return under is not None and under["own"] != under["place"]


def _verdict(row: dict[str, Any], choice: str | None, say: Said) -> dict[str, Any]:
    """A cell with the study's own verdict, or with that under a choice."""
    verdict = row["under"][choice] if choice else row["own"]
    changed = choice is not None and _changes(row, choice)
    marks = f"{MARKS[row['own']]}{say.arrow}{MARKS[verdict]}" if changed else MARKS[verdict]
    return {"name": verdict, "mark": marks, "text": say.verdict(verdict), "changed": changed}


def _place(row: dict[str, Any], choice: str | None, say: Said) -> dict[str, Any]:
    """A cell with the account's own place, or with that under a choice, led to from its own where it is another."""
    under = row["under"][choice] if choice else {"own": row["own"], "place": row["own"]}
    if under is None:
        return {"name": "none", "mark": MARKS[DOES_NOT_APPLY], "text": "", "changed": False}
    before, after = say.place(under["own"]), say.place(under["place"])
    if before == after:
        return {"name": "place", "mark": "", "text": after, "changed": False}
    name = "moved" if _apart(under) else "wavers"
    return {"name": name, "mark": "", "text": f"{before}{say.arrow}{after}", "changed": True}


def _apart(under: dict[str, list[int]] | None) -> bool:
    """Whether a place is surely another one, and not only more or less certain."""
    if under is None:
        return False
    (best, worst), (other_best, other_worst) = under["own"], under["place"]
    return worst < other_best or other_worst < best


def _fallen(row: dict[str, Any], choices: list[dict], say: Said) -> Iterator[str]:
    """What becomes of a statement, verdict by verdict, and under which choices."""
    under: dict[str, dict[str, list[str]]] = {}
    for choice in choices:
        if _changes(row, choice["id"]):
            kinds = under.setdefault(row["under"][choice["id"]], {})
            name = say.choice(choice["kind"], choice["values"])
            kinds.setdefault(say.kind(choice["kind"]), []).append(name)
    for verdict in sorted(under, key=list(MARKS).index):
        named = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in under[verdict].items())
        yield f"{say.verdict(row['own'])}{say.arrow}{say.verdict(verdict)} ({named})"
