import csv
import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from projects import ROOT, copy_project, make

from analysis.__main__ import main
from analysis.clean.observations import read_raw
from analysis.draw import words as module
from analysis.draw.words import Words
from analysis.measure.claims import read_claims
from analysis.measure.codebook import codebook_of
from analysis.new import TEMPLATES, country_codes, new_study, next_steps
from analysis.publish.bibliography import SHARED
from analysis.publish.digits import typed_digits
from analysis.publish.terms import untranslated
from analysis.study import StudyError, read_study

DAY = dt.date(2026, 11, 24)
WITH_MANUSCRIPT = ("en", "kk", "tr")


@pytest.fixture
def root(tmp_path) -> Path:
    """A project with nothing but the codebook that new studies take over."""
    codebook = tmp_path / "studies" / "turkic-2024" / "codebook.yaml"
    codebook.parent.mkdir(parents=True)
    shutil.copy2(ROOT / "studies" / "turkic-2024" / "codebook.yaml", codebook)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return tmp_path


def made(
    root: Path,
    countries: str = "NOR SWE",
    languages: str = "en tr",
    name: str = "nordic-2026",
    kept: str = "csv",
) -> list[Path]:
    return new_study(root, name, countries.split(), languages.split(), kept=kept, today=DAY)


def refusal(*given) -> str:
    with pytest.raises(StudyError) as refused:
        made(*given)
    return str(refused.value)


