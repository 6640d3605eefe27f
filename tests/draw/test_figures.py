"""Captions and alternative texts say what is drawn; nothing in a figure is cut, too small or covered."""

import matplotlib
import numpy as np
import pandas as pd
import pytest
from draw.seen import assert_all_can_be_read, texts

from analysis.draw import figures, style
from analysis.study import StudyError

NAN = float("nan")
TITLES = pd.DataFrame({"source": ["essay"], "title": ["An essay"], "title.kk": ["Эссе"]})


# The fixtures of each figure's data, by the figure's name.
DATA = {
    "followers_against_posts": ("reach", "ministries"),
    "per_capita": ("reach", "ministries"),
    "shares": ("reach", "ministries"),
    "leaders": ("leaders_reach", "leaders"),
    "orders": ("orders",),
    "robustness": ("scenarios", "ministries"),
    "themes": ("themes",),
    "years": ("platforms", "institutions"),
}


def drawn(request, name):
    return [request.getfixturevalue(fixture) for fixture in DATA[name]]


@pytest.mark.parametrize("name", DATA)
def test_nothing_is_cut_too_small_or_covered(name, request, every):
    with matplotlib.rc_context(style.theme()):
        assert_all_can_be_read(getattr(figures, name)(*drawn(request, name), every).figure)


@pytest.mark.parametrize("name", DATA)
def test_every_figure_speaks_every_language(name, request, every):
    drawing = getattr(figures, name)(*drawn(request, name), every)
    for text in (drawing.caption, drawing.alt):
        assert text.endswith(".") and "{" not in text and ".." not in text


# followers against posts


def test_followers_against_posts_says_who_leads_and_how_to_read_it(reach, ministries, en):
    caption = figures.followers_against_posts(reach, ministries, en).caption
    assert caption == (
        "Türkiye has both the most followers (1.8 million) and the most posts (28,700). "
        "n = 5 (foreign ministries on Twitter (X), seen on 28 September 2024). Both axes are logarithmic. "
        "A dark line over a mark spans what the count shown allows; marks without one stand for counts shown in full. "
        "Thin diagonals join points with equally many followers per post."
    )


def test_followers_against_posts_in_kazakh_puts_no_suffix_to_a_value(reach, ministries, kk):
    caption = figures.followers_against_posts(reach, ministries, kk).caption
    assert caption.startswith(
        "Жазылушысы да (1,8 миллион), жазбасы да (28\u00a0700) ең көп: Түркия. n = 5 (сыртқы істер министрліктері;"
    )


def test_followers_against_posts_describes_every_mark(reach, ministries, en):
    alt = figures.followers_against_posts(reach, ministries, en).alt
    assert "Türkiye: followers 1.8 million (1.75–1.9 million), posts 28,700 (28,650–28,800); " in alt
    assert alt.endswith("Uzbekistan: followers 7,948, posts 1,835.")


def test_an_account_without_posts_is_named_and_not_drawn(reach, ministries, en):
    without = reach[reach["name"] != "mfa-kgz.posts"]
    drawing = figures.followers_against_posts(without, ministries, en)
    assert "n = 4 " in drawing.caption
    assert "Not drawn, since followers or posts are not given: Kyrgyzstan." in drawing.caption
    assert "Kyrgyzstan" not in drawing.alt


def test_two_leaders_are_named_where_they_differ(reach, ministries, en):
    swapped = reach.copy()
    row = swapped["name"] == "mfa-kaz.posts"
    swapped.loc[row, ["value", "low", "high"]] = [90_000, 89_500, 91_000]
    caption = figures.followers_against_posts(swapped, ministries, en).caption
    assert caption.startswith(
        "Türkiye has the most followers (1.8 million), Kazakhstan the most posts (90,000)."
    )


def test_an_open_first_place_is_said(reach, ministries, en):
    wide = reach.copy()
    wide.loc[wide["name"] == "mfa-aze.posts", "high"] = 28_700
    caption = figures.followers_against_posts(wide, ministries, en).caption
    assert "The counts shown do not settle which is first (posts): Türkiye and Azerbaijan." in caption


