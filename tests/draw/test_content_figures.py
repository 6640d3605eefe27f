"""Figures of posts: captions begin with the finding, say n and what bars mean; nothing is cut, however much is drawn."""

import functools
from itertools import permutations

import matplotlib
import pandas as pd
import pytest
from draw import content as c
from draw.seen import assert_all_can_be_read
from draw.test_figures import DATA as OF_READING

from analysis.draw import figures, style
from analysis.draw.words import Words
from analysis.measure.codebook import Theme
from analysis.study import NothingToShow


def draw(name, words, *data, **choices):
    return getattr(figures, name)(*(data or c.DATA[name]), words, **(c.CHOICES.get(name, {}) | choices))


def changed(frame, where, **cells):
    """The frame with other cells in the rows that the mapping `where` describes."""
    rows = pd.Series(True, index=frame.index)
    for column, value in where.items():
        rows &= frame[column] == value
    assert rows.any()
    other = frame.copy()
    for column, value in cells.items():
        other.loc[rows, column] = value
    return other


def test_every_figure_is_tested():
    assert {*c.DATA, *OF_READING} == set(figures.__all__)


@pytest.mark.parametrize("name", c.DATA)
def test_nothing_is_cut_and_every_language_speaks(name, every):
    with matplotlib.rc_context(style.theme()):
        drawing = draw(name, every)
        assert_all_can_be_read(drawing.figure)
    for text in (drawing.caption, drawing.alt):
        assert text.endswith(".") and "{" not in text and ".." not in text


@pytest.mark.parametrize("name", c.DATA)
def test_with_nothing_to_draw_a_figure_says_what_is_missing(name, en):
    empty = [part.iloc[:0] if isinstance(part, pd.DataFrame) else part for part in c.DATA[name]]
    with pytest.raises(NothingToShow, match=r"\w+.*: "):
        getattr(figures, name)(*empty, en)


# periods


def test_periods_give_the_common_time_and_what_to_keep_in_mind(en):
    assert draw("periods", en).caption == (
        "All accounts’ posts have this time in common: 11 Sept – 21 Sept 2024 (days: 10). "
        "Longest period: Türkiye (days: 20); shortest: Azerbaijan (17). "
        "n = 184 (posts; accounts: 2; 1 September 2024 – 28 September 2024). "
        "Bars: from the first to the last post chosen (days in UTC); beside them: posts, and posts per day after "
        "the first. Shaded: the time that all have in common. Without posts: Kazakhstan. "
        "To keep in mind: Türkiye – less than 50% of their time in common with: Azerbaijan; "
        "Azerbaijan – fewer posts than wanted (84 of 100); less than 50% of their time in common with: Türkiye; "
        "Kazakhstan – no posts. Posts of handles that the list of accounts lacks: 7."
    )


def test_periods_without_common_time_say_so_and_shade_nothing(en):
    apart = c.moments(changed(c.PERIODS, {"account": "mfa-aze"}, first=pd.Timestamp("2024-09-25", tz="UTC")))
    drawing = draw("periods", en, apart, c.ACCOUNTS)
    assert drawing.caption.startswith("There is no time that the posts of all accounts cover.")
    assert "Shaded" not in drawing.caption


# theme shares


def test_theme_shares_name_the_commonest_theme_of_each_account(en):
    caption = draw("theme_shares", en).caption
    assert caption.startswith(
        "The most common theme of each account: Visits (Türkiye); Energy (Azerbaijan). n = 184 "
    )
    assert (
        "Dark lines: 95% intervals (Wilson). Pale bands: 95% intervals from resampling whole days." in caption
    )
    assert "not a random sample" in caption and "need not add up to the whole" in caption


def test_theme_shares_are_described_with_their_intervals_the_largest_first(kk):
    alt = draw("theme_shares", kk).alt
    assert "Түркия: Сапарлар 30,0% (21,9–39,6%), Энергетика 0,0% (0,0–3,7%); " in alt


