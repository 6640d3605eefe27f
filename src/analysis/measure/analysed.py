"""The posts that are analysed: those of the compared accounts, with their language, chosen, and coded."""

import pandas as pd

from analysis.clean.language import detect
from analysis.clean.processed import read_posts
from analysis.measure.codebook import Codebook
from analysis.measure.coding import code
from analysis.measure.quantities import number, quantities
from analysis.measure.sampling import choose
from analysis.measure.shares import theme_matrix
from analysis.study import Study


def posts_of(study: Study, accounts: pd.DataFrame) -> pd.DataFrame:
    """All posts that the study's exports hold of these accounts, one row each, with the `language` of their text.

    Without rows where no exports have been put into data/raw/<study>/posts.
    """
    posts = read_posts(study)
    return with_language(posts[posts["account"].isin(accounts["account"])].reset_index(drop=True))


def with_language(posts: pd.DataFrame) -> pd.DataFrame:
    """The posts with the `language` of their text."""
    return posts.assign(language=detect(posts["text"].fillna("").tolist()))


def chosen_of(posts: pd.DataFrame, study: Study, accounts: pd.DataFrame) -> pd.DataFrame:
    """The posts of the study's choice, with everything known of them, and `day` and `place`."""
    chosen = choose(posts, study.posts, accounts["account"].tolist(), seed=study.seed)
    rest = posts[["post_id", *posts.columns.difference(chosen.columns)]]
    return chosen.merge(rest, on="post_id", how="left", validate="one_to_one")


def coded_of(chosen: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Whether each chosen post (index post_id) has each theme of the codebook (columns)."""
    found = (
        code(chosen["text"].fillna("").tolist(), codebook, chosen["language"].tolist()) if len(chosen) else []
    )
    return theme_matrix(chosen["post_id"].tolist(), found, codebook.ids)


def unread_quantities(chosen: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Posts whose language is known and has no indicators: `<account>.posts_unread` where there are any, `themes.posts_unread`.

    They are coded by the indicators that hold for any language alone, so that most of their themes are missed.
    """
    spoken = {language for theme in codebook.themes for language, own in theme.indicators.items() if own}
    unread = chosen[~chosen["language"].isin([*spoken, ""])]
    formula = "posts in a language for which the codebook has no indicators"
    counts = unread["account"].value_counts(sort=False).to_dict() if len(unread) else {}
    whole = [number("themes", "posts_unread", len(unread), "count", formula=formula)] if len(chosen) else []
    rows = (number(account, "posts_unread", n, "count", formula=formula) for account, n in counts.items())
    return quantities([*whole, *rows])
