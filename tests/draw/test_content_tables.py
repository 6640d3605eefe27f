"""Tables of posts refer to numbers by the names that the measures give them, and say in words where there is none."""

import json

import pandas as pd
import pytest
from draw import content as c

from analysis.draw import (
    coding_checklist,
    coding_tables,
    export_tables,
    post_tables,
    theme_tables,
    word_tables,
)
from analysis.draw.phrases import said
from analysis.draw.words import Words, languages
from analysis.measure import (
    activity,
    agreement,
    coding_report,
    engagement,
    events,
    growth,
    sampling,
    shares,
    validation,
)
from analysis.measure.hand_codes import HandCodes
from analysis.measure.sheets import final_codes
from analysis.study import Choice, Coding

DASH = {"text": {"en": "—", "kk": "—"}}


@pytest.fixture
def both(study):
    return [Words("en", study), Words("kk", study)]


def value(name):
    return {"value": name, "interval": True, "digits": None}


def text(en, kk=None):
    return {"text": {"en": en, "kk": en if kk is None else kk}}


def labels(table, language="en"):
    return [column.label[language] for column in table.columns]


def named(table):
    """The names of all values that the table refers to."""
    return {cell["value"] for row in table.rows for cell in row if "value" in cell}


def test_exports_say_why_rows_were_set_aside_and_what_else_is_to_be_known(both):
    told = [
        {"key": "aside.no_time", "fields": {"n": 1200}},
        {"key": "aside.more_cells", "fields": {"cells": "6", "n": 3}},
        {"key": "notice.ids_as_numbers_made", "fields": {"n": 2, "rows": [8, 9]}},
        {"text": "something new", "fields": {"n": 1}},
    ]
    report = pd.DataFrame(
        [
            ("a.jsonl", "X API", "2400", "1197", "1203", json.dumps(told)),
            ("c.csv", "minet tweets", "5", "5", "0", "[]"),
        ],
        columns=["file", "format", "rows_read", "kept", "set_aside", "told"],
    )
    table = export_tables.exports_table(report, both)
    assert table.rows[0] == [
        text("a.jsonl"),
        text("X API"),
        text("2,400", "2\u00a0400"),
        text("1,197", "1\u00a0197"),
        text("1,203", "1\u00a0203"),
        text(
            "no time: 1,200; more cells than the header has (6): 3; ids that a spreadsheet made numbers, with one made "
            "of text and time in their stead: 2 (rows: 8, 9); something new: 1",
            "уақыты жоқ: 1\u00a0200; ұяшықтары тақырып жолындағыдан көп (6): 3; электрондық кесте санға айналдырған "
            "идентификаторлар, орнына мәтін мен уақыттан жасалған идентификатор қойылды: 2 (жолдар: 8, 9); something new: 1",
        ),
    ]
    assert table.rows[1][1] == text("minet tweets", "minet твиттері")
    assert table.rows[1][5] == DASH


def test_what_fills_a_notice_is_written_as_the_language_writes_it(both):
    told = [
        {"key": "notice.no_count", "fields": {"metric": "likes", "n": 2, "value": "1.2K"}},
        {"key": "notice.apart", "fields": {"n": 1, "of": 1500, "hours": -3.5}},
        {"key": "notice.dated_by_name", "fields": {"n": 1, "day": "2024-09-28"}},
    ]
    english, kazakh = (export_tables.told(json.dumps(told), words) for words in both)
    assert english == (
        "Likes: values that are no count, such as “1.2K”, left out: 2; times that differ from those in the posts’ ids: "
        "1 of 1,500 (mostly by −3.5 h); account objects without a time of capture, dated by the file’s name "
        "(28 September 2024): 1"
    )
    assert "«1.2K»" in kazakh and "−3,5 сағ" in kazakh and "2024\u202fж. 28 қыркүйек" in kazakh


def test_lines_that_no_parser_reads_are_counted_together_without_its_english_words(both):
    told = [
        {"key": "aside.not_json", "fields": {"error": "Unterminated string starting at", "n": 2}},
        {"key": "aside.not_json", "fields": {"error": "Expecting value", "n": 1}},
        {"text": "odd", "fields": {}},
    ]
    english, kazakh = (export_tables.told(json.dumps(told), words) for words in both)
    assert (english, kazakh) == ("not readable as JSON: 3; odd", "JSON ретінде оқылмайды: 3; odd")


