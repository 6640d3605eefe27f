from mini import RAW, SETTINGS

from analysis.check.gaps import Mark


def test_places_between_brackets_are_the_authors(told):
    files = {
        "accounts.csv": RAW["accounts.csv"].replace("Ministry of Kazakhstan", "[Name of the leader]"),
        "study.yaml": SETTINGS.replace("A. Author", "[Name of the author]"),
    }
    said = told("missing", files)
    assert (
        said[0]
        == "study.yaml | [Name of the author] | a place that only you can fill; write what the brackets ask for"
    )
    assert (
        "accounts.csv | row 2 | holder | [Name of the leader] | a place that only you can fill; write what the brackets ask for"
        in said
    )


def test_empty_cells_of_one_column_are_one_line_with_all_their_rows(told):
    files = {
        "snapshots.csv": RAW["snapshots.csv"]
        .replace("52.9K", "")
        .replace('"7,948"', "")
        .replace('"4,338"', "")
    }
    said = [line for line in told("missing", files) if line.startswith("snapshots")]
    assert [line.rsplit(" | ", 1)[0] for line in said] == [
        "snapshots.csv | rows 2–3 | followers_shown",
        "snapshots.csv | rows 2–3 | posts_shown",
    ]


def test_texts_of_another_language_of_the_paper_are_asked_for(told):
    settings = SETTINGS.replace('["en"]', '["en", "tr"]').replace(
        '{en: "Two ministries"}', '{en: "A", tr: "B"}'
    )
    accounts = RAW["accounts.csv"].replace("holder,", "holder,holder.tr,").replace("Ministry of Kazakhstan,", "Ministry of Kazakhstan,Bakanlık,").replace("NA,twitter", "NA,,twitter")  # fmt: skip
    said = told("missing", {"study.yaml": settings, "accounts.csv": accounts, "paper.tr.md": "Metin\n"})
    assert "accounts.csv | row 3 | holder.tr | empty; the paper in 'tr' says what stands in holder" in said
    assert "sources.csv | title.tr | no such column; the paper in 'tr' says what stands in title" in said


def test_a_compared_country_without_a_population_is_missing(told):
    files = {"countries.csv": RAW["countries.csv"].replace("NAM,population,2023,2963095,census,\n", "")}
    said = "no row with its population by census 2023, which study.yaml divides by; add one"
    assert f"countries.csv | country | NAM | {said}" in told("missing", files)


def test_settings_without_a_population_are_asked_for_one(told):
    settings = SETTINGS.replace("population: {source: census, year: 2023}\n", "")
    assert any(
        line.startswith("study.yaml | `population` names no source")
        for line in told("missing", {"study.yaml": settings})
    )


def test_what_is_filled_is_told_by_account_and_day(report):
    snapshots = RAW["snapshots.csv"].replace('"7,948"', "soon") + "mfa-kaz,2024-10-01,en,53K,,,,seen,\n"
    filled = report({"snapshots.csv": snapshots}).filled
    assert (filled.accounts, filled.days) == (["mfa-kaz", "mfa-nam"], ["2024-09-28", "2024-10-01"])
    assert filled.marks == {
        ("mfa-kaz", "2024-09-28"): (Mark("filled", "52.9K"), Mark("filled", "4,338")),
        ("mfa-nam", "2024-09-28"): (Mark("wrong", "soon"), Mark("empty")),
        ("mfa-kaz", "2024-10-01"): (Mark("filled", "53K"), Mark("empty")),
    }
