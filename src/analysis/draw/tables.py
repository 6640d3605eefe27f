"""The tables of a study, for all its languages at once: texts as they are, numbers by the names of their values."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import pandas as pd

from analysis.clean.processed import latest
from analysis.draw import captions
from analysis.draw.marks import holder, in_language, kind, names
from analysis.draw.numbers import MISSING
from analysis.draw.words import Words
from analysis.measure.codebook import codebook_of
from analysis.measure.validation import share_called
from analysis.study import Study

Text = dict[str, str]
Cell = dict[str, Any]
FEW_APART = 8  # countries without a partner that still have a row each
REACH = ("followers", "posts", "followers_per_1000", "followers_per_post", "audience_share")


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading in each language, and how its cells stand."""

    label: Text
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the ledger keeps it; the first cell of a row is its header."""

    id: str
    caption: Text
    columns: list[Column]
    rows: list[list[Cell]]
    note: Text | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def beside(note: Text | None, more: Text) -> Text:
    """A note with a further sentence in each language."""
    return {language: f"{(note or {}).get(language, '')} {text}".strip() for language, text in more.items()}


def each(words: Sequence[Words], say: Callable[[Words], str]) -> Text:
    """What `say` says in each language."""
    return {w.language: say(w) for w in words}


def reach_table(
    measures: pd.DataFrame, accounts: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-reach"
) -> Table:
    """One row per account, by platform, most followers first: its name, handle, and the measures of reach that there are.

    Followers per inhabitant are left out where all accounts are of one country: they would say the same again.
    """
    there = set(measures["name"])
    told = [m for m in REACH if m != "followers_per_1000" or accounts["country"].nunique() > 1]
    shown = [m for m in told if any(f"{account}.{m}" in there for account in accounts["account"])]
    rows = [
        [
            text_cell(name),
            text_cell(each(words, lambda w, a=account: _handle(a, w))),
            *(value_cell(f"{account['account']}.{measure}", there, words) for measure in shown),
        ]
        for account, name in named(_by_platform(_by_followers(accounts, measures)), words)
    ]
    columns = [_name_column(accounts, words), column("handle", words)]
    columns += [measure_column(measure, words) for measure in shown]
    return table_of(id, "reach", columns, rows, words)


def leaders_table(
    measures: pd.DataFrame, accounts: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-leaders"
) -> Table:
    """One row per account: holder and country, who writes, platform, followers, also per 1,000 inhabitants.

    Rows stand by platform, the one with most accounts first, and within it by followers.
    """
    there = set(measures["name"])
    ordered = _by_platform(_by_followers(accounts, measures))
    rows = [
        [
            text_cell(each(words, lambda w, a=account: _holder_and_country(a, w))),
            text_cell(each(words, lambda w, a=account: kind(a, w))),
            text_cell(each(words, lambda w, a=account: w.platform(a["platform"]))),
            value_cell(f"{account['account']}.followers", there, words),
            value_cell(f"{account['account']}.followers_per_1000", there, words),
        ]
        for account in ordered.to_dict("records")
    ]
    columns = [column(key, words) for key in ("holder", "kind", "platform")]
    columns += [measure_column("followers", words), measure_column("followers_per_1000", words)]
    return table_of(id, "leaders", columns, rows, words, roles=lambda w: _roles(accounts, w))


def leader_ministry_table(
    measures: pd.DataFrame,
    orders: pd.DataFrame,
    accounts: pd.DataFrame,
    words: Sequence[Words],
    *,
    id: str = "tbl-leader-ministry",
) -> Table:
    """One row per country: followers of the second group's account, of the first's, and their ratio, or why there is none.

    Where many countries cannot be compared, the note names them with the reason, and they have no row.
    `orders` has country, left_account (institution), right_account (leader; may be empty) and `missing`, why not compared.
    """
    there = set(measures["name"])
    apart = orders[[f"{country}.leader_to_institution" not in there for country in orders["country"]]]
    many = FEW_APART < len(apart) < len(orders)
    rows = [
        [
            text_cell(each(words, lambda w, p=pair: w.country(p["country"]))),
            value_cell(f"{pair['right_account']}.followers", there, words),
            value_cell(f"{pair['left_account']}.followers", there, words),
            _ratio_or_reason(pair, there, words),
        ]
        for pair in (orders.drop(apart.index) if many else orders).to_dict("records")
    ]
    sides = [accounts[accounts["account"].isin(orders[f"{side}_account"])] for side in ("right", "left")]
    columns = [column("country", words)]
    columns += [
        Column(each(words, lambda w, s=side: w("column.followers_of", roles=_roles(s, w))), "right")
        for side in sides
    ]
    columns.append(column("ratio", words, "right"))
    table = table_of(id, "leader_ministry", columns, rows, words)
    if not many:
        return table
    told = each(words, lambda w: captions.not_compared(apart, w))
    return replace(table, note={language: f"{table.note[language]} {told[language]}" for language in told})


def order_table(
    ranks: pd.DataFrame, accounts: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-order"
) -> Table:
    """One row per account, by platform, in the order of its mean rank: its rank by each measure, with the ranks that are possible.

    `ranks` are quantities whose measures are called `<measure>_rank`.
    """
    there = set(ranks["name"])
    measures = ranks["measure"].drop_duplicates().tolist()
    mean = ranks.groupby("subject")["value"].mean()
    ordered = accounts.assign(mean=accounts["account"].map(mean)).sort_values(
        ["mean", "account"], kind="stable"
    )
    rows = [
        [
            text_cell(name),
            *(value_cell(f"{account['account']}.{measure}", there, words) for measure in measures),
        ]
        for account, name in named(_by_platform(ordered), words)
    ]
    columns = [_name_column(accounts, words)]
    columns += [measure_column(measure.removesuffix("_rank"), words) for measure in measures]
    return table_of(id, "order", columns, rows, words)


def themes_table(themes: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-themes") -> Table:
    """One row per country: the phrases in which the source reports its themes (`reported`, `reported.kk`)."""
    rows = [
        [
            text_cell(each(words, lambda w, c=country: w.country(c))),
            text_cell(each(words, lambda w, o=own: "; ".join(in_language(row, "reported", w) for row in o))),
        ]
        for country, own in (
            (country, phrases.to_dict("records"))
            for country, phrases in themes.groupby("country", sort=False)
        )
    ]
    return table_of(id, "themes", [column("country", words), column("reported", words)], rows, words)


def denominators_table(
    denominators: pd.DataFrame,
    words: Sequence[Words],
    *,
    countries: Sequence[str] = (),
    id: str = "tbl-denominators",
) -> Table:
    """One row per country, those compared first: its population by each source and year."""
    people = denominators[denominators["indicator"] == "population"]
    figures = people[["source", "year"]].drop_duplicates().sort_values(["year", "source"]).to_dict("records")
    there = {_population(row["country"], row) for row in people.to_dict("records")}
    others = [code for code in people["country"].unique() if code not in countries]
    rows = [
        [
            text_cell(each(words, lambda w, c=code: w.country(c))),
            *(value_cell(_population(code, figure), there, words) for figure in figures),
        ]
        for code in [*(code for code in countries if code in set(people["country"])), *others]
    ]
    columns = [column("country", words)]
    columns += [
        Column(each(words, lambda w, f=figure: w.heading(_source_and_year(f, w))), "right")
        for figure in figures
    ]
    return table_of(id, "denominators", columns, rows, words)


def claims_table(claims: Sequence[dict], words: Sequence[Words], *, id: str = "tbl-claims") -> Table:
    """Each statement with its verdict; one of several parts has a row for each part (2a, 2b) below its own."""
    themes = _themes_of(claims, words[0].study)
    rows = [row for claim in claims for row in _claim_rows(claim, themes, words)]
    columns = [column("number", words), column("statement", words)]
    columns += [column("computed", words), column("verdict", words)]
    return table_of(id, "claims", columns, rows, words)


def data_table(
    counts: pd.DataFrame, accounts: pd.DataFrame, words: Sequence[Words], *, id: str = "tbl-data"
) -> Table:
    """One row per account: platform, handle, day, each count as the screen showed it last, and how it is read."""
    study = words[0].study
    last = latest(counts, study.as_of if study else None)
    shown = {(row["account"], row["metric"]): row for row in last.to_dict("records")}
    columns = [column(key, words) for key in ("account", "platform", "handle", "day")]
    for metric in ("followers", "posts"):
        columns += [column(f"{metric}_{form}", words, "right") for form in ("shown", "read")]
    rows = [
        [
            text_cell(name),
            text_cell(each(words, lambda w, a=account: w.platform(a["platform"]))),
            text_cell(each(words, lambda w, a=account: _handle(a, w))),
            text_cell(each(words, lambda w, a=account: _day(a["account"], shown, w))),
            *_shown_and_read(account["account"], "followers", shown, words),
            *_shown_and_read(account["account"], "posts", shown, words),
        ]
        for account, name in named(accounts, words, persons=True)
    ]
    table = table_of(id, "data", columns, rows, words)
    if counts["captured_on"].nunique() <= 1 or len(counts) == len(last):
        return table
    return replace(
        table, note={w.language: f"{w('table.data.note')} {w('table.data.earlier')}" for w in words}
    )


# Rows


def _themes_of(claims: Sequence[dict], study: Study | None) -> dict[str, Text]:
    """What the theme is called that a measure is the share of; the codebook is read where a claim is about shares."""
    values = [value for claim in claims for part in claim["parts"] for value in part["values"]]
    if study is None or not any(".share_" in value for value in values):
        return {}
    return {f"share_{theme.id}": theme.label for theme in codebook_of(study).themes}


def _claim_rows(claim: dict, themes: dict[str, Text], words: Sequence[Words]) -> list[list[Cell]]:
    """The statement's row, and below it one for each of several parts, with the value that each turns on."""
    parts = claim["parts"]
    single = parts[0] if len(parts) == 1 else None
    number = each(words, lambda w: w.number(claim["number"]))
    rows = [
        [
            text_cell(number),
            text_cell(claim["text"]),
            _computed(single, words) if single else text_cell(each(words, lambda w: "")),
            {"claim": claim["id"]},
        ]
    ]
    if single:
        return rows
    for letter, part in zip(string.ascii_lowercase, parts):
        rows.append(
            [
                text_cell({language: text + letter for language, text in number.items()}),
                text_cell(_tested(part, themes, words)),
                _computed(part, words),
                text_cell(each(words, lambda w, p=part: w(f"verdict.{p['verdict']}"))),
            ]
        )
    return rows


