"""The codebook as authors write it, the one that is shipped, and what a source reports under its themes."""

import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.measure.codebook import (
    ANY,
    Codebook,
    checked,
    codebook_of,
    founded,
    read_codebook,
    reported_counts,
    reported_themes,
    write_codebook,
)
from analysis.measure.coding import code, evidence
from analysis.study import StudyError, read_study

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "kk", "tr", "ru", "az", "uz", "ky")
PHRASES, USUAL_WORDS = (
    yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    for name in ("phrases.yaml", "usual_words.yaml")
)
# Uzbek in two scripts, as the alphabets of 1940 and 1995 have it; loan words keep the spelling of Russian.
LOAN_WORDS = {
    "film": "фильм",
    "konsert": "концерт",
    "medalyon": "медальон",
    "nsiya": "нция",
    "vaksina": "вакцина",
    "intervyu": "интервью",
    "yxht": "ехҳт",
}
LETTERS = {
    "yoʻ": "йў",
    "oʻ": "ў",
    "gʻ": "ғ",
    "sh": "ш",
    "ch": "ч",
    "ts": "ц",
    "yo": "ё",
    "yu": "ю",
    "ya": "я",
}
LETTERS |= {"ye": "е", "ʼ": "ъ"} | dict(zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз"))


@pytest.fixture(scope="module")
def study():
    return read_study("turkic-2024", ROOT)


@pytest.fixture(scope="module")
def shipped(study) -> Codebook:
    return codebook_of(study)


def theme(name: str, **settings) -> dict:
    return {"id": name, "label": {"en": name.title()}} | settings


def book(*themes: dict, **settings) -> dict:
    return {"themes": list(themes)} | settings


# The shipped codebook -----------------------------------------------------------------------------------------


def test_the_shipped_codebook_has_every_theme_that_the_article_reports(study, shipped):
    reported = pd.read_csv(study.raw / "themes.csv", dtype=str)["theme"]
    assert set(reported) <= set(shipped.ids)


def test_every_shipped_theme_has_labels_definitions_examples_and_indicators_in_each_language(shipped):
    for one in shipped.themes:
        assert set(one.label) == set(LANGUAGES), one.id
        assert {"en", "kk", "tr"} <= set(one.definition), one.id
        assert set(one.examples.belongs) == set(one.examples.belongs_not) == set(LANGUAGES), one.id
        assert set(LANGUAGES) <= set(one.indicators) <= {*LANGUAGES, ANY}, one.id
        assert min(len(one.indicators[language]) for language in LANGUAGES) >= 5, one.id


def in_cyrillic(word: str) -> str:
    """A word of Uzbek from Latin letters; е without a consonant before it is э."""
    word = re.sub(r"(?<![bdfghjklmnpqrstvxyzʻʼ])e", "э", word)
    return re.sub("|".join([*LOAN_WORDS, *LETTERS]), lambda found: (LOAN_WORDS | LETTERS)[found[0]], word)


def test_uzbek_indicators_are_the_same_in_both_scripts(shipped):
    for one in shipped.themes:
        for words in (one.indicators["uz"], one.exclusions.get("uz", [])):
            cyrillic = {word for word in words if re.search("[а-я]", word)}
            assert {in_cyrillic(word) for word in set(words) - cyrillic} == cyrillic, one.id


def test_the_codebook_of_the_example_is_a_part_of_the_shipped_one(shipped):
    own = codebook_of(read_study("example", ROOT))
    assert own.themes == [one for one in shipped.themes if one.id in own.ids]


def test_every_shipped_indicator_and_exclusion_has_a_phrase_and_no_phrase_has_others(shipped):
    for one in shipped.themes:
        for section, lists in (("meets", one.indicators), ("excluded", one.exclusions)):
            for language, words in lists.items():
                rows = PHRASES[one.id][section][language]
                shown = {word for row in rows for word in row["indicators"]}
                assert shown == set(words), (one.id, language)


@pytest.mark.parametrize("name", list(PHRASES))
def test_each_indicator_meets_its_phrase(shipped, name):
    rows = [(language, row) for language, rows in PHRASES[name]["meets"].items() for row in rows]
    spoken = [language if language != ANY else "" for language, _ in rows]
    found = evidence([row["phrase"] for _, row in rows], shipped, spoken)
    found = found[found["theme"] == name].groupby(["post", "language"])["indicator"].agg(set)
    for number, (language, row) in enumerate(rows):
        missed = set(row["indicators"]) - found.get((number, language), set())
        assert not missed, (language, row["phrase"])


def test_usual_words_are_listed_for_every_theme_and_language(shipped):
    assert list(USUAL_WORDS) == shipped.ids
    for name, lists in USUAL_WORDS.items():
        assert set(lists) == set(LANGUAGES) and min(map(len, lists.values())) >= 5, name


@pytest.mark.parametrize("name", list(USUAL_WORDS))
def test_usual_words_give_their_theme_with_the_endings_that_they_have_in_posts(shipped, name):
    rows = [(language, word) for language, words in USUAL_WORDS[name].items() for word in words]
    coded = code([word for _, word in rows], shipped, [language for language, _ in rows])
    assert [row for row, themes in zip(rows, coded) if name not in themes] == []


@pytest.mark.parametrize("name", list(PHRASES))
def test_phrases_that_do_not_belong_do_not_have_the_theme(shipped, name):
    rows = [(language, phrase) for language, phrases in PHRASES[name]["not"].items() for phrase in phrases]
    for row in PHRASES[name].get("excluded", {}).items():
        rows += [(row[0], one["phrase"]) for one in row[1]]
    coded = code([phrase for _, phrase in rows], shipped, [language for language, _ in rows])
    assert [row for row, themes in zip(rows, coded) if name in themes] == []


@pytest.mark.parametrize("name", [name for name in PHRASES if "excluded" in PHRASES[name]])
def test_each_exclusion_is_met_and_is_needed(shipped, name):
    """Taken out of the codebook, an exclusion would leave its phrase with the theme."""
    [own] = [one for one in shipped.themes if one.id == name]
    bare = Codebook(themes=[own.model_copy(update={"exclusions": {}, "parent": None})])
    for language, rows in PHRASES[name]["excluded"].items():
        for row in rows:
            assert code([row["phrase"]], bare, [language]) == [{name}], (language, row["phrase"])


def test_examples_of_the_shipped_codebook_are_coded_as_they_say(shipped):
    for one in shipped.themes:
        for language in LANGUAGES:
            for text in one.examples.belongs[language]:
                assert one.id in code([text], shipped, [language])[0], text
            for text in one.examples.belongs_not[language]:
                assert one.id not in code([text], shipped, [language])[0], text


# What an author may write -------------------------------------------------------------------------------------


def test_a_codebook_without_indicators_is_read():
    assert checked(book(theme("visits")), "here").ids == ["visits"]


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(StudyError) as error:
        checked(
            book(
                theme(
                    "visits",
                    indicators={"en": ["visit*", "VISIT*", "*", "a/b"]},
                    exclusions={"en": ["Visit*"]},
                ),
                theme("visits", parent="visist"),
                {"id": "energy", "label": {"kk": "Энергетика"}},
            ),
            "codebook.yaml",
            languages=["en"],
        )
    assert str(error.value).splitlines() == [
        "codebook.yaml: the theme 'visits' stands twice",
        "codebook.yaml: visits: the parent 'visist' is no theme of this codebook; did you mean 'visits'?",
        "codebook.yaml: energy: no label in en",
        "codebook.yaml: visits.indicators.en: 'VISIT*' stands twice (as 'visit*': letters are folded)",
        "codebook.yaml: visits.indicators.en: '*' would meet any word; write at least one letter",
        "codebook.yaml: visits.indicators.en: 'a/b' never meets a post: 'a/b' is not one word; "
        "put a space where a word ends",
        "codebook.yaml: visits.exclusions.en: 'Visit*' is an indicator too, which would never count",
    ]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (book(theme("visits", indikators={})), "visits.indikators: unknown key; did you mean 'indicators'?"),
        (
            book(theme("a", examples={"belong": {}})),
            "a.examples.belong: unknown key; did you mean 'belongs'?",
        ),
        (book(split_tag=True), "split_tag: unknown key; did you mean 'split_tags'?"),
        (book({"id": "visits"}), "visits.label: is missing"),
        (book({"label": {"en": "V"}}), "theme 1.id: is missing"),
        (book(theme("a", indicators={"en": [True]})), "a.indicators.en.0: YAML does not read this as text"),
        (book(theme("a", indicators={"en": [2030]})), "put it in quotes (found 2030)"),
        (book(theme("a", indicators={False: ["nei"]})), "False: expected language codes such as kk or en"),
        (book(theme("a", indicators={"english": ["x"]})), "'english': expected language codes"),
        (
            book(theme("a", indicators=["visit*"])),
            "expected lists by language, e.g. `en: [visit*, state visit*]`",
        ),
        (book(theme("a", indicators={"en": "visit*"})), "a.indicators.en: Input should be a valid list"),
        (book(theme("Visits of state")), "Visits of state.id: String should match pattern"),
        (book(theme("a", parent="b"), theme("b", parent="a")), "a: is its own ancestor"),
        (["visits"], "codebook: Input should be a valid dictionary"),
    ],
)
def test_what_is_wrong_is_said_with_its_theme_and_what_to_do(settings, message):
    with pytest.raises(StudyError) as error:
        checked(settings, "codebook.yaml")
    assert message in str(error.value)


