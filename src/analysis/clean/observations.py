"""Raw to processed: tables as they were typed become tidy tables, with every shown number as an interval."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
from analysis.clean.counts import CountError, read_count

from analysis.clean.corrections import apply_corrections
from analysis.clean.schemas import TABLES, check
from analysis.clean.tables import InputError, Problem, read_table
from analysis.study import Study, nearest

METRICS = ("followers", "posts")


def read_raw(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The raw tables of a study as checked and corrected text, indexed by row, and what looks odd in them.

    Raises `InputError` with every bad cell of every table at once.
    """
    raw, problems = {}, []
    for name, table in TABLES.items():
        path = _raw_file(study.raw, name)
        if path is None:
            raw[name] = pd.DataFrame(columns=list(table.columns), dtype="str")
            if not table.optional:
                problems.append(
                    Problem(f"{name}.csv", None, None, None, f"not found in {_shown(study)}; add the file")
                )
            continue
        try:
            frame = _tidied(read_table(path), name)
        except InputError as error:
            problems += error.problems
            continue
        problems += check(frame, name, path.name)
        raw[name] = _completed(frame, name)
    if not any(problem.error for problem in problems):
        raw = apply_corrections(raw, raw["corrections"])
        problems += _across(raw, study)
    errors = [problem for problem in problems if problem.error]
    if errors:
        raise InputError(errors)
    return raw, problems


def observations(raw: dict[str, pd.DataFrame], study: Study) -> dict[str, pd.DataFrame]:
    """The processed tables. Every number has its value, its interval `[low, high)` and the cell it came from.

    A cell without text is a missing value and not zero: such counts are simply not in `counts`.
    Raises `InputError` with every count that cannot be read.
    """
    problems: list[Problem] = []
    counts = _counts(raw, study, problems)
    denominators = _figures(raw["countries"], "countries.csv", problems)
    context = _figures(raw["context"], "context.csv", problems)
    if problems:
        raise InputError(problems)
    kept = {
        name: raw[name].drop(columns=_notes(raw[name])) for name in ("platforms", "institutions", "themes")
    }
    tables = {
        "accounts": raw["accounts"],
        "counts": counts,
        "denominators": denominators,
        "context": context,
        "sources": raw["sources"],
        **kept,
    }
    return {name: _with_row(frame) for name, frame in tables.items()} | {"imports": _imports(raw, counts)}


def _raw_file(folder: Path, name: str) -> Path | None:
    found = [
        folder / f"{name}{ending}"
        for ending in (".csv", ".tsv", ".xlsx")
        if (folder / f"{name}{ending}").is_file()
    ]
    if len(found) > 1:
        mend = f"{found[1].name} is there too; keep the one that holds the data"
        raise InputError([Problem(found[0].name, None, None, None, mend)])
    return found[0] if found else None


def _shown(study: Study) -> str:
    return f"data/raw/{study.name}"


def _tidied(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Cells as a spreadsheet's habits change them, put back: days, years, handles."""
    tidy = frame.copy()
    for column in tidy:
        if column in ("captured_on", "seen_on"):
            tidy[column] = tidy[column].map(_iso_day)
        elif column in ("year", "founded", "followers_unit", "posts_unit"):
            tidy[column] = tidy[column].str.replace(r"[.,]0+$", "", regex=True)
        elif column in ("platform", "role", "indicator"):
            tidy[column] = tidy[column].str.lower()
        elif column == "handle":
            tidy[column] = tidy[column].map(_handle)
    return tidy


def _iso_day(text: str) -> str:
    """`28.09.2024`, as Excel writes days in Turkish, Russian and Kazakh settings, as 2024-09-28."""
    day = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: 0?0:00(?::00)?)?", text)
    if day:
        text = f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}"
    try:
        return dt.date.fromisoformat(text).isoformat() if text else text
    except ValueError:
        return text if not day else day[0]


def _handle(text: str) -> str:
    """The handle alone, where somebody pasted `@name` or the address of the page."""
    page = re.fullmatch(r"https?://[^/]+/@?([^/?#]+)/?(?:[?#].*)?", text)
    return page[1] if page else text.removeprefix("@")


def _completed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    missing = {column: "" for column in TABLES[name].columns if column not in frame}
    return frame.assign(**missing)


def _across(raw: dict[str, pd.DataFrame], study: Study) -> list[Problem]:
    """What only shows when tables are held against each other."""
    accounts, snapshots = raw["accounts"], raw["snapshots"]
    return [
        *_unknown(
            snapshots["account"], accounts["account"], "snapshots.csv", "accounts.csv has no such account"
        ),
        *_unknown(
            raw["themes"]["account"], accounts["account"], "themes.csv", "accounts.csv has no such account"
        ),
        *_without_snapshot(accounts, snapshots),
        *_shared_handles(accounts),
        *_impossible_days(snapshots),
        *(
            problem
            for name, frame in raw.items()
            if name != "sources"
            for problem in _unknown(
                frame["source"], raw["sources"]["source"], f"{name}.csv", "sources.csv has no such source"
            )
        ),
        *_unused_countries(accounts, study),
    ]


