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


def test_a_language_without_words_is_told_with_all_that_it_lacks():
    with pytest.raises(
        LookupError,
        match=r"no words in 'de' for label\.figure, label\.table, .*studies/<study>/words/de\.yaml",
    ):
        terms(SimpleNamespace(language="de", has=lambda key: False))


def test_a_study_can_bring_the_words_of_its_language():
    with pytest.raises(LookupError) as error:
        terms(own("de", abstract="Zusammenfassung", **{"label.figure": "Abbildung {n}"}))
    assert "label.figure," not in str(error.value) and "abstract" not in str(error.value).split("for ")[
        1
    ].split(", ")
