"""Every caution that the choice of posts can raise is said in every language."""

import pandas as pd
from draw.content import CAUTIONS

from analysis.draw import cautions

NAMES = {"mfa-tur": "Türkiye", "mfa-aze": "Azerbaijan", "mfa-kaz": "Kazakhstan"}
NAN = float("nan")
OF_ACCOUNTS = [
    "no_posts",
    "fewer_posts",
    "no_overlap",
    "little_overlap",
    "undated",
    "reposts_unknown",
    "pinned_unknown",
]


def caution(code, account="", other="", has=NAN, wanted=NAN):
    return pd.DataFrame(
        [(code, account, other, has, wanted)], columns=["code", "account", "other", "has", "wanted"]
    )


def test_each_code_has_words(every):
    for code in OF_ACCOUNTS:
        said = cautions.of_accounts(caution(code, "mfa-tur", "mfa-aze", 3, 10), NAMES, every)
        assert said["mfa-tur"] and "{" not in said["mfa-tur"]
    for code in cautions.PROCESS:
        [said] = cautions.of_all(caution(code, has=3, wanted=10), every)
        assert said.endswith((".", ": 3.")) and "{" not in said


def test_a_pair_is_told_of_both_and_pairs_of_one_account_together(en):
    pairs = pd.concat([caution("no_overlap", "mfa-tur", other, 4.0, 0) for other in ("mfa-aze", "mfa-kaz")])
    said = cautions.of_accounts(pairs, NAMES, en)
    assert said["mfa-tur"] == "no time in common with: Azerbaijan and Kazakhstan"
    assert said["mfa-kaz"] == "no time in common with: Türkiye"


def test_what_concerns_no_account_stands_apart(en):
    assert cautions.of_all(CAUTIONS, en) == ["Posts of handles that the list of accounts lacks: 7."]
    assert set(cautions.of_accounts(CAUTIONS, NAMES, en)) == set(NAMES)


def test_nothing_to_keep_in_mind_is_not_spoken_of(en):
    assert cautions.caption(None, NAMES, en) == cautions.caption(CAUTIONS.iloc[:0], NAMES, en) == ""


def test_what_concerns_every_account_is_said_once_with_the_sum_of_its_posts(en):
    pinned = [caution("pinned_unknown", account, has=100) for account in NAMES]
    found = pd.concat([*pinned, caution("fewer_posts", "mfa-kaz", has=57, wanted=100)])
    assert cautions.caption(found, NAMES, en) == (
        "To keep in mind: all accounts – posts that may be pinned, as the export does not say: 300; "
        "Kazakhstan – fewer posts than wanted (57 of 100)."
    )
    assert "Türkiye – posts that may be pinned" in cautions.caption(pd.concat(pinned[:2]), NAMES, en)
