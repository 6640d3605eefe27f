"""Dictionaries of other tools. Those written here are small and ours; the folder ../shared has real ones."""

from pathlib import Path

import pytest
import yaml
from mini import SETTINGS

from analysis.measure.codebook import checked, codebook_of, write_codebook
from analysis.measure.coding import code
from analysis.measure.dictionaries import adopt, as_quanteda, read_dictionary, write_quanteda
from analysis.study import StudyError, read_study

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def indicators(path: Path, **choices: str) -> dict[str, list[str]]:
    codebook = read_dictionary(path, **choices).codebook
    return {theme.id: sum(theme.indicators.values(), []) for theme in codebook.themes}


def test_quanteda_yaml_keeps_its_tree_and_reads_no_as_text(tmp_path):
    path = written(
        tmp_path, "geo.yml", "EUROPE:\n  NORTH:\n    NO: [Norway, norw*]\n  own: [europe*]\nON: [on]\n"
    )
    themes = {theme.id: theme for theme in read_dictionary(path, language="en").codebook.themes}
    assert list(themes) == ["europe", "europe-north", "europe-north-no", "europe-own", "on"]
    assert themes["europe-north-no"].parent == "europe-north"
    assert themes["europe-north-no"].label == {"en": "NO"}
    assert themes["europe-north-no"].indicators == {"en": ["Norway", "norw*"]}


def test_a_quanteda_key_may_have_words_and_keys_below(tmp_path):
    path = written(tmp_path, "mixed.yml", "trade:\n  - export*\n  - energy:\n    - oil\n    - natural gas\n")
    assert indicators(path) == {"trade": ["export*"], "trade-energy": ["oil", "natural gas"]}


def test_a_category_found_below_counts_for_the_one_above(tmp_path):
    path = written(tmp_path, "mixed.yml", "trade:\n  - export*\n  - energy:\n    - oil\n")
    codebook = read_dictionary(path, language="en").codebook
    assert code(["Oil is dear", "exports fell", "no"], codebook) == [
        {"trade", "trade-energy"},
        {"trade"},
        set(),
    ]


def test_liwc_has_categories_by_number_and_leaves_conditions_out_with_a_note(tmp_path):
    path = written(
        tmp_path,
        "some.dic",
        "%\n1\tPosemo\n2\tSocial\n\t3\tFamily\n%\nhapp*\t1\nkind of\t1\t2\naunt\t2\t3\nlike\t(02 134)125/464\t2\n"
        "kind\t<of>131/125\t1\nlost\t99\n",
    )
    found = read_dictionary(path, language="en")
    assert {theme.id: theme.indicators.get("en", []) for theme in found.codebook.themes} == {
        "posemo": ["happ*", "kind of"],
        "social": ["kind of", "aunt", "like"],
        "social-family": ["aunt"],
    }
    assert [note.split(":")[0] for note in found.notes] == [
        f"some.dic, line {number}" for number in (9, 10, 11)
    ]
    assert "category 99 of 'lost' is not defined" in found.notes[2]


def test_liwc_in_windows_1252_is_read(tmp_path):
    path = written(tmp_path, "old.dic", "%\n1\tmots\n%\ncafé\t1\n".encode("windows-1252"))
    assert indicators(path) == {"mots": ["café"]}


def test_lexicoder_has_categories_with_a_plus(tmp_path):
    path = written(tmp_path, "two.lc3", "+NEGATIVE\n A LIE \nABANDON*\n\n+POSITIVE\nGOOD\n")
    assert indicators(path) == {"negative": ["A LIE", "ABANDON*"], "positive": ["GOOD"]}


def test_yoshikoder_nodes_are_themes_and_their_patterns_indicators(tmp_path):
    path = written(
        tmp_path,
        "policy.ykd",
        '<?xml version="1.0"?><dictionary style="substring"><cnode name="Policy"><pnode name="reform"/>'
        '<cnode name="Economy"><pnode name="econom*"/></cnode></cnode></dictionary>',
    )
    assert indicators(path) == {"policy": ["reform"], "policy-economy": ["econom*"]}


