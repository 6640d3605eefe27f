"""Theme shares: how many of an account's posts have a theme, how sure that is, and how accounts differ."""

import itertools
import math
from collections.abc import Collection, Iterable, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator, percentiles, resampled_sums
from analysis.measure.quantities import MIXED, number, quantities

SHARES = [
    "account",
    "theme",
    "posts",
    "with_theme",
    "share",
    "low",
    "high",
    "days",
    "block_low",
    "block_high",
    "joint_low",
    "joint_high",
]
MANY = 7  # categories from which Sison and Glaz's simultaneous intervals are better than Goodman's
TOGETHER = "themes"  # the subject of shares in all accounts' posts
NORMAL = NormalDist()
BASES = (0.05, 0.1, 0.2, 0.3)


def theme_matrix(
    post_ids: Sequence[str], themes: Iterable[Collection[str]], ids: Sequence[str]
) -> pd.DataFrame:
    """Whether each post (row) has each theme (column), from the themes that the coder found post by post."""
    found = list(themes)
    if len(found) != len(post_ids):
        raise ValueError(f"{len(post_ids)} posts, but the themes of {len(found)}")
    index = pd.Index(post_ids, name="post_id", dtype="str")
    if not index.is_unique:
        raise ValueError(f"post {index[index.duplicated()][0]} stands twice")
    return pd.DataFrame({name: [name in own for own in found] for name in ids}, index=index, dtype="bool")


def theme_shares(
    coded: pd.DataFrame,
    accounts: pd.Series,
    *,
    days: pd.Series | None = None,
    single_label: bool = False,
    confidence: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> pd.DataFrame:
    """The share of each account's posts that have each theme, with three intervals, one row per account and theme.

    `coded` says of each post (index post_id) whether it has each theme; `accounts` and `days` are those of
    the same posts. `[low, high]` is Wilson's. The last N posts are all posts of a time and no random sample;
    either interval speaks of the habits that brought them forth. `[block_low, block_high]` resamples whole
    days, since posts of one day come in threads and on one occasion; it is missing for one day only, and
    where all posts or none have the theme, as resamples then cannot differ. Where a post has one theme
    (`single_label`), shares sum to 1 and `[joint_low, joint_high]` holds for all themes of an account at
    once: Goodman's where every theme has five posts and themes are fewer than seven, else Sison and Glaz's.
    """
    rows = []
    for account, own in coded.groupby(accounts.reindex(coded.index), sort=False):
        counts = own.sum().to_numpy("int64")
        low, high = wilson(counts, len(own), confidence)
        same_day = None if days is None else days.reindex(own.index)
        block = _block_bounds(own, same_day, confidence, resamples, generator(seed, "days", str(account)))
        joint = _joint_bounds(counts, confidence) if single_label else np.full((len(counts), 2), np.nan)
        rows.append(
            pd.DataFrame(
                {
                    "account": account,
                    "theme": own.columns,
                    "posts": len(own),
                    "with_theme": counts,
                    "share": counts / len(own),
                    "low": low,
                    "high": high,
                    "days": np.nan if same_day is None else same_day.nunique(),
                    "block_low": block[:, 0],
                    "block_high": block[:, 1],
                    "joint_low": joint[:, 0],
                    "joint_high": joint[:, 1],
                }
            )
        )
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=SHARES)