def test_bands_are_not_spoken_of_where_there_are_none(en):
    shares = c.SHARES.assign(block_low=c.NAN, block_high=c.NAN)
    assert "Pale bands" not in draw("theme_shares", en, shares, c.ACCOUNTS, c.THEMES).caption


def test_posts_with_one_theme_each_are_said_to_have_one(en):
    shares = c.SHARES.assign(joint_low=0.0, joint_high=0.5)
    caption = draw("theme_shares", en, shares, c.ACCOUNTS, c.THEMES).caption
    assert caption.endswith("Each post has one theme.")


def test_a_theme_that_the_codebook_lacks_is_called_by_its_id(en):
    assert "energy 50.0%" in draw("theme_shares", en, c.SHARES, c.ACCOUNTS, c.THEMES[:1]).alt


# corrected shares


def test_corrected_shares_begin_with_the_theme_that_changes_most(en):
    drawing = draw("corrected_shares", en)
    assert drawing.caption.startswith(
        "Correcting for the codebook’s errors changes “Visits” most, from 27.7% to 35.0% of all posts. "
        "n = 184 (posts), of which coded by hand: 40. "
    )
    assert "Not every correction is possible for: Energy." in drawing.caption
    assert (
        "Türkiye: Visits 30.0%, corrected 40.0% (30.0–50.0%), Energy 10.0%, corrected not defined"
        in drawing.alt
    )


def test_corrections_that_cannot_be_computed_for_an_account_are_said_to_have_no_mark(en):
    missing = "Where a mark is missing, that correction cannot be computed"
    assert missing in draw("corrected_shares", en).caption
    whole = c.CORRECTED.assign(state="defined", value=c.CORRECTED["value"].fillna(0.2))
    assert missing not in draw("corrected_shares", en, whole, c.ACCOUNTS, c.THEMES).caption


def test_the_interval_of_a_corrected_share_follows_the_confidence_of_the_study(en, study):
    wider = study.model_copy(update={"confidence": 0.9})
    assert "Lines: 90% intervals." in draw("corrected_shares", Words("en", wider)).caption


# agreement and validation


def test_agreement_counts_the_themes_that_reach_the_conventions(en):
    drawing = draw("agreement", en)
    assert drawing.caption.startswith(
        "Krippendorff’s alpha reaches 0.800 for 0 of 2 themes, and with its whole interval for 0; it reaches 0.667 "
        "for 1. n = 100 (posts coded by two coders or more); coders: 2."
    )
    assert "Not defined, as only one category occurs: Energy." in drawing.caption
    assert "Krippendorff’s alpha 0.766 (0.559–0.926)" in drawing.alt
    assert "Energy: Percent agreement 100.0% (96.4–100.0%), Krippendorff’s alpha not defined" in drawing.alt


def test_agreement_of_one_language_is_that_of_its_posts(en):
    caption = draw("agreement", en, c.AGREEMENT, c.THEMES, language="kk").caption
    assert caption.startswith("Krippendorff’s alpha reaches 0.800 for 1 of 1 themes") and "n = 60 " in caption


def test_not_defined_is_written_where_the_mark_would_be(kk):
    where = {"variable": "visits", "language": "", "coefficient": "kappa"}
    found = changed(c.AGREEMENT, where, state="not_defined", value=float("nan"))
    figure = draw("agreement", kk, found, c.THEMES).figure
    assert sum(text.get_text() == "анықталмаған" for axes in figure.axes for text in axes.texts) == 1


def test_a_theme_without_a_coefficient_has_no_row_but_is_named_in_the_caption(en):
    drawing = draw("agreement", en)
    assert [label.get_text() for label in drawing.figure.axes[0].get_yticklabels()] == ["Visits"]
    assert "only one category occurs: Energy." in drawing.caption


def test_validation_names_the_lowest_and_the_highest_f1(en):
    caption = draw("validation", en).caption
    assert caption.startswith("F1: lowest 0.72, Visits; highest 0.72, Visits. n = 120 ")
    assert (
        "Not defined, as no post was given the theme, or none has it: Energy (Recall) and Energy (F1)."
        in caption
    )
    assert caption.endswith("Posts of which nobody said whether they were used to write indicators: 20.")


