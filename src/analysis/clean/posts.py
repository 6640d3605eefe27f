"""Posts and profiles of exports: what lies in data/raw/<study>/posts, read and put with the processed tables."""

import shutil

import pandas as pd

from analysis.study import Study

EXPORTS = ["file", "format", "rows_read", "kept", "set_aside", "why", "warnings", "told"]
PROFILE_COUNTS = {"followers": "followers", "posts": "posts"}


def read_study_exports(study: Study, accounts: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The profiles that the study's exports hold, and a row on each file; posts go to data/processed/<study>/posts.

    Without exports both are empty, and posts of an earlier build are removed, unless they were rehydrated.
    Raises `InputError` with every file that cannot be read.
    """
    folder, out = study.raw / "posts", study.processed / "posts"
    if not folder.is_dir():
        if not (study.build / "rehydrated").is_dir():
            shutil.rmtree(out, ignore_errors=True)
        return pd.DataFrame(columns=["platform", "handle", "captured_on"]), pd.DataFrame(columns=EXPORTS)
    from analysis.clean.exports import read_exports, write_posts  # DuckDB, only where there are exports

    exports = read_exports(folder, columns=study.posts.columns, accounts=accounts)
    write_posts(exports, out)
    return exports.accounts, _in_words(exports.report)


def with_exports(processed: dict[str, pd.DataFrame], study: Study) -> dict[str, pd.DataFrame]:
    """The processed tables with the counts of profiles in exports, and a table that tells of each export."""
    profiles, exports = read_study_exports(study, processed["accounts"])
    found = counts_of_profiles(profiles, processed["accounts"], processed["counts"])
    counts = pd.concat([processed["counts"], found], ignore_index=True) if len(found) else processed["counts"]
    return processed | {"counts": counts, "exports": exports}


def counts_of_profiles(profiles: pd.DataFrame, accounts: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Followers and posts of the study's accounts as their profiles in exports give them: exact, with their day.

    One row per account, day and metric, in the columns of `known`; a profile of another account is left out,
    of a profile captured twice a day the last row counts, and a count typed by hand for the same day stays.
    """
    if profiles.empty:
        return known.iloc[:0]
    own = _own(profiles, accounts)
    rows = [
        _count(profile, metric, column)
        for profile in own.to_dict("records")
        for metric, column in PROFILE_COUNTS.items()
        if pd.notna(profile[column])
    ]
    found = pd.DataFrame(rows, columns=list(known.columns))
    key = ["account", "captured_on", "metric"]
    found = found.drop_duplicates(key, keep="last")
    typed = pd.MultiIndex.from_frame(known[key])
    return found[~pd.MultiIndex.from_frame(found[key]).isin(typed)]


def _own(profiles: pd.DataFrame, accounts: pd.DataFrame) -> pd.DataFrame:
    from analysis.clean.exports.belonging import by_handle, by_id  # only where there are exports

    names, ids = (profiles["platform"] + "/" + profiles[name].str.lower() for name in ("handle", "author_id"))
    found = profiles.assign(account=names.map(by_handle(accounts)).fillna(ids.map(by_id(accounts))))
    dated = found[found["account"].notna() & (found["captured_on"].fillna("") != "")]
    return dated.merge(accounts[["account", "source"]], on="account", validate="many_to_one")


def _count(profile: dict, metric: str, column: str) -> dict:
    value = float(profile[column])
    return {
        "account": profile["account"],
        "captured_on": profile["captured_on"],
        "metric": metric,
        "shown": str(int(value)),
        "value": value,
        "low": value,
        "high": value,
        "unit": 1.0,
        "precision": "exact",
        "rule": "exact",
        "qualifier": "",
        "file": f"posts/{profile['file']}",
        "row": int(profile["row"]),
        "column": column,
        "source": profile["source"],
        "note": "",
    }


def _in_words(report: pd.DataFrame) -> pd.DataFrame:
    """The report as a table that a person can read: reasons and warnings in one cell each.

    `told` has the same as keys and fields, of which papers in other languages are made (`sentences.told`).
    """
    from analysis.clean.exports.sentences import told

    return report.assign(
        told=[told(*row) for row in zip(report["reasons"], report["warnings"])],
        why=[
            "; ".join(f"{reason}: {count}" for reason, count in reasons.items())
            for reasons in report["reasons"]
        ],
        warnings=["; ".join(warnings) for warnings in report["warnings"]],
    )[EXPORTS]
