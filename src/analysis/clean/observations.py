"""Raw to processed: tables as they were typed become tidy tables, with every shown number as an interval."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

import pandas as pd

from analysis.clean.corrections import apply_corrections
from analysis.clean.counts import CountError, read_count
from analysis.clean.habits import handle, tidy
from analysis.clean.schemas import ROLES, TABLES, base, check
from analysis.clean.tables import InputError, Problem, read_table
from analysis.study import Study, close_to, nearest

METRICS = ("followers", "posts")
ENDINGS = (".csv", ".tsv", ".xlsx")


def read_raw(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The raw tables of a study as corrected and checked text, indexed by row, and what looks odd in them.

    Corrections come first, so that a cell which no schema would let pass can be corrected. Raises
    `InputError` with every bad cell of every table at once, counts that cannot be read included.
    """
    raw, problems = _tables(study)
    raw, unfit = _corrected(raw)
    problems += unfit
    for name, frame in raw.items():
        problems += check(frame, name, _file(raw, name))
    if len(raw) == len(TABLES) and not any(problem.error and problem.row == 1 for problem in problems):
        raw = {name: _completed(frame, name) for name, frame in raw.items()}
        problems += _across(raw, study)
        problems += _unreadable(raw, study, problems)
    problems = _in_order(problems)
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
    denominators = _figures(raw["countries"], _file(raw, "countries"), problems)
    context = _figures(raw["context"], _file(raw, "context"), problems)
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


