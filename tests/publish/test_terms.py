from types import SimpleNamespace

import pytest

from analysis.publish.terms import terms


def own(language: str, **texts: str):
    """Words of a language that the package does not bring along."""
    given = {f"publish.{key}": text for key, text in texts.items()}

    def say(key: str, **fields: str) -> str:
        return given[key].format(**fields)

    say.language, say.has = language, given.__contains__
    return say


@pytest.mark.parametrize(
    ("language", "label"),
    [("uz", "{n}-rasm"), ("ky", "{n}-сүрөт"), ("az", "Şəkil {n}"), ("ru", "Рисунок {n}")],
)
def test_labels_of_figures_in_each_language(language, label):
    assert terms(SimpleNamespace(language=language, has=lambda key: False))["label.figure"] == label


def test_a_study_brings_the_words_of_its_language_and_english_stands_for_the_rest():
    german = terms(own("de", abstract="Zusammenfassung", **{"label.figure": "Abbildung {n}"}))
    assert german["abstract"] == "Zusammenfassung"
    assert german["label.figure"] == "Abbildung {n}"
    assert german["label.table"] == "Table {n}"