def test_a_day_that_is_not_known_is_said(reach, ministries, en):
    undated = reach.copy()
    undated["origin"] = [
        [] if subject == "mfa-uzb" else cells for subject, cells in zip(undated["subject"], undated["origin"])
    ]
    caption = figures.followers_against_posts(undated, ministries, en).caption
    assert "seen on 28 September 2024). The day is not given for: Uzbekistan." in caption


def test_captured_on_of_the_accounts_counts_as_the_day(reach, ministries, en):
    dated = ministries.assign(captured_on=[pd.Timestamp("2024-09-27"), *[pd.NaT] * 4])
    caption = figures.per_capita(reach.assign(origin=[[]] * len(reach)), dated, en).caption
    assert (
        "seen on 27 September 2024). The day is not given for: Azerbaijan, Kazakhstan, Kyrgyzstan and Uzbekistan."
        in caption
    )


def test_sources_are_named_or_counted(reach, ministries, kk, en):
    few = reach.assign(origin=[[{"source": "essay", "day": "2024-09-28"}]] * len(reach))
    assert figures.per_capita(few, ministries, kk, sources=TITLES).caption.endswith(" Дереккөз: Эссе.")
    pages = pd.DataFrame(
        {"source": [f"x-mfa-{c}" for c in ("tur", "aze", "kaz", "kgz", "uzb")], "title": list("abcde")}
    )
    assert figures.followers_against_posts(reach, ministries, en, sources=pages).caption.endswith(
        " Sources: 5, listed with the data."
    )


def test_several_platforms_are_told_apart(reach, ministries, en):
    mixed = ministries.assign(platform=["twitter"] * 4 + ["vk"])
    drawing = figures.per_capita(reach, mixed, en)
    assert "Uzbekistan, VK: 0.223." in drawing.alt
    assert "Counts of different platforms cannot be ranked together." in drawing.caption


# per capita


def test_per_capita_names_first_and_last(reach, ministries, tr):
    caption = figures.per_capita(reach, ministries, tr).caption
    assert caption.startswith(
        "Her 1.000 kişiye düşen takipçi sayısı en yüksek olan: Türkiye (21,1), en düşük olan: Özbekistan (0,223)."
    )
    assert "Yatay eksen logaritmiktir." in caption


def test_per_capita_on_a_narrow_range_is_linear_and_does_not_speak_of_logarithms(reach, ministries, en):
    near = ministries[ministries["country"].isin(["TUR", "AZE"])]
    drawing = figures.per_capita(reach, near, en)
    assert drawing.figure.axes[0].get_xscale() == "linear"
    assert "logarithmic" not in drawing.caption


def test_one_account_alone_is_not_first_and_last(reach, ministries, en):
    drawing = figures.per_capita(reach, ministries[ministries["country"] == "KGZ"], en)
    assert drawing.caption.startswith("Kyrgyzstan has 1.40 followers per 1,000 inhabitants. ")
    assert "All counts were shown in full." in drawing.caption


# leaders


def test_leaders_are_first_only_within_their_platform(leaders_reach, leaders, en):
    caption = figures.leaders(leaders_reach, leaders, en, countries=["TUR", "AZE", "KAZ", "KGZ"]).caption
    assert caption.startswith(
        "On Twitter (X), Narendra Modi (India) has the most followers, 102.4 million; "
        "of the countries compared, Recep Tayyip Erdoğan (Türkiye), 21.6 million. "
        "On Instagram there is one account: Sadyr Japarov (Kyrgyzstan), 544,000. "
        "n = 5 (leaders and press services on Twitter (X) and Instagram, seen on 1 October 2024)."
    )
    assert "Marks: circles for personal accounts; squares for press services." in caption
    assert "Grey: countries outside the comparison." in caption


def test_leaders_have_a_panel_per_platform_and_grey_for_others(leaders_reach, leaders, en):
    figure = figures.leaders(leaders_reach, leaders, en, countries=["TUR", "AZE", "KAZ", "KGZ"]).figure
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Twitter (X)", "Instagram"]
    marks = [line for line in figure.axes[0].lines if line.get_marker() in "os"]
    assert [line.get_marker() for line in marks] == ["o", "o", "o", "s"]
    assert [line.get_color() == style.GREY for line in marks] == [True, False, False, False]


