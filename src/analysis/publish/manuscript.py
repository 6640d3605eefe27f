"""The manuscript: an author's Markdown, whose numbers, figures, tables and verdicts come from the ledger.

Between `{{ }}` stand the functions of `Manuscript`. What they return is either Markdown that they made themselves
or text from data, and such text is escaped: no handle, title or caption is ever read as markup.
Comments are written `<!-- -->` and do not reach the paper.
"""

import json
import math
import re
import sys
from collections.abc import Callable
from typing import Any

import jinja2
import yaml
from jinja2.sandbox import SandboxedEnvironment

from analysis.draw.words import Words
from analysis.publish.entries import Entries, in_language, numbers, read_rows
from analysis.publish.literal import Literal, escape, unescape
from analysis.publish.names import near
from analysis.publish.terms import terms
from analysis.study import Study, StudyError

VERDICTS = ("holds", "within_rounding", "fails", "unchecked")
HEADER_KEYS = ("keywords",)
HEADER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
LEDGER = "\n\n```{.ledger}\n```\n\n"


class ManuscriptError(StudyError):
    """The manuscript asks for what is not there; the message has a line for each place, with file and line."""


def fill(text: str, ledger: dict, study: Study, words: Words) -> str:
    """The manuscript as Markdown for pandoc, with everything between `{{ }}` filled in.

    Raises `ManuscriptError` with every unknown name and every required claim that does not hold, all at once.
    """
    return Manuscript(text, ledger, study, words).filled()


def header(text: str, file: str = "manuscript") -> dict[str, Any]:
    """The settings at the head of a manuscript: its keywords. Title, authors and date stand in study.yaml."""
    found = HEADER.match(text)
    if not found:
        return {}
    try:
        settings = yaml.safe_load(found[1] or "") or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 2}" if mark else ""
        raise ManuscriptError(
            f"{file}{line}: the header is not YAML: {getattr(error, 'problem', error)}"
        ) from error
    if not isinstance(settings, dict):
        raise ManuscriptError(f"{file}, line 2: the header should read `keywords: [one, two]`")
    unknown = [key for key in settings if key not in HEADER_KEYS]
    if unknown:
        raise ManuscriptError(
            f"{file}: the header has {', '.join(map(str, unknown))}; only keywords stand there. Title, subtitle, authors "
            "and date stand in study.yaml, the abstract in `::: abstract`"
        )
    return settings


class Absent(str):
    """Stands where a name is unknown, so that the rest of the manuscript can still be checked."""

    def __getattr__(self, name: str) -> "Absent":
        if name.startswith("__"):
            raise AttributeError(name)
        return self


