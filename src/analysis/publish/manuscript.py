"""The manuscript: an author's Markdown, whose numbers, figures, tables and verdicts come from the ledger.

Between `{{ }}` stand the functions of `Manuscript`. What they return is either Markdown that they made themselves
or text from data, and such text is escaped: no handle, title or caption is ever read as markup.
Comments are written `<!-- -->` and do not reach the paper.
"""

import math
import re
import sys
from pathlib import Path
from typing import Any

import jinja2

from analysis.draw.words import Words
from analysis.publish import appendices
from analysis.publish.blocks import LEDGER, block, quoted, table
from analysis.publish.entries import Entries, numbers, read_rows
from analysis.publish.filling import (
    Absent,
    by_plain_name,
    calling_line,
    environment,
    failing_line,
    keep_line_ends,
    syntax_error,
)
from analysis.publish.header import ManuscriptError, header, without_header
from analysis.publish.ledger import LEDGER_TABLE
from analysis.publish.literal import Literal, escape, unescape
from analysis.publish.names import near
from analysis.publish.records import FIELDS, Record, account_of, claim_of, platform_of
from analysis.publish.terms import ENGLISH, terms
from analysis.study import VERDICTS, Study, StudyError

SECTIONS = Path(__file__).with_name("sections")
NAME = re.compile(r"[a-z][a-z-]*")
FUNCTIONS = (
    "value", "number", "section", "shown", "day", "country", "holder", "account", "accounts", "study_name", "ranked", "figure", "table", "holds", "verdict",
    "claim", "claims", "require", "count_of", "ledger_appendix", "environment_appendix", "parameters",
    "has", "exact", "above", "groups", "platforms", "listed", "plural",
)  # fmt: skip
PLURALS = ("zero", "one", "two", "few", "many", "other")
FEW_DAYS = 3


def fill(text: str, ledger: dict, study: Study, words: Words) -> str:
    """The manuscript as Markdown for pandoc, with everything between `{{ }}` filled in.

    Raises `ManuscriptError` with every unknown name and every required claim that does not hold, all at once.
    """
    return Manuscript(text, ledger, study, words).filled()