def test_leaders_are_called_by_their_names_in_the_language(leaders_reach, leaders, kk):
    alt = figures.leaders(leaders_reach, leaders, kk).alt
    assert (
        "Қасым-Жомарт Тоқаев (Қазақстан), баспасөз қызметі: 816\u00a0600 (816\u00a0550–816\u00a0700)" in alt
    )
    assert "Instagram: Sadyr Japarov (Қырғызстан), жеке аккаунт: 544\u00a0000" in alt


# orders


def test_orders_count_pairs_and_give_the_reason_for_what_is_missing(orders, en):
    caption = figures.orders(orders, en).caption
    assert caption == (
        "Pairs of countries that stand in the same order on both sides: 2 of 3. "
        "Pairs whose order the counts shown do not settle: 1. n = 3 (countries with both ranks). "
        "Lines join a country’s two ranks by followers; a vertical bar spans the ranks that the counts shown allow. "
        "Kyrgyzstan: the two accounts are on different platforms."
    )


def test_orders_describe_both_ranks_and_those_possible(orders, kk):
    alt = figures.orders(orders, kk).alt
    assert "Түркия: 1 және 1; Әзербайжан: 2 және 3 (2–3); Қазақстан: 3 және 2 (2–3)." in alt


def test_pairs_on_different_platforms_are_not_compared(orders, en):
    apart = orders.assign(platform=["twitter", "twitter", "vk", ""])
    caption = figures.orders(apart, en).caption
    assert caption.startswith("Pairs of countries that stand in the same order on both sides: 1 of 1. n = 3 ")
    assert "Platform: Twitter (X) and VK." in caption


def test_orders_take_a_reason_in_words(orders, en):
    told = orders.drop(columns="missing").assign(reason=["", "", "", "no figure was published"])
    assert "Kyrgyzstan: no figure was published." in figures.orders(told, en).caption


def test_who_is_not_drawn_is_named_with_the_reason(reach, ministries, en, kk):
    gone = (("mfa-kgz", ["followers_per_1000"]), ("mfa-uzb", ["followers", "followers_per_1000"]))
    less = reach[
        ~np.logical_or.reduce([(reach["subject"] == who) & reach["measure"].isin(m) for who, m in gone])
    ]
    english, kazakh = (figures.per_capita(less, ministries, words).caption for words in (en, kk))
    assert "Not drawn, since followers are not given: Uzbekistan." in english
    assert "Not drawn, since the country’s population is not given: Kyrgyzstan." in english
    assert "Елінің халық саны берілмегендіктен, суретке енбегендер: Қырғызстан." in kazakh
    assert "Not drawn" not in figures.per_capita(reach, ministries, en).caption


def test_shares_name_accounts_without_a_count(reach, ministries, en):
    counted = reach[reach["subject"] != "mfa-uzb"]
    assert (
        "Not drawn, since followers are not given: Uzbekistan."
        in figures.shares(counted, ministries, en).caption
    )


# several platforms


@pytest.fixture
def on_two_platforms(ministries):
    """The accounts of Türkiye, Azerbaijan and Kazakhstan, the last one on another platform than the others."""
    some = ministries[ministries["country"].isin(["TUR", "AZE", "KAZ"])]
    return some.assign(platform=some["country"].map({"KAZ": "vk"}).fillna("twitter"))


def test_who_has_most_is_said_for_each_platform_by_itself(reach, on_two_platforms, en):
    assert figures.followers_against_posts(reach, on_two_platforms, en).caption.startswith(
        "Twitter (X) – Türkiye has both the most followers (1.8 million) and the most posts (28,700). "
        "VK – Kazakhstan has both the most followers (52,900) and the most posts (15,200). n = 3 "
    )
    assert figures.per_capita(reach, on_two_platforms, en).caption.startswith(
        "Twitter (X) – Türkiye has the most followers per 1,000 inhabitants (21.1), Azerbaijan the fewest (20.2). "
        "VK – Kazakhstan has 2.60 followers per 1,000 inhabitants. n = 3 "
    )
    caption = figures.shares(reach, on_two_platforms, en).caption
    assert caption.startswith("Twitter (X) – Türkiye has ") and "VK – Kazakhstan has " in caption


