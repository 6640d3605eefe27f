import math

import numpy as np
import pandas as pd
import pytest

from analysis.clean.processed import write_table
from analysis.measure.keyness import (
    keyness,
    keyness_quantities,
    log_ratio_bounds,
    signed_g2,
    telling,
    words_of,
)


def posts(*groups):
    """Posts from (account, language, text, how many)."""
    rows = [(account, language, text) for account, language, text, many in groups for _ in range(many)]
    frame = pd.DataFrame(rows, columns=["account", "language", "text"])
    return frame.assign(post_id=[str(number) for number in range(len(frame))])


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Visit of @MFA_KZ: https://t.co/x #Astana 2024!", "en", ["visit", "of", "astana"]),
        ("Türkiye'nin DIŞİŞLERİ", "tr", ["türkiye", "dışişleri"]),
        ("Oʻzbekiston o'zbek oʻzbek", "uz", ["oʻzbekiston", "oʻzbek"]),
        ("бизнес-форум Қазақстан", "kk", ["бизнес-форум", "қазақстан"]),
        ("mail a.b@c.org www.mfa.uz/x", "en", ["mail"]),
    ],
    ids=["links names numbers", "Turkish", "Uzbek", "Kazakh", "addresses"],
)
def test_words_are_words(text, language, words):
    assert list(words_of(text, language).values()) == words


def test_words_are_counted_by_post_and_not_by_occurrence():
    frame = posts(("a", "en", "oil oil oil gas", 10), ("b", "en", "gas", 30))
    row = keyness(frame).set_index(["account", "word"])
    assert row.loc[("a", "oil"), ["posts_with", "posts", "others_with", "others"]].tolist() == [10, 10, 0, 30]
    assert row.loc[("a", "gas"), "log_ratio"] == pytest.approx(0)


def test_log_ratio_is_walters_and_its_interval_exact():
    frame = posts(("a", "en", "oil", 30), ("a", "en", "x", 70), ("b", "en", "oil", 10), ("b", "en", "x", 190))
    row = keyness(frame).set_index(["account", "word"]).loc[("a", "oil")]
    assert row["log_ratio"] == pytest.approx(math.log2(30.5 / 100.5) - math.log2(10.5 / 200.5))
    for end, tail in ((row["low"], range(30, 41)), (row["high"], range(31))):
        share = 2**end / (
            2**end + 2
        )  # of 40 posts with the word, those due to a if the ratio of rates were 2^end
        chance = sum(math.comb(40, k) * share**k * (1 - share) ** (40 - k) for k in tail)
        assert chance == pytest.approx(0.025, abs=1e-6)
    assert 0 < row["conservative"] < row["low"]  # two words: each at 97.5 %


def test_g2_is_that_of_the_whole_table():
    cells = [(30, 100 * 40 / 300), (70, 100 * 260 / 300), (10, 200 * 40 / 300), (190, 200 * 260 / 300)]
    by_hand = 2 * sum(seen * math.log(seen / due) for seen, due in cells)
    assert signed_g2(np.array([30.0]), 100, np.array([10.0]), 200)[0] == pytest.approx(by_hand)
    assert signed_g2(np.array([10.0]), 200, np.array([30.0]), 100)[0] == pytest.approx(-by_hand)
    assert signed_g2(np.array([5.0]), 5, np.array([0.0]), 5)[0] == pytest.approx(2 * 10 * math.log(2))


def test_a_word_of_one_side_only_has_an_open_interval():
    low, high = log_ratio_bounds(np.array([8.0, 0.0]), 50, np.array([0.0, 8.0]), 50, 0.05)
    assert high[0] == math.inf and low[1] == -math.inf
    assert low[0] == pytest.approx(math.log2(0.025 ** (1 / 8) / (1 - 0.025 ** (1 / 8))))
    assert high[1] == pytest.approx(-low[0])