def test_validation_by_language_has_a_panel_per_language(en):
    drawing = draw("validation_by_language", en)
    assert drawing.caption.startswith(
        "F1: lowest 0.40, Energy (Russian); highest 0.80, Visits (Kazakh). n = 50–70 "
    )
    assert len(drawing.figure.axes) == 2


# differences


def test_differences_say_how_many_survive_and_what_could_have_been_shown(en):
    caption = draw("differences", en).caption
    assert caption.startswith(
        "1 of 2 differences survive Holm’s correction; the largest, in “Energy”: Türkiye 0.0%, Azerbaijan 50.0%. "
        "n = 2 (comparisons: 2 accounts, 2 themes)."
    )
    assert caption.endswith(
        "With 100 posts each, a difference from 10% would have been found in four of five cases only from 15.0 points "
        "on, after correction from 25.5 points on."
    )


def test_that_no_difference_survives_is_no_finding_of_equality(en):
    none = c.DIFFERENCES.assign(p_holm=0.5)
    drawing = draw("differences", en, none, c.ACCOUNTS, c.THEMES)
    assert drawing.caption.startswith(
        "None of the 2 differences survives Holm’s correction, which does not show"
    )
    assert "Visits: Türkiye − Azerbaijan: 5.0 (−8.0\u00a0–\u00a017.8)" in drawing.alt


def test_a_difference_that_survives_is_filled(en):
    marks = [
        line
        for axes in draw("differences", en).figure.axes
        for line in axes.lines
        if line.get_marker() == "o"
    ]
    assert sorted(line.get_markerfacecolor() == "white" for line in marks) == [False, True]


# languages and activity


def test_languages_are_named_and_undecided_ones_stand_last(en, kk):
    drawing = draw("languages", en)
    assert drawing.caption.startswith(
        "The most common language of each account: English (Azerbaijan); Turkish (Türkiye)."
    )
    assert "No mark: no post in that language. Undecided: " in drawing.caption
    assert draw("languages", kk).caption.startswith(
        "Әр аккаунтта ең жиі қолданылатын тіл: ағылшын тілі (Әзербайжан); түрік тілі (Түркия)."
    )
    assert [label.get_text() for label in draw("languages", kk).figure.axes[0].get_yticklabels()] == [
        "Ағылшын тілі",
        "Түрік тілі",
        "Анықталмаған",
    ]


def test_activity_names_most_and_least_of_each_measure(en):
    drawing = draw("activity", en)
    assert drawing.caption.startswith(
        "Posts per day: most Türkiye (4.95), least Azerbaijan (4.88). Replies to others: most Azerbaijan (50%), "
        "least Türkiye (20%). With media: most Türkiye (70%), least Azerbaijan (25%). n = 184 (posts; accounts: 2)."
    )
    assert drawing.caption.endswith("Exports do not say it of every post of: Türkiye.")
    assert "Azerbaijan: Posts per day 4.88, Replies to others 50.0% (39.5–60.5%)" in drawing.alt


def test_very_different_rates_stand_on_a_logarithmic_axis(en):
    wide = changed(c.RATES, {"account": "mfa-aze"}, posts_per_day=0.1)
    drawing = draw("activity", en, c.ACTIVITY, wide, c.ACCOUNTS)
    assert "The axis of posts per day is logarithmic." in drawing.caption
    assert drawing.figure.axes[0].get_xscale() == "log"


# engagement


def test_engagement_names_the_highest_median_and_says_what_is_left_out(en):
    drawing = draw("engagement", en)
    assert drawing.caption.startswith(
        "Highest median per post: Likes – Türkiye (40); Replies – Türkiye (1). n = 180 "
    )
    assert "too young when collected: 4 posts. Posts of unknown age, kept: 5." in drawing.caption
    assert "Azerbaijan: Likes 12.0 (9.0–14.5), Replies 0 (0–0)." in drawing.alt