# robustness


def test_robustness_tells_settled_orders_from_open_ones(scenarios, ministries, en):
    caption = figures.robustness(scenarios, ministries, en).caption
    assert caption.startswith(
        "The order is the same under every choice for: followers. "
        "It depends on the choice for: followers per 1,000 inhabitants (Türkiye and Azerbaijan). "
        "All these measures give the same order. n = 2 (accounts), 6 combinations of choices."
    )


def test_robustness_describes_every_combination_once(scenarios, ministries, en):
    assert figures.robustness(scenarios, ministries, en).alt == (
        "Grid of ranks by account under each combination of choices. "
        "Followers (rounded; either): Türkiye 1, Azerbaijan 2. "
        "Followers per 1,000 inhabitants (article, rounded; article, either; World Bank 2023, rounded): Türkiye 1, Azerbaijan 2. "
        "Followers per 1,000 inhabitants (World Bank 2023, either): Türkiye 1–2, Azerbaijan 1–2."
    )


def test_robustness_says_where_measures_disagree(scenarios, ministries, en):
    other = scenarios.copy()
    turned = other["measure"] == "followers"
    other.loc[turned, ["rank", "best", "worst"]] = 3 - other.loc[turned, ["rank", "best", "worst"]]
    assert (
        "The measures differ over the ranks of: Türkiye and Azerbaijan."
        in figures.robustness(other, ministries, en).caption
    )


def test_robustness_names_several_accounts_of_a_country_by_their_holders(scenarios, ministries, en):
    holders = {"mfa-tur": "Embassy in Oslo", "mfa-aze": "Embassy in Rome, Italy"}
    own = ministries[ministries["account"].isin(holders)].assign(country="NOR", role="embassy")
    own = own.assign(holder=own["account"].map(holders))
    counts = scenarios[scenarios["population"] == ""]
    drawing = figures.robustness(counts.assign(best=1, worst=2), own, en)
    assert "Embassy in Oslo 1–2; Embassy in Rome, Italy 1–2." in drawing.alt
    assert drawing.caption == (
        "The order depends on the choice for: followers (Embassy in Oslo; Embassy in Rome, Italy). "
        "n = 2 (accounts), 2 combinations of choices. Columns: how a shortened count is read. "
        "Cells: the rank; where two are given (1–2), the counts shown allow both."
    )


def test_robustness_compares_measures_on_one_platform_only(scenarios, ministries, en):
    """Two countries with an account on each of two platforms, in opposite orders there by every measure."""
    there = ministries[ministries["country"].isin(["TUR", "AZE"])]
    accounts = pd.concat(
        [there, there.assign(account=there["account"] + "-vk", platform="vk")], ignore_index=True
    )
    flipped = scenarios.assign(
        rank=3 - scenarios["rank"], best=3 - scenarios["best"], worst=3 - scenarios["worst"]
    )
    both = pd.concat(
        [
            scenarios.assign(platform="twitter"),
            flipped.assign(account=flipped["account"] + "-vk", platform="vk"),
        ]
    )
    settled = both[both["population"] != "worldbank 2023"]
    caption = figures.robustness(settled, accounts, en).caption
    assert "All these measures give the same order. n = 4 (accounts)" in caption
    assert caption.startswith(
        "The order is the same under every choice for: followers, Twitter (X); followers per 1,000 inhabitants, Twitter (X); "
        "followers, VK; followers per 1,000 inhabitants, VK."
    )


def test_robustness_says_where_a_population_is_not_the_sources_own(scenarios, ministries, en):
    article = scenarios["population"] == "article"
    caption = figures.robustness(
        scenarios.assign(substituted=article * 1, platform="twitter"), ministries, en
    ).caption
    assert "Platform: Twitter (X)." in caption
    assert caption.endswith("the study’s own figure stands in: article (1).")


