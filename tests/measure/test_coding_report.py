"""A coding by hand is reported with what its sheets hold, and nothing is made up where they are silent."""

import pandas as pd

from analysis.measure.coding_report import coders, coding_quantities, is_drawn
from analysis.measure.hand_codes import HandCodes
from analysis.measure.sheets import final_codes

CODES = [
    ("agreed", "b", "visits", "1"),
    ("agreed", "a", "visits", "1"),
    ("settled", "a", "visits", "0"),
    ("settled", "b", "visits", "1"),
    ("settled", "adjudicated", "visits", "1"),
    ("open", "a", "visits", "1"),
    ("open", "b", "visits", "0"),
    ("single", "a", "visits", "1"),
]
LANGUAGES = pd.Series({"agreed": "en", "settled": "kk", "open": "kk", "single": "en", "uncoded": "tr"})


def hand(codes=tuple(CODES), drawn=None, beside=()):
    frame = pd.DataFrame(list(codes), columns=["post_id", "coder", "variable", "value"], dtype="str").assign(
        use=""
    )
    weights = None if drawn is None else pd.Series(1.0, index=list(drawn))
    chosen = frame[~frame["post_id"].isin(beside)]
    return HandCodes(frame, frame, final_codes(chosen), ["visits"], LANGUAGES, weights)


def test_posts_coders_and_what_became_of_disagreements_are_counted():
    found = coding_quantities(hand(), 50).set_index("measure")["value"].astype(int).to_dict()
    # Lacy and Riffe for 50: (49 × 0.0304² + 0.09 × 50) / (49 × 0.0304² + 0.09) = 33.6; alpha would take more than 50
    assert found == {
        "posts": 4, "chosen": 50, "beside": 0, "twice": 3, "coders": 2, "wanted_percent": 34, "wanted_alpha": 50,
        "disagreements": 2, "adjudicated": 1, "open": 1,
    }  # fmt: skip


def test_posts_coded_beside_those_analysed_are_counted_apart():
    found = coding_quantities(hand(beside=["open"]), 50).set_index("measure")["value"].astype(int)
    assert found[["posts", "beside", "twice", "disagreements"]].tolist() == [3, 1, 3, 2]


def test_coders_are_numbered_and_have_their_languages():
    assert coders(hand()).values.tolist() == [[1, 4, {"en": 2, "kk": 2}], [2, 3, {"en": 1, "kk": 2}]]


def test_posts_are_drawn_only_where_the_record_holds_all_of_them():
    assert is_drawn(hand(drawn=["agreed", "settled", "open", "single", "uncoded"]))
    assert is_drawn(hand(drawn=["agreed", "settled", "single"], beside=["open"]))
    assert not is_drawn(hand(drawn=["agreed"])) and not is_drawn(hand())


def test_nothing_coded_is_nothing_reported():
    assert coding_quantities(hand(()), 50).empty and coders(hand(())).empty