def test_chosen_posts_have_their_period_and_what_to_keep_in_mind(both):
    measures = pd.concat(
        [sampling.period_quantities(c.PERIODS), activity.activity_quantities(c.ACTIVITY, c.RATES)]
    )
    table = post_tables.chosen_table(measures, c.PERIODS, c.ACCOUNTS, both, cautions=c.CAUTIONS)
    assert labels(table) == [
        "Account",
        "Posts",
        "Period",
        "Days",
        "Posts per day",
        "Collected",
        "To keep in mind",
    ]
    assert table.rows[1] == [
        text("Azerbaijan", "Әзербайжан"),
        value("mfa-aze.posts_chosen"),
        text("11 Sept – 28 Sept 2024", "2024\u202fж. 11 қыр. – 28 қыр."),
        value("mfa-aze.period_days"),
        value("mfa-aze.posts_per_day"),
        text("1 Oct – 3 Oct 2024", "2024\u202fж. 1 қаз. – 3 қаз."),
        text(
            "fewer posts than wanted (84 of 100); less than 50% of their time in common with: Türkiye",
            "жазба керегінен аз (84, керегі – 100); "
            "ортақ уақыты екеуінің бүкіл уақытының 50% бөлігінен аз аккаунттар: Түркия",
        ),
    ]
    assert table.rows[2][1:6] == [DASH] * 5
    assert table.rows[0][5] == DASH  # exports that do not say when
    assert table.note["en"] == "Posts of handles that the list of accounts lacks: 7."


def test_without_cautions_there_is_no_note(both):
    table = post_tables.chosen_table(sampling.period_quantities(c.PERIODS), c.PERIODS, c.ACCOUNTS, both)
    assert table.note is None and table.rows[0][6] == DASH


def test_theme_shares_have_a_column_per_account_and_a_row_each_where_these_are_many(both):
    table = theme_tables.theme_shares_table(
        shares.share_quantities(c.SHARES), c.SHARES, c.ACCOUNTS, c.THEMES, both
    )
    assert labels(table) == ["Theme", "Türkiye", "Azerbaijan"]
    assert table.rows[0] == [
        text("Visits", "Сапарлар"),
        value("mfa-tur.share_visits"),
        value("mfa-aze.share_visits"),
    ]
    codes = ["TUR", "AZE", "KAZ", "KGZ", "UZB", "TKM"]
    accounts = pd.DataFrame({"account": codes, "country": codes, "role": "ministry", "platform": "twitter"})
    many = pd.concat([c.SHARES.iloc[2:4].assign(account=code) for code in codes])
    table = theme_tables.theme_shares_table(shares.share_quantities(many), many, accounts, c.THEMES, both)
    assert labels(table) == ["Account", "Theme", "Share"] and len(table.rows) == 12
    assert table.rows[-1][0] == text("Turkmenistan", "Түрікменстан")
    assert [row[2] for row in table.rows[-2:]] == [value("TKM.share_energy"), value("TKM.share_visits")]
    assert table.note["en"].endswith(
        "at most 5 themes, the most common first; theme_shares.csv among the processed data has all."
    )


def test_of_many_accounts_only_the_themes_that_they_have_get_rows(both):
    codes = ["TUR", "AZE", "KAZ", "KGZ", "UZB", "TKM"]
    accounts = pd.DataFrame({"account": codes, "country": codes, "role": "ministry", "platform": "twitter"})
    many = pd.concat(
        [c.SHARES.iloc[:2].assign(account=code, with_theme=[3, 0], share=[0.03, 0.0]) for code in codes]
    )
    table = theme_tables.theme_shares_table(shares.share_quantities(many), many, accounts, c.THEMES, both)
    assert [row[2] for row in table.rows] == [
        value(f"{code}.share_{many['theme'].iloc[0]}") for code in codes
    ]


def test_corrected_shares_stand_beside_those_counted_or_say_why_not(both):
    measures = pd.concat([shares.share_quantities(c.SHARES), validation.corrected_quantities(c.CORRECTED)])
    table = theme_tables.corrected_shares_table(measures, c.CORRECTED, c.ACCOUNTS, c.THEMES, both)
    assert table.rows[0] == [
        text("All accounts", "Барлық аккаунт"),
        text("Visits", "Сапарлар"),
        DASH,
        value("themes.share_visits_corrected"),
        value("themes.share_visits_rogan_gladen"),
    ]
    # Türkiye's 30% of visits lie below the interval from 31% to 51%; its energy could not be corrected
    assert [row[:2] for row in table.rows[2:]] == [[text("Türkiye", "Түркия"), text("Visits", "Сапарлар")]]
    unknown = c.CORRECTED.assign(state="too_few", value=float("nan"))
    none = theme_tables.corrected_shares_table(measures, unknown, c.ACCOUNTS, c.THEMES, both)
    assert none.rows[0][3:] == [text("too few posts", "жазба тым аз")] * 2


