"""What a screen shows and what it can mean. Expected values are worked out by hand from the displays' rules."""

import math
import random
import subprocess
import sys

import pandas as pd
import pytest
import yaml
from babel.numbers import format_compact_decimal

from analysis.clean.count_forms import LANGUAGES
from analysis.clean.counts import KNOWN_DISPLAYS, RULES, Count, CountError, interval, read_count

# The figures of the study that is read again, as it prints them: text, platform, unit given; value, unit, bounds.
OF_THE_STUDY = [
    ("1.8 million", "twitter", None, 1_800_000, 100_000, 1_750_000, 1_900_000),
    ("28.7 thousand", "twitter", None, 28_700, 100, 28_650, 28_800),
    ("205,200", "twitter", None, 205_200, 100, 205_150, 205_300),
    ("17,500", "twitter", None, 17_500, 100, 17_450, 17_600),
    ("9,921", "twitter", None, 9_921, 1, 9_921, 9_921),
    ("1,835", "twitter", None, 1_835, 1, 1_835, 1_835),
    ("102.4 million", "twitter", None, 102_400_000, 100_000, 102_350_000, 102_500_000),
    ("1 million", "twitter", None, 1_000_000, 100_000, 950_000, 1_100_000),
    ("about 927 thousand", "twitter", 1_000, 927_000, 1_000, 926_500, 928_000),
    ("about 927 thousand", "twitter", None, 927_000, 1_000, 926_500, 928_000),
    ("201,000", "twitter", None, 201_000, 100, 200_950, 201_100),
    ("544,000", "instagram", None, 544_000, 1_000, 543_500, 545_000),
    ("80 million", None, None, 80_000_000, 1_000_000, 79_500_000, 81_000_000),
    ("85,325,965", None, None, 85_325_965, 1, 85_325_965, 85_325_965),
]


@pytest.mark.parametrize(("text", "platform", "unit", "value", "step", "low", "high"), OF_THE_STUDY)
def test_a_count_of_the_study_has_its_interval(text, platform, unit, value, step, low, high):
    count = read_count(text, language="en", platform=platform, unit=unit)
    assert (count.value, count.unit, count.low, count.high) == (value, step, low, high)


def test_a_count_keeps_what_was_shown():
    assert read_count("28,7 B takipçi", language="tr", platform="twitter") == Count(
        shown="28,7 B takipçi",
        value=28_700,
        unit=100,
        precision="displayed",
        rule="unknown",
        low=28_650.0,
        high=28_800.0,
        qualifier="",
    )


# Every form of every language, and what people type: language, text; value, unit.
FORMS = [
    ("en", "28.7K", 28_700, 100),
    ("en", "28.7k", 28_700, 100),
    ("en", "1.2B", 1_200_000_000, 100_000_000),
    ("en", "1.425 billion", 1_425_000_000, 1_000_000),
    ("en", "2.5m", 2_500_000, 100_000),
    ("tr", "28,7 B", 28_700, 100),
    ("tr", "816,6\u00a0B", 816_600, 100),
    ("tr", "12,3 Bin", 12_300, 100),
    ("tr", "12,3 BİN", 12_300, 100),
    ("tr", "12,3 BIN", 12_300, 100),
    ("tr", "224 Mn", 224_000_000, 1_000_000),
    ("tr", "3 MİLYON", 3_000_000, 1_000_000),
    ("tr", "1,5 Mr", 1_500_000_000, 100_000_000),
    ("tr", "1,5 mlr", 1_500_000_000, 100_000_000),
    ("tr", "1.2k", 1_200, 100),
    ("kk", "28,7 мың", 28_700, 100),
    ("kk", "816,6 м.", 816_600, 100),
    ("kk", "1,8 млн", 1_800_000, 100_000),
    ("kk", "1,8 миллион", 1_800_000, 100_000),
    ("kk", "28.7K", 28_700, 100),
    ("kk", "1.8M", 1_800_000, 100_000),
    ("ky", "28,7 миң", 28_700, 100),
    ("ky", "1,8 млд", 1_800_000_000, 100_000_000),
    ("ky", "1,8 млрд", 1_800_000_000, 100_000_000),
    ("uz", "28,7 ming", 28_700, 100),
    ("uz_Latn", "1,8 mln", 1_800_000, 100_000),
    ("uz", "2 milliard", 2_000_000_000, 1_000_000_000),
    ("uz_Cyrl", "28,7минг", 28_700, 100),
    ("uz-Cyrl", "1,8млн", 1_800_000, 100_000),
    ("az", "28,7K", 28_700, 100),
    ("az", "5 min", 5_000, 1_000),
    ("az", "1,8 mln", 1_800_000, 100_000),
    ("az", "1,8 milyard", 1_800_000_000, 100_000_000),
    ("az_Cyrl", "1.8M", 1_800_000, 100_000),
    ("ru", "178,3 тыс.", 178_300, 100),
    ("ru", "178,3 тыс", 178_300, 100),
    ("ru", "2 тысячи", 2_000, 1_000),
    ("ru", "12 тысяч", 12_000, 1_000),
    ("ru", "1,8 МЛН", 1_800_000, 100_000),
    ("de", "1,2 Mio.", 1_200_000, 100_000),
    ("es", "12 mil", 12_000, 1_000),
    ("id", "1,8 M", 1_800_000_000, 100_000_000),  # miliar: a million is jt
    ("zh", "1.2万", 12_000, 1_000),
    ("hi", "5 लाख", 500_000, 100_000),
    ("en_IN", "2.5Cr", 25_000_000, 1_000_000),
    ("en_IN", "10 lakh", 1_000_000, 100_000),
    ("ar", "١٢٫٥ ألف", 12_500, 100),
]


