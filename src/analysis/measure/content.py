"""Content: every quantity of posts that a claim can name, and why one has no value."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.clean.language import LANGUAGES
from analysis.measure import activity, agreement, engagement, hand_codes, sampling, shares, validation
from analysis.measure.analysed import chosen_of, coded_of, with_language
from analysis.measure.codebook import ANY, Codebook, codebook_of
from analysis.measure.hand_codes import HandCodes
from analysis.measure.quantities import number, quantities
from analysis.measure.reach import joined
from analysis.study import Study

STATISTICS = ("median", "mean", "geometric_mean")
KINDS = ("photo", "video", "animated_gif", "audio")
HABITS = (
    "replies_to_others",
    "own_threads",
    "quotes",
    "reposts",
    "media",
    *(f"media_{kind}" for kind in KINDS),
)


@dataclass(frozen=True)
class Material:
    """The posts of the study's accounts with their `language`, the codebook, the codes of any post, and how coders agree.

    None of it depends on which posts are chosen.
    """

    posts: pd.DataFrame
    codebook: Codebook
    hand: HandCodes
    agreed: pd.DataFrame


@dataclass(frozen=True)
class Content:
    """What was measured of the chosen posts of some accounts, and what these are; `summaries` wait for followers."""

    accounts: list[str]
    codebook: Codebook
    chosen: pd.DataFrame
    by_hand: bool
    measured: pd.DataFrame
    summaries: pd.DataFrame
    confidence: float

    def quantities(self, followers: pd.DataFrame) -> pd.DataFrame:
        """All that is known of the posts, also per 1,000 of these `followers`; and what is not, without a value.

        Of the latter `missing` says why: `no_posts` of the account, `no_codes` by hand, or `not_given` by the posts and
        codes there are. Reposts are not given where the study leaves them out. A language without posts has a share of 0.
        """
        relative = engagement.per_1000_followers(self.summaries, followers)
        known = joined(self.measured, engagement.engagement_quantities(self.summaries, relative))
        there = set(known["name"])
        rest = [row for row in self._possible() if f"{row['subject']}.{row['measure']}" not in there]
        return joined(known, quantities(rest))

    def _possible(self) -> Iterator[dict]:
        """A row without a value for everything that could be known."""
        posts = self.chosen["account"].value_counts()
        for account in self.accounts:
            for measure in self._of_account():
                yield self._unknown(account, measure, int(posts.get(account, 0)))
            yield from self._unspoken(account, int(posts.get(account, 0)))
        for measure in self._of_themes():
            yield self._unknown(shares.TOGETHER, measure, len(self.chosen))
        for subject, measures in self._of_codes():
            yield from (
                self._unknown(subject, measure, len(self.chosen), by_hand=True) for measure in measures
            )

    def _of_account(self) -> Iterator[str]:
        yield from ("posts_chosen", "posts_coded", "period_days", "posts_per_day", "no_theme_share")
        yield from (f"{habit}_share" for habit in HABITS)
        for metric in engagement.METRICS:
            for statistic in STATISTICS:
                yield from (f"{metric}_{statistic}", f"{metric}_{statistic}_per_1000_followers")
        yield from self._of_themes()

    def _of_themes(self) -> Iterator[str]:
        yield from (
            f"share_{theme}{ending}"
            for theme in self.codebook.ids
            for ending in validation.CORRECTIONS.values()
        )

    def _of_codes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        agreed = ("units", "disagreements", "prevalence", *agreement.COEFFICIENTS)
        for theme in self.codebook.ids:
            for within in ("", *(f".{language}" for language in self._languages())):
                yield f"agreement.{theme}{within}", agreed
                yield f"validation.{theme}{within}", ("posts", *validation.MEASURES)

    def _languages(self) -> list[str]:
        """The languages that are told by their letters, and those for which the codebook has indicators."""
        own = (language for theme in self.codebook.themes for language in theme.indicators if language != ANY)
        return list(dict.fromkeys([*LANGUAGES, *own]))

    def _unknown(self, subject: str, measure: str, posts: int, *, by_hand: bool = False) -> dict:
        by_hand = by_hand or measure.endswith(tuple(filter(None, validation.CORRECTIONS.values())))
        missing = "not_given" if posts else "no_posts"
        if posts and by_hand and not self.by_hand:
            missing = "no_codes"
        return {
            "subject": subject,
            "measure": measure,
            "value": float("nan"),
            "unit": "share",
            "missing": missing,
        }

    def _unspoken(self, account: str, posts: int) -> Iterator[dict]:
        """The languages that the account does not post in."""
        spoken = set(self.chosen.loc[self.chosen["account"] == account, "language"])
        for language in (each for each in self._languages() if each not in spoken):
            measure = f"language_{language}_share"
            if not posts:
                yield self._unknown(account, measure, posts)
                continue
            high = float(shares.wilson(np.array([0]), posts, self.confidence)[1][0])
            formula = f"0 of {posts} posts; interval: Wilson"
            yield number(account, measure, 0.0, "share", formula=formula) | {"high": high, "sample": account}


def no_content(study: Study, accounts: pd.DataFrame) -> Content:
    """What is known before any post was read: the names of what could be."""
    nothing = pd.DataFrame(columns=["account", "language"], dtype="str")
    summaries = pd.DataFrame(columns=engagement.COLUMNS)
    ids, book = accounts["account"].tolist(), codebook_of(study)
    return Content(ids, book, nothing, False, quantities([]), summaries, study.confidence)


def material_of(exported: pd.DataFrame, study: Study) -> Material:
    """All posts of the study's exports, and what codes them: read once, however often posts are chosen."""
    book, own = codebook_of(study), exported[exported["account"] != ""]
    hand = hand_codes.read_codes(study, book, exported)
    agreed = hand_codes.agreed(hand, confidence=study.confidence, seed=study.seed)
    return Material(with_language(own), book, hand, agreement.agreement_quantities(agreed))


