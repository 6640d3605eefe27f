"""Before anyone has put exports in place, every measure of posts is empty, and none is an error."""

import datetime as dt

import pandas as pd
import pytest

from analysis.measure import (
    activity,
    agreement,
    coding_sample,
    correspondence,
    engagement,
    events,
    growth,
    keyness,
    networks,
    sampling,
    shares,
    sheets,
    validation,
)
from analysis.measure.quantities import quantities

TYPES = {
    **dict.fromkeys(["post_id", "platform", "account", "text", "language"], "str"),
    **dict.fromkeys(["created_at", "collected_at"], "datetime64[us]"),
    **dict.fromkeys(["likes", "views"], "Int64"),
    **dict.fromkeys(["media_types", "mentions"], "object"),
    **dict.fromkeys(["is_repost", "is_pinned", "is_reply", "is_self_reply", "is_quote"], "boolean"),
}
POSTS = pd.DataFrame({column: pd.Series(dtype=kind) for column, kind in TYPES.items()})
ACCOUNTS = ["kaz", "uzb"]
TABLE = pd.DataFrame({"account": ACCOUNTS, "platform": "twitter", "handle": ACCOUNTS})
CODED, OWNERS = shares.theme_matrix([], [], ["visit"]), pd.Series(dtype="str")


@pytest.mark.parametrize("method", ["last", "window", "constructed_week"])
def test_no_posts_are_chosen_and_every_account_is_said_to_have_none(method):
    choice = sampling.Choice(method=method)
    chosen = sampling.choose(POSTS, choice, ACCOUNTS)
    covered = sampling.periods(chosen, ACCOUNTS)
    found = sampling.cautions(POSTS, chosen, choice, ACCOUNTS)
    assert chosen.empty and covered["posts"].tolist() == [0, 0]
    assert sampling.overlaps(covered).empty and sampling.period_quantities(covered).empty
    assert found.loc[found["code"] == "no_posts", "account"].tolist() == ACCOUNTS
    assert activity.posts_per_day(chosen, ACCOUNTS).empty


def test_nothing_is_measured_of_no_posts():
    counts = engagement.engagement(POSTS)
    assert counts.empty and activity.activity(POSTS).empty and keyness.keyness(POSTS).empty
    assert engagement.engagement_quantities(
        counts, engagement.per_1000_followers(counts, quantities([]))
    ).empty
    assert networks.mentions(POSTS, TABLE).empty
    event = events.Event(id="summit", start=dt.date(2024, 9, 1), end=dt.date(2024, 9, 2), label={})
    rates = events.event_rates(POSTS, [event], events.covered_days(POSTS, ACCOUNTS))
    assert rates["state"].tolist() == ["not_covered"] * 2 and events.event_quantities(rates).empty
    snapshots = pd.DataFrame(columns=["account", "metric", "captured_on", "value", "low", "high"])
    assert growth.growth_quantities(growth.growth(snapshots)).empty


def test_no_posts_have_no_shares_and_no_differences():
    found = shares.theme_shares(CODED, OWNERS)
    tested, compared = shares.omnibus(CODED, OWNERS), shares.differences(CODED, OWNERS)
    assert found.empty and compared.empty and shares.residuals(CODED, OWNERS).empty
    assert tested["state"].tolist() == ["not_defined"] and shares.share_quantities(found).empty
    named = shares.comparison_quantities(tested, compared, shares.detectable([], 0))
    assert named["name"].tolist() == ["themes.comparisons"]
    assert correspondence.correspondence(shares.theme_table(CODED, OWNERS))[0].empty
    assert coding_sample.draw_sample(POSTS, 10).empty


def test_no_sheets_give_no_agreement_and_no_validation(tmp_path):
    codes, _ = sheets.read_sheets(tmp_path / "coding", [])
    final = sheets.final_codes(codes)
    hand = validation.hand_matrix(final, ["visit"])
    assert (
        agreement.agreement_quantities(agreement.agreement(codes)).empty and sheets.disagreements(codes).empty
    )
    assert (
        validation.validate(CODED, hand, use=validation.held_out(final))["state"].tolist()
        == ["not_defined"] * 3
    )
    assert validation.corrected_shares(CODED, hand, OWNERS).empty and validation.errors(CODED, hand).empty


def test_codes_that_nobody_checked_are_not_corrected():
    coded = shares.theme_matrix(["1", "2"], [{"visit"}, set()], ["visit"])
    hand = validation.hand_matrix(sheets.final_codes(pd.DataFrame(columns=sheets.CODES)), ["visit"])
    found = validation.corrected_shares(coded, hand, pd.Series({"1": "kaz", "2": "kaz"}))
    assert found["raw"].tolist() == [0.5] * 4 and found["value"].isna().all()
    assert set(found["state"]) == {"too_few", "not_defined"}