def wilson(
    counts: np.ndarray, posts: int | np.ndarray, confidence: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson's interval of a share (Brown, Cai and DasGupta 2001 recommend it): never [0, 0] for 0 of n."""
    from statsmodels.stats.proportion import proportion_confint  # half a second to import

    counts = np.asarray(counts)
    low, high = proportion_confint(counts, posts, alpha=1 - confidence, method="wilson")
    return np.where(counts == 0, 0.0, low), np.where(counts == posts, 1.0, high)  # not 1e-18


def _block_bounds(
    own: pd.DataFrame, days: pd.Series | None, confidence: float, times: int, rng: np.random.Generator
) -> np.ndarray:
    bounds = np.full((own.shape[1], 2), np.nan)
    if days is None or days.nunique() < 2:
        return bounds
    by_day = own.assign(_posts=1).groupby(days.to_numpy()).sum().to_numpy("float64")
    sums = resampled_sums(by_day, times, rng)
    totals = by_day.sum(axis=0)
    for place in range(own.shape[1]):
        if 0 < totals[place] < totals[-1]:
            bounds[place] = percentiles(sums[:, place] / sums[:, -1], confidence)
    return bounds


def _joint_bounds(counts: np.ndarray, confidence: float) -> np.ndarray:
    from statsmodels.stats.proportion import multinomial_proportions_confint

    rare_or_many = counts.min() < 5 or len(counts) >= MANY
    method = "sison-glaz" if rare_or_many else "goodman"
    return np.asarray(multinomial_proportions_confint(counts, alpha=1 - confidence, method=method))


def theme_table(coded: pd.DataFrame, accounts: pd.Series) -> pd.DataFrame:
    """How many posts of each account (row) have each theme (column)."""
    table = coded.groupby(accounts.reindex(coded.index), sort=False).sum()
    return table.rename_axis(index="account", columns="theme").astype("int64")


def omnibus(
    coded: pd.DataFrame,
    accounts: pd.Series,
    *,
    confidence: float = 0.95,
    resamples: int = 9_999,
    seed: int = 0,
) -> pd.DataFrame:
    """Whether accounts differ at all in a theme, one row per theme: to be read before any two are compared.

    `chi_square` of accounts × (with, without), `p` by Monte Carlo over tables with the same margins, (1 +
    tables at least as uneven) / (1 + tables), which needs no expected counts of five; `p_holm` over the
    themes. `v` is Cramér's with the interval of the noncentral chi-square, which is missing where the accounts are
    more alike than chance alone would make them. All are missing (`state` is
    `not_defined`) where all posts or none have the theme, or only one account has posts.
    """
    keys = accounts.reindex(coded.index)
    sizes = coded.groupby(keys, sort=False).size().to_numpy("int64")
    rows = []
    for theme, counts in theme_table(coded, accounts).items():
        rng = generator(seed, "omnibus", str(theme))
        drawn = rng.multivariate_hypergeometric(sizes, int(counts.sum()), size=resamples)
        tables = np.stack([drawn, sizes - drawn], axis=-1)
        observed = np.stack([counts, sizes - counts], axis=-1)
        rows.append({"theme": theme} | _test(observed, tables, confidence))
    frame = pd.DataFrame(rows, columns=["theme", *OMNIBUS])
    return frame.assign(p_holm=holm(frame["p"].to_numpy()))


OMNIBUS = ["chi_square", "df", "p", "v", "v_low", "v_high", "posts", "smallest_expected", "state"]


def omnibus_of_labels(
    coded: pd.DataFrame,
    accounts: pd.Series,
    *,
    confidence: float = 0.95,
    resamples: int = 9_999,
    seed: int = 0,
) -> dict:
    """The same of the whole table of accounts × themes, where every post has one theme."""
    from scipy.stats import random_table

    table = theme_table(coded, accounts)
    table = table.loc[table.sum(axis=1) > 0, table.sum() > 0].to_numpy("int64")
    if min(table.shape) < 2:
        return _test(table, np.empty((0, *table.shape)), confidence)
    drawn = random_table(table.sum(axis=1), table.sum(axis=0)).rvs(
        resamples, random_state=generator(seed, "labels")
    )
    return _test(table, drawn, confidence)


def _test(observed: np.ndarray, tables: np.ndarray, confidence: float) -> dict:
    rows, columns = observed.sum(axis=1), observed.sum(axis=0)
    posts = int(observed.sum())
    nothing = dict.fromkeys(["chi_square", "df", "p", "v", "v_low", "v_high", "smallest_expected"], np.nan)
    if min(observed.shape) < 2 or 0 in rows or 0 in columns:
        return nothing | {"posts": posts, "state": "not_defined"}
    expected = np.outer(rows, columns) / posts
    chi_square = float(((observed - expected) ** 2 / expected).sum())
    simulated = ((tables - expected) ** 2 / expected).sum(axis=(1, 2))
    df = (observed.shape[0] - 1) * (observed.shape[1] - 1)
    scale = posts * (min(observed.shape) - 1)
    low, high = noncentrality(chi_square, df, confidence)
    if not high:  # more alike than chance alone would make them: the method gives no interval
        low = high = np.nan
    return {
        "chi_square": chi_square,
        "df": df,
        "p": (1 + int((simulated >= chi_square * (1 - 1e-12)).sum())) / (1 + len(simulated)),
        "v": math.sqrt(chi_square / scale),
        "v_low": math.sqrt(low / scale),
        "v_high": float(np.minimum(math.sqrt(high / scale), 1.0)),
        "posts": posts,
        "smallest_expected": float(expected.min()),
        "state": "defined",
    }


def noncentrality(chi_square: float, df: int, confidence: float = 0.95) -> tuple[float, float]:
    """The interval of the noncentrality under which a chi-square so small or so large is still to be expected."""
    from scipy.optimize import brentq
    from scipy.stats import chi2, ncx2

    def bound(probability: float) -> float:
        if chi2.cdf(chi_square, df) <= probability:
            return 0.0
        most = chi_square + 10
        while ncx2.cdf(chi_square, df, most) > probability:
            most *= 2
        return float(brentq(lambda value: ncx2.cdf(chi_square, df, value) - probability, 1e-12, most))

    return bound((1 + confidence) / 2), bound((1 - confidence) / 2)


def residuals(coded: pd.DataFrame, accounts: pd.Series) -> pd.DataFrame:
    """Where the unevenness lies: adjusted residuals (Agresti), about ±2 being more than chance, per account and theme."""
    table = theme_table(coded, accounts)
    sizes = coded.groupby(accounts.reindex(coded.index), sort=False).size()
    rate = table.sum() / sizes.sum()
    expected = pd.DataFrame(np.outer(sizes, rate), index=table.index, columns=table.columns)
    spread = np.sqrt(expected.mul(1 - rate, axis=1).mul(1 - sizes / sizes.sum(), axis=0))
    return (
        ((table - expected) / spread.where(spread > 0))
        .stack(future_stack=True)
        .rename("residual")
        .reset_index()
    )


def differences(coded: pd.DataFrame, accounts: pd.Series, *, confidence: float = 0.95) -> pd.DataFrame:
    """How two accounts differ in a theme, one row per theme and pair.

    `difference` is the first share less the second, with Newcombe's interval (1998, method 10) and Cohen's
    `h`; `p` is Fisher's exact two-sided, `p_holm` the same after Holm over all rows: as many as are looked
    at. A theme that no post has, or every post, is not looked at: no two accounts could differ in it.
    """
    from scipy.stats import fisher_exact
    from statsmodels.stats.proportion import confint_proportions_2indep

    table = theme_table(coded, accounts)
    sizes = coded.groupby(accounts.reindex(coded.index), sort=False).size()
    rows = []
    for theme in table.loc[:, table.sum().between(1, sizes.sum() - 1)]:
        for one, other in itertools.combinations(table.index, 2):
            a, n, b, m = (
                int(count)
                for count in (table.at[one, theme], sizes[one], table.at[other, theme], sizes[other])
            )
            low, high = confint_proportions_2indep(
                a, n, b, m, method="newcomb", compare="diff", alpha=1 - confidence
            )
            rows.append(
                {
                    "theme": theme,
                    "account": one,
                    "other": other,
                    "share": a / n,
                    "other_share": b / m,
                    "difference": a / n - b / m,
                    "low": float(low),
                    "high": float(high),
                    "h": 2 * (math.asin(math.sqrt(a / n)) - math.asin(math.sqrt(b / m))),
                    "p": float(fisher_exact([[a, n - a], [b, m - b]]).pvalue),
                }
            )
    frame = pd.DataFrame(rows, columns=["theme", "account", "other", *DIFFERENCE, "p"])
    return frame.assign(p_holm=holm(frame["p"].to_numpy()))


DIFFERENCE = ["share", "other_share", "difference", "low", "high", "h"]


def holm(p: np.ndarray) -> np.ndarray:
    """Holm's adjusted p-values; those that are missing are no tests and stay missing."""
    from statsmodels.stats.multitest import multipletests

    p = np.asarray(p, dtype="float64")
    adjusted = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        adjusted[tested] = multipletests(p[tested], method="holm")[1]
    return adjusted


def power(base: float, share: float, posts: int, other_posts: int, *, alpha: float = 0.05) -> float:
    """The chance that two samples with these true shares are found to differ: R's `power.prop.test`, for any sizes."""
    pooled = (posts * base + other_posts * share) / (posts + other_posts)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / posts + 1 / other_posts))
    own = math.sqrt(base * (1 - base) / posts + share * (1 - share) / other_posts)
    return (
        float(NORMAL.cdf((abs(share - base) - NORMAL.inv_cdf(1 - alpha / 2) * spread) / own)) if own else 0.0
    )