@pytest.mark.parametrize(("language", "text", "value", "unit"), FORMS)
def test_a_form_multiplies_as_its_language_says(language, text, value, unit):
    count = read_count(text, language=language)
    assert (count.value, count.unit, count.precision) == (value, unit, "displayed")


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("205.200", "tr", 205_200),
        ("205.200", "az", 205_200),
        ("205.200", "en", 205_200),  # as a decimal it would not be whole
        ("205,200", "kk", 205_200),
        ("205,200", "ru", 205_200),
        ("205,200", None, 205_200),
        ("1,835", "ru", 1_835),
        ("52 900", "kk", 52_900),
        ("52\u00a0900", "ru", 52_900),
        ("52\u202f900", "uz", 52_900),
        ("52\u2009900", "ky", 52_900),
        ("52'900", "en", 52_900),
        ("52’900", "de", 52_900),
        ("10.202.830", "en", 10_202_830),
        ("1,02,412", "en_IN", 102_412),
        ("1,02,412", "hi", 102_412),
        ("١٬٢٣٤", "ar", 1_234),
        ("\u200f1,234\u200f", "en", 1_234),
        ("0", "en", 0),
        ("178", None, 178),
    ],
)
def test_signs_between_groups_are_read(text, language, value):
    count = read_count(text, language=language)
    assert (count.value, count.precision, count.low, count.high) == (value, "exact", value, value)


@pytest.mark.parametrize(
    ("text", "value"), [("544,000", 544_000), ("25.000", 25_000), ("7,000,000", 7_000_000)]
)
def test_without_a_language_a_sign_before_three_digits_parts_groups(text, value):
    assert read_count(text).value == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("12,3 B takipçi", "tr", 12_300),
        ("37 B Takipçi", None, 37_000),
        ("15,2 Mn Takipçi", "tr", 15_200_000),
        ("7.948 gönderi", "tr", 7_948),
        ("1.2B followers", None, 1_200_000_000),
        ("7,948 posts", "en", 7_948),
        ("Posts: 28.7K", "en", 28_700),
        ("335 million people", "en", 335_000_000),
        ("40 мың жазылушы", "kk", 40_000),
        ("52 900 жазба", "kk", 52_900),
        ("28.7K Followers", "kk", 28_700),
        ("31 миң жазылуучу", "ky", 31_000),
        ("7,8 ming obunachi", "uz", 7_800),
        ("7,8минг обуначи", "uz_Cyrl", 7_800),
        ("12,5 min izləyici", "az", 12_500),
        ("178,3 тыс. читателя", "ru", 178_300),
        ("12 тыс. читателей", None, 12_000),
        ("21 подписчик", "ru", 21),
    ],
)
def test_words_for_what_is_counted_are_left_aside(text, language, value):
    assert read_count(text, language=language).value == value