def test_a_single_account_is_listed_where_a_correction_changes_its_count(both):
    changed = c.CORRECTED.assign(low=c.CORRECTED["raw"] + 0.01)
    measures = pd.concat([shares.share_quantities(c.SHARES), validation.corrected_quantities(changed)])
    table = theme_tables.corrected_shares_table(measures, changed, c.ACCOUNTS, c.THEMES, both)
    told = {(row[0]["text"]["en"], row[1]["text"]["en"]) for row in table.rows}
    everyone = {"": "All accounts", "mfa-tur": "Türkiye", "mfa-aze": "Azerbaijan"}
    assert told == {
        (everyone[account], {"visits": "Visits", "energy": "Energy"}[theme])
        for account, theme in zip(changed["account"], changed["theme"])
    }


def test_agreement_in_many_languages_names_the_lowest_and_the_highest(both):
    rows = [
        ("visits", code, "alpha", n / 10, "defined")
        for n, code in enumerate(["kk", "ru", "tr", "az", "en"], 1)
    ]
    rows.append(("visits", "uz", "alpha", float("nan"), "not_defined"))
    found = pd.DataFrame(rows, columns=["variable", "language", "coefficient", "value", "state"])
    table = coding_tables.agreement_by_language_table(found, c.THEMES, both)
    assert labels(table) == ["Theme", "Lowest in", "Lowest", "Highest in", "Highest", "Not defined in"]
    assert table.rows == [
        [
            text("Visits", "Сапарлар"),
            text("Kazakh", "Қазақ тілі"),
            value("agreement.visits.kk.alpha"),
            text("English", "Ағылшын тілі"),
            value("agreement.visits.en.alpha"),
            text("Uzbek", "Өзбек тілі"),
        ]
    ]


def test_comparisons_refer_to_p_and_v_where_they_are_defined(both):
    table = theme_tables.comparisons_table(c.TESTS, c.RESIDUALS, c.ACCOUNTS, c.THEMES, both)
    assert [row[0] for row in table.rows] == [text("Visits", "Сапарлар")]
    assert table.rows[0][1:4] == [value(f"themes.visits_{ending}") for ending in ("p", "p_holm", "v")]


def test_comparisons_say_who_stands_furthest_and_which_themes_were_not_tested(both):
    table = theme_tables.comparisons_table(c.TESTS, c.RESIDUALS, c.ACCOUNTS, c.THEMES, both)
    assert table.rows[0][4] == text("Azerbaijan (−2.1)", "Әзербайжан (−2,1)")
    assert table.note["en"].endswith("Not tested, as no post or every post has them: Energy.")


def test_only_differences_that_survive_are_listed(both):
    table = theme_tables.differences_table(c.DIFFERENCES, c.ACCOUNTS, c.THEMES, both)
    name = "mfa-tur.mfa-aze.share_energy_difference"
    assert table.rows == [
        [
            text("Energy", "Энергетика"),
            text("Türkiye − Azerbaijan", "Түркия − Әзербайжан"),
            value(name),
            value(f"{name}_h"),
            value(f"{name}_p_holm"),
        ]
    ]


def test_a_difference_that_no_sample_could_show_is_a_dash(both):
    table = theme_tables.detectable_table(c.DETECTABLE, both)
    assert table.rows == [
        [text("10%"), value("themes.detectable_10"), value("themes.detectable_10_corrected")],
        [text("5%"), value("themes.detectable_5"), DASH],
    ]


def test_where_accounts_have_unlike_numbers_of_posts_it_is_said_whose_difference_is_shown(both):
    pairs = c.DETECTABLE.assign(difference_high=[0.6, 0.5])
    table = theme_tables.detectable_table(pairs, both)
    assert "those of the pair of accounts in the middle" in table.note["en"]
    assert "in the middle" not in theme_tables.detectable_table(c.DETECTABLE, both).note["en"]