def test_what_no_word_can_meet_or_stands_twice_is_left_out_with_a_note(tmp_path):
    path = written(tmp_path, "smile.yml", "joy: [':)', 'Happy', 'happy', '*', 'glad']\n")
    found = read_dictionary(path)
    assert found.codebook.themes[0].indicators == {"any": ["Happy", "glad"]}
    assert len(found.notes) == 3
    assert "':)' never meets a post" in found.notes[0]
    assert "'happy' stands twice (as 'Happy': letters are folded)" in found.notes[1]
    assert "'*' would meet any word" in found.notes[2]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "x", "expected a dictionary that ends in .yml, .yaml, .dic, .lc3, .ykd"),
        ("a.yml", "- x", "expected categories as `name: [word, …]`, found list"),
        ("a.yml", "a: [*ship]", "a.yml, line 1: put a word that begins with * in quotes"),
        ("a.yml", "a: &x [b]\nc: [*x, *x]", "line 2: put a word that begins with * in quotes"),
        ("a.yml", "a: [b", "a.yml, line"),
        ("a.dic", "happy 1", "two lines that are only %"),
        ("a.lc3", "word\n", "a.lc3, line 1: expected a category such as +ECONOMY before 'word'"),
        ("a.ykd", '<!DOCTYPE d [<!ENTITY a "b">]><dictionary/>', "declares XML entities"),
        ("a.ykd", "<dictionary><cnode>", "broken XML"),
        ("a.ykd", "<html/>", "expected <dictionary>, found <html>"),
        ("a.ykd", "<dictionary/>", "no category found"),
        ("a.yml", "a: " + "[{b: " * 3_000 + "c" + "}]" * 3_000, "nested too deeply"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_was_expected(tmp_path, name, content, message):
    with pytest.raises(StudyError) as error:
        read_dictionary(written(tmp_path, name, content))
    assert message in str(error.value)


def test_ids_are_told_apart_and_never_empty(tmp_path):
    path = written(tmp_path, "names.yml", "Über uns: [a1]\nuber-uns: [b1]\nЭкономика: [c1]\n")
    assert list(indicators(path)) == ["uber-uns", "uber-uns-2", "theme"]


def test_a_dictionary_goes_into_our_yaml_and_back(tmp_path):
    path = written(tmp_path, "geo.yml", "EUROPE:\n  NO: [Norway, 'oslo*']\n")
    codebook = read_dictionary(path, language="en").codebook
    write_codebook(codebook, tmp_path / "codebook.yaml")
    assert read_dictionary(tmp_path / "codebook.yaml").codebook == codebook


def test_as_quanteda_nests_themes_and_keeps_to_the_languages_wanted():
    codebook = checked(
        {
            "themes": [
                {"id": "economy", "label": {"en": "E"}, "indicators": {"en": ["trade*"], "tr": ["ticaret*"]}},
                {"id": "energy", "label": {"en": "N"}, "parent": "economy", "indicators": {"any": ["opec"]}},
            ]
        },
        "here",
    )
    assert as_quanteda(codebook, "en") == {"economy": ["trade*", {"energy": ["opec"]}]}
    assert as_quanteda(codebook) == {"economy": ["trade*", "ticaret*", {"energy": ["opec"]}]}


def test_as_quanteda_is_read_back_as_the_same_tree(tmp_path):
    path = written(tmp_path, "mixed.yml", "trade:\n  - export*\n  - energy:\n    - oil\n")
    again = yaml.safe_dump(as_quanteda(read_dictionary(path).codebook))
    assert indicators(written(tmp_path, "again.yml", again)) == {
        "trade": ["export*"],
        "trade-energy": ["oil"],
    }


def test_a_codebook_is_written_for_quanteda_and_nothing_is_overwritten(tmp_path):
    study = read_study("turkic-2024", ROOT)
    path = tmp_path / "dictionary.yml"
    said = write_quanteda(study, path, "en")
    assert "exclusions" in said and "Letters are not folded" in said
    again = indicators(path)
    shipped = {theme.id: theme for theme in codebook_of(study).themes}
    top = next(theme for theme in shipped.values() if theme.parent is None and theme.indicators.get("en"))
    assert again[top.id] == list(dict.fromkeys([*top.indicators["en"], *top.indicators.get("any", [])]))
    with pytest.raises(StudyError, match="is there already"):
        write_quanteda(study, path)


needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the folder ../shared/data is not here")


@needs_shared
@pytest.mark.parametrize("language", ["english", "russian", "turkish", "arabic"])
def test_newsmap_has_a_theme_for_each_country(language):
    codebook = read_dictionary(SHARED / "newsmap_geo_yaml" / f"{language}.yml").codebook
    themes = {theme.id: theme for theme in codebook.themes}
    assert themes["asia-center-kz"].parent == "asia-center" and themes["asia-center-kz"].indicators["any"]
    assert len([name for name in themes if name.count("-") == 2]) > 200


@needs_shared
def test_newsmap_in_russian_finds_countries_and_their_region():
    codebook = read_dictionary(SHARED / "newsmap_geo_yaml" / "russian.yml", language="ru").codebook
    [themes] = code(["Переговоры прошли в Ташкенте"], codebook, ["ru"])
    assert themes == {"asia", "asia-center", "asia-center-uz"}


@needs_shared
def test_an_issue_codebook_with_labels_keeps_them_and_its_sides():
    codebook = read_dictionary(SHARED / "issue_codebook_yaml" / "topics.yml").codebook
    themes = {theme.id: theme for theme in codebook.themes}
    assert len(themes) == 39 and sum(theme.parent is None for theme in codebook.themes) == 13
    assert themes["health"].label["nl"] == "Gezondheid"
    assert themes["health-positive"].parent == "health"


def test_a_dictionary_becomes_the_codebook_of_a_study_and_never_replaces_one(write_study, tmp_path):
    settings = SETTINGS.replace('languages: ["en"]', 'languages: ["en", "tr"]').replace(
        'ministries"}', 'ministries", tr: "İki bakanlık"}'
    )
    study = read_study("mini", write_study({"study.yaml": settings}))
    own = study.folder / "codebook.yaml"
    dictionary = written(tmp_path, "My Words!.yml", "Energy: [oil*, gas, ':)']\n")

    path, notes = adopt(study, dictionary, language="en")
    assert path == own and ":)" in notes[0] and len(notes) == 1
    (theme,) = codebook_of(study).themes
    assert theme.indicators == {"en": ["oil*", "gas"]}
    assert theme.label == {"en": "Energy", "tr": "[Energy]"}

    before = own.read_bytes()
    assert adopt(study, dictionary)[0].name == "codebook.my-words.yaml"
    assert own.read_bytes() == before
    with pytest.raises(StudyError, match="codebook.my-words.yaml is there already; move it away first"):
        adopt(study, dictionary)
    with pytest.raises(StudyError, match="there is no such file"):
        adopt(study, tmp_path / "absent.lc3")