def rows(root: Path, table: str, name: str = "nordic-2026") -> list[dict[str, str]]:
    with (root / "data" / "raw" / name / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# What is written


def test_both_folders_are_written(root):
    assert [path.relative_to(root).as_posix() for path in made(root)] == [
        "studies/nordic-2026/study.yaml",
        "studies/nordic-2026/paper.en.md",
        "studies/nordic-2026/paper.tr.md",
        "studies/nordic-2026/claims.yaml",
        "studies/nordic-2026/codebook.yaml",
        "studies/nordic-2026/references.bib",
        "data/raw/nordic-2026/README.md",
        "data/raw/nordic-2026/accounts.csv",
        "data/raw/nordic-2026/snapshots.csv",
        "data/raw/nordic-2026/countries.csv",
        "data/raw/nordic-2026/sources.csv",
    ]
    assert not list(root.rglob("*.part"))


def test_settings_are_complete_and_their_codes_are_text(root):
    made(root, "NO SE")
    text = (root / "studies" / "nordic-2026" / "study.yaml").read_text("utf-8")
    assert 'countries: ["NOR", "SWE"]' in text and 'languages: ["en", "tr"]' in text
    study = read_study("nordic-2026", root)
    assert study.title["en"] == "Digital diplomacy in displayed counts: Norway and Sweden"
    assert study.title["tr"] == "Ekranda görünen sayılarla dijital diplomasi: Norveç ve İsveç"
    assert (study.date, list(study.groups)) == (DAY, ["ministries", "leaders"])
    assert (study.population.source, study.population.year) == ("worldbank", 2022)


def test_a_title_has_the_articles_of_english(root):
    made(root, "TUR EUE GBR", "en tr")
    title = read_study("nordic-2026", root).title
    assert title["en"].endswith(": Türkiye, the European Union and the United Kingdom")
    assert title["tr"].endswith(": Türkiye, Avrupa Birliği ve Birleşik Krallık")


def test_a_title_counts_countries_that_are_many(root):
    made(root, "NOR SWE DNK FIN ISL EST LVA LTU POL", "en kk")
    title = read_study("nordic-2026", root).title
    assert title["en"] == "Digital diplomacy in displayed counts: a comparison of 9 countries"
    assert title["kk"].endswith("9 елді салыстыру")


def test_raw_tables_can_be_read_before_anything_is_filled_in(root):
    made(root, "NOR SWE USA TWN", "en kk")
    raw, odd = read_raw(read_study("nordic-2026", root))
    assert odd == []
    assert raw["accounts"]["account"].tolist()[:2] == ["mfa-nor", "mfa-swe"]
    assert len(raw["accounts"]) == len(raw["snapshots"]) == 8


def test_each_country_has_a_ministry_and_a_leader_to_be_completed(root):
    made(root, "NOR", "en tr")
    ministry, leader = rows(root, "accounts")
    assert (ministry["account"], ministry["role"], ministry["holder"], ministry["holder.tr"]) == (
        "mfa-nor",
        "ministry",
        "Ministry of Foreign Affairs, Norway",
        "Norveç Dışişleri Bakanlığı",
    )
    assert (leader["account"], leader["role"], leader["holder"]) == (
        "leader-nor",
        "leader",
        "[Name of the leader]",
    )
    assert ministry["handle"] == leader["handle"] == ""
    first = rows(root, "snapshots")[0]
    assert (first["captured_on"], first["followers_shown"], first["screen_language"]) == (
        "2026-11-24",
        "",
        "",
    )


def test_holders_without_english_are_in_the_first_language(root):
    made(root, "KAZ", "kk tr")
    ministry = rows(root, "accounts")[0]
    assert ministry["holder"] == "Қазақстан Сыртқы істер министрлігі"
    assert ministry["holder.tr"] == "Kazakistan Dışişleri Bakanlığı"


def test_populations_have_their_year_and_source(root):
    made(root, "NOR XKX")
    assert rows(root, "countries")[0] == {
        "country": "NOR",
        "indicator": "population",
        "year": "2022",
        "value_shown": "5457127",
        "source": "worldbank",
        "note": "",
    }
    assert {row["source"]: row["cites"] for row in rows(root, "sources")} == {
        "screens": "",
        "worldbank": "worldbank",
    }


def test_a_country_without_a_population_is_said(root):
    told = next_steps(root, made(root, "NOR TWN"))
    assert [row["country"] for row in rows(root, "countries")] == ["NOR"]
    assert "No population is on record for TWN: add a row to countries.csv." in told
    assert "make check STUDY=nordic-2026" in told


def test_a_study_of_countries_without_populations_has_no_base(root):
    made(root, "TWN", "en")
    assert read_study("nordic-2026", root).population is None


def test_tables_open_in_a_spreadsheet_with_their_letters(root):
    made(root, languages="kk")
    assert (root / "data" / "raw" / "nordic-2026" / "accounts.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_codebook_is_taken_over_without_the_theme_of_one_study(root):
    made(root)
    themes = codebook_of(read_study("nordic-2026", root)).ids
    theirs = re.findall(
        r"(?m)^  - id: (.+)$", (root / "studies" / "turkic-2024" / "codebook.yaml").read_text("utf-8")
    )
    assert themes == [theme for theme in theirs if theme != "turkic-states"] and len(themes) > 10


def test_without_the_first_study_the_codebook_has_no_themes(root):
    shutil.rmtree(root / "studies" / "turkic-2024")
    made(root)
    assert codebook_of(read_study("nordic-2026", root)).ids == []


def test_there_is_no_claim_until_the_example_is_uncommented(root):
    made(root, languages="en tr kk")
    study, path = read_study("nordic-2026", root), root / "studies" / "nordic-2026" / "claims.yaml"
    assert read_claims(study) == []
    head, _, example = path.read_text("utf-8").partition("claims: []\n")
    path.write_text(f"{head}claims:\n{re.sub('(?m)^#', '', example)}", "utf-8")
    [claim] = read_claims(study)
    assert claim.text["en"] == "The ministry has more followers than the leader: Norway."
    assert claim.parts[0].value == "mfa-nor.followers"


def test_nothing_speaks_of_other_countries(root):
    for path in made(root, languages="en tr kk"):
        if path.name != "codebook.yaml":
            assert not re.search("Turkic|Türkiye|Türk |түркі|Kazakh|Қазақ", path.read_text("utf-8")), (
                path.name
            )


# One workbook instead of files


def test_a_study_may_be_begun_in_one_workbook(root):
    paths = made(root, "NOR TWN", kept="xlsx")
    assert [path.name for path in paths if path.parent.parent.name == "raw"] == [
        "README.md",
        "snapshots.xlsx",
    ]
    made(root, "NOR TWN", name="files")
    in_workbook, odd = read_raw(read_study("nordic-2026", root))
    in_files, _ = read_raw(read_study("files", root))
    assert odd == [] and len(in_workbook["accounts"]) == 4
    assert all(in_workbook[name].equals(in_files[name]) for name in in_files)


def test_a_study_in_one_workbook_is_told_which_sheets_to_fill_in(root):
    told = next_steps(root, made(root, "NOR TWN", kept="xlsx"))
    assert "No population is on record for TWN: add a row to the sheet countries." in told
    assert "Next: fill in the sheets accounts and snapshots of snapshots.xlsx (README.md beside" in told


def test_the_words_that_make_passes_on_are_those_of_the_command_line(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    words = ["study", "--name", "a", "--countries", "NOR", "--languages", "en", "--tables"]
    assert main([*words, "ods"]) == 1
    assert (
        "TABLES=ods: write TABLES=csv (a file per table) or TABLES=xlsx (one workbook)"
        in capsys.readouterr().err
    )
    assert main([*words, "xlsx"]) == 0
    assert main(["tables", "--study", "a"]) == 0
    assert main(["workbook", "--study", "a"]) == 0
    assert (root / "data" / "raw" / "a" / "superseded" / "2" / "accounts.csv").is_file()


# Manuscripts


@pytest.mark.parametrize("language", WITH_MANUSCRIPT)
def test_a_manuscript_has_every_work_that_it_cites_and_no_typed_number(language):
    text = (TEMPLATES / f"paper.{language}.md").read_text("utf-8")
    known = {*works(TEMPLATES / "references.bib"), *works(SHARED)}
    assert set(re.findall(r"@([a-z]+\d{4}|worldbank)\b", text)) <= known
    assert typed_digits(text) == []


def test_manuscripts_have_the_same_sections_figures_and_conditions():
    def parts(language: str) -> dict[str, list[str]]:
        text = (TEMPLATES / f"paper.{language}.md").read_text("utf-8").partition("::: abstract")[2]
        patterns = (
            r"\{#([\w-]+)",
            r'\{\{ (?:table|figure|section)\("([\w-]+)"\)',
            r"\{% if (exact|above|has)\(",
        )
        return {pattern: re.findall(pattern, text) for pattern in patterns}

    assert parts("tr") == parts("kk") == parts("en")
    assert "sec-ledger" in parts("en")[r"\{#([\w-]+)"]


def test_a_language_without_a_manuscript_gets_the_english_one_and_says_so(root):
    made(root, "USA", "ru")
    text = (root / "studies" / "nordic-2026" / "paper.ru.md").read_text("utf-8")
    assert "To be translated by the author" in text and "# Introduction {#sec-introduction}" in text


def test_a_language_without_words_gets_a_file_of_them_to_translate(root):
    paths = made(root, "NOR SWE", "en ar")
    file = root / "studies" / "nordic-2026" / "words" / "ar.yaml"
    assert file in paths
    text = file.read_text("utf-8")
    assert '  country: ""  # Country' in text and '  label.figure: ""  # Figure {n}' in text
    study = read_study("nordic-2026", root)
    assert Words("ar", study)("column.country") == "Country"
    assert codebook_of(study).themes[0].label["ar"] == "Meetings with delegations"
    assert untranslated("ar", study)["column.country"] == "Country"
    file.write_text(text.replace('  country: ""  # Country', '  country: "الدولة"  # Country'), "utf-8")
    module._read.cache_clear()
    assert Words("ar", study)("column.country") == "الدولة"
    assert "column.country" not in untranslated("ar", study)
    assert "To be translated: words/ar.yaml, paper.ar.md and the titles in study.yaml." in next_steps(
        root, paths
    )


def works(file: Path) -> dict[str, str]:
    """The entries of a bibliography by their keys."""
    return {
        found[1]: found[0] for found in re.finditer(r"(?ms)^@\w+\{(\w+),\n.*?^\}$", file.read_text("utf-8"))
    }


def test_works_that_two_studies_cite_are_described_alike():
    ours, theirs = (
        works(TEMPLATES / "references.bib"),
        works(ROOT / "studies" / "turkic-2024" / "references.bib"),
    )
    both = (set(ours) & set(theirs)) - {"worldbank"}  # each from another copy
    assert len(both) > 15
    assert {key: ours[key] for key in both} == {key: theirs[key] for key in both}
    assert not set(works(SHARED)) & {*ours, *theirs}


@pytest.mark.parametrize("file", sorted(SHARED.parent.glob("*.md")), ids=lambda file: file.name)
def test_shared_sections_bring_the_works_that_they_cite(file):
    assert set(re.findall(r"@([a-z]+\d{4}[a-z]?)\b", file.read_text("utf-8"))) == set(works(SHARED))


# What is refused


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("NOR swe Dk", ["NOR", "SWE", "DNK"]),
        ("Norway, United Kingdom, Kosovo", ["NOR", "GBR", "XKX"]),
        ("united states of america SOUTH KOREA", ["USA", "KOR"]),
        ("Turkiye Côte d'Ivoire", ["TUR", "CIV"]),
        ("Guinea-Bissau Guinea", ["GNB", "GIN"]),
        ("European Union", ["EUE"]),
    ],
)
def test_countries_are_known_by_code_and_by_english_name(typed, codes):
    assert country_codes(typed.split()) == codes


@pytest.mark.parametrize(
    ("countries", "languages", "told"),
    [
        ("TÜR", "en", "there is no country 'TÜR'; did you mean TUR (Türkiye)?"),
        ("DEN", "en", "there is no country 'DEN'; did you mean DNK (Denmark)?"),
        ("Norwey", "en", "there is no country 'Norwey'; did you mean NOR (Norway)?"),
        ("NOR Norway", "en", "the country NOR is listed twice"),
        ("", "en", "name the countries, for instance COUNTRIES="),
        ("NOR", "xx", "language 'xx': CLDR does not know it"),
        ("NOR", "en en", "the language en is listed twice"),
        ("NOR", "", "name the languages of the paper, for instance LANGUAGES="),
    ],
)
def test_a_word_that_cannot_be_used_is_explained(root, countries, languages, told):
    assert told in refusal(root, countries, languages)
    assert not (root / "studies" / "nordic-2026").exists()


def test_everything_wrong_is_told_at_once(root):
    told = refusal(root, "NOR TÜR Swedn", "en xx").splitlines()
    assert [re.search(r"'(\w+)'", line)[1] for line in told] == ["TÜR", "Swedn", "xx"]


@pytest.mark.parametrize("name", ["Nordic-2026", "", "../nordic", "nordic 2026", "-x", "a/b"])
def test_a_name_that_is_no_folder_name_is_refused(root, name):
    assert "use small letters, digits, - and _ only, as in nordic-2025" in refusal(root, "NOR", "en", name)


@pytest.mark.parametrize("there", ["studies/nordic-2026", "data/raw/nordic-2026"])
def test_a_study_that_is_there_is_not_overwritten(root, there):
    (root / there).mkdir(parents=True)
    told = refusal(root)
    assert told.startswith(f"{there}: there already, and nothing is overwritten. Go on in its files")
    assert "make check STUDY=nordic-2026" in told
    assert list((root / there).iterdir()) == []


# The paper, from the first build on


def fill_in(project: Path, study: str, counts: dict[str, tuple[str, str]], **changes: str) -> None:
    """Counts typed into snapshots.csv by account: followers, posts."""
    path = project / "data" / "raw" / study / "snapshots.csv"
    snapshots = rows(project, "snapshots", study)
    for row in snapshots:
        row["followers_shown"], row["posts_shown"] = counts.get(row["account"], ("", ""))
        row |= changes
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(snapshots[0]))
        writer.writeheader()
        writer.writerows(snapshots)


