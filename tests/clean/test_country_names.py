import pytest
from babel import Locale

from analysis.clean.country_names import in_prose


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("COD", "en", "DR Congo"),
        ("COD", "kk", "Конго Демократиялық Республикасы"),
        ("COG", "kk", "Конго Республикасы"),
        ("COG", "tr", "Kongo Cumhuriyeti"),
        ("BIH", "en", "Bosnia and Herzegovina"),
        ("NAM", "tr", "Namibya"),
        ("EUE", "en", "European Union"),
        ("ZZZ", "en", ""),
    ],
)
def test_a_country_is_called_as_sentences_have_it(code, language, name):
    assert in_prose(code, Locale(language)) == name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("EUE", "en", "the European Union"),
        ("VIR", "en", "the U.S. Virgin Islands"),
        ("NOR", "en", "Norway"),
        ("EUE", "tr", "Avrupa Birliği"),
        ("ZZZ", "en", ""),
    ],
)
def test_an_english_sentence_has_its_article(code, language, name):
    assert in_prose(code, Locale(language), article=True) == name
