"""Validation: the codebook's codes held against coders' codes, and theme shares corrected for what it gets wrong."""

import math
import re
from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from analysis.measure.bootstrap import generator, percentiles
from analysis.measure.quantities import MIXED, number, quantities
from analysis.measure.shares import wilson

EVERY = ""  # the language, or the account, that stands for all together
MEASURES = ("precision", "recall", "f1")
VALIDATION = ["theme", "language", "measure", "value", "low", "high", "state", "posts", "true_positives"]
VALIDATION += ["false_positives", "false_negatives", "true_negatives", "prevalence", "undeclared"]
CORRECTED = [
    "account",
    "theme",
    "posts",
    "hand_coded",
    "raw",
    "raw_low",
    "raw_high",
    "method",
    "value",
    "low",
    "high",
]
CORRECTED += ["weight", "errors", "state"]


def hand_matrix(final: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Coders' final codes as 1, 0 or missing: a row per post, a column per theme.

    What is disputed or was not coded is missing.
    """
    decided = final[final["value"].notna() & final["variable"].isin(themes)]
    posts = pd.Index(decided["post_id"].unique(), name="post_id")
    table = decided.pivot(index="post_id", columns="variable", values="value").reindex(
        index=posts, columns=list(themes)
    )
    return table.astype("float64").rename_axis(columns=None)


def held_out(final: pd.DataFrame) -> pd.Series:
    """What each hand-coded post was for (post_id → validation, indicators, or empty: nobody said)."""
    return final.drop_duplicates("post_id").set_index("post_id")["use"].fillna("")


def validate(
    machine: pd.DataFrame,
    hand: pd.DataFrame,
    *,
    use: pd.Series | None = None,
    languages: pd.Series | None = None,
    confidence: float = 0.95,
    resamples: int = 2_000,
    seed: int = 0,
) -> pd.DataFrame:
    """Precision, recall and F1 of the codebook per theme, and per theme and language, one row per measure.

    `machine` says of each post whether the codebook gives it each theme, `hand` what coders said (1, 0,
    missing). Posts whose `use` is `indicators` were looked at while indicators were written and are left out;
    `undeclared` counts posts of which nobody said what they were for. `language` is empty where all are
    together. Intervals: Wilson's for precision and recall; for F1 the percentiles over resamples of the
    posts. `state` is `not_defined` for precision where the codebook found nothing, for recall and F1 where
    coders found nothing.
    """
    used = pd.Series("", index=hand.index) if use is None else use.reindex(hand.index).fillna("")
    both = hand.index[(used != "indicators") & hand.index.isin(machine.index)]
    parts = [(EVERY, both)]
    if languages is not None:
        spoken = languages.reindex(both)
        parts += [(str(name), both[spoken == name]) for name in sorted(spoken.dropna().unique())]
    rows = [
        {"theme": theme, "language": language, "undeclared": int((used[posts] == "").sum())} | row
        for theme in hand
        for language, posts in parts
        for row in _measures(
            machine.loc[posts, theme],
            hand.loc[posts, theme],
            confidence,
            resamples,
            generator(seed, "validation", theme, language),
        )
    ]
    return pd.DataFrame(rows, columns=VALIDATION)


def confusion(machine: pd.Series, hand: pd.Series) -> np.ndarray:
    """True and false positives, false and true negatives, among the posts that coders coded."""
    coded = hand.notna().to_numpy()
    found, true = machine.to_numpy()[coded].astype(bool), hand.to_numpy()[coded] == 1
    return np.array(
        [(found & true).sum(), (found & ~true).sum(), (~found & true).sum(), (~found & ~true).sum()]
    )


def _measures(
    machine: pd.Series, hand: pd.Series, confidence: float, times: int, rng: np.random.Generator
) -> list[dict]:
    cells = confusion(machine, hand)
    tp, fp, fn, _ = (int(cell) for cell in cells)
    posts = int(cells.sum())
    base = {
        "posts": posts,
        **dict(zip(VALIDATION[8:12], (int(cell) for cell in cells))),
        "prevalence": (tp + fn) / posts if posts else np.nan,
    }
    rows = [
        base | {"measure": name} | _proportion(tp, of, confidence)
        for name, of in (("precision", tp + fp), ("recall", tp + fn))
    ]
    return [*rows, base | {"measure": "f1"} | _f1(cells, confidence, times, rng)]


def _proportion(count: int, of: int, confidence: float) -> dict:
    if not of:
        return {"value": np.nan, "low": np.nan, "high": np.nan, "state": "not_defined"}
    low, high = wilson(np.array([count]), of, confidence)
    return {"value": count / of, "low": float(low[0]), "high": float(high[0]), "state": "defined"}


def _f1(cells: np.ndarray, confidence: float, times: int, rng: np.random.Generator) -> dict:
    """The interval reaches to Wilson's end for all posts right or all wrong, where resamples cannot differ."""
    tp, fp, fn, _ = cells
    if not tp + fn:
        return {"value": np.nan, "low": np.nan, "high": np.nan, "state": "not_defined"}
    drawn = rng.multinomial(cells.sum(), cells / cells.sum(), size=times)
    under = (2 * drawn[:, 0] + drawn[:, 1] + drawn[:, 2]).astype("float64")
    low, high = percentiles(
        np.divide(2 * drawn[:, 0], under, out=np.full(times, np.nan), where=under > 0), confidence
    )
    if tp in (0, tp + fp + fn):
        ends = wilson(np.array([tp]), int(tp + fp + fn), confidence)
        low, high = (2 * float(end[0]) / (1 + float(end[0])) for end in ends)  # F1 of tp / (tp + fp + fn)
    return {"value": float(2 * tp / (2 * tp + fp + fn)), "low": low, "high": high, "state": "defined"}


def errors(machine: pd.DataFrame, hand: pd.DataFrame) -> pd.DataFrame:
    """Where codebook and coders differ, one row per post and theme: `false_positive` or `false_negative`.

    Posts to read before indicators are changed; whoever has read them has used them up for validation.
    """
    common = hand.index.intersection(machine.index)
    rows = [
        {
            "post_id": post,
            "theme": theme,
            "error": "false_positive" if machine.at[post, theme] else "false_negative",
        }
        for theme in hand
        for post in common
        if not np.isnan(hand.at[post, theme]) and bool(machine.at[post, theme]) != (hand.at[post, theme] == 1)
    ]
    return pd.DataFrame(rows, columns=["post_id", "theme", "error"])


CELLS = ("true_positives", "false_positives", "false_negatives", "true_negatives")


def cells(
    machine: pd.DataFrame, hand: pd.DataFrame, *, use: pd.Series, most: int, seed: int = 0
) -> pd.DataFrame:
    """A few posts of each cell of the confusion table, one row each: theme, cell, `all` of the cell, post_id.

    At most `most` of a cell, drawn by lot, of those posts that `validate` counts. Not of themes that neither gives.
    """
    rows = []
    used = use.reindex(hand.index).fillna("")
    both = hand.index[(used != "indicators") & hand.index.isin(machine.index)]
    for theme in hand:
        true, found = hand.loc[both, theme], machine.loc[both, theme].astype(bool)
        if not (found | (true == 1)).any():
            continue
        masks = ((true == 1) & found, (true == 0) & found, (true == 1) & ~found, (true == 0) & ~found)
        for cell, mask in zip(CELLS, masks):
            posts = both[mask].sort_values()
            drawn = posts[generator(seed, "cells", theme, cell).permutation(len(posts))[:most]]
            rows += [{"theme": theme, "cell": cell, "all": len(posts), "post_id": post} for post in drawn]
    return pd.DataFrame(rows, columns=["theme", "cell", "all", "post_id"])


def corrected_shares(
    machine: pd.DataFrame,
    hand: pd.DataFrame,
    accounts: pd.Series,
    *,
    use: pd.Series | None = None,
    languages: pd.Series | None = None,
    weights: pd.Series | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Theme shares as the codebook counts them and corrected for its errors, side by side, per account and theme.

    One row per `method`. `prediction_powered` (Angelopoulos et al. 2023) adds to the codebook's share the
    mean error on the account's own hand-coded posts, and assumes only that these were drawn at random.
    `rogan_gladen` divides by how often the codebook is right; it takes that from all hand-coded posts in the
    account's commonest language, so it assumes that the codebook errs alike for all accounts there. `account`
    is empty for all together. Posts that served to write indicators are left out of both; `errors` counts
    posts coded wrongly.
    """
    used = pd.Series("", index=hand.index) if use is None else use.reindex(hand.index).fillna("")
    checked = hand[(used != "indicators") & hand.index.isin(machine.index)]
    owner = accounts.reindex(machine.index)
    drawn = pd.Series(1.0, index=hand.index) if weights is None else weights.reindex(hand.index).fillna(1.0)
    rows = []
    for account in [EVERY, *owner.dropna().unique()] if len(owner) else []:
        posts = machine.index if account == EVERY else machine.index[owner == account]
        alike = checked.index if account == EVERY else _alike(checked.index, posts, languages)
        for theme in hand:
            rows += _corrected(
                account, theme, machine[theme], checked[theme], posts, alike, drawn, confidence
            )
    return pd.DataFrame(rows, columns=CORRECTED)


def _alike(checked: pd.Index, posts: pd.Index, languages: pd.Series | None) -> pd.Index:
    """The hand-coded posts in the language that most of `posts` are in; all where languages are not known."""
    spoken = pd.Series(dtype="str") if languages is None else languages.reindex(posts).dropna()
    return checked if spoken.empty else checked[languages.reindex(checked) == spoken.mode().iloc[0]]


def _corrected(
    account: str,
    theme: str,
    machine: pd.Series,
    hand: pd.Series,
    posts: pd.Index,
    alike: pd.Index,
    drawn: pd.Series,
    confidence: float,
) -> list[dict]:
    found = machine.loc[posts].to_numpy("float64")
    low, high = wilson(np.array([found.sum()]), len(found), confidence)
    own = hand.reindex(posts).dropna()
    rest = machine.loc[posts.difference(own.index)].to_numpy("float64")
    by_own = machine.loc[own.index].to_numpy("float64")
    tp, fp, fn, tn = (int(cell) for cell in confusion(machine.loc[alike], hand.loc[alike]))
    base = {
        "account": account,
        "theme": theme,
        "posts": len(posts),
        "raw": float(found.mean()),
        "raw_low": float(low[0]),
        "raw_high": float(high[0]),
    }
    powered = prediction_powered(
        own.to_numpy(), by_own, rest, weights=drawn.reindex(own.index), confidence=confidence
    )
    divided = rogan_gladen(int(found.sum()), len(found), tp, tp + fn, tn, tn + fp, confidence=confidence)
    return [
        base
        | {"method": "prediction_powered", "hand_coded": len(own), "errors": int((own != by_own).sum())}
        | powered,
        base
        | {"method": "rogan_gladen", "hand_coded": tp + fp + fn + tn, "errors": fp + fn, "weight": np.nan}
        | divided,
    ]


def prediction_powered(
    hand: np.ndarray,
    machine: np.ndarray,
    machine_elsewhere: np.ndarray,
    *,
    weights: Sequence[float] | None = None,
    tuned: bool = True,
    confidence: float = 0.95,
) -> dict:
    """The mean of `hand` over all posts, of which only some were coded by hand: value, low, high, weight, state.

    `hand` and `machine` are codes of the same, randomly drawn posts; `machine_elsewhere` those of the others.
    The value is λ · mean(machine elsewhere) + mean(hand - λ · machine), its variance the sum of the two
    parts' (Angelopoulos et al. 2023, Science 382). `weight` is λ: 1, or, `tuned`, what makes the interval
    shortest, cov(hand, machine) / ((1 + n/N) var(machine)), within 0 and 1 (PPI++, Angelopoulos, Duchi and
    Zrnic 2023). `weights` make up for unequal chances of being drawn. `too_few`: fewer than two posts of
    either kind. Where no error, or no post with the theme, was seen among n posts the interval is widened by the largest share of errors
    that this allows, 1 - ((1 - confidence) / 2)^(1/n): the formula would take the codebook to be faultless.
    """
    nothing = {"value": np.nan, "low": np.nan, "high": np.nan, "weight": np.nan, "state": "too_few"}
    n, others = len(hand), len(machine_elsewhere)
    if n < 2 or others < 2:
        return nothing if n < 2 else _by_hand_alone(hand, confidence)
    drawn = np.ones(n) if weights is None else np.asarray(weights, dtype="float64")
    drawn = drawn / drawn.mean()
    lam = _tuning(hand, machine, machine_elsewhere) if tuned else 1.0
    corrections = drawn * (hand - lam * machine)
    value = np.clip(
        lam * machine_elsewhere.mean() + corrections.mean(), 0, 1
    )  # before the interval, which else ends there
    variance = lam**2 * machine_elsewhere.var() / others + corrections.var() / n
    half = NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(variance)
    seen = (hand != machine).any() and corrections.var() > 0
    unseen = 0.0 if seen else 1 - ((1 - confidence) / 2) ** (1 / n)
    return {
        "value": float(value),
        "low": float(np.clip(value - half - unseen, 0, 1)),
        "high": float(np.clip(value + half + unseen, 0, 1)),
        "weight": lam,
        "state": "defined",
    }


def _by_hand_alone(hand: np.ndarray, confidence: float) -> dict:
    """All posts, or all but one, were coded by hand: nothing is left to predict."""
    low, high = wilson(np.array([hand.sum()]), len(hand), confidence)
    return {
        "value": float(hand.mean()),
        "low": float(low[0]),
        "high": float(high[0]),
        "weight": 0.0,
        "state": "defined",
    }


def _tuning(hand: np.ndarray, machine: np.ndarray, elsewhere: np.ndarray) -> float:
    spread = np.concatenate([machine, elsewhere]).var(ddof=1)
    together = ((hand - hand.mean()) * (machine - machine.mean())).mean()
    return float(np.clip(together / ((1 + len(hand) / len(elsewhere)) * spread), 0, 1)) if spread else 0.0


def rogan_gladen(
    found: int, posts: int, right_yes: int, yes: int, right_no: int, no: int, *, confidence: float = 0.95
) -> dict:
    """The share of posts that have a theme, when the codebook found it in `found` of `posts`: value, low, high, state.

    It was right about `right_yes` of `yes` posts with the theme and `right_no` of `no` posts without it.
    Value: (share + specificity - 1) / (sensitivity + specificity - 1), within 0 and 1 (Rogan and Gladen
    1978). The interval counts that all three are estimates (Lang and Reiczigel 2014, equations 15 to 17).
    `not_defined` where coders found the theme in none or in all posts, or the codebook does no better than
    chance.
    """
    nothing = {"value": np.nan, "low": np.nan, "high": np.nan, "state": "not_defined"}
    if not (posts and yes and no) or right_yes / yes + right_no / no <= 1:
        return nothing
    value = (found / posts + right_no / no - 1) / (right_yes / yes + right_no / no - 1)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, n = (found + z**2 / 2) / (posts + z**2), posts + z**2
    sensitivity, n_yes = (right_yes + 1) / (yes + 2), yes + 2
    specificity, n_no = (right_no + 1) / (no + 2), no + 2
    better = sensitivity + specificity - 1
    if better <= 0:
        return nothing
    middle = (share + specificity - 1) / better
    of_yes = sensitivity * (1 - sensitivity) / n_yes
    of_no = specificity * (1 - specificity) / n_no
    shift = 2 * z**2 * (middle * of_yes - (1 - middle) * of_no)
    half = z * math.sqrt(share * (1 - share) / n + middle**2 * of_yes + (1 - middle) ** 2 * of_no) / better
    low, high = (min(max(end, 0.0), 1.0) for end in (middle + shift - half, middle + shift + half))
    return {"value": min(max(value, 0.0), 1.0), "low": low, "high": high, "state": "defined"}


def validation_quantities(found: pd.DataFrame) -> pd.DataFrame:
    """What is defined, as quantities `validation.<theme>[.<language>].<precision|recall|f1>`, and `.posts`."""
    rows = []
    for (theme, language), own in found.groupby(["theme", "language"], sort=False):
        subject = ".".join(["validation", theme, *filter(None, [language])])
        posts = int(own["posts"].iloc[0])
        rows.append(number(subject, "posts", posts, "count", formula=FORMULAS["posts"]))
        rows += [
            {
                "subject": subject,
                "measure": row["measure"],
                "value": row["value"],
                "low": row["low"],
                "high": row["high"],
                "unit": "index" if row["measure"] == "f1" else "share",
                "sample": MIXED,
                "formula": FORMULAS[
                    "f1_at_an_end" if row["measure"] == "f1" and row["value"] in (0, 1) else row["measure"]
                ],
                "inputs": [f"{subject}.posts"],
            }
            for row in own[own["state"] == "defined"].to_dict("records")
        ]
    return quantities(rows)


FORMULAS = {
    "posts": "posts coded by hand and not used to write indicators",
    "precision": "posts rightly given the theme / posts given it; interval: Wilson",
    "recall": "posts rightly given the theme / posts that have it; interval: Wilson",
    "f1": "2 × precision × recall / (precision + recall); interval: bootstrap of posts",
    "f1_at_an_end": "2 × precision × recall / (precision + recall); interval: Wilson",
}
METHODS = {
    "prediction_powered": (
        "corrected",
        "codebook's share + mean error on hand-coded posts (prediction-powered)",
    ),
    "rogan_gladen": ("rogan_gladen", "(share + specificity − 1) / (sensitivity + specificity − 1)"),
}


CORRECTIONS = {"counted": "", **{method: f"_{ending}" for method, (ending, _) in METHODS.items()}}
_SHARE = re.compile(rf"((?:.+\.)?share_.+?)(?:{'|'.join(filter(None, CORRECTIONS.values()))})?")


def share_called(name: str, correction: str) -> str:
    """What a theme share is called as `counted` or under a correction; any other name, or without a correction, as it is."""
    share = _SHARE.fullmatch(name) if correction else None
    return f"{share[1]}{CORRECTIONS[correction]}" if share else name


def corrected_quantities(found: pd.DataFrame) -> pd.DataFrame:
    """Corrected shares as `<account>.share_<theme>_corrected` (prediction-powered) and `…_rogan_gladen`.

    All accounts together are the subject `themes`. Rogan and Gladen's rests on hand codes of other accounts too.
    """
    return quantities(
        {
            "subject": row["account"] or "themes",
            "measure": f"share_{row['theme']}_{METHODS[row['method']][0]}",
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
            "unit": "share",
            "formula": METHODS[row["method"]][1],
            "inputs": [f"{row['account']}.share_{row['theme']}"] if row["account"] else [],
            "sample": row["account"] if row["account"] and row["method"] == "prediction_powered" else MIXED,
        }
        for row in found[found["state"] == "defined"].to_dict("records")
    )