def _tables(study: Study) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables that can be read, cells put back as a spreadsheet found them, and why others cannot."""
    raw, problems = {}, _strange_files(study.raw)
    for name, table in TABLES.items():
        try:
            path = _raw_file(study, name)
            frame = read_table(path) if path else pd.DataFrame(columns=list(table.columns), dtype="str")
        except InputError as error:
            problems += error.problems
            continue
        raw[name] = frame.assign(**{column: frame[column].map(partial(tidy, column)) for column in frame})
        raw[name].attrs["file"] = path.name if path else f"{name}.csv"
    return raw, problems


def _raw_file(study: Study, name: str) -> Path | None:
    """The one file that holds the table; None where an optional one is absent."""
    places = [study.raw / f"{name}{ending}" for ending in ENDINGS]
    found = [path for path in places if path.exists()]
    if len(found) > 1:
        mend = f"{found[1].name} is there too; keep the one that holds the data"
    elif found and not found[0].is_file():
        mend = "this is a folder; a file of this name is needed"
    elif found or TABLES[name].optional:
        return found[0] if found else None
    else:
        near = close_to(f"{name}.csv", _files(study.raw))
        mend = f"not found in data/raw/{study.name}; {f'rename {near!r}, if that is it' if near else 'add the file'}"
    raise InputError([Problem(found[0].name if found else f"{name}.csv", None, None, None, mend)])


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("[!.~]*") if path.is_file())


def _strange_files(folder: Path) -> list[Problem]:
    """Tables under names that nothing reads."""
    known = [f"{name}.csv" for name in TABLES]
    return [
        Problem(file, None, None, None, f"not a file that is read{nearest(file, known)}", error=False)
        for file in _files(folder)
        if Path(file).suffix.lower() in (*ENDINGS, ".xls", ".ods")
        and file not in [f"{name}{ending}" for name in TABLES for ending in ENDINGS]
    ]


def _corrected(raw: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """The tables with their corrections, where those are fit to be applied."""
    corrections = raw.get("corrections")
    if corrections is None or any(p.error for p in check(corrections, "corrections", "corrections.csv")):
        return raw, []
    try:
        return apply_corrections(raw, corrections), []
    except InputError as error:
        return raw, error.problems


def _file(raw: dict[str, pd.DataFrame], name: str) -> str:
    return raw[name].attrs.get("file", f"{name}.csv")


def _in_order(problems: list[Problem]) -> list[Problem]:
    """By table, then row; of several problems of one cell the first, which is its cause."""
    first: dict[tuple, Problem] = {}
    for problem in sorted(problems, key=_place):
        cell = (problem.file, problem.row, problem.column, problem.value)
        first.setdefault(cell if problem.row and problem.column else (id(problem),), problem)
    return list(first.values())


def _completed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    missing = {column: "" for column in TABLES[name].columns if column not in frame}
    return frame.assign(**missing)


def _place(problem: Problem) -> tuple[int, int, int]:
    """Where a problem stands: its table, row and column, in the order of the data dictionary."""
    name, column = Path(problem.file).stem, base(problem.column or "")
    if name not in TABLES:
        return -1, 0, 0
    columns = list(TABLES[name].columns)
    return list(TABLES).index(name), problem.row or 0, columns.index(column) if column in columns else -1


def _across(raw: dict[str, pd.DataFrame], study: Study) -> list[Problem]:
    """What only shows when tables are held against each other."""
    accounts, snapshots = raw["accounts"], raw["snapshots"]
    ids, sources = accounts["account"], raw["sources"]["source"]
    files = {name: _file(raw, name) for name in raw}
    return [
        *_unknown(snapshots["account"], ids, files["snapshots"], f"{files['accounts']} has no such account"),
        *_unknown(raw["themes"]["account"], ids, files["themes"], f"{files['accounts']} has no such account"),
        *_without_snapshot(accounts, snapshots, files),
        *_shared_pages(accounts, files["accounts"]),
        *(
            problem
            for name, frame in raw.items()
            if name != "sources"
            for problem in _unknown(
                frame["source"], sources, files[name], f"{files['sources']} has no such source"
            )
        ),
        *_unused_settings(accounts, study),
    ]


def _unknown(cells: pd.Series, known: pd.Series, file: str, reason: str) -> list[Problem]:
    unknown = cells[~cells.isin(known) & (cells != "")]
    ids = known.unique().tolist()
    meant = {cell: nearest(cell, ids) for cell in unknown.unique()}
    return [
        Problem(file, int(row), str(cells.name), cell, f"{reason}{meant[cell]}")
        for row, cell in unknown.items()
    ]


def _without_snapshot(
    accounts: pd.DataFrame, snapshots: pd.DataFrame, files: dict[str, str]
) -> list[Problem]:
    mend = f"has no row in {files['snapshots']}; add one (with empty counts if none were seen), or remove the account"
    alone = accounts.loc[
        ~accounts["account"].isin(snapshots["account"]) & (accounts["account"] != ""), "account"
    ]
    return [Problem(files["accounts"], int(row), "account", account, mend) for row, account in alone.items()]


def _shared_pages(accounts: pd.DataFrame, file: str) -> list[Problem]:
    """Accounts that are one page, by handle or, where that is not given, by address."""
    handles = accounts["handle"].where(accounts["handle"] != "", accounts["url"].map(handle))
    pages = (accounts["platform"] + "/" + handles.str.lower())[handles != ""]
    problems = []
    for row, page in pages[pages.duplicated()].items():
        first = accounts.at[pages.index[pages == page][0], "account"]
        mend = f"the same page as account {first!r}; keep one of the two accounts"
        column = "handle" if accounts.at[row, "handle"] else "url"
        problems.append(Problem(file, int(row), column, accounts.at[row, column], mend))
    return problems


def _unused_settings(accounts: pd.DataFrame, study: Study) -> list[Problem]:
    """Roles that study.yaml misspells, and countries and groups of which there is no account."""
    known = list(ROLES)
    problems = [
        Problem("study.yaml", None, None, role, f"groups.{name} has an unknown role{nearest(role, known)}")
        for name, group in study.groups.items()
        for role in group.roles
        if role not in known
    ]
    mend = "study.yaml compares this country, and no account is of it"
    return problems + [
        Problem("accounts.csv", None, "country", code, mend, error=False)
        for code in study.countries
        if code not in set(accounts["country"])
    ]


def _unreadable(raw: dict[str, pd.DataFrame], study: Study, known: list[Problem]) -> list[Problem]:
    """The counts that cannot be read, leaving out rows whose language or unit is wrong already."""
    causes = ("screen_language", *(f"{metric}_unit" for metric in METRICS))
    wrong = [problem.row for problem in known if problem.error and problem.column in causes]
    problems: list[Problem] = []
    snapshots = raw["snapshots"]
    _counts(raw | {"snapshots": snapshots.drop(index=wrong, errors="ignore")}, study, problems)
    for name in ("countries", "context"):
        filled = raw[name][raw[name]["value_shown"] != ""]
        _figures(filled, _file(raw, name), problems)
    return problems


def _counts(raw: dict[str, pd.DataFrame], study: Study, problems: list[Problem]) -> pd.DataFrame:
    file, platforms = (
        _file(raw, "snapshots"),
        dict(zip(raw["accounts"]["account"], raw["accounts"]["platform"])),
    )
    rows = []
    for row, snapshot in zip(raw["snapshots"].index, raw["snapshots"].to_dict("records")):
        for metric in METRICS:
            column = f"{metric}_shown"
            if not snapshot[column]:
                continue
            reading = dict(
                language=snapshot["screen_language"] or None,
                platform=platforms.get(snapshot["account"]),
                rule=None if study.rule == "platform" else study.rule,
                unit=int(snapshot[f"{metric}_unit"]) if snapshot[f"{metric}_unit"] else None,
            )
            at = Problem(file, int(row), column, snapshot[column], "")
            count = _read(snapshot[column], reading, at, problems)
            if count:
                rows.append(
                    {"account": snapshot["account"], "captured_on": snapshot["captured_on"], "metric": metric}
                    | count
                    | _origin(file, row, column, snapshot)
                )
    return _frame(rows, ["account", "captured_on", "metric"])


def _figures(frame: pd.DataFrame, file: str, problems: list[Problem]) -> pd.DataFrame:
    """Context figures and denominators: the columns that name them, then the number and its cell."""
    names = [column for column in ("country", "indicator", "year", "figure") if column in frame]
    rows = []
    for row, cells in zip(frame.index, frame.to_dict("records")):
        at = Problem(file, int(row), "value_shown", cells["value_shown"], "")
        count = _read(cells["value_shown"], {}, at, problems)
        if count:
            rows.append(
                {name: cells[name] for name in names} | count | _origin(file, row, "value_shown", cells)
            )
    return _frame(rows, names)


_read_once = lru_cache(maxsize=100_000)(read_count)  # checked first, measured then


def _read(text: str, reading: dict, at: Problem, problems: list[Problem]) -> dict | None:
    try:
        count = _read_once(text, **reading)
    except CountError as error:
        problems.append(replace(at, mend=f"{error.reason}; {error.mend}"))
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


def _origin(file: str, row: int, column: str, cells: dict[str, str]) -> dict:
    return {"file": file, "row": int(row), "column": column, "source": cells["source"], "note": cells["note"]}


def _frame(rows: list[dict], names: Iterable[str]) -> pd.DataFrame:
    numbers = ["shown", "value", "low", "high", "unit", "precision", "rule", "qualifier"]
    return pd.DataFrame(rows, columns=[*names, *numbers, "file", "row", "column", "source", "note"])


def _with_row(frame: pd.DataFrame) -> pd.DataFrame:
    if frame.index.name != "row":
        return frame
    return frame.drop(columns="row", errors="ignore").reset_index()


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
                "corrected": int(
                    (raw["corrections"]["file"].map(lambda file: Path(file).stem) == name).sum()
                ),
            }
            for name, frame in raw.items()
        ]
    )