def smallest_difference(
    base: float, posts: int, other_posts: int | None = None, *, chance: float = 0.8, alpha: float = 0.05
) -> float:
    """By how much a share must exceed `base` to be found different with this chance; missing where none would be."""
    from scipy.optimize import brentq

    other_posts = posts if other_posts is None else other_posts
    most = 1 - 1e-9
    if min(posts, other_posts) < 1 or power(base, most, posts, other_posts, alpha=alpha) < chance:
        return np.nan
    found = brentq(
        lambda share: power(base, share, posts, other_posts, alpha=alpha) - chance, base + 1e-9, most
    )
    return float(found - base)


def detectable(
    posts: Sequence[int],
    tests: int,
    *,
    bases: Sequence[float] = BASES,
    chance: float = 0.8,
    alpha: float = 0.05,
) -> pd.DataFrame:
    """The smallest differences that pairs of accounts with so many `posts` could have shown, one row per base share.

    `difference` is that of the pair in the middle, with `posts` and `other_posts`; `_low` and `_high` are those of the
    pairs that could have shown the smallest and only the largest, infinite where no difference could be found. The larger
    counts for either account having the base share. `corrected` is the same when each of `tests` comparisons is held to
    alpha / tests, which is what Holm asks of the smallest p-value. Smaller differences may well exist: that none was
    found says nothing about them. The normal approximation is used; Fisher's exact test asks for somewhat more.
    Without rows for fewer than two accounts, or without tests.
    """
    pairs = [tuple(sorted(pair)) for pair in itertools.combinations([int(n) for n in posts], 2)]
    rows = []
    for base in bases if tests and pairs else []:
        found = {
            pair: [_smallest(base, *pair, chance, level) for level in (alpha, alpha / tests)]
            for pair in set(pairs)
        }
        order = sorted(pairs, key=found.get)
        middle = order[(len(order) - 1) // 2]
        row = {"base": base, "posts": middle[0], "other_posts": middle[1], "tests": tests}
        for place, measure in enumerate(("difference", "corrected")):
            ends = {"": middle, "_low": order[0], "_high": order[-1]}
            row |= {f"{measure}{end}": found[pair][place] for end, pair in ends.items()}
        rows.append(row)
    return pd.DataFrame(rows, columns=DETECTABLE)


DETECTABLE = ["base", "posts", "other_posts", "tests"]
DETECTABLE += [f"{measure}{end}" for measure in ("difference", "corrected") for end in ("", "_low", "_high")]


def _smallest(base: float, posts: int, other_posts: int, chance: float, alpha: float) -> float:
    """The smallest difference whichever of the two has the base share; infinite where there is none."""
    sides = {(posts, other_posts), (other_posts, posts)}
    found = [smallest_difference(base, *side, chance=chance, alpha=alpha) for side in sides]
    return math.inf if any(map(math.isnan, found)) else max(found)


def share_quantities(shares: pd.DataFrame) -> pd.DataFrame:
    """Shares as quantities `<account>.share_<theme>` with Wilson's interval, and `<account>.posts_coded`."""
    rows = [
        number(account, "posts_coded", int(own["posts"].iloc[0]), "count", formula="posts that were coded")
        for account, own in shares.groupby("account", sort=False)
    ]
    rows += [
        {
            "subject": row["account"],
            "measure": f"share_{row['theme']}",
            "value": row["share"],
            "low": row["low"],
            "high": row["high"],
            "unit": "share",
            "formula": "posts with the theme / posts; interval: Wilson",
            "inputs": [f"{row['account']}.posts_coded"],
            "sample": MIXED if row["account"] == TOGETHER else row["account"],
        }
        for row in shares.to_dict("records")
    ]
    return quantities(rows)


def none_quantities(coded: pd.DataFrame, accounts: pd.Series, *, confidence: float = 0.95) -> pd.DataFrame:
    """The share of posts in which no theme was found, with Wilson's interval, as `<account>.no_theme_share`."""
    none = ~coded.any(axis=1)
    rows = []
    for account, own in none.groupby(accounts.reindex(coded.index), sort=False):
        low, high = wilson(np.array([own.sum()]), len(own), confidence)
        formula = f"{int(own.sum())} of {len(own)} posts; interval: Wilson"
        ends = {"low": float(low[0]), "high": float(high[0])}
        sample = {"sample": MIXED if account == TOGETHER else account}
        rows.append(number(account, "no_theme_share", own.mean(), "share", formula=formula) | ends | sample)
    return quantities(rows)


def comparison_quantities(
    tests: pd.DataFrame, differences: pd.DataFrame, detectable: pd.DataFrame
) -> pd.DataFrame:
    """What comparisons found: `themes.<theme>_p`, `_p_holm`, `_v`; `<account>.<other>.share_<theme>_difference`, its
    `_h` and its `_p_holm`; `themes.comparisons`; and `themes.detectable_<base in %>` and `_corrected`, in points,
    with the range over all pairs of accounts as bounds.
    """
    tested = "Monte Carlo p-value of chi-square, accounts × with or without"
    rows = [number("themes", "comparisons", len(differences), "count", formula="pairs of accounts × themes")]
    for row in tests[tests["state"] == "defined"].to_dict("records"):
        theme, inputs = row["theme"], [f"themes.{row['theme']}_p"]
        rows += [
            number("themes", f"{theme}_p", row["p"], "p", formula=tested),
            number(
                "themes", f"{theme}_p_holm", row["p_holm"], "p", formula="the same after Holm", inputs=inputs
            ),
            number(
                "themes",
                f"{theme}_v",
                row["v"],
                "index",
                formula="Cramér's V; interval: noncentral chi-square",
            )
            | {"low": row["v_low"], "high": row["v_high"], "sample": MIXED},
        ]
    for row in differences.to_dict("records"):
        subject, measure = f"{row['account']}.{row['other']}", f"share_{row['theme']}_difference"
        inputs = [f"{row[side]}.share_{row['theme']}" for side in ("account", "other")]
        formula = "share − share; interval: Newcombe"
        rows += [
            number(subject, measure, row["difference"], "points", formula=formula, inputs=inputs)
            | {"low": row["low"], "high": row["high"], "sample": MIXED},
            number(subject, f"{measure}_h", row["h"], "index", formula="Cohen’s h", inputs=inputs),
            number(
                subject,
                f"{measure}_p_holm",
                row["p_holm"],
                "p",
                formula="Fisher's exact test, after Holm",
                inputs=inputs,
            ),
        ]
    for row in detectable.to_dict("records"):
        for measure, kind in (("difference", ""), ("corrected", "_corrected")):
            if np.isfinite(row[measure]):
                name = f"detectable_{round(100 * row['base'])}{kind}"
                pair = f"{row['posts']} and {row['other_posts']} posts"
                formula = f"smallest difference found with a chance of .8, the pair in the middle: {pair}"
                ends = {"low": row[f"{measure}_low"], "high": row[f"{measure}_high"]}
                rows.append(number("themes", name, row[measure], "points", formula=formula) | ends)
    return quantities(rows)
