"""What only shows when the raw tables are held against each other and against study.yaml."""

import pandas as pd

from analysis.clean.folder import file_of
from analysis.clean.habits import handle
from analysis.clean.problems import Problem
from analysis.clean.schemas import ROLES
from analysis.study import Study, nearest


def crosschecks(raw: dict[str, pd.DataFrame], study: Study) -> list[Problem]:
    """Every reference that leads nowhere, account without a snapshot, page under two accounts, and unknown role."""
    accounts, snapshots = raw["accounts"], raw["snapshots"]
    ids, sources = accounts["account"], raw["sources"]["source"]
    files = {name: file_of(raw, name) for name in raw}
    return [
        *_unknown(snapshots["account"], ids, files["snapshots"], f"{files['accounts']} has no such account"),
        *_unknown(raw["themes"]["account"], ids, files["themes"], f"{files['accounts']} has no such account"),
        *_without_snapshot(accounts, snapshots, files, needed=not (study.raw / "posts").is_dir()),
        *_shared_pages(accounts, files["accounts"]),
        *(
            problem
            for name, frame in raw.items()
            if name != "sources"
            for problem in _unknown(
                frame["source"], sources, files[name], f"{files['sources']} has no such source"
            )
        ),
        *_unused_settings(accounts, files["accounts"], study),
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
    accounts: pd.DataFrame, snapshots: pd.DataFrame, files: dict[str, str], *, needed: bool
) -> list[Problem]:
    """Accounts without a row of their own: an error, unless exports of posts may bring their counts."""
    mend = f"has no row in {files['snapshots']}; add one (with empty counts if none were seen), or remove the account"
    alone = accounts.loc[
        ~accounts["account"].isin(snapshots["account"]) & (accounts["account"] != ""), "account"
    ]
    return [
        Problem(files["accounts"], int(row), "account", account, mend, needed)
        for row, account in alone.items()
    ]


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


def _unused_settings(accounts: pd.DataFrame, file: str, study: Study) -> list[Problem]:
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
        Problem(file, None, "country", code, mend, error=False)
        for code in study.countries
        if code not in set(accounts["country"])
    ]