class Record(dict):
    """A row of a table in a template: `account.holder`; its text is shown as it is."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Manuscript:
    """One manuscript with the ledger that it is filled from; `used` names the values that it shows."""

    def __init__(self, text: str, ledger: dict, study: Study, words: Words):
        self.text, self.ledger, self.study, self.words = text, ledger, study, words
        self.file = f"studies/{study.name}/paper.{words.language}.md"
        self.keywords = header(text, self.file).get("keywords") or []
        self.terms = terms(words)
        self.all_accounts = {
            name: self._account(row) for name, row in read_rows(study, "accounts", "account").items()
        }
        self.entries = self._entries()
        self.used: list[str] = []
        self.claimed: list[str] = []
        self.figures: list[str] = []
        self.tables: list[str] = []
        self._problems: list[tuple[int, str]] = []

    def filled(self) -> str:
        """The Markdown that pandoc reads."""
        text = self._rendered(_keep_line_ends(self.text))
        if self._problems:
            raise ManuscriptError(
                "\n".join(f"{self.file}, line {line}: {problem}" for line, problem in sorted(self._problems))
            )
        return HEADER.sub(_blank, text).replace(LEDGER, self._ledger())

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
        )

    def _rendered(self, text: str) -> str:
        try:
            return (
                _environment()
                .from_string(text)
                .render({name: _by_plain_name(getattr(self, name)) for name in FUNCTIONS})
            )
        except jinja2.TemplateSyntaxError as error:
            raise ManuscriptError(f"{self.file}, line {error.lineno}: {error.message}") from error
        except (jinja2.UndefinedError, jinja2.sandbox.SecurityError, TypeError) as error:
            self._problems.append((_line_of(error), _explain(str(error))))
            return ""

    # what an author can write between {{ }}

    def value(self, name: str, interval: bool = False, digits: int | None = None) -> str:
        """The value as the language writes it; with `interval`, its bounds too."""
        value = self._known("value", self.entries.values, name)
        if value is None:
            return Absent()
        return self._span(name, self.words.quantity(value, interval=interval, digits=digits))

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
        """The day on which the rows behind a value were seen, written out; more days as a list."""
        if self._known("value", self.entries.values, name) is None:
            return Absent()
        days = self.entries.days(name)
        if not days:
            return self._problem(f"no raw row behind the value {name!r} has a day")
        return self._span(name, self.words.list(map(self.entries.date, days)))

    def country(self, code: str) -> str:
        """The country's name."""
        try:
            return Literal(self.words.country(code))
        except StudyError as error:
            return self._problem(str(error))

    def holder(self, account: str) -> str:
        """The person or institution whose account it is."""
        return self.account(account).holder

    def account(self, account: str) -> Record | Absent:
        """The account's row: account, country, country_name, role, holder, platform, handle, url, source."""
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
        return _block("figure", {"id": name, "file": f"figures/{name}", **texts, **self.entries.made(figure)})

    def table(self, name: str) -> str:
        """The table that a notebook made."""
        table = self._known("table", self.ledger["tables"], name)
        if table is None:
            return Absent()
        self.tables.append(name)
        columns = [
            {
                "label": self._spoken(column["label"], f"a column of the table {name!r} has no label"),
                "align": column["align"],
            }
            for column in table["columns"]
        ]
        rows = [[[self._cell(cell, name)] for cell in row] for row in table["rows"]]
        caption = self._spoken(table.get("caption"), f"the table {name!r} has no caption")
        note = self._spoken(table["note"], f"the table {name!r} has no note") if table.get("note") else ""
        return _block("table", _table(name, caption, columns, rows, note=note, **self.entries.made(table)))

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
        return f"[{escape(self.words('verdict.' + found['verdict']))}]{{.verdict .{found['verdict']} claim={_quoted(claim)}}}"

    def claim(self, claim: str) -> Record | Absent:
        """The claim: number, text, verdict, word, reason, and its parts with computed, verdict, reason, values."""
        found = self._known("claim", self.entries.claims, claim)
        if found is None:
            return Absent()
        self._claim(claim)
        spoken = self.entries.claim(claim)
        parts = [
            Record(
                computed=Literal(told["computed"]),
                verdict=part["verdict"],
                word=Literal(told["verdict"]),
                reason=Literal(told["reason"]),
                values=told["values"],
            )
            for told, part in zip(spoken["parts"], found.get("parts") or [], strict=True)
        ]
        return Record(
            id=claim,
            number=found["number"],
            text=Literal(spoken["text"]),
            verdict=found["verdict"],
            word=Literal(spoken["verdict"]),
            reason=Literal(spoken["reason"]),
            parts=parts,
        )

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
            formula = self.terms["count_of"].format(verdict=self.words(f"verdict.{verdict}"))
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
                "formula": formula,
                "inputs": [],
                "origin": [],
            }
        return self.value(name)

    def ledger_appendix(self) -> str:
        """The table of every value that the paper shows, and of all that these were computed from."""
        return LEDGER

    def environment_appendix(self) -> str:
        """The table of Python and the packages that the numbers were computed with."""
        environment = self.ledger["environment"]
        packages = [("Python", environment["python"]), *sorted(environment["packages"].items())]
        columns = [self._column("environment.package"), self._column("environment.version")]
        rows = [[[{"text": name}], [{"text": str(version)}]] for name, version in packages]
        return _block(
            "table", _table("tbl-environment", self.terms["environment.caption"], columns, rows, compact=True)
        )

    def parameters(self) -> str:
        """The table of the choices that this run set otherwise than study.yaml, or a sentence that there are none."""
        choices = self.ledger.get("parameters") or {}
        if not choices:
            return escape(self.terms["parameters.none"])
        columns = [self._column("parameters.choice"), self._column("value")]
        rows = [[[{"text": str(name)}], [{"text": str(value)}]] for name, value in sorted(choices.items())]
        return _block("table", _table("tbl-parameters", self.terms["parameters.caption"], columns, rows))

    # how they find it

    def _known(self, kind: str, there: dict[str, Any], name: str) -> Any:
        """What stands under the name, or None after noting the problem."""
        if isinstance(name, Absent):
            return None
        if name not in there:
            self._problem(_unknown(kind, name, list(there)))
        return there.get(name)

    def _problem(self, message: str) -> Absent:
        self._problems.append((_line(), message))
        return Absent()

    def _span(self, name: str, text: str) -> str:
        self.used.append(name)
        return f"[{escape(text)}]{{.value name={_quoted(name)}}}"

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

    def _account(self, row: dict[str, str]) -> Record:
        columns = dict.fromkeys(column.split(".")[0] for column in row)
        found = {column: Literal(in_language(row, column, self.words.language)) for column in columns}
        return Record(found, country_name=Literal(self.words.country(row["country"])))

    def _column(self, term: str) -> dict[str, str]:
        return {"label": self.terms[term], "align": "left"}

    def _ledger(self) -> str:
        """The table of values and that of their sources."""
        names = self.entries.closure(self.used)
        entries = {name: self.entries(name) for name in names}
        columns = [self._column(term) for term in ("name", "value", "ledger.origin", "ledger.source")]
        rows = [self._ledger_row(name, entry, set(names)) for name, entry in entries.items()]
        ledger = _table("tbl-ledger", self.terms["ledger.caption"], columns, rows, compact=True)
        seen = {row["key"]: row for entry in entries.values() for row in entry["rows"] if row["key"]}
        columns = [self._column(term) for term in ("source", "sources.title", "sources.address")]
        rows = [
            [[{"text": key}], [{"text": row["source"]}], [{"text": row["url"], "url": row["url"]}]]
            for key, row in sorted(seen.items())
        ]
        sources = _table("tbl-ledger-sources", self.terms["sources.caption"], columns, rows, compact=True)
        return _block("table", ledger) + (_block("table", sources) if rows else "")

    def _ledger_row(self, name: str, entry: dict[str, Any], there: set[str]) -> list[list[dict[str, str]]]:
        number = " ".join(part for part in (entry["unrounded"], entry["interval"]) if part)
        origin = [{"text": entry["formula"]}] if entry["formula"] else []
        for source in entry["inputs"]:
            origin += [
                {"text": "; " if origin else ""},
                {"text": source} | ({"to": source} if source in there else {}),
            ]
        for row in entry["rows"]:
            shown = self.words("quote", text=row["shown"])
            origin += [{"text": f"{'; ' if origin else ''}{row['place']}: {shown}"}]
        seen = dict.fromkeys(", ".join(filter(None, (row["key"], row["day"]))) for row in entry["rows"])
        return [
            [{"text": name, "anchor": name}],
            [{"text": number}],
            origin,
            [{"text": "; ".join(filter(None, seen))}],
        ]