def _computed(part: dict, words: Sequence[Words]) -> Cell:
    """The values on which the part turns, in falling order; where none can decide it, the reason.

    Between two values stands > where their order is certain, and ≈ where their intervals leave it open.
    """
    if part.get("reason"):
        return text_cell(part["reason"])
    if part.get("lacking"):
        return text_cell(each(words, lambda w: w(f"reason.{part['lacking']}")))
    between = " ≈ " if part["verdict"] in ("within_rounding", "undecided") else " > "
    runs: list[Cell] = []
    for chain in part["chains"]:
        runs += [text_cell(each(words, lambda w: "; "))] * bool(runs)
        for place, name in enumerate(chain):
            runs += [text_cell(each(words, lambda w: between))] * bool(place)
            runs.append({"value": name, "interval": len(part["chains"]) == 1, "digits": None})
    return {"runs": runs} if runs else text_cell(each(words, lambda w: MISSING))


def _tested(part: dict, themes: dict[str, Text], words: Sequence[Words]) -> Text:
    """What the part tests: its note, else the theme or the measure of the value that it turns on, else its name."""
    if part.get("note"):
        return part["note"]
    value = part["values"][0] if part["values"] else ""
    measure = share_called(value, "counted").rpartition(".")[2]
    named = each(words, lambda w: w(f"measure.{measure}") if w.has(f"measure.{measure}") else value)
    return themes.get(measure, named)


