"""How values and their intervals are written in each language."""

import math

import pytest

from analysis.draw.words import Words

NBSP = "\u00a0"


def q(value, low=None, high=None, unit="followers"):
    low, high = (value if low is None else low), (value if high is None else high)
    return {"value": value, "low": low, "high": high, "exact": low == high, "unit": unit}


TUR_PER_1000 = q(1_800_000 / 85_325.965, 1_750_000 / 85_325.965, 1_900_000 / 85_325.965, "per_1000")


@pytest.mark.parametrize(
    ("value", "en", "kk", "tr"),
    [
        pytest.param(q(205_200, 205_150, 205_300), "205,200", f"205{NBSP}200", "205.200", id="count in full"),
        pytest.param(q(9_921), "9,921", f"9{NBSP}921", "9.921", id="exact count"),
        pytest.param(q(1_800_000, 1_750_000, 1_900_000), "1.8 million", "1,8 миллион", "1,8 milyon", id="millions"),
        pytest.param(q(102_400_000, 102_350_000, 102_500_000), "102.4 million", "102,4 миллион", "102,4 milyon", id="four digits shown"),
        pytest.param(q(85_325_965, unit="people"), "85,325,965", f"85{NBSP}325{NBSP}965", "85.325.965", id="exact millions"),
        pytest.param(TUR_PER_1000, "21.1", "21,1", "21,1", id="ratio"),
        pytest.param(q(1.3974, unit="per_1000"), "1.40", "1,40", "1,40", id="three digits, zero kept"),
        pytest.param(q(9.996, unit="times"), "10.0", "10,0", "10,0", id="three digits after rounding up"),
        pytest.param(q(1234.5, unit="followers_per_post"), "1,235", f"1{NBSP}235", "1.235", id="no false zeros"),
        pytest.param(q(0.8671, 0.8638, 0.8734, "share"), "86.7%", "86,7%", "%86,7", id="share"),
        pytest.param(q(0.75, unit="index"), "0.750", "0,750", "0,750", id="index"),
        pytest.param(q(1.0, unit="correlation"), "1.00", "1,00", "1,00", id="correlation"),
        pytest.param(q(1 / 24, unit="p"), "0.042", "0,042", "0,042", id="p"),
        pytest.param(q(0.0001, unit="p"), "<\u00a00.001", "<\u00a00,001", "<\u00a00,001", id="small p"),
        pytest.param(q(2, 1, 2, "rank"), "2", "2", "2", id="rank"),
        pytest.param(q(0.153, unit="points"), "15.3", "15,3", "15,3", id="points"),
        pytest.param(q(-0.05, unit="points"), "−5.0", "−5,0", "−5,0", id="a minus as wide as a digit"),
        pytest.param(q(-0.0004, unit="points"), "0.0", "0,0", "0,0", id="no minus before zero"),
        pytest.param(q(-0.012, unit="share"), "−1.2%", "−1,2%", "−%1,2", id="minus before the sign"),
        pytest.param(q(4.95, unit="per_day"), "4.95", "4,95", "4,95", id="per day"),
        pytest.param(q(12, unit="per_post"), "12.0", "12,0", "12,0", id="per post"),
        pytest.param(q(20.5, unit="days"), "20.5", "20,5", "20,5", id="days"),
        pytest.param(q(-1_200_000, -1_300_000, -1_100_000), "−1.2 million", "−1,2 миллион", "−1,2 milyon", id="millions lost"),
        pytest.param(q(2018, unit="year"), "2018", "2018", "2018", id="year without grouping"),
        pytest.param(q(0, unit="posts"), "0", "0", "0", id="zero"),
        pytest.param(q(math.nan), "—", "—", "—", id="missing"),
        pytest.param({"value": None, "low": None, "high": None, "exact": False, "unit": "posts"}, "—", "—", "—", id="missing in JSON"),
    ],
)  # fmt: skip
def test_a_value_is_written_by_its_unit(value, en, kk, tr):
    assert [Words(language).quantity(value) for language in ("en", "kk", "tr")] == [en, kk, tr]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        pytest.param(TUR_PER_1000, "21.1 (20.5–22.3)", id="20.5096 down, 22.2676 up"),
        pytest.param(q(205_200, 205_150, 205_300), "205,200 (205,150–205,300)", id="count"),
        pytest.param(q(1_800_000, 1_750_000, 1_900_000), "1.8 million (1.75–1.9 million)", id="million said once"),
        pytest.param(q(1_000_000, 950_000, 1_100_000), "1 million (0.95–1.1 million)", id="bound below a million"),
        pytest.param(q(102_400_000, 102_350_000, 102_500_000), "102.4 million (102.35–102.5 million)", id="bounds as shown"),
        pytest.param(q(20.2089, 20.20396, 20.21873, "per_1000"), "20.21 (20.203–20.219)", id="value within its bounds"),
        pytest.param(q(0.004779, 0.004556, 0.004902, "share"), "0.48% (0.455–0.491%)", id="share within its bounds"),
        pytest.param(q(1, 1, 2, "rank"), "1 (1–2)", id="rank"),
        pytest.param(q(9_921), "9,921", id="exact"),
        pytest.param(q(3.0000001, 3.0, 3.0000002, "times"), "3.00 (3.00000–3.00001)", id="six digits at most"),
        pytest.param(q(12, math.nan, math.nan, "times"), "12.0", id="bounds unknown"),
        pytest.param(q(0.05, -0.0801, 0.178, "points"), f"5.0 (−8.1{NBSP}–{NBSP}17.8)", id="a bound below zero stands apart"),
        pytest.param(q(1.4e9, 1.4e9, math.inf, "people"), "1.4 billion (1.4 billion or more)", id="open end"),
    ],
)  # fmt: skip
def test_bounds_are_rounded_outwards(value, written):
    assert Words("en").quantity(value, interval=True) == written