def test_zero_has_a_place_on_an_axis_of_engagement_where_it_occurs(en):
    likes, replies = draw("engagement", en).figure.axes
    assert (likes.get_xscale(), replies.get_xscale()) == ("log", "symlog")
    assert replies.get_xlim()[0] == 0


def test_engagement_per_1000_followers_says_whose_followers(en):
    drawing = draw("engagement", en, c.PER_1000, c.ACCOUNTS)
    assert drawing.caption.startswith("Highest median per post and 1,000 followers: Likes – Türkiye (0.800);")
    assert "Followers are those of the last snapshot, not those at the time of the post." in drawing.caption


# words


def test_keyness_is_of_the_language_of_most_accounts_and_only_of_telling_words(en):
    drawing = draw("keyness", en)
    assert drawing.caption.startswith(
        "The most telling word is “garabagh”: Azerbaijan has it in at least 8.6 times as large a share of posts as the "
        "others, none of whose posts has it. Language: English. n = 103 (posts of 2 accounts in it)."
    )
    assert drawing.alt.endswith("Türkiye: aid 4.0; Azerbaijan: garabagh 8.6 or more.")


def test_a_word_that_others_have_too_is_so_many_times_as_frequent(en):
    shared = changed(c.KEYNESS, {"word": "garabagh"}, high=7.0)
    assert "has it in 32 times as large a share of posts as the others (at least 8.6 times)." in (
        draw("keyness", en, shared, c.ACCOUNTS).caption
    )


def test_words_that_the_font_cannot_write_are_counted(en):
    assert draw("keyness", en).caption.endswith("Words in letters that this figure’s font lacks: 1.")


def test_keyness_of_another_language_can_be_asked_for(en):
    assert "Language: Kazakh. n = 20 " in draw("keyness", en, c.KEYNESS, c.ACCOUNTS, language="kk").caption


def test_an_account_without_telling_words_is_said_to_have_none(en):
    silent = changed(c.KEYNESS, {"account": "mfa-tur"}, conservative=0.0)
    assert "Türkiye: no word clearly more frequent" in draw("keyness", en, silent, c.ACCOUNTS).alt


# map


def test_the_map_says_how_much_it_shows_and_which_themes_do_not_shape_it(en):
    caption = draw("correspondence", en).caption
    assert caption.startswith(
        "The map shows 92.0% of the differences between the accounts’ mixes of themes (inertia 0.250). "
        "Most of the inertia: accounts – Türkiye (60%); Azerbaijan (40%); themes – Visits (50%). "
        "n = 150 (themes counted in posts; 2 accounts, 1 themes)."
    )
    assert "Hollow crosses are rare themes, which do not shape the map: Energy." in caption


def test_the_axes_of_the_map_carry_their_inertia_and_one_dimension_is_enough(en):
    axes = draw("correspondence", en).figure.axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == (
        "Dimension 1 (80.0% of inertia)",
        "Dimension 2 (12.0% of inertia)",
    )
    alone = draw("correspondence", en, c.POINTS.assign(y=0.0), c.DIMENSIONS.iloc[:1], c.ACCOUNTS, c.THEMES)
    assert alone.figure.axes[0].get_ylabel() == ""


# network


def test_the_network_is_a_matrix_and_an_account_without_mentions_keeps_its_row(en):
    drawing = draw("network", en)
    assert drawing.caption.startswith(
        "Of 6 possible pairs (who mentions whom), 3 occur; 2 of these are returned. Mentioned by most others: Türkiye (by 2)."
    )
    assert drawing.alt.endswith("Azerbaijan → Türkiye: 12; Türkiye → Azerbaijan: 5; Kazakhstan → Türkiye: 2.")
    numbers = [text.get_text() for text in drawing.figure.axes[0].texts]
    assert sum(text in ("12", "5", "2") for text in numbers) == 3