def test_all_names_of_comparisons_are_those_of_the_measures(both):
    made = set(shares.comparison_quantities(c.TESTS, c.DIFFERENCES, c.DETECTABLE)["name"])
    used = (
        named(theme_tables.comparisons_table(c.TESTS, c.RESIDUALS, c.ACCOUNTS, c.THEMES, both))
        | named(theme_tables.differences_table(c.DIFFERENCES, c.ACCOUNTS, c.THEMES, both))
        | named(theme_tables.detectable_table(c.DETECTABLE, both))
    )
    assert used <= made and len(used) == 9


def test_agreement_is_given_with_units_and_prevalence_and_not_defined_in_words(both):
    table = coding_tables.agreement_table(c.AGREEMENT, c.THEMES, both)
    measures = ("units", "prevalence", "percent", "alpha", "kappa", "ac1")
    assert table.rows[0] == [text("Visits", "Сапарлар"), *(value(f"agreement.visits.{m}") for m in measures)]
    assert len(table.rows) == 1
    assert table.note["en"].endswith("Not listed, as no post was given them: Energy.")
    always = coding_tables.agreement_table(c.AGREEMENT.replace({"prevalence": {0.0: 1.0}}), c.THEMES, both)
    assert always.rows[1][4:] == [text("not defined", "анықталмаған")] * 3
    assert named(table) <= set(agreement.agreement_quantities(c.AGREEMENT)["name"])


def test_agreement_by_language_says_where_nothing_was_coded_twice(both):
    table = coding_tables.agreement_by_language_table(c.AGREEMENT, c.THEMES, both)
    assert table.caption["en"] == "Krippendorff’s alpha by theme and language"
    assert labels(table) == ["Theme", "Kazakh", "Russian"]
    assert table.rows == [
        [
            text("Visits", "Сапарлар"),
            value("agreement.visits.kk.alpha"),
            text("not coded twice", "екі рет кодталмаған"),
        ]
    ]


def test_validation_is_given_by_theme_and_by_language(both):
    table = coding_tables.validation_table(c.VALIDATION, c.THEMES, both)
    assert table.rows[0][1:] == [
        value(f"validation.visits.{m}") for m in ("posts", "precision", "recall", "f1")
    ]
    assert table.rows[1][3:] == [text("not defined", "анықталмаған")] * 2
    by_language = coding_tables.validation_by_language_table(c.VALIDATION, c.THEMES, both)
    assert by_language.rows[1][1:] == [text("not defined", "анықталмаған"), value("validation.energy.ru.f1")]
    assert named(table) | named(by_language) <= set(validation.validation_quantities(c.VALIDATION)["name"])


def test_disagreements_are_counted_with_what_is_settled(both):
    differ = pd.DataFrame(
        [("1", "visits", "a=1; b=0", "1"), ("2", "visits", "a=1; b=0", None)],
        columns=["post_id", "variable", "told", "adjudicated"],
    )
    table = coding_tables.disagreements_table(differ, c.AGREEMENT, c.THEMES, both)
    assert table.rows[0][1:] == [
        value("agreement.visits.units"),
        value("agreement.visits.disagreements"),
        text("1"),
        text("1"),
    ]
    assert len(table.rows) == 1


def test_languages_are_named_in_the_language_of_the_paper(both):
    table = post_tables.languages_table(
        activity.activity_quantities(c.ACTIVITY, c.RATES), c.ACTIVITY, c.ACCOUNTS, both
    )
    assert table.rows == [
        [
            text("English", "ағылшын тілі"),
            value("mfa-tur.language_en_share"),
            value("mfa-aze.language_en_share"),
        ],
        [text("Turkish", "түрік тілі"), value("mfa-tur.language_tr_share"), DASH],
        [text("undecided", "анықталмаған"), DASH, value("mfa-aze.language_undecided_share")],
    ]


def test_the_platforms_label_is_held_against_the_language_found(both):
    found = pd.DataFrame(
        [(60, "ru", "ru", True), (30, "kk", "tr", None), (15, "ru", "uk", False), (10, "kk", "", None)],
        columns=["posts", "detected", "platform", "agree"],
    )
    rows = post_tables.labels_table(found, both).rows
    assert [row[0]["text"]["en"] for row in rows] == ["Russian", "Kazakh"]
    assert rows[0][1:] == [text("75"), text("80.0%", "80,0%"), text("Ukrainian (15)", "украин тілі (15)")]
    assert rows[1][2:] == [
        text("no such label", "ондай белгі жоқ"),
        text("Turkish (30); undecided (10)", "түрік тілі (30); анықталмаған (10)"),
    ]