def content_of(material: Material, study: Study, accounts: pd.DataFrame) -> Content:
    """What is measured of the accounts' posts, chosen as the study chooses."""
    posts, book, ids = material.posts, material.codebook, accounts["account"].tolist()
    chosen = chosen_of(posts[posts["account"].isin(ids)], study, accounts)
    hand = hand_codes.among(material.hand, chosen)
    return Content(
        ids,
        book,
        chosen,
        not hand.codes.empty,
        joined(_activity(chosen, study, ids), material.agreed, _themes(chosen, hand, study, book)),
        engagement.engagement(chosen, confidence=study.confidence, seed=study.seed),
        study.confidence,
    )


def _activity(chosen: pd.DataFrame, study: Study, ids: list[str]) -> pd.DataFrame:
    """What time the posts cover, how often they come, and the shares of replies, media, languages."""
    rates = activity.posts_per_day(chosen, ids, confidence=study.confidence, seed=study.seed)
    habits = activity.activity(chosen, confidence=study.confidence)
    if not study.posts.reposts:
        habits = habits[habits["measure"] != "reposts"]
    periods = sampling.period_quantities(sampling.periods(chosen, ids))
    return joined(periods, activity.activity_quantities(habits, rates))


def _themes(chosen: pd.DataFrame, hand: HandCodes, study: Study, book: Codebook) -> pd.DataFrame:
    """Theme shares as counted and as corrected, and how far the codebook agrees with coders."""
    coded, whose = coded_of(chosen, book), chosen.set_index("post_id")["account"]
    together = whose.map(lambda account: shares.TOGETHER)
    counted = [shares.theme_shares(coded, owner, confidence=study.confidence) for owner in (whose, together)]
    return joined(
        *(shares.share_quantities(found) for found in counted),
        *(shares.none_quantities(coded, owner, confidence=study.confidence) for owner in (whose, together)),
        validation.validation_quantities(
            hand_codes.validated(hand, coded, confidence=study.confidence, seed=study.seed)
        ),
        validation.corrected_quantities(
            hand_codes.corrected(hand, coded, whose, confidence=study.confidence)
        ),
    )
