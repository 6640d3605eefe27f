import pytest
from mini import RAW

from analysis.__main__ import main
from analysis.check.lines import lines

BAD = {"accounts.csv": RAW["accounts.csv"].replace("KAZ,ministry", "TÜR,ministry")}


@pytest.fixture
def printed(report, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")

    def printed(files=None) -> str:
        return lines(report(files), "build/mini/check.html")

    return printed


def test_a_study_without_mistakes_is_told_on_a_few_lines(printed):
    assert printed() == (
        "mini: nothing wrong, 2 missing, nothing odd. The paper can be built; what is missing can be filled in at any time.\n"
        "\n"
        "Missing: the paper is built without it\n"
        "  accounts.csv   row 3  url\n"
        "      empty; copy the address of the page, so that readers can open it\n"
        "  snapshots.csv  row 3  posts_shown\n"
        "      empty; copy the count exactly as it is displayed, or leave it where none was seen\n"
        "\n"
        "Complete\n"
        "  rows    accounts 2, snapshots 2, countries 2, sources 2\n"
        "  counts  followers 2 of 2, posts 1 of 2\n"
        "  beside  statements 0, themes 0\n"
        "\n"
        "Everything: build/mini/check.html"
    )


def test_what_is_wrong_comes_first_with_its_place_and_value(printed):
    text = printed(BAD)
    assert text.startswith("mini: 1 wrong,")
    assert (
        text.index("Wrong:") < text.index("  accounts.csv  row 2  country  'TÜR'\n") < text.index("Missing:")
    )


def test_many_findings_stay_on_one_screen(printed):
    rows = "".join(f"mfa-kaz,2024-{month:02}-40,en,{'x' * month},,,,seen,\n" for month in range(1, 6))
    text = printed({"snapshots.csv": RAW["snapshots.csv"] + rows})
    assert "  … and 2 more in check.html" in text
    assert len(text.splitlines()) < 50


def test_missing_words_are_told_with_the_english_beside_them(printed):
    settings = (
        'title: {en: A, sw: B}\nauthors: [{name: C}]\ndate: 2025-01-02\nlanguages: ["en", "sw"]\ncountries: ["KAZ", "NAM"]\n'
        "groups: {ministries: {roles: [ministry]}}\n"
    )
    text = printed({"study.yaml": settings, "words/sw.yaml": "column: {country: Nchi}\n"})
    said = text.partition("Words that 'sw' lacks, said in English: ")[2].splitlines()
    assert int(said[0]) > 400
    assert said[1].split() == ["quote", "'“{text}”'"]
    assert said[5].startswith("  … and ")


def test_signs_that_a_terminal_would_obey_are_not_printed(printed):
    text = printed({"snapshots.csv": RAW["snapshots.csv"].replace("note\n", "\x1b[31mnote\n")})
    assert "\x1b" not in text and "\ufffd[31mnote" in text


@pytest.mark.parametrize(("files", "code"), [({}, 0), (BAD, 1), ({"study.yaml": ""}, 1)])
def test_the_command_fails_only_where_the_paper_would_be_wrong(
    report, tmp_path, monkeypatch, capsys, files, code
):
    report(files)
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--study", "mini"]) == code
    assert capsys.readouterr().out.rstrip().endswith("Everything: build/mini/check.html")
    assert (tmp_path / "build" / "mini" / "check.html").is_file()