def test_engagement_has_a_row_per_account_and_metric(both):
    measures = engagement.engagement_quantities(c.ENGAGEMENT, c.PER_1000)
    table = post_tables.engagement_table(measures, c.ACCOUNTS, both)
    assert [row[1]["text"]["en"] for row in table.rows] == ["Likes", "Replies"] * 2
    assert table.rows[0][2:] == [
        value("mfa-tur.likes_median"),
        value("mfa-tur.likes_mean"),
        value("mfa-tur.likes_median_per_1000_followers"),
    ]


def test_events_say_where_nothing_was_observed(both):
    measures = events.event_quantities(c.EVENT_RATES)
    table = post_tables.events_table(measures, c.EVENT_RATES, c.ACCOUNTS, c.EVENTS, both)
    assert table.rows[0] == [
        text("Summit", "Саммит"),
        text("Türkiye", "Түркия"),
        value("mfa-tur.summit_rate_ratio"),
        value("mfa-tur.summit_placebo_p"),
    ]
    assert [row[2] for row in table.rows[2:]] == [DASH, text("not observed", "бақыланбаған")]


def test_mentions_have_their_posts_their_share_and_the_way_back(both):
    possible = c.PAIRS[c.PAIRS["source"] != "mfa-kaz"]
    one_way = c.EDGES[c.EDGES["target"] == "mfa-tur"]
    table = post_tables.network_table(one_way, possible, c.ACCOUNTS, both)
    assert table.rows[0] == [
        text("Azerbaijan", "Әзербайжан"),
        text("Türkiye", "Түркия"),
        value("mfa-aze.mfa-tur.mentions"),
        value("mfa-aze.mfa-tur.mentions_share"),
        text("0"),
    ]
    assert table.rows[1][4] == text("0") and table.note["en"].endswith("it could not.")
    back = post_tables.network_table(c.EDGES, possible, c.ACCOUNTS, both).rows
    assert back[0][4] == value("mfa-tur.mfa-aze.mentions")
    unheard = c.PAIRS[c.PAIRS["target"] != "mfa-kaz"]
    assert post_tables.network_table(one_way, unheard, c.ACCOUNTS, both).rows[1][4] == DASH


def test_of_many_mentions_the_most_frequent_are_shown_and_the_rest_counted(both):
    many = pd.concat([c.EDGES] * 7)
    table = post_tables.network_table(many, c.PAIRS, c.ACCOUNTS, both)
    assert len(table.rows) == 20 and table.note["en"].endswith("Pairs with fewer posts, not shown: 1.")


def test_telling_words_have_the_posts_that_they_stand_in_and_their_log_ratio(both):
    table = word_tables.keyness_table(c.KEYNESS, c.ACCOUNTS, both)
    assert [row[2]["text"]["en"] for row in table.rows] == ["外交", "aid", "garabagh", "сапар"]
    slash = text("\u00a0/\u00a0")
    assert table.rows[1] == [
        text("Türkiye", "Түркия"),
        text("English", "Ағылшын тілі"),
        text("aid"),
        {"runs": [value("mfa-tur.word_2.posts_with"), slash, value("mfa-tur.en.posts_compared")]},
        {"runs": [value("mfa-tur.word_2.others_with"), slash, value("mfa-tur.en.others_compared")]},
        value("mfa-tur.word_2.log_ratio"),
    ]


def test_the_table_of_words_stays_short_however_many_words_and_accounts(both):
    rows = [(f"a{n:02}", f"w{m}", 9.0 - m) for n in range(12) for m in range(8)]
    found = pd.concat([c.KEYNESS.iloc[[0]].assign(account=a, word=w, conservative=x) for a, w, x in rows])
    accounts = pd.DataFrame(
        {
            "account": sorted(set(found["account"])),
            "country": "TUR",
            "role": "ministry",
            "platform": "twitter",
        }
    )
    table = word_tables.keyness_table(found, accounts, both)
    assert [row[2]["text"]["en"] for row in table.rows] == ["w0", "w1"] * 12


def coded() -> HandCodes:
    codes = pd.DataFrame(
        [("p", "a", "visits", "1", ""), ("p", "b", "visits", "0", ""), ("q", "a", "visits", "1", "")],
        columns=["post_id", "coder", "variable", "value", "use"],
    )
    languages = pd.Series({"p": "kk", "q": "und"})
    return HandCodes(codes, codes, final_codes(codes), ["visits"], languages)


