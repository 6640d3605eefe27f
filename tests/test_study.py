import datetime as dt

import pytest
from mini import SETTINGS

from analysis.study import StudyError, find_root, nearest, read_study, read_yaml


def refusal(call, *given, **choices) -> str:
    with pytest.raises(StudyError) as refused:
        call(*given, **choices)
    return str(refused.value)


def with_settings(write_study, *lines: str, without: str = "\0"):
    """The study `mini` with these settings after (or, by key, in place of) its own."""
    keys = tuple(line.partition(":")[0] + ":" for line in lines)
    kept = [
        line
        for line in SETTINGS.splitlines()
        if not line.startswith((*keys, without)) and not (line.startswith("  ") and "groups:" in keys)
    ]
    return write_study({"study.yaml": "\n".join([*kept, *lines]) + "\n"})


def test_a_study_knows_its_settings_and_its_folders(write_study):
    root = write_study()
    study = read_study("mini", root)
    assert (study.countries, study.languages, study.date) == (["KAZ", "NAM"], ["en"], dt.date(2025, 1, 2))
    assert (study.rule, study.confidence, study.seed, study.as_of) == ("platform", 0.95, 0, None)
    folders = [study.folder, study.raw, study.processed, study.build]
    assert [folder.relative_to(root).as_posix() for folder in folders] == [
        "studies/mini",
        "data/raw/mini",
        "data/processed/mini",
        "build/mini",
    ]


def test_a_study_cannot_be_changed_once_it_is_read(write_study):
    study = read_study("mini", write_study())
    with pytest.raises(ValueError, match="frozen"):
        study.rule = "floor"


# ── Its name ──


def test_an_unknown_study_is_told_with_the_nearest_name(write_study):
    root = write_study()
    assert refusal(read_study, "minni", root) == (
        "no study 'minni': studies/minni/study.yaml does not exist; did you mean 'mini'?"
    )
    assert refusal(read_study, "oceania-2030", root).endswith("does not exist; known: mini")


@pytest.mark.parametrize(
    "name", ["", "../mini", "mini/..", "a/b", "Mini", "mini ", "mini\n", ".", "-x", "ö", "a" * 65, None]
)
def test_a_name_that_is_no_plain_folder_name_is_refused(write_study, name):
    message = refusal(read_study, name, write_study())
    assert message.startswith(f"{name!r} is not a study's name: use small letters, digits, - and _ only")


def test_the_project_is_found_from_a_folder_inside_it(write_study, monkeypatch):
    root = write_study()
    (root / "notebooks").mkdir()
    monkeypatch.chdir(root / "notebooks")
    assert find_root() == root.resolve()
    assert read_study("mini").root == root.resolve()


def test_outside_of_a_project_the_two_missing_folders_are_named(tmp_path):
    assert refusal(find_root, tmp_path).endswith(
        "neither this folder nor one above it holds studies/ and data/raw/; run from the project"
    )


# ── Its settings ──


def test_unknown_keys_and_wrong_values_are_told_all_at_once_each_with_what_was_meant(write_study):
    root = with_settings(
        write_study,
        "contries: []",
        "confidence: 95",
        "authors: [{nam: A}]",
        'languages: ["en", "kk"]',
        "groups: {ministries: {role: [ministry]}}",
        without="date:",
    )
    assert sorted(refusal(read_study, "mini", root).splitlines()) == [
        "studies/mini/study.yaml: 'authors.0.name' is missing",
        "studies/mini/study.yaml: 'date' is missing",
        "studies/mini/study.yaml: 'groups.ministries.roles' is missing",
        "studies/mini/study.yaml: confidence: Input should be less than 1 (found 95)",
        "studies/mini/study.yaml: title: no title in kk (found {'en': 'Two ministries'})",
        "studies/mini/study.yaml: unknown key 'authors.0.nam'; did you mean 'name'?",
        "studies/mini/study.yaml: unknown key 'contries'; did you mean 'countries'?",
        "studies/mini/study.yaml: unknown key 'groups.ministries.role'; did you mean 'roles'?",
    ]