def _ratio_or_reason(pair: dict, there: set[str], words: Sequence[Words]) -> Cell:
    name = f"{pair['country']}.leader_to_institution"
    if name in there:
        return value_cell(name, there, words)
    return text_cell(each(words, lambda w: w(f"reason.{pair.get('missing') or 'unknown'}")))


def _shown_and_read(account: str, metric: str, shown: dict, words: Sequence[Words]) -> list[Cell]:
    count = shown.get((account, metric))
    if count is None:
        return [text_cell(each(words, lambda w: MISSING))] * 2
    name = f"{account}.{metric}"
    return [text_cell(each(words, lambda w: count["shown"])), value_cell(name, {name}, words)]


# Cells


def text_cell(text: Text) -> Cell:
    """A text as it is in each language."""
    return {"text": text}


def value_cell(name: str, there: set[str], words: Sequence[Words]) -> Cell:
    """The value of this name with its interval, or a dash where there is none."""
    if name not in there:
        return text_cell(each(words, lambda w: MISSING))
    return {"value": name, "interval": True, "digits": None}


def named(
    accounts: pd.DataFrame, words: Sequence[Words], *, persons: bool = False
) -> list[tuple[dict, Text]]:
    """Each account with its name in each language; with `persons`, beside its platform and with the person's name."""
    by_language = {w.language: names(accounts, w, by_platform=persons, persons=persons) for w in words}
    return [
        (account, {language: by_language[language][account["account"]] for language in by_language})
        for account in accounts.to_dict("records")
    ]


