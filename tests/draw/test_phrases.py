import pytest

from analysis.clean.exports.registry import FORMATS
from analysis.draw.phrases import said
from analysis.draw.words import Words, languages

# Names alone, which no language says otherwise.
NAMES = ("Telegram result.json", "twitterapi.io data.tweets")
OF_PLATFORMS = ("4CAT CSV (", "4CAT NDJSON (", "CrowdTangle (", "Zeeschuimer (")
SPACES = str.maketrans("\u00a0\u202f", "  ")


@pytest.mark.parametrize(
    ("language", "formula", "expected"),
    [
        ("kk", "followers / population × 1000", "жазылушылар / халық саны × 1000"),
        ("tr", "growth / 156 days × 30", "değişim / 156 gün × 30"),
        ("tr", "58 of 1200 posts; interval: Wilson", "gönderiler: 58 / 1.200; aralık: Wilson"),
        (
            "kk",
            "followers at the end − at the start, 2025-02-01 to 2025-07-07",
            "жазылушылар саны: соңындағысы − басындағысы, 2025 ж. 1 ақпан – 2025 ж. 7 шілде",
        ),
        (
            "ru",
            "place by followers per 1000 among 5 accounts on twitter",
            "место по показателю (число подписчиков на 1 000 жителей; Twitter (X), аккаунтов: 5)",
        ),
        (
            "tr",
            "geometric mean of likes, 94 posts, reposts excluded / followers × 1000",
            "Beğeniler, geometrik ortalama; gönderi sayısı: 94, yeniden paylaşımlar hariç / takipçi × 1000",
        ),
        ("kk", "others' posts with the word bozkent", "өзгелердің осы сөзі бар жазбалары: bozkent"),
        ("tr", "statements whose verdict is: within rounding", "“yuvarlama sınırları içinde doğru” sonucunu alan ifadelerin sayısı"),
    ],
)  # fmt: skip
def test_a_formula_is_said_in_the_language_with_what_its_fields_hold(language, formula, expected):
    assert said("formula", formula, Words(language)).translate(SPACES) == expected


@pytest.mark.parametrize("formula", ["leader-xaa.followers / mfa-xaa.followers", "2 / n!", "", "by a study"])
def test_names_of_values_and_phrases_that_nobody_knows_stand_as_they_are(formula):
    assert said("formula", formula, Words("kk")) == formula


@pytest.mark.parametrize("formula", ["58 of 1200 posts; interval: Wilson", "growth / followers at the start"])
def test_in_english_a_formula_stands_as_the_notebook_gave_it(formula):
    assert said("formula", formula, Words("en")) == formula


@pytest.mark.parametrize(
    ("language", "name", "expected"),
    [
        ("kk", "table mapped in study.yaml", "бағандары study.yaml файлында аталған кесте"),
        ("tr", "twscrape or snscrape post", "twscrape ya da snscrape gönderisi"),
        ("kk", "Bright Data X posts (JSON)", "Bright Data X жазбалары (JSON)"),
        ("tr", "Bluesky posts in a list", "Bluesky gönderileri, liste"),
    ],
)
def test_a_format_of_exports_keeps_the_names_of_tools(language, name, expected):
    assert said("format", name, Words(language)) == expected


@pytest.mark.parametrize("language", [each for each in languages() if each != "en"])
def test_every_format_whose_name_has_prose_is_said_in_every_language(language):
    words = Words(language)
    same = [known.name for known in FORMATS if said("format", known.name, words) == known.name]
    assert [name for name in same if name not in NAMES and not name.startswith(OF_PLATFORMS)] == []