def test_where_no_mention_is_possible_the_network_says_so(en):
    one_way = c.PAIRS[c.PAIRS["source"] != "mfa-kaz"]
    drawing = draw("network", en, c.EDGES.iloc[:2], c.ACCOUNTS, one_way)
    assert drawing.caption.startswith("Of 4 possible pairs (who mentions whom), 2 occur")
    assert "Hatched: no mention is possible, as the row has no posts here" in drawing.caption
    hatched = [cell for cell in drawing.figure.axes[0].patches if cell.get_hatch()]
    assert len(hatched) == 5  # three of oneself, two of an account without posts
    assert "Hatched" not in draw("network", en).caption


# events


def test_events_give_the_largest_ratio_with_its_placebos(en):
    drawing = draw("events", en)
    assert drawing.caption.startswith(
        "“Summit”: Türkiye posted 4 times as often as on other days, the largest ratio; of equally long times without "
        "the event, 5% stand out as much. Intervals that leave out 1: 1 of 3. n = 48 (posts of 2 accounts). "
        "Events: Summit (3 Sept – 4 Sept 2024); Games (8 Sept – 9 Sept 2024)."
    )
    assert drawing.caption.endswith("Not observed: Games (Azerbaijan).")
    assert (
        "Summit: Türkiye 4.00 (1.50–9.40), Azerbaijan 0 (0–2); Games: Türkiye ∞, Azerbaijan not observed."
        in drawing.alt
    )


# growth


def test_growth_tells_sure_changes_from_open_ones(en):
    drawing = draw("growth", en)
    assert drawing.caption.startswith(
        "Largest growth: Azerbaijan (10.0%); smallest: Türkiye (0.0%). The counts shown leave open whether it grew at "
        "all: Türkiye. n = 2 (accounts), 5 snapshots of followers from 1 June 2024 to 29 September 2024."
    )
    assert drawing.caption.endswith("Seen only once: Kazakhstan.")
    assert "Azerbaijan: 10.0% (1 June 2024 – 29 September 2024), per 30 days +200." in drawing.alt


def test_growth_of_more_accounts_than_a_page_holds_draws_those_that_changed_most(en):
    whole = c.GROWTH[c.GROWTH["span"] == "whole"].iloc[1:]
    ids = [f"emb-{place:02}" for place in range(62)]
    table = pd.DataFrame(
        {"account": ids, "country": "NOR", "role": "embassy", "platform": "twitter", "holder": ids}
    )
    changes = pd.concat([whole] * 62).assign(account=ids, relative=[0.0, 0.01] + [0.02] * 60)
    counts = pd.concat([c.COUNTS.iloc[[2, 4]].assign(account=account) for account in ids])
    with matplotlib.rc_context(style.theme()):
        drawing = figures.growth(changes, counts, table, en)
        assert_all_can_be_read(drawing.figure)
    assert len(drawing.figure.axes[0].lines) == 60
    assert "n = 62 (accounts)" in drawing.caption
    assert drawing.caption.endswith("for its size: 60; not drawn: 2. The table has them all.")
    assert "emb-02" in drawing.alt and "emb-00" not in drawing.alt and "emb-01" not in drawing.alt


# few and many