def test_an_indicator_with_a_hyphen_is_one_word_unless_hyphens_are_split():
    wanted = book(theme("events", indicators={"ky": ["иш-чара"]}))
    assert checked(wanted, "here").ids == ["events"]
    with pytest.raises(StudyError, match="'иш-чара' is not one word"):
        checked(wanted | {"split_hyphens": True}, "here")


def test_the_themes_above_are_named_from_the_nearest():
    codebook = checked(book(theme("a"), theme("b", parent="a"), theme("c", parent="b")), "here")
    assert codebook.above() == {"a": [], "b": ["a"], "c": ["b", "a"]}


def test_a_codebook_written_is_read_back_the_same(tmp_path, shipped):
    write_codebook(shipped, tmp_path / "codebook.yaml")
    again = checked(yaml.safe_load((tmp_path / "codebook.yaml").read_text(encoding="utf-8")), "again")
    assert again == shipped and again.key == shipped.key


def test_the_key_changes_with_an_indicator():
    one, other = (
        checked(book(theme("a", indicators={"en": [word]})), "here") for word in ("visit*", "visits")
    )
    assert one.key != other.key


def test_a_study_without_a_codebook_has_no_themes(study, tmp_path):
    elsewhere = study.model_copy(update={"root": tmp_path})
    assert read_codebook(elsewhere) == [] and codebook_of(elsewhere).ids == []