def checklist(both, coding):
    hand = coded()
    measures = coding_report.coding_quantities(hand, 50)
    rows = coding_checklist.coding_table(measures, hand, c.AGREEMENT, c.THEMES, coding, both).rows
    return {row[0]["text"]["en"]: row[1] for row in rows}


def test_a_coding_is_told_item_by_item(both):
    slash = text("\u00a0/\u00a0")
    told = checklist(
        both, Coding(training={"en": "two hours", "kk": "екі сағат"}, adjudicator={"en": "a third person"})
    )
    assert told["Posts coded by hand / posts analysed"] == {
        "runs": [value("coding.posts"), slash, value("coding.chosen")]
    }
    assert told["How they were drawn"]["text"]["en"].startswith("no record")
    assert told["Posts and languages of each coder"]["text"]["en"] == (
        "coder 1 – 2 (Kazakh 1, undecided 1); coder 2 – 1 (Kazakh 1)"
    )
    assert told["Lowest alpha of a theme"] == {
        "runs": [text("Visits: ", "Сапарлар: "), value("agreement.visits.alpha")]
    }
    assert told["Training of the coders"] == text("two hours", "екі сағат")
    assert told["Who adjudicated"] == text("a third person")


def test_what_a_study_does_not_state_of_its_coding_is_said_to_be_missing(both):
    assert checklist(both, Coding())["Who the coders are"] == text("not stated", "айтылмаған")


def test_growth_is_from_first_to_last_snapshot(both):
    table = post_tables.growth_table(growth.growth_quantities(c.GROWTH), c.GROWTH, c.ACCOUNTS, both)
    assert table.caption["en"] == "How counts changed between the first and the last snapshot: followers"
    assert table.rows[1] == [
        text("Azerbaijan", "Әзербайжан"),
        text("1 Jun – 29 Sept 2024", "2024\u202fж. 1 мау. – 29 қыр."),
        value("mfa-aze.followers_growth"),
        value("mfa-aze.followers_growth_per_30_days"),
        value("mfa-aze.followers_growth_share"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        name
        for module in (coding_checklist, coding_tables, export_tables, post_tables, theme_tables, word_tables)
        for name in vars(module)
        if name.endswith("_table") and not name.startswith("_")
    ],
)
def test_every_table_has_a_caption_and_every_column_a_heading_in_every_language(name, every):
    key = name.removesuffix("_table").replace("agreement_by_language", "by_language")
    key = key.replace("validation_by_language", "by_language")
    assert every.has(f"table.{key}.caption")


def test_examples_of_codes_say_who_gives_the_theme_and_stand_in_one_line(both):
    found = c.frame("theme cell all post_id", ("visits", "false_negatives", 3, "1"))
    posts = c.frame("post_id language text", ("1", "kk", "<b>Сапар</b>\n\x1b[31m басталды"))
    table = coding_tables.told_apart_table(found, posts, c.THEMES, both)
    assert table.rows == [
        [
            text("Visits", "Сапарлар"),
            text("coders only", "тек кодтаушылар"),
            text("3"),
            text("Kazakh", "қазақ тілі"),
            text("<b>Сапар</b> [31m басталды"),
        ]
    ]


# formulas


@pytest.mark.parametrize("language", sorted(set(languages()) - {"en"}))
def test_how_the_numbers_of_posts_were_computed_is_said_in_every_language(language):
    measures = pd.concat(
        [
            activity.activity_quantities(c.ACTIVITY, c.RATES),
            agreement.agreement_quantities(c.AGREEMENT),
            coding_report.coding_quantities(coded(), 50),
            engagement.engagement_quantities(c.ENGAGEMENT, c.PER_1000),
            events.event_quantities(c.EVENT_RATES),
            growth.growth_quantities(c.GROWTH),
            sampling.choice_quantities(Choice(), 0.95),
            sampling.period_quantities(c.PERIODS),
            shares.comparison_quantities(c.TESTS, c.DIFFERENCES, c.DETECTABLE),
            shares.share_quantities(c.SHARES),
            validation.corrected_quantities(c.CORRECTED),
            validation.validation_quantities(c.VALIDATION),
        ]
    )
    formulas = set(measures["formula"])
    assert len(formulas) > 30
    assert {each for each in formulas if said("formula", each, Words(language)) == each} == set()
