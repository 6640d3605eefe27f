from mini import SETTINGS

IN_SWAHILI = SETTINGS.replace('["en"]', '["en", "sw"]').replace(
    '{en: "Two ministries"}', '{en: "A", sw: "B"}'
)
PAPERS = {"paper.sw.md": "Maandishi\n"}


def test_a_language_without_words_is_wrong_and_told_what_to_copy(told):
    (said,) = told("wrong", PAPERS | {"study.yaml": IN_SWAHILI})
    assert "no words in the language 'sw'" in said and "studies/mini/words/sw.yaml" in said


def test_words_that_a_language_lacks_are_listed_with_the_english_beside_them(report):
    own = {"words/sw.yaml": "column: {country: Nchi}\npublish: {abstract: Muhtasari}\n"}
    lacking = report(PAPERS | own | {"study.yaml": IN_SWAHILI}).lacking["sw"]
    assert (lacking["column.handle"], lacking["publish.keywords"]) == ("Handle", "Keywords")
    assert "column.country" not in lacking and "publish.abstract" not in lacking


def test_a_shipped_language_lacks_nothing(report):
    assert report().lacking == {}


def test_words_under_a_key_that_nothing_asks_for_are_odd(told):
    files = {"words/en.yaml": "colum: {handle: Name}\nsource: {essay: the essay}\n"}
    (said,) = told("odd", files)
    assert said.startswith(
        "words/en.yaml | colum.handle | Name | nothing asks for words under this key; did you mean"
    )


def test_a_field_that_is_not_filled_is_wrong(told):
    assert told("wrong", {"words/en.yaml": 'publish: {label.figure: "Figure {number}"}\n'}) == [
        "words/en.yaml | publish.label.figure | Figure {number} | the field number is not filled here; the English has: n"
    ]


def test_a_country_without_a_name_in_a_language_is_wrong(told):
    settings = SETTINGS.replace('"NAM"]', '"NAM", "XAA"]')
    said = told("wrong", {"study.yaml": settings})
    assert len(said) == 1 and "XAA" in said[0] and "country_names" in said[0]