@pytest.mark.parametrize(
    ("text", "language", "qualifier", "low", "high"),
    [
        ("more than 856", "en", "more_than", 856, math.inf),
        ("more than 1.4 billion", "en", "more_than", 1_400_000_000, math.inf),
        ("1M+", "en", "more_than", 1_000_000, math.inf),
        (">= 856", "en", "more_than", 856, math.inf),
        ("856-дан астам", "kk", "more_than", 856, math.inf),
        ("1,4 миллиардтан астам", "kk", "more_than", 1_400_000_000, math.inf),
        ("5 миңден ашык", "ky", "more_than", 5_000, math.inf),
        ("856'dan fazla", "tr", "more_than", 856, math.inf),
        ("5 mingdan ortiq", "uz", "more_than", 5_000, math.inf),
        ("5 mindən çox", "az", "more_than", 5_000, math.inf),
        ("более 1,4 миллиарда", "ru", "more_than", 1_400_000_000, math.inf),
        ("не менее 856", "ru", "more_than", 856, math.inf),
        ("less than 2,500", "en", "less_than", 0, 2_500),
        ("~ 927K", "en", "about", 926_500, 928_000),
        ("шамамен 927 мың", "kk", "about", 926_500, 928_000),
        ("927 мыңға жуық", "kk", "about", 926_500, 928_000),
        ("yaklaşık 927 bin", "tr", "about", 926_500, 928_000),
        ("около 927 тыс.", "ru", "about", 926_500, 928_000),
        ("about 205,200", "en", "about", 205_150, 205_300),
    ],
)
def test_a_qualifier_moves_the_bounds(text, language, qualifier, low, high):
    count = read_count(text, language=language)
    assert (count.qualifier, count.low, count.high) == (qualifier, low, high)
    assert count.precision != "exact"


# What can mean two things, and the two that the message has to name.
TWO_READINGS = [
    ("28.7B", "tr", "28,700 (28.7 × 1,000, Turkish)", "28,700,000,000 (28.7 × 1,000,000,000, English)"),
    ("1,2B", "en", "1,200 (", "1,200,000,000 ("),
    ("28,7 B", None, "28,700 (", "28,700,000,000 ("),
    ("28,7 B post", None, "28,700 (", "28,700,000,000 ("),
    ("1.2B followers", "tr", "1,200 (", "1,200,000,000 ("),
    ("37B followers", "tr", "37,000 (", "37,000,000,000 ("),
    ("1.8M", "id", "1,800,000 (", "1,800,000,000 ("),
    ("25.000 ming obunachi", "uz", "25,000 (", "25,000,000 ("),
    ("25,000 ming", "uz", "25,000 (", "25,000,000 ("),
    ("25 000 ming", "uz", "25,000 (", "25,000,000 ("),
    ("1,835K", "en", "1,835 (", "1,835,000 ("),
    ("25.000", "en", "25 (", "25,000 ("),
    ("25,000", "kk", "25 (", "25,000 ("),
    ("1,8 М", "kk", "1,800 (", "1,800,000 ("),
    ("1,8 м.", "kk", "1,800 (", "1,800,000 ("),
    ("1,8 М", None, "1,800 (", "1,800,000 ("),
]


@pytest.mark.parametrize(("text", "language", "one", "other"), TWO_READINGS)
def test_what_can_mean_two_things_is_refused_with_both(text, language, one, other):
    with pytest.raises(CountError, match="can be read as") as refused:
        read_count(text, language=language)
    assert one in refused.value.reason
    assert other in refused.value.reason


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [("205,2К", "kk", 205_200), ("1,8М", "ru", 1_800_000), ("28,7 В", "tr", 28_700)],
    ids=["К in Kazakh", "М in Russian", "В in Turkish"],
)
def test_a_cyrillic_letter_that_can_only_be_the_latin_one_is_read_as_it(text, language, value):
    assert read_count(text, language=language).value == value