# What a source reports ----------------------------------------------------------------------------------------


def tables(*reported: tuple[str, str, int]) -> dict[str, pd.DataFrame]:
    return {
        "themes": pd.DataFrame(reported, columns=["account", "theme", "row"]),
        "accounts": pd.DataFrame(
            {"account": ["mfa-kaz", "mfa-tur"], "country": ["KAZ", "TUR"], "role": "ministry"}
        ),
    }


def test_reported_themes_follow_the_codebook_within_an_account(study):
    found = reported_themes(
        tables(("mfa-tur", "energy", 2), ("mfa-tur", "delegations", 3), ("mfa-kaz", "visits", 4)), study
    )
    assert found["theme"].tolist() == ["visits", "delegations", "energy"]
    assert found.loc[0, "label"]["kk"] == "Сапарлар" and found.loc[0, "country"] == "KAZ"


def test_a_reported_theme_that_the_codebook_lacks_is_named_with_its_row(study):
    with pytest.raises(
        StudyError, match="themes.csv, row 2, column theme: 'visit' is not in codebook.yaml; did you mean"
    ):
        reported_themes(tables(("mfa-kaz", "visit", 2)), study)


def test_reports_are_counted_as_phrases_and_as_themes(study):
    rows = tables(("mfa-kaz", "visits", 2), ("mfa-kaz", "visits", 3), ("mfa-tur", "energy", 4))
    named = reported_counts(reported_themes(rows, study)).set_index("name")["value"]
    assert named["mfa-kaz.reported_phrases"] == 2 and named["mfa-kaz.reported_themes"] == 1
    assert named["themes.reported"] == 2 and named["themes.phrases"] == 3


def test_the_year_of_founding_keeps_its_cell():
    found = founded(
        {
            "sources": pd.DataFrame({"source": ["wiki"], "seen_on": ["2024-09-28"]}),
            "platforms": pd.DataFrame(
                {"platform": ["twitter"], "founded": ["2006"], "source": ["wiki"], "row": [2]}
            ),
            "institutions": pd.DataFrame(
                {"country": ["TUR"], "founded": ["2018"], "source": ["wiki"], "row": [2]}
            ),
        }
    ).set_index("name")
    assert (
        found.loc["twitter.founded", "value"] == 2006
        and found.loc["TUR.institution_founded", "value"] == 2018
    )
    assert found.loc["twitter.founded", "origin"][0]["day"] == "2024-09-28"