@pytest.mark.parametrize(
    ("line", "place", "read_as"),
    [
        pytest.param("countries: [KAZ, NO]", "countries.1", "False", id="country-NO"),
        pytest.param("languages: [en, no]", "languages.1", "False", id="language-no"),
        pytest.param("title: {en: 2024}", "title.en", "2024", id="title-of-digits"),
        pytest.param("authors: [{name: yes}]", "authors.0.name", "True", id="author-yes"),
    ],
)
def test_text_that_yaml_takes_for_something_else_is_refused_with_the_mend(write_study, line, place, read_as):
    message = refusal(read_study, "mini", with_settings(write_study, line))
    assert message == (
        f"studies/mini/study.yaml: {place}: read as {read_as} and not as text; "
        'put it in quotation marks, as in "NO"'
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(
            'countries: ["KAZ", "Nam"]', 'Nam: use ISO 3166 alpha-3 codes, e.g. "KAZ"', id="country-name"
        ),
        pytest.param('countries: ["KAZ", "KAZ"]', "a country is listed twice", id="country-twice"),
        pytest.param(
            'languages: ["en", "../x"]', '../x: use codes of languages, e.g. "kk"', id="language-as-a-path"
        ),
        pytest.param('languages: ["en", "en"]', "a language is listed twice", id="language-twice"),
        pytest.param(
            "rule: round", "rule: Input should be 'platform', 'nearest', 'floor' or 'unknown'", id="rule"
        ),
        pytest.param(
            "name: other", "unknown key 'name'; a study is named by its folder, remove it", id="name"
        ),
        pytest.param("root: /", "unknown key 'root'; a study is named by its folder, remove it", id="root"),
        pytest.param(
            "date: 2024-02-30", "'2024-02-30' cannot be: day is out of range for month", id="impossible-day"
        ),
        pytest.param(
            "seed: 1\nseed: 2", "line 10: the key 'seed' stands twice; keep one of them", id="key-twice"
        ),
        pytest.param("subtitle: Two: more", "put text with a colon in quotation marks", id="colon-in-text"),
        pytest.param("seed: !!python/name:os.getcwd", "could not determine a constructor", id="code-in-yaml"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused(write_study, line, said):
    assert said in refusal(read_study, "mini", with_settings(write_study, line))


@pytest.mark.parametrize(
    ("text", "found"),
    [("", "nothing"), ("- KAZ\n- NAM\n", "list"), ("just words", "str")],
    ids=["empty", "list", "text"],
)
def test_a_file_without_settings_says_what_it_holds(write_study, text, found):
    message = refusal(read_study, "mini", write_study({"study.yaml": text}))
    assert message == f"studies/mini/study.yaml: expected settings as `key: value`, found {found}"


def test_settings_in_another_encoding_are_refused_and_a_byte_order_mark_is_read(write_study):
    assert read_study("mini", write_study({"study.yaml": b"\xef\xbb\xbf" + SETTINGS.encode()})).languages == [
        "en"
    ]
    broken = SETTINGS.replace("Two ministries", "İki bakanlık").encode("cp1254")
    message = refusal(read_study, "mini", write_study({"study.yaml": broken}))
    assert message == "study.yaml: byte 14 is not UTF-8; save the file as UTF-8"


def test_yaml_names_the_line_that_it_cannot_read(tmp_path):
    (tmp_path / "claims.yaml").write_text("claims:\n- id: a\n   text: b\n")
    assert refusal(read_yaml, tmp_path / "claims.yaml").startswith("claims.yaml line 3: ")


# ── Choices ──


def test_choices_replace_settings_and_none_leaves_them(write_study):
    root = write_study()
    study = read_study("mini", root, rule="floor", seed=None)
    assert (study.rule, study.seed) == ("floor", 0)


@pytest.mark.parametrize(
    ("written", "source", "year"),
    [
        pytest.param("worldbank 2024", "worldbank", 2024, id="source-and-year"),
        pytest.param("article-2024", "article-2024", None, id="source-that-names-no-year"),
    ],
)
def test_the_population_can_be_chosen_in_words(write_study, written, source, year):
    chosen = read_study("mini", write_study(), population=written).population
    assert (chosen.source, chosen.year) == (source, year)


def test_a_wrong_choice_is_told_as_a_choice_and_not_as_an_error_of_the_file(write_study):
    message = refusal(read_study, "mini", write_study(), rule="flor")
    assert message.startswith("studies/mini/study.yaml with rule='flor': rule: Input should be")
    message = refusal(read_study, "mini", write_study(), rul="floor")
    assert message.endswith("unknown key 'rul'; did you mean 'rule'?")


def test_another_day_can_be_chosen(write_study):
    assert read_study("mini", write_study(), as_of="2024-09-01").as_of == dt.date(2024, 9, 1)


def test_posts_can_be_chosen_otherwise_and_what_is_not_said_stays(write_study):
    own = read_study("mini", write_study())
    posts = own.sampled(50, "yes", "", "window").posts
    assert (posts.posts, posts.reposts, posts.pinned, posts.method) == (50, True, False, "window")
    assert own.sampled().posts == own.posts


def test_wrong_words_for_the_choice_of_posts_are_told_together(write_study):
    message = refusal(read_study("mini", write_study()).sampled, 0, "maybe", "on", "windw")
    assert message.splitlines() == [
        "reposts='maybe': write yes or no",
        "pinned='on': write yes or no",
        "method='windw'; did you mean 'window'?",
    ]


# ── What was meant ──


def test_the_nearest_word_is_found_whatever_its_capitals():
    assert nearest("MFA-TUR", ["mfa-tur", "mfa-kaz"]) == "; did you mean 'mfa-tur'?"


def test_a_long_list_of_what_is_known_is_cut():
    known = [f"account-{number:03}" for number in range(300)]
    assert nearest("x", known, most=2) == "; known: account-000, account-001 … (300 in all)"