def add_platforms(project: Path, study: str, platforms: list[str]) -> None:
    """The leaders alone, each on all these platforms, without populations, as the study's only group."""
    raw, settings = project / "data" / "raw" / study, project / "studies" / study / "study.yaml"
    for table in ("accounts", "snapshots"):
        header = list(rows(project, table, study)[0])
        kept = [
            row | {"account": f"{row['account']}-{each}"} | ({"platform": each} if "platform" in row else {})
            for row in rows(project, table, study)
            if row["account"].startswith("leader")
            for each in platforms
        ]
        for row in kept:
            row |= {key: f"Person {row['country']}" for key in row if key.startswith("holder")}
        with (raw / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(kept)
    (raw / "countries.csv").write_text("country,indicator,year,value_shown,source\n", "utf-8")
    text = settings.read_text("utf-8").replace("  ministries: {roles: [ministry]}\n", "")
    settings.write_text(re.sub("(?m)^population:.*$", "", text), "utf-8")


def build(project: Path, study: str, *languages: str) -> None:
    """The papers alone, without the copies of the notebooks that stand beside them."""
    papers = [f"build/{study}/paper.{language}.html" for language in languages]
    done = make(project, *papers, f"STUDY={study}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "was typed" not in done.stderr


@pytest.fixture(scope="session")
def project(tmp_path_factory) -> Path:
    """A project in which four new studies are built: empty, of ministries, of leaders on three platforms, with a tie."""
    project = copy_project(tmp_path_factory.mktemp("new") / "project")
    new_study(project, "empty", ["NOR", "USA"], ["en"], today=DAY)
    build(project, "empty", "en")
    new_study(project, "nordic", ["NOR", "SWE", "DNK", "FIN", "ISL"], ["en", "tr"], today=DAY)
    ministries = {"mfa-nor": ("41.2K", "1,204"), "mfa-swe": ("58.9K", "2,010"), "mfa-dnk": ("22K", "987")}
    ministries |= {"mfa-fin": ("19.4K", ""), "mfa-isl": ("4,310", "655")}
    leaders = {
        f"leader-{each}": (count, "")
        for each, count in {"nor": "1.1M", "swe": "1.1M", "isl": "9,005"}.items()
    }
    fill_in(project, "nordic", ministries | leaders, captured_on="2026-11-20", screen_language="en")
    build(project, "nordic", "en", "tr")
    new_study(project, "leaders", ["FRA", "DEU", "USA"], ["kk"], today=DAY)
    add_platforms(project, "leaders", ["instagram", "youtube", "vk"])
    counts = {"fra-instagram": "2.1M", "deu-instagram": "2.1M", "usa-instagram": "7.3M", "fra-youtube": "12K"}
    counts |= {"deu-youtube": "8.5K", "usa-vk": "950"}
    typed = {f"leader-{account}": (count, "") for account, count in counts.items()}
    fill_in(project, "leaders", typed, captured_on="2026-11-20", screen_language="en")
    build(project, "leaders", "kk")
    new_study(project, "tied", ["NOR", "SWE", "DNK"], ["en", "tr", "kk"], today=DAY)
    tied = {"mfa-nor": ("45.6K", ""), "mfa-swe": ("45.6K", ""), "mfa-dnk": ("12K", "")}
    fill_in(project, "tied", tied, captured_on="2026-11-20", screen_language="en")
    build(project, "tied", "en", "tr", "kk")
    return project


def words_of(project: Path, study: str, language: str) -> str:
    """The text of the paper before its references, on one line and with plain spaces."""
    html = (project / "build" / study / f"paper.{language}.html").read_text("utf-8")
    main = re.sub(r"<(script|style|svg|math)\b.*?</\1>", " ", html, flags=re.DOTALL).partition('id="refs"')[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", "", main).replace("\u202f", " ").replace("\xa0", " "))


def test_a_study_without_counts_is_a_paper_that_says_so(project):
    text = words_of(project, "empty", "en")
    assert "compares the accounts of foreign ministries (Norway and the United States) on Twitter (X)" in text
    assert (
        "[There are no counts yet. This section writes itself when they are entered in the table snapshots of data/raw/empty"
        in text
    )
    assert "No count of followers has been entered for the accounts of leaders" in text
    assert "Kendall" not in text and "Herfindahl" not in text


def test_sentences_say_what_the_counts_say(project):
    text = words_of(project, "nordic", "en")
    assert "The account of Sweden has the most, 58,900 (58,850–59,000); that of Norway comes next" in text
    assert "No reading of the displays puts another account first." in text
    assert "A count of posts is given for 4 of these 5 accounts." in text
    assert "in descending order: Iceland 11.3; Norway 7.55" in text  # 4,310 / 381,900; 41,200 / 5,457,127
    assert "the displays leave open whether it is ahead of" in text  # 1.1M and 1.1M
    assert (
        "For 3 countries the order of leaders on Twitter (X) can be held against that of foreign ministries"
        in text
    )
    assert "was seen on 20 November 2026" in text


def test_the_other_language_says_the_same(project):
    text = words_of(project, "nordic", "tr")
    assert "En çok takipçi İsveç hesabındadır: 58.900 (58.850–59.000). Onu Norveç hesabı izler" in text
    assert "Gönderi sayısı, bu 5 hesabın 4 tanesi için verilmiştir." in text
    assert "[Yazar tarafından yazılacak:" in text


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("en", "The accounts of Norway and Sweden both show the most, 45,600 (45,550–45,700). The fewest", "comes next"),
        ("tr", "Ekrandaki en yüksek sayı iki hesapta aynıdır (Norveç; İsveç): 45.600 (45.550–45.700). En az", "hesabı izler"),
        ("kk", "Экранда көрсетілген ең көп сан екі аккаунтта бірдей (Норвегия; Швеция): 45 600", "Одан кейін –"),
    ],
)  # fmt: skip
def test_of_two_equal_counts_none_comes_first(project, language, said, unsaid):
    text = words_of(project, "tied", language)
    assert said in text and unsaid not in text


def test_several_platforms_are_not_mixed_and_what_is_lacking_is_not_mentioned(project):
    text = words_of(project, "leaders", "kk")
    assert "Instagram платформасында – Person USA (Америка Құрама Штаттары), 7,3 миллион" in text
    assert (
        "VK платформасында саны берілген жалғыз аккаунт – Person USA (Америка Құрама Штаттары), "
        "жазылушылар саны – 950" in text
    )
    assert (
        "Жазылушылар саны берілмеген аккаунттар: Person FRA (Франция), VK; Person DEU (Германия), VK; "
        "Person USA (Америка Құрама Штаттары), YouTube." in text
    )
    for absent in ("Дүниежүзілік банк", "Кендалл", "министрлік аккаунт", "Екінші топ"):
        assert absent not in text


@pytest.mark.parametrize(
    ("study", "language"),
    [("empty", "en"), ("nordic", "en"), ("nordic", "tr"), ("leaders", "kk"), ("tied", "kk")],
)
def test_a_paper_is_whole_and_without_gaps(project, study, language):
    text = words_of(project, study, language)
    assert 1_500 < len(text.split()) < 6_000
    assert not {"None", "nan", "True", "False"} & set(re.findall(r"\w+", text))
    for gap in (" ,", " .", "()", "{{", "{%", "study-name"):
        assert gap not in text, gap
    for ending in ("pdf", "docx"):
        assert (project / "build" / study / f"paper.{language}.{ending}").stat().st_size > 10_000


def test_a_second_build_keeps_what_the_author_wrote(project):
    manuscript = project / "studies" / "empty" / "paper.en.md"
    text = manuscript.read_text("utf-8")
    try:
        manuscript.write_text(text.replace("# Discussion", "My own words.\n\n# Discussion", 1), "utf-8")
        build(project, "empty", "en")
        assert "My own words." in words_of(project, "empty", "en")
        assert "My own words." in manuscript.read_text("utf-8")
    finally:
        manuscript.write_text(text, "utf-8")