REFUSED = {
    "empty": ("", None, "empty: not given"),
    "spaces": (" \u00a0", None, "empty: not given"),
    "hyphen": ("-", None, "has no number"),
    "dash": ("—", None, "has no number"),
    "not available": ("n/a", None, "has no number"),
    "private": ("private", None, "has no number"),
    "label alone": ("followers", "en", "has no number"),
    "negative": ("-5", None, "is negative"),
    "minus": ("−1,234", None, "is negative"),
    "accountant's negative": ("(1,234)", None, "is negative"),
    "percent": ("12%", None, "is a percentage"),
    "below one": ("0.5", "en", "a count is whole"),
    "below one, three decimals": ("0.500", "en", "a count is whole"),
    "form left out": ("28,7", "tr", "perhaps K, M or a word such as thousand was left out"),
    "spreadsheet's decimal": ("9921.0", "en", "a count is whole"),
    "too many decimals": ("1.2345K", "en", "a count is whole"),
    "day": ("2024-09-28", None, "looks like a date"),
    "day with stops": ("28.09.2024", "tr", "looks like a date"),
    "day with strokes": ("28/09/2024", None, "looks like a date"),
    "range": ("10-12", None, "a date or a range"),
    "formula": ("=1+1", None, "spreadsheet formula"),
    "formula with plus": ("+1234", None, "spreadsheet formula"),
    "scientific": ("2.05E+05", None, "scientific notation"),
    "zero in front": ("007", None, "a zero in front"),
    "too long": ("1" * 40, None, "too many"),
    "groups of two": ("1,02,400", "en", "neither groups of three digits nor decimals"),
    "broken groups": ("12 345 6", "kk", "neither groups of three digits nor decimals"),
    "groups and decimals": ("20 330,1 мың", "kk", "neither groups of three digits nor decimals alone"),
    "two numbers": ("28.7K of 30K", "en", "more than one number"),
    "negated qualifier": ("no more than 856", "en", 'more than one number and what belongs to it ("no")'),
    "negated in Russian": ("не более 856", "ru", '("не")'),
    "other label": ("120 following", "en", 'ends in "following"'),
    "other language": ("28,7 B", "kk", "no short form of a number in Kazakh (it is in English, Turkish)"),
    "wrong alphabet": ("28,7 В", "ru", "В is the Cyrillic letter, not the Latin one"),
    "mixed alphabets": ("1,8 мln", "kk", "it mixes alphabets: м is Cyrillic"),
    "Latin m with a stop": ("816,6 m.", "kk", 'ends in "m."'),
    "unknown language": ("28.7K", "xx", "language 'xx', which is not known"),
}