@functools.cache
def many(accounts, themes):
    """Literal frames grown to so many accounts and themes."""
    import pycountry

    known = [
        country.alpha_3
        for country in pycountry.countries
        if country.alpha_2 in Words("kk").locale.territories
    ]
    codes = sorted(known)[:accounts]
    ids = [f"mfa-{code.lower()}" for code in codes]
    table = pd.DataFrame(
        {"account": ids, "country": codes, "role": "ministry", "platform": "twitter", "handle": codes}
    )
    labels = [
        Theme(id=f"t{n}", label={"kk": f"Халықаралық ынтымақтастық тақырыбы, {n}"}) for n in range(themes)
    ]
    names = [theme.id for theme in labels]

    def each(frame, **keys):
        row = frame.iloc[0].to_dict()
        pairs = [{}]
        for column, values in keys.items():
            pairs = [pair | {column: value} for pair in pairs for value in values]
        return pd.DataFrame([row | pair for pair in pairs])

    def grown(frame, column, values):
        return pd.concat([each(part, **{column: values}) for _, part in frame.groupby(level=0)])

    pair = c.CORRECTED.iloc[:2].reset_index(drop=True)
    corrected = pd.concat([each(part, account=["", *ids], theme=names) for _, part in pair.groupby(level=0)])
    pairs = [(one, other) for place, one in enumerate(ids) for other in ids[place + 1 :]][:300]
    differences = pd.concat([each(c.DIFFERENCES, theme=names).assign(account=a, other=b) for a, b in pairs])
    points = pd.concat([each(c.POINTS, name=ids), each(c.POINTS.iloc[2:], name=names)], ignore_index=True)
    spread = pd.Series(range(len(points))) * 2.4
    points = points.assign(x=spread.map(lambda t: t**0.5), y=spread.map(lambda t: (t * 7) % 5))
    edges = pd.DataFrame([dict(zip(c.EDGES, (a, b, 3, 100, 0.03, True))) for a, b in pairs])
    whole = c.GROWTH[c.GROWTH["span"] == "whole"].iloc[:1]
    return {
        "periods": (each(c.PERIODS, account=ids), table),
        "theme_shares": (each(c.SHARES, account=ids, theme=names), table, labels),
        "corrected_shares": (corrected, table, labels),
        "agreement": (grown(c.AGREEMENT.iloc[:4], "variable", names), labels),
        "validation": (grown(c.VALIDATION.iloc[:3], "theme", names), labels),
        "validation_by_language": (grown(c.VALIDATION.iloc[6:8], "theme", names), labels),
        "differences": (differences.reset_index(drop=True), table, labels),
        "languages": (
            each(c.ACTIVITY.iloc[2:], account=ids, measure=["language_kk", "language_undecided"]),
            table,
        ),
        "activity": (each(c.ACTIVITY, account=ids, measure=["media"]), each(c.RATES, account=ids), table),
        "engagement": (each(c.ENGAGEMENT, account=ids, metric=["likes", "views"]), table),
        "keyness": (each(c.KEYNESS, account=ids, word=list("абвгдежзиклм")), table),
        "correspondence": (points, c.DIMENSIONS, table, labels),
        "network": (edges, table, pd.DataFrame(permutations(ids, 2), columns=["source", "target"])),
        "events": (each(c.EVENT_RATES, account=ids, event=["summit", "games"]), table, c.EVENTS),
        "growth": (each(whole, account=ids), each(c.COUNTS.iloc[:1], account=ids), table),
    }


@pytest.mark.parametrize(("accounts", "themes"), [(2, 1), (60, 40)], ids=["few", "many"])
def test_from_two_accounts_to_sixty_everything_can_be_read(accounts, themes, kk):
    data = many(accounts, themes)
    assert set(data) == set(c.DATA)
    with matplotlib.rc_context(style.theme()):
        for name, parts in data.items():
            assert_all_can_be_read(getattr(figures, name)(*parts, kk).figure)


def test_too_many_for_intervals_become_shaded_cells_framed_where_they_differ(en):
    shares, accounts, themes = many(60, 40)["theme_shares"]
    shares = changed(
        shares, {"account": accounts["account"][0]}, share=0.9, low=0.8, high=0.95, with_theme=90
    )
    drawing = figures.theme_shares(shares, accounts, themes, en)
    assert "The darker, the larger the share of the account’s posts, up to 90%." in drawing.caption
    framed = [cell for cell in drawing.figure.axes[0].patches if cell.get_linewidth() == 0.9]
    assert len(framed) == 40


def test_too_many_differences_become_a_list_of_the_surest(en):
    found, accounts, themes = many(60, 40)["differences"]
    caption = figures.differences(found, accounts, themes, en).caption
    assert "Drawn are those with the smallest p-values; not drawn: 11,952." in caption


def test_columns_of_a_large_network_have_the_numbers_of_its_rows(en):
    drawing = figures.network(*many(60, 40)["network"], en)
    assert "Columns have the numbers of the rows." in drawing.caption
    assert "Numbers: posts" not in drawing.caption