def test_conservative_is_nothing_where_the_interval_crosses_nothing():
    frame = posts(("a", "en", "oil", 6), ("a", "en", "x", 94), ("b", "en", "oil", 4), ("b", "en", "x", 96))
    assert keyness(frame).set_index(["account", "word"]).loc[("a", "oil"), "conservative"] == 0


def test_accounts_are_compared_within_a_language_only():
    frame = posts(
        ("a", "kk", "мұнай", 9),
        ("b", "kk", "газ", 9),
        ("a", "en", "oil", 9),
        ("c", "und", "oil", 9),
        ("b", None, "oil", 9),
    )
    found = keyness(frame)
    assert set(found["language"]) == {"kk"} and set(found["word"]) == {"мұнай", "газ"}


def test_rare_words_are_left_out_and_the_commonest_spelling_is_shown():
    frame = posts(("a", "uz", "Toʻg'ri oltin", 3), ("a", "uz", "toʻgʻri", 4), ("b", "uz", "nima", 7))
    assert set(keyness(frame)["word"]) == {"toʻgʻri", "nima"}


def test_p_values_are_held_to_holm_within_account_and_language():
    frame = posts(("a", "en", "oil gas", 20), ("a", "en", "sea", 10), ("b", "en", "sea gas", 30))
    own = keyness(frame).query("account == 'a'").sort_values("p")
    assert own["p_holm"].iloc[0] == pytest.approx(3 * own["p"].iloc[0])


def test_no_posts_give_no_words():
    assert keyness(posts()).empty and "log_ratio" in keyness(posts())


TOLD = posts(
    ("a", "en", "oil sea", 30),
    ("a", "en", "port", 20),
    ("a", "en", "x", 50),
    ("b", "en", "x", 100),
    ("a", "kk", "мұнай", 40),
    ("b", "kk", "газ", 40),
)


def test_the_telling_words_of_an_account_have_places_across_languages():
    found = telling(keyness(TOLD))
    own = found[found["account"] == "a"].set_index("word")["place"].to_dict()
    # 40 of 40 against 0 of 40 is more than 30 of 100 against 0 of 100, and that more than 20 of 100
    assert own == {"мұнай": 1, "oil": 2, "sea": 3, "port": 4}
    assert found[found["account"] == "b"]["word"].tolist() == ["газ", "x"]


def test_the_ledger_has_the_first_words_of_each_account_and_how_many_were_compared():
    named = keyness_quantities(keyness(TOLD), kept=2).set_index("name")
    assert named.loc[
        ["words.compared", "words.telling", "a.words_telling", "b.words_telling"], "value"
    ].tolist() == [12, 6, 4, 2]
    word = ["a.word_2.posts_with", "a.en.posts_compared", "a.word_2.others_with", "a.en.others_compared"]
    assert named.loc[word, "value"].tolist() == [30, 100, 0, 100]
    ratio = named.loc["a.word_2.log_ratio"]
    assert ratio["value"] == pytest.approx(math.log2(30.5 / 100.5) - math.log2(0.5 / 100.5))
    assert ratio["inputs"] == [word[0], word[2], word[1], word[3]] and ratio["high"] == math.inf
    # 30 of 30 posts with the word are the account's: the lower bound of 30/30 is 0.025^(1/30)
    assert ratio["low"] == pytest.approx(math.log2(0.025 ** (1 / 30) / (1 - 0.025 ** (1 / 30))))
    assert "a.word_3.log_ratio" not in named.index


def test_where_nothing_is_compared_the_ledger_says_so():
    assert keyness_quantities(keyness(posts()))["value"].tolist() == [0, 0]


def test_all_words_compared_are_written(tmp_path):
    write_table(keyness(TOLD), tmp_path, "keyness")
    lines = (tmp_path / "keyness.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("language,account,word,posts_with,posts,others_with,others,log_ratio,low,high")
    assert len(lines) == 13 and lines[1].startswith("en,a,oil,30,100,0,100,")