@pytest.mark.parametrize(("text", "language", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_count_is_refused_with_the_reason(text, language, reason):
    with pytest.raises(CountError) as refused:
        read_count(text, language=language)
    assert reason in refused.value.reason
    assert str(refused.value) == f'"{text}" {refused.value.reason}; {refused.value.mend}'


@pytest.mark.parametrize(
    ("text", "platform", "unit", "precision"),
    [
        ("1M", "twitter", 100_000, "displayed"),
        ("1.45M", "twitter", 10_000, "displayed"),
        ("927K", "twitter", 100, "displayed"),
        ("927K", "instagram", 1_000, "displayed"),
        ("927K", None, 1_000, "displayed"),
        ("5,000", "twitter", 1, "exact"),
        ("12,345", "twitter", 1, "exact"),
        ("12,300", "twitter", 100, "inferred"),
        ("3,400,000", "twitter", 100_000, "inferred"),
        ("3,450,000", "twitter", 10_000, "inferred"),
        ("5,000", "instagram", 1, "exact"),
        ("54,400", "instagram", 1, "exact"),
        ("54,000", "instagram", 1_000, "inferred"),
        ("54,000", "a new platform", 1_000, "inferred"),
        ("5,000", None, 1_000, "inferred"),
        ("5,400", None, 1, "exact"),
        ("1.2M", "youtube", 10_000, "displayed"),
        ("164,000", "youtube", 1_000, "inferred"),
        ("1,240", "youtube", 10, "inferred"),
        ("7.1K", "bluesky", 100, "displayed"),
        ("12K", "mastodon", 1_000, "displayed"),
        ("1.2K", "mastodon", 100, "displayed"),
        ("2K", "mastodon", 100, "displayed"),
    ],
)
def test_the_platform_tells_the_step(text, platform, unit, precision):
    count = read_count(text, language="en", platform=platform)
    assert (count.unit, count.precision) == (unit, precision)


def test_a_dropped_zero_is_not_looked_for_where_a_screen_does_not_count_in_thousands():
    assert read_count("2万", language="ja", platform="bluesky").unit == 10_000


@pytest.mark.parametrize(
    ("platform", "rule", "low", "high"),
    [
        ("twitter", None, 7_150, 7_300),
        ("bluesky", None, 7_200, 7_300),
        ("bluesky", "platform", 7_200, 7_300),
        ("bluesky", "nearest", 7_150, 7_250),
        ("mastodon", None, 7_150, 7_300),
        ("youtube", "unknown", 7_150, 7_300),
        (None, None, 7_150, 7_300),
        (None, "floor", 7_200, 7_300),
    ],
)
def test_the_rule_is_the_platforms_unless_one_is_given(platform, rule, low, high):
    count = read_count("7.2K", language="en", platform=platform, rule=rule, unit=100)
    assert (count.low, count.high) == (low, high)


def test_somebodys_own_rounding_does_not_follow_the_platform():
    assert read_count("about 7.2K", language="en", platform="bluesky").rule == "unknown"


def test_a_unit_of_one_makes_a_count_exact():
    count = read_count("544,000", language="en", platform="instagram", unit=1)
    assert (count.precision, count.rule, count.low, count.high) == ("exact", "exact", 544_000, 544_000)


@pytest.mark.parametrize("unit", [1_000, 0, -100])
def test_a_unit_that_does_not_fit_the_count_is_refused(unit):
    with pytest.raises(CountError, match="is not a multiple of the unit"):
        read_count("205,200", language="en", unit=unit)


def test_a_misspelt_rule_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match="no rounding rule is called 'round'; choose one of exact, nearest"):
        read_count("9,921", language="en", rule="round")


@pytest.mark.parametrize(
    ("rule", "low", "high"),
    [("exact", 100, 100), ("nearest", 50, 150), ("floor", 100, 200), ("unknown", 50, 200)],
)
def test_an_interval_follows_its_rule(rule, low, high):
    assert interval(100, 100, rule) == (low, high)


def test_an_interval_does_not_go_below_nothing():
    assert interval(0, 1_000, "unknown") == (0, 1_000)


def test_intervals_of_a_whole_column_leave_exact_counts_alone():
    values, units = pd.Series([9_921.0, 28_700.0, math.nan]), pd.Series([1, 100, 100])
    low, high = interval(values, units, "floor")
    assert low.tolist()[:2] == [9_921, 28_700]
    assert high.tolist()[:2] == [9_921, 28_800]
    assert low.isna()[2]


@pytest.mark.parametrize("width", ["short", "long"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cldr_formats_is_read_back(language, width):
    """One decimal, rounded half to even, so that a tie may lie on the upper bound."""
    chance = random.Random(20_240_928)
    for value in (int(10 ** chance.uniform(0, 13)) for _ in range(300)):
        text = format_compact_decimal(value, locale=language, fraction_digits=1, format_type=width)
        count = read_count(text, language=language, rule="nearest")
        assert count.low <= value <= count.high, text
        assert count.unit <= 10 ** (len(str(value)) - 1), text


def test_every_known_display_has_a_rule_and_growing_steps_that_fit_where_they_begin():
    known = yaml.safe_load(KNOWN_DISPLAYS.read_text(encoding="utf-8"))
    assert {"twitter", "instagram", "bluesky", "mastodon", "youtube"} <= set(known)
    for platform, display in known.items():
        steps = display.get("steps", {})
        assert display["rule"] in set(RULES) - {"exact"}, platform
        assert list(steps) == sorted(steps), platform
        assert list(steps.values()) == sorted(steps.values()), platform
        assert all(start % step == 0 for start, step in steps.items()), platform


def test_reading_counts_does_not_load_pandas():
    check = "import sys, analysis.clean.counts; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0