def test_robustness_draws_one_cell_per_account_and_choice(scenarios, ministries, en):
    axes = figures.robustness(scenarios, ministries, en).figure.axes[0]
    assert len(axes.patches) == 2 * 6
    shuffled = scenarios.sample(frac=1, random_state=1).set_axis([0] * len(scenarios))
    assert len(figures.robustness(shuffled, ministries, en).figure.axes[0].patches) == 12


# themes


def test_themes_say_what_is_most_widely_reported_and_what_no_mark_means(themes, en):
    drawing = figures.themes(themes, en, sources=TITLES)
    assert drawing.caption.startswith(
        "Most widely reported, for 2 of 2 countries: “Visits”. Most themes: Türkiye (2). n = 2 (countries), 2 themes"
    )
    assert "No dot means not reported, which is not the same as absent. Source: An essay." in drawing.caption
    assert drawing.alt.endswith("Kazakhstan: Visits; Türkiye: Visits (2 phrases), Energy.")


def test_themes_already_counted_are_not_counted_again(themes, en):
    counted = themes.iloc[:1].assign(n=3, label="Visits")
    assert figures.themes(counted, en).alt.endswith("Kazakhstan: Visits (3 phrases).")


# years


def test_years_begin_with_the_earliest_institution(platforms, institutions, tr):
    drawing = figures.years(platforms, institutions, tr)
    assert drawing.caption.startswith(
        "En eski kurum: eDiplomacy Task Force (Amerika Birleşik Devletleri, 2002); platformlar 2004–2006 yıllarında kuruldu."
    )
    assert drawing.alt == (
        "Zaman çizelgesi. Platformlar: Facebook 2004; Twitter (X) 2006. "
        "Kurumlar: Amerika Birleşik Devletleri, eDiplomacy Task Force 2002; Türkiye, İletişim Başkanlığı 2018."
    )


def test_years_of_platforms_alone_are_enough(platforms, institutions, en):
    drawing = figures.years(platforms, institutions.iloc[:0], en)
    assert drawing.caption.startswith("The platforms date from 2004 to 2006.")
    assert drawing.alt.endswith("Institutions: none.")


# shares


def test_shares_name_the_largest(reach, ministries, en):
    drawing = figures.shares(reach, ministries, en)
    assert drawing.caption.startswith("Türkiye has 86.7% of the followers of all accounts compared. n = 5 ")
    assert "Türkiye: 86.7% (86.3–87.4%); " in drawing.alt


# nothing to draw


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("followers_against_posts", "no two accounts with followers and posts"),
        ("per_capita", "no account with followers per 1000"),
        ("leaders", "no account with followers"),
        ("shares", "no account with a share of the audience"),
        ("orders", "no two countries with a rank on both sides"),
        ("robustness", "no order to compare"),
        ("themes", "no theme is reported"),
        ("years", "neither platforms nor institutions"),
    ],
)
def test_with_nothing_to_draw_a_figure_says_what_is_missing(name, missing, request, en):
    data = [frame.iloc[:0] for frame in drawn(request, name)]
    with pytest.raises(StudyError, match=missing):
        getattr(figures, name)(*data, en)


@pytest.mark.parametrize("n", [2, 45])
def test_few_and_many_accounts_are_drawn_within_the_page(n, kk):
    import pycountry

    codes = sorted(
        country.alpha_3 for country in pycountry.countries if country.alpha_2 in kk.locale.territories
    )[:n]
    accounts = pd.DataFrame(
        {"account": codes, "country": codes, "role": "ministry", "platform": "twitter", "handle": ""}
    )
    values = [
        (code, 1_000 * 1.3**place, measure)
        for place, code in enumerate(codes)
        for measure in ("followers", "posts")
    ]
    measures = pd.DataFrame(
        [
            {
                "subject": code,
                "measure": measure,
                "value": v,
                "low": v,
                "high": v,
                "exact": True,
                "unit": measure,
            }
            for code, v, measure in values
        ]
    )
    with matplotlib.rc_context(style.theme()):
        for draw in (figures.followers_against_posts, figures.leaders):
            figure = draw(measures, accounts, kk).figure
            figure.draw_without_rendering()
            assert figure.get_figheight() <= style.TALLEST
            for text, box in texts(figure):
                assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1 and box.y1 <= figure.bbox.y1 + 1, text