def _unknown(cells: pd.Series, known: pd.Series, file: str, reason: str) -> list[Problem]:
    ids = known.tolist()
    return [
        Problem(file, int(row), str(cells.name), cell, f"{reason}{nearest(cell, ids)}")
        for row, cell in cells[~cells.isin(ids) & (cells != "")].items()
    ]


def _without_snapshot(accounts: pd.DataFrame, snapshots: pd.DataFrame) -> list[Problem]:
    mend = "has no row in snapshots.csv; add one (with empty counts if none were seen), or remove the account"
    alone = accounts.loc[~accounts["account"].isin(snapshots["account"]), "account"]
    return [Problem("accounts.csv", int(row), "account", account, mend) for row, account in alone.items()]


def _shared_handles(accounts: pd.DataFrame) -> list[Problem]:
    named = accounts[accounts["handle"] != ""]
    pages = named["platform"] + "/" + named["handle"].str.lower()
    again = pages[pages.duplicated()]
    return [
        Problem(
            "accounts.csv",
            int(row),
            "handle",
            named.at[row, "handle"],
            f"the same page as account {named.loc[pages == page, 'account'].iloc[0]!r}; keep one of the two accounts",
        )
        for row, page in again.items()
    ]


def _impossible_days(snapshots: pd.DataFrame) -> list[Problem]:
    problems = []
    for row, day in snapshots["captured_on"].items():
        try:
            dt.date.fromisoformat(day)
        except ValueError:
            problems.append(
                Problem("snapshots.csv", int(row), "captured_on", day, "there is no such day in the calendar")
            )
    return problems


def _unused_countries(accounts: pd.DataFrame, study: Study) -> list[Problem]:
    return [
        Problem(
            "accounts.csv",
            None,
            "country",
            code,
            "study.yaml compares this country, and no account is of it",
            error=False,
        )
        for code in study.countries
        if code not in set(accounts["country"])
    ]


def _counts(raw: dict[str, pd.DataFrame], study: Study, problems: list[Problem]) -> pd.DataFrame:
    platforms = raw["accounts"].set_index("account")["platform"]
    rows = []
    for row, snapshot in raw["snapshots"].iterrows():
        for metric in METRICS:
            column = f"{metric}_shown"
            if not snapshot[column]:
                continue
            reading = dict(
                language=snapshot["screen_language"] or None,
                platform=platforms[snapshot["account"]],
                rule=None if study.rule == "platform" else study.rule,
                unit=int(snapshot[f"{metric}_unit"]) if snapshot[f"{metric}_unit"] else None,
            )
            count = _read(
                snapshot[column],
                reading,
                Problem("snapshots.csv", int(row), column, snapshot[column], ""),
                problems,
            )
            if count:
                rows.append(
                    {"account": snapshot["account"], "captured_on": snapshot["captured_on"], "metric": metric}
                    | count
                    | _origin("snapshots.csv", row, column, snapshot)
                )
    return _frame(rows, ["account", "captured_on", "metric"])


def _figures(frame: pd.DataFrame, file: str, problems: list[Problem]) -> pd.DataFrame:
    """Context figures and denominators: the columns that name them, then the number and its cell."""
    names = [column for column in ("country", "indicator", "year", "figure") if column in frame]
    rows = []
    for row, cells in frame.iterrows():
        at = Problem(file, int(row), "value_shown", cells["value_shown"], "")
        count = _read(cells["value_shown"], dict(language="en"), at, problems)
        if count:
            rows.append(
                {name: cells[name] for name in names} | count | _origin(file, row, "value_shown", cells)
            )
    return _frame(rows, names)


def _read(text: str, reading: dict, at: Problem, problems: list[Problem]) -> dict | None:
    try:
        count = read_count(text, **reading)
    except CountError as error:
        problems.append(Problem(at.file, at.row, at.column, at.value, str(error)))
        return None
    return {
        "shown": text,
        "value": float(count.value),
        "low": float(count.low),
        "high": float(count.high),
        "unit": float(count.unit),
        "precision": count.precision,
        "rule": count.rule,
        "qualifier": count.qualifier,
    }


def _origin(file: str, row: int, column: str, cells: pd.Series) -> dict:
    return {"file": file, "row": int(row), "column": column, "source": cells["source"], "note": cells["note"]}


def _frame(rows: list[dict], names: Iterable[str]) -> pd.DataFrame:
    numbers = ["shown", "value", "low", "high", "unit", "precision", "rule", "qualifier"]
    return pd.DataFrame(rows, columns=[*names, *numbers, "file", "row", "column", "source", "note"])


def _with_row(frame: pd.DataFrame) -> pd.DataFrame:
    return frame if "row" in frame else frame.rename_axis("row").reset_index()


def _notes(frame: pd.DataFrame) -> list[str]:
    return [column for column in frame if column == "note"]


def _imports(raw: dict[str, pd.DataFrame], counts: pd.DataFrame) -> pd.DataFrame:
    """Per raw table, how many rows were read, and how many numbers came of them."""
    numbers = {"snapshots": len(counts)}
    return pd.DataFrame(
        [
            {
                "table": name,
                "rows_read": len(frame),
                "numbers_read": str(numbers.get(name, "")),
                "corrected": int((raw["corrections"]["file"] == f"{name}.csv").sum()),
            }
            for name, frame in raw.items()
        ]
    )