FUNCTIONS = (
    "value",
    "shown",
    "day",
    "country",
    "holder",
    "account",
    "accounts",
    "ranked",
    "figure",
    "table",
    "holds",
    "verdict",
    "claim",
    "claims",
    "require",
    "count_of",
    "ledger_appendix",
    "environment_appendix",
    "parameters",
)
FIELDS = (
    "account",
    "country",
    "country_name",
    "role",
    "holder",
    "platform",
    "handle",
    "url",
    "source",
    "id",
    "number",
    "text",
    "verdict",
    "word",
    "reason",
    "parts",
    "computed",
    "values",
)


def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="<!--",
        comment_end_string="-->",
    )


def _by_plain_name(function: Callable) -> Callable:
    """The function as a template calls it: with names from data, or put together from them, as they stand in the data."""

    def plain(argument: Any) -> Any:
        return (
            unescape(argument) if isinstance(argument, str) and not isinstance(argument, Absent) else argument
        )

    def called(*args: Any, **options: Any) -> Any:
        return function(*map(plain, args), **{key: plain(option) for key, option in options.items()})

    return called


def _keep_line_ends(text: str) -> str:
    """The text with `+` in each tag that ends a line of prose, so that only a tag alone on its line takes the line away."""

    def keep(line: str) -> str:
        alone = re.fullmatch(
            r"(?:\s*\{%(?:(?!%\}).)*%\}|\s*<!--(?:(?!-->).)*-->|(?:(?!<!--|-->).)*-->)+\s*", line
        )
        return line if alone else re.sub(r"(?<![-+])(%\}|-->)$", r"+\1", line)

    return "\n".join(map(keep, text.split("\n")))


def _blank(lines: re.Match) -> str:
    return "\n" * lines[0].count("\n")


def _table(name: str, caption: str, columns: list, rows: list, **more: Any) -> dict[str, Any]:
    return {"id": name, "caption": caption, "columns": columns, "rows": rows, **more}


def _block(kind: str, content: dict[str, Any]) -> str:
    """A block that filter.lua makes into a figure or a table; its JSON is never parsed as Markdown."""
    return f"\n\n```{{.{kind}}}\n{json.dumps(content, ensure_ascii=False)}\n```\n\n"


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _line() -> int:
    """The line of the manuscript from which the running function was called."""
    frame = sys._getframe(1)
    while frame is not None:
        template = frame.f_globals.get("__jinja_template__")
        if template is not None:
            return template.get_corresponding_lineno(frame.f_lineno)
        frame = frame.f_back
    return 0


def _line_of(error: BaseException) -> int:
    """The line of the manuscript at which the error was raised: Jinja puts it into the traceback."""
    line, step = 0, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


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
