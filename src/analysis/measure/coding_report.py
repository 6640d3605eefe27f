"""What a reader must know of a coding by hand to judge it: how many posts, why so many, by how many coders, and how settled.

The items are questions that guides to content analysis raise (among them Lacy, Watson, Riffe and Lovejoy 2015, doi
10.1177/1077699015607338); what no sheet can tell, the study states under `coding:` in study.yaml.
"""

import pandas as pd

from analysis.measure.agreement import ADJUDICATED
from analysis.measure.coding_sample import planned_units
from analysis.measure.hand_codes import HandCodes
from analysis.measure.quantities import number, quantities
from analysis.measure.sheets import disagreements

PREVALENCE = 0.2  # of the theme for which an interval of alpha is planned, as `make coding-sheets` does


def coding_quantities(hand: HandCodes, chosen: int, *, confidence: float = 0.95) -> pd.DataFrame:
    """The counts of a coding, all under `coding`; without rows where nothing was coded.

    `posts` coded of `chosen`, `beside` of others, `twice` by two coders or more, `coders`; `wanted_percent` and `wanted_alpha`, the posts
    that should be coded twice (`coding_sample.planned_units`); `disagreements` (codes on which coders differ), and
    how many of these are `adjudicated` and `open`.
    """
    given = _given(hand)
    if given.empty:
        return quantities([])
    by_post = given.groupby("post_id")["coder"].nunique()
    analysed = int(by_post.index.isin(hand.final["post_id"]).sum())
    plan = planned_units(chosen, prevalence=[PREVALENCE], confidence=confidence).set_index("reason")["units"]
    differing = disagreements(hand.codes)["adjudicated"]
    counts = (
        ("posts", analysed, "posts that coders coded and the analysis chooses"),
        ("chosen", chosen, "posts chosen for the analysis"),
        (
            "beside",
            len(by_post) - analysed,
            "posts that coders coded beside these; they count for agreement alone",
        ),
        ("twice", int((by_post > 1).sum()), "posts that two coders or more coded"),
        ("coders", given["coder"].nunique(), "coders, adjudicators aside"),
        ("wanted_percent", plan["percent_agreement"], "Lacy and Riffe 1996: agreement of 0.9 against 0.85"),
        ("wanted_alpha", plan["alpha_width"], "alpha of 0.8 ± 0.1 for a theme that a fifth of posts has"),
        ("disagreements", len(differing), "codes of posts and themes on which coders differ"),
        ("adjudicated", int(differing.notna().sum()), "of these, settled on the adjudication sheet"),
        ("open", int(differing.isna().sum()), "of these, not settled"),
    )
    return quantities(
        number("coding", measure, int(count), "count", formula=formula) for measure, count, formula in counts
    )


def coders(hand: HandCodes) -> pd.DataFrame:
    """One row per coder, in the order of their names and without these: `number`, `posts`, `languages` of their posts."""
    given = _given(hand).drop_duplicates(["coder", "post_id"])
    given = given.assign(language=given["post_id"].map(hand.languages))
    rows = [
        (number, len(own), own["language"].value_counts().sort_index().to_dict())
        for number, (_, own) in enumerate(given.groupby("coder"), start=1)
    ]
    return pd.DataFrame(rows, columns=["number", "posts", "languages"])


def is_drawn(hand: HandCodes) -> bool:
    """Whether the record of the drawing (sample.csv) holds every post that was coded and is analysed."""
    analysed = set(_given(hand)["post_id"]) & set(hand.final["post_id"])
    return hand.weights is not None and analysed <= set(hand.weights.index)


def _given(hand: HandCodes) -> pd.DataFrame:
    """The codes that coders gave; adjudication is none."""
    codes = hand.codes
    return codes[codes["value"].notna() & (codes["value"] != "") & (codes["coder"] != ADJUDICATED)]
