"""Texts, names and dates in each language."""

import datetime as dt
import re

import pytest

from analysis.draw import words as module
from analysis.draw.words import FOLDER, Words, languages, missing_words
from analysis.study import StudyError


def keys(language):
    return set(module._read(FOLDER / f"{language}.yaml"))


def test_every_language_has_exactly_the_words_of_english():
    assert {"en", "kk", "tr"} <= set(languages())
    for language in languages():
        assert keys(language) == keys("en"), language


def test_every_language_fills_the_same_fields():
    english = module._read(FOLDER / "en.yaml")
    for language in languages():
        for key, text in module._read(FOLDER / f"{language}.yaml").items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", english[key])), (
                language,
                key,
            )


def test_no_suffix_is_put_to_a_field():
    touching = re.compile(r"\}['’-]?\w|\w['’-]?\{")
    for language in languages():
        wrong = {
            key: text
            for key, text in module._read(FOLDER / f"{language}.yaml").items()
            if touching.search(text)
        }
        assert not wrong, language


def test_an_unknown_key_is_an_error_with_its_file_and_the_nearest_key():
    with pytest.raises(
        StudyError, match=r"kk\.yaml: no words under 'colum\.country'; did you mean 'column\.country'"
    ):
        Words("kk")("colum.country")


def test_a_field_that_is_not_given_is_an_error():
    with pytest.raises(StudyError, match=r"'caption\.source' has a field 'sources' that is not given"):
        Words("en")("caption.source", source="x")


def test_a_language_without_words_is_an_error_that_says_what_to_add(study):
    with pytest.raises(
        StudyError, match=r"'xx' .*copy src/analysis/draw/words/en\.yaml to studies/small/words/xx\.yaml"
    ):
        Words("xx", study)


def test_a_study_brings_a_language_of_its_own_and_lacks_fall_back_to_english(study):
    file = study.folder / "words" / "sw.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("column: {country: Nchi}\n", encoding="utf-8")
    words = Words("sw", study)
    assert (words("column.country"), words("column.handle")) == ("Nchi", "Handle")
    assert words.country("KEN") == "Kenya"


def test_a_study_overrides_words(study):
    file = study.folder / "words" / "en.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("platform: {twitter: X}\n", encoding="utf-8")
    assert (Words("en", study).platform("twitter"), Words("en").platform("twitter")) == ("X", "Twitter (X)")


