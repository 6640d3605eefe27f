"""The posts analysed: which of them the codebook cannot read."""

import pandas as pd

from analysis.measure.analysed import unread_quantities
from analysis.measure.codebook import Codebook, Theme

BOOK = Codebook(
    themes=[
        Theme(id="visits", label={"en": "Visits"}, indicators={"en": ["visit*"], "any": ["🛬"], "tr": []}),
        Theme(id="energy", label={"en": "Energy"}, indicators={"kk": ["мұнай*"]}),
    ]
)


def posts(*rows: tuple[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["account", "language"])
    return frame.assign(post_id=[str(number) for number in frame.index])


def test_posts_in_languages_without_indicators_are_counted_and_undecided_ones_are_not():
    found = unread_quantities(
        posts(("a", "en"), ("a", "de"), ("b", "fr"), ("b", "tr"), ("c", "kk"), ("c", "")), BOOK
    )
    assert dict(zip(found["name"], found["value"])) == {
        "themes.posts_unread": 3,
        "a.posts_unread": 1,
        "b.posts_unread": 2,
    }


def test_without_posts_nothing_is_said_of_them():
    assert unread_quantities(posts(), BOOK).empty