def _by_followers(accounts: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """The accounts, most followers first; those without a count last."""
    followers = measures[measures["measure"] == "followers"].set_index("subject")["value"]
    ordered = accounts.assign(followers=accounts["account"].map(followers))
    return ordered.sort_values(["followers", "account"], ascending=[False, True], kind="stable")


def _by_platform(ordered: pd.DataFrame) -> pd.DataFrame:
    """The accounts as they are ordered, those of each platform together, that with most accounts first."""
    size = ordered["platform"].map(ordered["platform"].value_counts())
    return ordered.assign(size=size).sort_values(["size", "platform"], ascending=[False, True], kind="stable")


def _holder_and_country(account: dict, w: Words) -> str:
    country = w.country(account["country"])
    return w("figure.leaders.name", holder=holder(account, w) or w.role(account["role"]), country=country)


def _handle(account: dict, w: Words) -> str:
    return w.left_to_right(f"@{account['handle']}") if account.get("handle") else MISSING


def _day(account: str, shown: dict, w: Words) -> str:
    days = {shown[key]["captured_on"] for key in shown if key[0] == account and shown[key]["captured_on"]}
    return w.list(w.date(pd.Timestamp(day).date()) for day in sorted(days)) or MISSING


def _population(country: str, figure: dict) -> str:
    """The name of a population's value: `<country>.population_<source>_<year>`."""
    return f"{country}.population_{figure['source']}" + (f"_{figure['year']}" if figure["year"] else "")


def _source_and_year(figure: dict, w: Words) -> str:
    return f"{w.source(figure['source'])} {figure['year']}".strip()


# Columns


def _roles(accounts: pd.DataFrame, w: Words) -> str:
    """The kinds of these accounts, in the plural."""
    return w.list(w.role(role, 2) for role in accounts["role"].unique())


def _name_column(accounts: pd.DataFrame, words: Sequence[Words]) -> Column:
    """The column of accounts' names: of countries, where each has one account."""
    return column("country" if accounts["country"].is_unique else "account", words)


def column(key: str, words: Sequence[Words], align: Literal["left", "right"] = "left") -> Column:
    """The column that the words head under `column`."""
    return Column(each(words, lambda w: w(f"column.{key}")), align)


def measure_column(measure: str, words: Sequence[Words]) -> Column:
    """The column of a measure's values."""
    return Column(each(words, lambda w: w(f"measure.{measure}")), "right")


def table_of(
    id: str,
    key: str,
    columns: list[Column],
    rows: list[list[Cell]],
    words: Sequence[Words],
    **fields: Callable[[Words], str],
) -> Table:
    """The table with the caption, and the note if there is one, that the words have for it.

    `fields` say in each language what the caption's fields are.
    """

    def caption(w: Words) -> str:
        return w(f"table.{key}.caption", **{field: say(w) for field, say in fields.items()})

    note = each(words, lambda w: w(f"table.{key}.note")) if words[0].has(f"table.{key}.note") else None
    return Table(id, each(words, caption), columns, rows, note)