def test_missing_words_are_listed(tmp_path, monkeypatch):
    (tmp_path / "en.yaml").write_text("a: {b: one, c: two}\n", encoding="utf-8")
    (tmp_path / "tr.yaml").write_text("a: {b: bir}\n", encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    assert missing_words("tr") == {"a.c": "two"}


def test_words_that_a_study_brings_are_not_missing(study, tmp_path, monkeypatch):
    (tmp_path / "en.yaml").write_text("a: {b: one, c: two}\n", encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    own = study.folder / "words" / "sw.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("a: {c: mbili}\n", encoding="utf-8")
    assert missing_words("sw", study) == {"a.b": "one"}


def test_words_that_yaml_reads_as_something_else_are_refused(tmp_path):
    file = tmp_path / "tr.yaml"
    file.write_text("column: {number: No}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"column\.number are not text but False: put them in quotes"):
        module._read(file)


def test_countries_are_named_by_the_study_and_by_cldr(study):
    assert Words("kk", study).country("AZE") == "Әзербайжан"
    assert Words("tr", study).country("AZE") == "Azerbaycan"
    assert [Words("en").country(code) for code in ("TUR", "EUE", "XKX", "NAM")] == [
        "Türkiye",
        "European Union",
        "Kosovo",
        "Namibia",
    ]
    with pytest.raises(StudyError, match="'ZZZ'"):
        Words("en").country("ZZZ")


def test_dates_and_lists_are_those_of_the_language():
    day = dt.date(2024, 9, 28)
    assert [Words(language).date(day) for language in ("en", "kk", "tr")] == [
        "28 September 2024",
        "2024\u202fж. 28 қыркүйек",
        "28 Eylül 2024",
    ]
    assert [Words(language).list("ABC") for language in ("en", "kk", "tr")] == [
        "A, B and C",
        "A, B, C",
        "A, B ve C",
    ]


def test_roles_have_a_plural():
    assert (Words("en").role("ministry"), Words("en").role("ministry", 5)) == (
        "foreign ministry",
        "foreign ministries",
    )
    assert Words("kk").role("press_service", n=2) == "баспасөз қызметтері"


def test_a_turkish_heading_has_a_dotted_capital():
    assert (Words("tr").heading("iki ülke"), Words("en").heading("iki"), Words("kk").heading("екі ел")) == (
        "İki ülke",
        "Iki",
        "Екі ел",
    )


def test_percent_and_plain_numbers():
    assert [Words(language).percent(0.1234) for language in ("en", "kk", "tr")] == ["12.3%", "12,3%", "%12,3"]
    assert (Words("en").number(1234), Words("en").number(1234.5678), Words("en").number(0.5, 2)) == (
        "1,234",
        "1,235",
        "0.50",
    )


def test_a_source_without_a_short_name_is_called_by_its_key():
    assert (Words("tr").source("worldbank"), Words("tr").source("essay")) == ("Dünya Bankası", "essay")


def test_every_role_and_platform_that_accounts_can_have_is_named():
    from analysis.clean.schemas import PLATFORMS, ROLES

    words = Words("en")
    assert all(words.platform(platform) for platform in PLATFORMS)
    assert all(
        words.role(role, n) and words(f"kind.{role}") and words(f"mark.{role}")
        for role in ROLES
        for n in (1, 2)
    )


@pytest.fixture
def speak(study):
    """Words of a language that the package has none of."""

    def words(language: str) -> Words:
        return Words(language, study, untranslated=True)

    return words


def test_scripts_and_directions_are_those_of_cldr(speak):
    told = {language: (speak(language).script, speak(language).rtl) for language in ("kk", "ar", "fa", "he")}
    assert told == {"kk": ("Cyrl", False), "ar": ("Arab", True), "fa": ("Arab", True), "he": ("Hebr", True)}
    assert [speak(each).script for each in ("zh", "zh-TW", "ja", "ko")] == ["Hans", "Hant", "Jpan", "Kore"]


def test_an_interval_keeps_its_order_from_right_to_left(speak):
    value = {"value": 21.1, "low": 20.54, "high": 22.26, "exact": False, "unit": "per_1000"}
    assert speak("ar").quantity(value, interval=True) == "21.1 (20.5\u200e–\u200e22.3)"
    assert speak("ar").percent(0.123) == "12.3\u200e%\u200e\u200f"
    assert speak("zh").quantity(value, interval=True) == "21.1 (20.5–22.3)"


def test_what_runs_left_to_right_everywhere_is_isolated_only_where_needed(speak):
    assert speak("ar").left_to_right("snapshots.csv") == "\u2066snapshots.csv\u2069"
    assert speak("zh").left_to_right("snapshots.csv") == "snapshots.csv"


def test_a_formula_runs_as_its_own_letters_do(speak):
    assert speak("ar").by_itself("followers / posts") == "\u2068followers / posts\u2069"
    assert speak("zh").by_itself("followers / posts") == "followers / posts"


@pytest.mark.parametrize(
    ("language", "joined", "written"),
    [
        ("ar", "مصر, المغرب; Malta, 1,200", "مصر، المغرب؛ Malta, 1,200"),
        ("zh", "挪威, Instagram; 瑞典。 n = 4", "挪威，Instagram；瑞典。n = 4"),
        ("kk", "Мысыр, Қытай", "Мысыр, Қытай"),
    ],
)
def test_commas_that_code_puts_are_those_of_the_script(speak, language, joined, written):
    assert speak(language).punctuated(joined) == written


def test_a_text_left_empty_is_said_in_english_and_listed(study):
    file = study.folder / "words" / "sw.yaml"
    file.parent.mkdir(parents=True)
    file.write_text('column: {country: Nchi, handle: "", day: }\n', encoding="utf-8")
    assert (Words("sw", study)("column.handle"), Words("sw", study)("column.day")) == ("Handle", "Day seen")
    lacking = missing_words("sw", study)
    assert "column.handle" in lacking and "column.day" in lacking and "column.country" not in lacking


def test_a_file_to_translate_has_every_word_with_its_english_beside_it(tmp_path):
    file = tmp_path / "sw.yaml"
    file.write_text(module.to_translate({"label.figure": "Figure {n}"}), encoding="utf-8")
    written = module._read(file)
    assert set(written) == keys("en") | {"publish.label.figure"}
    assert set(written.values()) == {""}
    assert '  ministry:\n    one: ""  # foreign ministry\n' in file.read_text("utf-8")


def test_a_platform_without_words_is_called_by_its_id():
    assert Words("kk").platform("weibo") == "Weibo"
