"""Reach: how many follow, how much is posted, against population, against posts, against each other."""

import pandas as pd

from analysis.clean.processed import latest
from analysis.measure.quantities import number, observed, pick, quantities, ratio
from analysis.study import Study, StudyError

PER = 1_000


def members(accounts: pd.DataFrame, study: Study, group: str, *, compared: bool = True) -> pd.DataFrame:
    """The accounts of a group, one row each; of the compared countries only, unless `compared` is false."""
    if group not in study.groups:
        raise StudyError(
            f"studies/{study.name}/study.yaml: no group {group!r}; it has {', '.join(study.groups)}"
        )
    rows = accounts[accounts["role"].isin(study.groups[group].roles)]
    return rows[rows["country"].isin(study.countries)] if compared else rows


def followers_and_posts(tables: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """Each account's last followers and posts, as quantities named `<account>.followers`, `<account>.posts`."""
    counts = latest(tables["counts"], study.as_of)
    return observed(counts, counts["account"], counts["metric"], counts["metric"], tables["sources"])


def measures(tables: dict[str, pd.DataFrame], study: Study, accounts: pd.DataFrame) -> pd.DataFrame:
    """Followers, posts, followers per 1,000 inhabitants and followers per post of the given accounts."""
    every = followers_and_posts(tables, study)
    shown = every[every["subject"].isin(accounts["account"])].reset_index(drop=True)
    return joined(shown, per_capita(shown, accounts, populations(tables, study)), per_post(shown))


def joined(*frames: pd.DataFrame) -> pd.DataFrame:
    """The quantities of several frames under each other."""
    return pd.concat([frame for frame in frames if not frame.empty] or [quantities([])], ignore_index=True)


def both_groups(accounts: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The compared countries' accounts of the first group, and of the second (without rows where there is none)."""
    first, second = (*study.groups, None)[:2]
    return members(accounts, study, first), members(accounts, study, second) if second else accounts.iloc[:0]


def second_group_everywhere(accounts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The accounts of the second group, also of countries that are not compared."""
    second = (*study.groups, None)[1]
    return members(accounts, study, second, compared=False) if second else accounts.iloc[:0]


def populations(tables: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """Every population figure, as `<country>.population_<source>_<year>`, and the study's base as `<country>.population`.

    The base is the figure of the source and year that study.yaml names; a country without it has none.
    """
    figures = tables["denominators"].query("indicator == 'population'").reset_index(drop=True)
    year = figures["year"].where(figures["year"] == "", "_" + figures["year"])
    label = "population_" + figures["source"] + year
    unit = pd.Series("people", index=figures.index)
    every = observed(figures, figures["country"], label, unit, tables["sources"])
    return pd.concat([every, base_population(every, study)], ignore_index=True)


def base_population(populations: pd.DataFrame, study: Study) -> pd.DataFrame:
    """The figures that the study divides by, renamed `population`, each made from the figure of that source and year."""
    if study.population is None:
        return populations.iloc[:0]
    year = f"_{study.population.year}" if study.population.year else ""
    chosen = populations[populations["measure"] == f"population_{study.population.source}{year}"]
    if chosen.empty:
        known = sorted(
            {measure.removeprefix("population_").replace("_", " ") for measure in populations["measure"]}
        )
        wanted = f"{study.population.source}{year.replace('_', ' ')}"
        raise StudyError(
            f"population {wanted!r}: countries.csv has no such source and year; it has {', '.join(known)}"
        )
    return quantities(
        row
        | {
            "measure": "population",
            "name": f"{row['subject']}.population",
            "inputs": [row["name"]],
            "origin": [],
        }
        for row in chosen.to_dict("records")
    )


def per_capita(reach: pd.DataFrame, accounts: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Followers per 1,000 inhabitants of the account's country, one row per account with both figures.

    A scale for comparing countries of different size, and not a share of inhabitants: followers may live anywhere.
    """
    followers = pick(reach, "followers")
    country = accounts.set_index("account")["country"].reindex(followers.index)
    people = pick(population, "population").reindex(country.to_numpy()).set_axis(followers.index)
    return ratio(
        followers,
        people,
        measure="followers_per_1000",
        unit="per_1000",
        formula="followers / population × 1000",
        times=PER,
    )


def per_capita_by_source(
    reach: pd.DataFrame, accounts: pd.DataFrame, populations: pd.DataFrame
) -> pd.DataFrame:
    """Followers per 1,000 inhabitants under each population figure, as `followers_per_1000_<source>_<year>`."""
    labels = sorted(set(populations["measure"]) - {"population"})
    parts = [
        _renamed(
            per_capita(
                reach, accounts, populations[populations["measure"] == label].assign(measure="population")
            ),
            label,
        )
        for label in labels
    ]
    return pd.concat(parts, ignore_index=True) if parts else quantities([])


def _renamed(measured: pd.DataFrame, label: str) -> pd.DataFrame:
    measure = label.replace("population", "followers_per_1000", 1)
    return measured.assign(measure=measure, name=measured["subject"] + "." + measure)


def context(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The single figures of context.csv, as quantities named `context.<figure>`."""
    figures = tables["context"]
    subject, unit = (pd.Series(text, index=figures.index) for text in ("context", "count"))
    return observed(figures, subject, figures["figure"], unit, tables["sources"])


def per_post(reach: pd.DataFrame) -> pd.DataFrame:
    """Followers per post ever published, one row per account that shows both."""
    posts = pick(reach, "posts")
    return ratio(
        pick(reach, "followers"),
        posts[posts["value"] > 0],
        measure="followers_per_post",
        unit="followers_per_post",
        formula="followers / posts",
    )


def audience(reach: pd.DataFrame, group: pd.DataFrame, name: str) -> pd.DataFrame:
    """Each account's share of its group's followers on its platform, and how concentrated these are.

    Per platform of the group, the subject is `<group>.<platform>`: `accounts` (with a count of followers),
    `followers` (their sum; one person may follow several), `top_share` and `concentration`, the
    Herfindahl–Hirschman index: 1/n for equal shares, 1 for one account with everything.
    Bounds of the index add up the bounds of the shares, and may be a little wider than need be.
    """
    parts = [
        _audience(pick(reach, "followers", same["account"]), f"{name}.{platform}")
        for platform, same in group.groupby("platform")
    ]
    return pd.concat(parts, ignore_index=True) if parts else quantities([])


def _audience(followers: pd.DataFrame, subject: str) -> pd.DataFrame:
    if followers.empty:
        return quantities(
            [number(subject, "accounts", 0, "count", formula="accounts with a count of followers")]
        )
    names, total = followers["name"].tolist(), followers[["value", "low", "high"]].sum()
    shares = quantities(
        {
            "subject": account,
            "measure": "audience_share",
            "value": row["value"] / total["value"],
            "low": row["low"] / (row["low"] + total["high"] - row["high"]),
            "high": row["high"] / (row["high"] + total["low"] - row["low"]),
            "unit": "share",
            "formula": f"followers / {subject}.followers",
            "inputs": [row["name"], f"{subject}.followers"],
        }
        for account, row in followers.iterrows()
        if total["value"] > 0
    )
    top = shares.sort_values("value", ascending=False, kind="stable").head(1)
    squares = (shares[["value", "low", "high"]] ** 2).sum()
    return pd.concat(
        [
            shares,
            quantities(
                [
                    number(
                        subject,
                        "accounts",
                        len(followers),
                        "count",
                        formula="accounts with a count of followers",
                    ),
                    {
                        "subject": subject,
                        "measure": "followers",
                        "unit": "followers",
                        "formula": "sum of followers",
                        "inputs": names,
                    }
                    | total.to_dict(),
                    *(
                        {
                            "subject": subject,
                            "measure": "top_share",
                            "unit": "share",
                            "formula": "largest share of followers",
                        }
                        | row[["value", "low", "high"]].to_dict()
                        | {"high": shares["high"].max(), "inputs": [row["name"]]}
                        for _, row in top.iterrows()
                    ),
                    {
                        "subject": subject,
                        "measure": "concentration",
                        "unit": "index",
                        "formula": "sum of squared shares (Herfindahl–Hirschman)",
                        "inputs": shares["name"].tolist(),
                    }
                    | squares.clip(upper=1).to_dict(),
                ]
            ),
        ],
        ignore_index=True,
    )


def leaders_to_institutions(reach: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    """How many times the followers of the first group's account the second group's has, in each country, on one platform.

    Subject is the country; `orders` (`ranks.orders`) says which two accounts stand for it. Missing where the two
    are on different platforms: these followers cannot be compared.
    """
    pairs = orders[orders["missing"] == ""].set_index("country")
    followers = pick(reach, "followers")
    return ratio(
        followers.loc[pairs["right_account"]].set_axis(pairs.index),
        followers.loc[pairs["left_account"]].set_axis(pairs.index),
        measure="leader_to_institution",
        unit="times",
        formula="followers of the second group's account / followers of the first group's account",
    )