def test_an_open_end_in_json_is_still_open():
    value = {"value": 856.0, "low": 856.0, "high": None, "open_end": True, "exact": False, "unit": "count"}
    assert Words("kk").quantity(value, interval=True) == "856 (856 немесе одан көп)"


def test_kazakh_and_turkish_bounds_keep_the_sign_of_their_language():
    share = q(0.8671, 0.86381, 0.87339, "share")
    assert Words("kk").quantity(share, interval=True) == "86,7% (86,3–87,4%)"
    assert Words("tr").quantity(share, interval=True) == "%86,7 (%86,3–%87,4)"
    assert Words("kk").interval(TUR_PER_1000) == "20,5–22,3"


def test_millions_have_the_plural_of_their_language():
    counts = [q(n * 1e6, n * 1e6 - 1, n * 1e6 + 1) for n in (1, 1.8, 21, 10)]
    assert [Words("ru").quantity(count) for count in counts] == [
        "1 миллион",
        "1,8 миллиона",
        "21 миллион",
        "10 миллионов",
    ]


def test_digits_can_be_asked_for_the_value_and_bounds_keep_what_they_need():
    assert Words("en").quantity(TUR_PER_1000, digits=2) == "21.10"
    assert Words("en").quantity(TUR_PER_1000, interval=True, digits=0) == "21 (20.5–22.3)"


@pytest.mark.parametrize("value", [0.1, 0.35, 12.5, 205_200.0, 1_800_000.0])
@pytest.mark.parametrize("spread", [0.003, 0.02, 0.3])
@pytest.mark.parametrize("unit", ["followers", "per_1000", "share"])
def test_no_printed_interval_excludes_its_value_or_its_bounds(value, spread, unit):
    row = q(value, value * (1 - spread), value * (1 + 2 * spread), unit)
    text = Words("en").quantity(row, interval=True).replace(",", "").replace(" million", "").rstrip(")%")
    shown, bounds = text.replace("%", "").split(" (")
    low, high = map(float, bounds.split("–"))
    scale = 100 if unit == "share" else 1e-6 if unit == "followers" and value >= 1e6 else 1
    assert low <= float(shown) <= high
    assert low <= row["low"] * scale + 1e-9 and high >= row["high"] * scale - 1e-9


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        pytest.param("zh", q(1_200_000, 1_150_000, 1_300_000), "120万 (115万–130万)", id="tens of thousands"),
        pytest.param(
            "ja", q(1_000_000, 950_000, 1_000_000), "100万 (95万–100万)", id="one is no part of 100万"
        ),
        pytest.param(
            "ko", q(120_000_000, 115_000_000, 130_000_000), "1.2억 (1.15억–1.3억)", id="hundred millions"
        ),
        pytest.param("hi", q(1_000_000, 950_000, 1_050_000), "10 लाख (9.5 लाख–10.5 लाख)", id="lakh"),
    ],
)
def test_languages_that_count_otherwise_than_in_millions_do_so(study, language, value, written):
    spoken = Words(language, study, untranslated=True).quantity(value, interval=True)
    assert spoken.replace(NBSP, " ") == written