class Manuscript:
    """One manuscript with the ledger that it is filled from; `used` names the values that it shows,
    `written` those of them that stand in the text itself, outside tables."""

    def __init__(self, text: str, ledger: dict, study: Study, words: Words):
        self.text, self.ledger, self.study, self.words = text, ledger, study, words
        self.file = f"studies/{study.name}/paper.{words.language}.md"
        self.keywords = header(text, self.file).get("keywords") or []
        self.terms = terms(words)
        self.all_accounts = {
            name: account_of(row, words) for name, row in read_rows(study, "accounts", "account").items()
        }
        self.entries = self._entries()
        self.used: list[str] = []
        self.written: list[str] = []
        self.claimed: list[str] = []
        self.figures: list[str] = []
        self.tables: list[str] = []
        self._reading = self.file
        self._problems: list[tuple[str, int, str]] = []

    def filled(self) -> str:
        """The Markdown that pandoc reads."""
        text = self._rendered(keep_line_ends(self.text))
        if self._problems:
            raise ManuscriptError(
                "\n".join(f"{file}, line {line}: {problem}" for file, line, problem in sorted(self._problems))
            )
        return without_header(text).replace(LEDGER, appendices.ledger(self.entries, self.used, self.written))

    def _entries(self) -> Entries:
        subjects = {name: str.__str__(account["holder"]) for name, account in self.all_accounts.items()}
        countries = {account["country"]: account["country_name"] for account in self.all_accounts.values()}
        return Entries(
            numbers(self.ledger["values"]),
            self.ledger["claims"],
            self.words,
            self.terms,
            countries | subjects,
            read_rows(self.study, "sources", "source"),
            f"data/processed/{self.study.name}/{LEDGER_TABLE}",
        )

    def _rendered(self, text: str) -> str:
        try:
            functions = {name: by_plain_name(getattr(self, name)) for name in FUNCTIONS}
            return environment().from_string(text).render(functions)
        except jinja2.TemplateSyntaxError as error:
            line, said = syntax_error(error, text)
            raise ManuscriptError(f"{self._reading}, line {line}: {said}") from error
        except (jinja2.UndefinedError, jinja2.sandbox.SecurityError, TypeError, ArithmeticError) as error:
            self._problems.append((self._reading, failing_line(error), _explain(str(error))))
            return ""

    # what an author can write between {{ }}

    def value(self, name: str, interval: bool = False, digits: int | None = None) -> str:
        """The value as the language writes it; with `interval`, its bounds too."""
        value = self._known("value", self.entries.values, name)
        if value is None:
            return Absent()
        return self._span(name, self.words.quantity(value, interval=interval, digits=digits))

    def number(self, name: str) -> float:
        """The value itself, unrounded, for a condition: `{% if number("a.posts") > number("b.posts") %}`."""
        value = self._known("value", self.entries.values, name)
        return math.nan if value is None else value["value"]

    def shown(self, name: str) -> str:
        """What the screen showed, letter by letter."""
        value = self._known("value", self.entries.values, name)
        if value is None:
            return Absent()
        texts = {str(origin["shown"]) for origin in value.get("origin") or []}
        if len(texts) != 1:
            return self._problem(
                f"the value {name!r} was computed and not shown anywhere; shown() is for values that were read"
            )
        return self._span(name, texts.pop())

    def day(self, name: str) -> str:
        """The day on which the rows behind a value were seen, written out; a few as a list, many as first – last."""
        if self._known("value", self.entries.values, name) is None:
            return Absent()
        days = self.entries.days(name)
        if not days:
            return self._problem(f"no raw row behind the value {name!r} has a day")
        if len(days) > FEW_DAYS:
            return self._span(name, f"{self.entries.date(days[0])} – {self.entries.date(days[-1])}")
        return self._span(name, self.words.list(map(self.entries.date, days)))

    def country(self, code: str, article: bool = False) -> str:
        """The country's name; with `article`, as an English sentence has it: "the United Kingdom"."""
        try:
            return Literal(self.words.country(code, article=article))
        except StudyError as error:
            return self._problem(str(error))

    def holder(self, account: str) -> str:
        """The person or institution whose account it is."""
        return self.account(account).holder

    def account(self, account: str) -> Record | Absent:
        """The account's row: account, country, country_name, role, holder, platform, platform_name, handle, url, source."""
        found = self._known("account", self.all_accounts, account)
        return Absent() if found is None else found

    def accounts(self, group: str, compared: bool = True) -> list[Record]:
        """The accounts of a group in the order of accounts.csv; of the compared countries only, unless told."""
        chosen = self._known("group", self.study.groups, group)
        if chosen is None:
            return []
        return [
            account
            for account in self.all_accounts.values()
            if account.role in chosen.roles and (not compared or account.country in self.study.countries)
        ]

    def study_name(self) -> str:
        """The name of the study, as its folders and `STUDY=` have it; also inside code."""
        return self.study.name

    def ranked(self, measure: str, group: str, compared: bool = True) -> list[Record]:
        """The group's accounts that have this measure, the largest value first."""
        found = []
        for account in self.accounts(group, compared):
            number = self.entries.values.get(f"{unescape(account.account)}.{measure}", {}).get(
                "value", math.nan
            )
            if not math.isnan(number):
                found.append((number, account))
        if not found:
            self._problem(f"no account of the group {group!r} has the measure {measure!r}")
        return [account for number, account in sorted(found, key=lambda pair: -pair[0])]

    def groups(self) -> list[str]:
        """The groups of study.yaml in their order; the first is the one whose reach is studied."""
        return list(self.study.groups)

    def platforms(self, group: str) -> list[Record]:
        """The platforms on which accounts of the group have followers, the one with most accounts first.

        Each has id, name, n, accounts (most followers first) and days (on which these followers were seen).
        """
        counted = self.ranked("followers", group) if self.has("followers", group) else []
        ids = sorted({each.platform for each in counted})
        found = [platform_of([each for each in counted if each.platform == one], self.entries) for one in ids]
        return sorted(found, key=lambda platform: -platform.n)

    def has(self, name: str, group: str = "") -> bool:
        """Whether the ledger has such a value (and it is not missing), figure, table or claim, or study.yaml such a group.

        With `group`, whether one of its accounts, or the country of one, has the measure `name`.
        """
        if group:
            subjects = {
                unescape(each[key]) for each in self.accounts(group) for key in ("account", "country")
            }
            return any(self._given(f"{subject}.{name}") for subject in subjects)
        pages = (self.ledger["figures"], self.ledger["tables"], self.entries.claims, self.study.groups)
        return self._given(name) or any(name in page for page in pages)

    def exact(self, name: str) -> bool:
        """Whether every digit of the value is known, so that it has no interval."""
        value = self._known("value", self.entries.values, name)
        return value is not None and bool(value["exact"])

    def above(self, name: str, other: str) -> bool:
        """Whether the first value is above the second however the displays are read."""
        from analysis.measure.ranks import certainly_above  # pandas, only where a manuscript compares

        first, second = (self._known("value", self.entries.values, each) for each in (name, other))
        return first is not None and second is not None and certainly_above(first, second)

    def listed(self, items: list[str]) -> str:
        """The items with commas and the language's "and"."""
        return self.words.list(map(str, items))

    def plural(self, name: str, other: str, **forms: str) -> str:
        """The form of a word that goes with the value: CLDR's zero, one, two, few or many where given, else `other`."""
        value = self._known("value", self.entries.values, name)
        unknown = [form for form in forms if form not in PLURALS]
        if value is None or unknown:
            return (
                self._problem(f"plural: no form {unknown[0]!r}{near(unknown[0], PLURALS)}")
                if unknown
                else Absent()
            )
        return forms.get(self.words.locale.plural_form(value["value"]), other)

    def figure(self, name: str) -> str:
        """The figure that a notebook made, with its caption and alternative text."""
        figure = self._known("figure", self.ledger["figures"], name)
        if figure is None:
            return Absent()
        self.figures.append(name)
        texts = {
            part: self._spoken(figure.get(part), f"the figure {name!r} has no {part}")
            for part in ("caption", "alt")
        }
        return block("figure", {"id": name, "file": f"figures/{name}", **texts, **self.entries.made(figure)})

    def table(self, name: str) -> str:
        """The table that a notebook made."""
        made = self._known("table", self.ledger["tables"], name)
        if made is None:
            return Absent()
        self.tables.append(name)
        columns = [
            {
                "label": self._spoken(column["label"], f"a column of the table {name!r} has no label"),
                "align": column["align"],
            }
            for column in made["columns"]
        ]
        rows = [
            [[self._cell(run, name) for run in cell.get("runs", [cell])] for cell in row]
            for row in made["rows"]
        ]
        caption = self._spoken(made.get("caption"), f"the table {name!r} has no caption")
        note = self._spoken(made["note"], f"the table {name!r} has no note") if made.get("note") else ""
        return table(name, caption, columns, rows, note=note, **self.entries.made(made))

    def section(self, name: str) -> str:
        """A section that several papers share, filled from this study's ledger: `{{ section("content") }}`.

        The study's own `sections/<name>.<language>.md` comes before the one that is shipped. Where there is none in the
        language, the English one stands in for it, and the paper says so.
        """
        found = self._section_file(name, self.words.language)
        english = None if found else self._section_file(name, ENGLISH)
        if not found and not english:
            known = sorted(
                {place.name.split(".")[0] for place in SECTIONS.glob(f"*.{self.words.language}.md")}
            )
            return self._problem(f"no section {name!r} in {self.words.language!r}{near(name, known)}")
        text = self._read_section(found or english)
        return text if found else self._in_english(text, f"sections/{name}.{self.words.language}.md")

    def _section_file(self, name: str, language: str) -> Path | None:
        file = f"{name}.{language}.md"
        places = [self.study.folder / "sections" / file, SECTIONS / file]
        return next((place for place in places if NAME.fullmatch(name) and place.is_file()), None)

    def _read_section(self, path: Path) -> str:
        outer, self._reading = self._reading, f"sections/{path.name}"
        try:
            return self._rendered(keep_line_ends(path.read_text(encoding="utf-8")))
        finally:
            self._reading = outer

    def _in_english(self, text: str, wanted: str) -> str:
        """A section in English inside a paper in another language, which says so, as does the build."""
        print(
            f"{self.file}: there is no {wanted} in the package or in studies/{self.study.name}/; the paper has this "
            "section in English, and says so",
            file=sys.stderr,
        )
        notice = escape(self.terms["untranslated"])
        return f"\n\n**{notice}**\n\n::: {{lang=en dir=ltr}}\n{text}\n:::\n\n"

    def holds(self, claim: str) -> bool:
        """Whether the claim holds beyond the rounding of what was shown."""
        found = self._known("claim", self.entries.claims, claim)
        return found is not None and found["verdict"] == "holds"

    def verdict(self, claim: str) -> str:
        """The claim's verdict in a word of the language."""
        found = self._known("claim", self.entries.claims, claim)
        if found is None:
            return Absent()
        self._claim(claim)
        return f"[{escape(self.words('verdict.' + found['verdict']))}]{{.verdict .{found['verdict']} claim={quoted(claim)}}}"

    def claim(self, claim: str) -> Record | Absent:
        """The claim: number, text, verdict, word, reason, and its parts with computed, verdict, reason, values."""
        found = self._known("claim", self.entries.claims, claim)
        if found is None:
            return Absent()
        self._claim(claim)
        return claim_of(claim, self.entries)

    def claims(self) -> list[Record]:
        """All claims in the order of their numbers."""
        return [
            self.claim(name)
            for name in sorted(self.entries.claims, key=lambda name: self.entries.claims[name]["number"])
        ]

    def require(self, claim: str, *verdicts: str) -> str:
        """Nothing, where the claim has one of these verdicts ("holds" if none is named); else the build stops."""
        found = self._known("claim", self.entries.claims, claim)
        wanted = verdicts or ("holds",)
        if found is not None and found["verdict"] not in wanted:
            self._problem(
                f"the sentence needs the claim {claim!r} with the verdict {' or '.join(wanted)}, but it is now "
                f"{found['verdict']}; rewrite the sentence, or tie it to another claim"
            )
        return ""

    def count_of(self, verdict: str) -> str:
        """How many claims have this verdict, as a value."""
        if self._known("verdict", dict.fromkeys(VERDICTS, ""), verdict) is None:
            return Absent()
        name = f"claims.{verdict}"
        if name not in self.entries.values:
            number = sum(claim["verdict"] == verdict for claim in self.entries.claims.values())
            self.entries.values[name] = {
                "name": name,
                "subject": "claims",
                "measure": verdict,
                "value": number,
                "low": number,
                "high": number,
                "exact": True,
                "unit": "count",
                "formula": f"statements whose verdict is: {verdict.replace('_', ' ')}",
                "inputs": [],
                "origin": [],
            }
        return self.value(name)

    def ledger_appendix(self) -> str:
        """The table of the values that the paper shows, and of all that these were computed from."""
        return LEDGER

    def environment_appendix(self) -> str:
        """The table of Python and the packages that the numbers were computed with."""
        return appendices.environment(self.ledger["environment"], self.terms)

    def parameters(self) -> str:
        """The table of the choices that this run set otherwise than study.yaml, or a sentence that there are none."""
        choices = self.ledger.get("parameters") or {}
        return (
            appendices.parameters(choices, self.terms) if choices else escape(self.terms["parameters.none"])
        )

    # how they find it

    def _known(self, kind: str, there: dict[str, Any], name: str) -> Any:
        """What stands under the name, or None after noting the problem."""
        if isinstance(name, Absent):
            return None
        if name not in there:
            self._problem(_unknown(kind, name, list(there)))
        return there.get(name)

    def _given(self, name: str) -> bool:
        return not math.isnan(self.entries.values.get(name, {}).get("value", math.nan))

    def _problem(self, message: str) -> Absent:
        self._problems.append((self._reading, calling_line(), message))
        return Absent()

    def _span(self, name: str, text: str) -> str:
        self.used.append(name)
        self.written.append(name)
        return f"[{escape(text)}]{{.value name={quoted(name)}}}"

    def _claim(self, name: str) -> None:
        self.claimed.append(name)
        self.used += [
            value
            for part in self.entries.claims[name].get("parts") or []
            for value in part.get("values") or []
        ]

    def _cell(self, cell: dict, table: str) -> dict[str, str]:
        if "value" in cell:
            value = self._known("value", self.entries.values, cell["value"])
            self.used.append(cell["value"])
            options = {"interval": bool(cell.get("interval")), "digits": cell.get("digits")}
            return {"text": self.words.quantity(value, **options) if value else "", "value": cell["value"]}
        if "claim" in cell:
            claim = self._known("claim", self.entries.claims, cell["claim"])
            if claim is None:
                return {"text": ""}
            self._claim(cell["claim"])
            return {
                "text": self.words(f"verdict.{claim['verdict']}"),
                "claim": cell["claim"],
                "verdict": claim["verdict"],
            }
        return {"text": self._spoken(cell["text"], f"a cell of the table {table!r} has no text")}

    def _spoken(self, texts: dict[str, str] | str | None, problem: str) -> str:
        if isinstance(texts, str):
            return texts
        language = self.words.language
        if not isinstance(texts, dict) or texts.get(language) is None:
            self._problem(f"{problem} in {language!r}; the notebook gave {', '.join(texts or []) or 'none'}")
            return ""
        return texts[language]


def _explain(message: str) -> str:
    """What Jinja says about an unknown word, in the words of this module."""
    if function := re.match(r"'(\w+)' is undefined", message):
        return f"{function[1]!r} is none of the functions of a manuscript{near(function[1], FUNCTIONS)}"
    if part := re.match(r"'.*Record object' has no attribute '(\w+)'", message):
        return f"neither an account nor a claim has {part[1]!r}{near(part[1], FIELDS)}"
    return message.removeprefix("Manuscript.")


def _unknown(kind: str, name: str, known: list[str]) -> str:
    made = {
        "figure": f"no notebook made the figure {name!r}",
        "table": f"no notebook made the table {name!r}",
    }
    return f"{made.get(kind, f'there is no {kind} {name!r}')}{near(name, known)}"
