import pytest
from mini import RAW, SETTINGS

from analysis.check.study import check
from analysis.study import StudyError


def replaced(table: str, old: str, new: str) -> dict[str, str]:
    assert old in RAW[table]
    return {table: RAW[table].replace(old, new)}


def test_a_study_without_mistakes_is_sound_and_told_by_its_rows(report):
    found = report()
    assert found.sound and found.of("odd") == []
    assert found.tables == {"accounts": 2, "snapshots": 2, "countries": 2, "sources": 2}


def test_what_is_missing_does_not_make_it_unsound(report, told):
    assert told("missing") == [
        "accounts.csv | row 3 | url | empty; copy the address of the page, so that readers can open it",
        "snapshots.csv | row 3 | posts_shown | empty; copy the count exactly as it is displayed, "
        "or leave it where none was seen",
    ]
    assert report().sound


def test_nothing_stops_at_the_first_mistake(report):
    found = report(
        replaced("accounts.csv", "KAZ,ministry", "TÜR,ministry")
        | replaced("snapshots.csv", "52.9K", "[soon")
        | replaced("countries.csv", "2023,20330104", "2O23,20330104")
        | {
            "claims.yaml": "claims: [{id: a}]\n",
            "codebook.yaml": "themes: [{id: a}]\n",
            "paper.en.md": "{{ valu(1) }}\n",
            "words/en.yaml": "column: {handle: No, number: no}\n",
        }
    )
    assert {each.file for each in found.of("wrong")} == {
        "accounts.csv",
        "snapshots.csv",
        "countries.csv",
        "claims.yaml",
        "codebook.yaml",
        "paper.en.md",
        "words/en.yaml",
    }
    assert not found.sound


@pytest.mark.parametrize(
    ("table", "old", "new", "said"),
    [
        ("accounts.csv", "KAZ,ministry", "TÜR,ministry", "row 2 | country | TÜR | not an ISO 3166 alpha-3 code; write three capital letters, e.g. KAZ; did you mean 'TUR'?"),
        ("accounts.csv", "Kazakhstan,twitter", "Kazakhstan,instagramm", "row 2 | platform | instagramm | use one of: twitter, bluesky, mastodon, youtube, instagram, facebook, threads, tiktok, telegram, vk; did you mean 'instagram'?"),
        ("accounts.csv", "MIRCO_NAMIBIA", "https://x.com/mfa_kz", "row 3 | handle | mfa_kz | the same page as account 'mfa-kaz'; keep one of the two accounts"),
        ("snapshots.csv", "mfa-nam,2024-09-28", "mfa-nam,28/09/2024", "row 3 | captured_on | 28/09/2024 | not a day of the calendar; write it as 2024-09-28; did you mean '2024-09-28'?"),
        ("snapshots.csv", "mfa-nam,2024-09-28", "mfa-nam,2027-09-28", "row 3 | captured_on | 2027-09-28 | a day that has not come yet; write the day on which the screen was seen"),
        ("snapshots.csv", "mfa-nam,2024-09-28", "mfa-nam,2005-09-28", "row 3 | captured_on | 2005-09-28 | twitter was founded in 2006; write the day on which the screen was seen"),
        ("snapshots.csv", "followers_shown", "folowers_shown", "row 1 | folowers_shown | not a column that is read; did you mean 'followers_shown'?"),
        ("snapshots.csv", "mfa-nam,2024", "mfa-kaz,2024", "row 3 | account | mfa-kaz | the same account, captured_on as in row 2; keep one of the two rows"),
        ("sources.csv", "2024-09-28", "2027-01-01", "row 2 | seen_on | 2027-01-01 | a day that has not come yet; write the day on which the source was read"),
    ],
)  # fmt: skip
def test_a_mistake_is_wrong_and_told_with_its_mend(told, table, old, new, said):
    assert f"{table} | {said}" in told("wrong", replaced(table, old, new))


@pytest.mark.parametrize("handle", ["@MFA_KZ", "https://x.com/MFA_KZ"])
def test_a_handle_with_its_sign_or_as_an_address_is_read(report, handle):
    assert report(replaced("accounts.csv", "twitter,MFA_KZ", f"twitter,{handle}")).sound


def test_a_date_as_excel_writes_it_is_read(report):
    found = report(replaced("snapshots.csv", "mfa-nam,2024-09-28", "mfa-nam,28.09.2024"))
    assert found.sound and found.filled.days == ["2024-09-28"]


def test_a_cell_that_is_wrong_is_not_odd_as_well(told):
    files = replaced("accounts.csv", "NAM,ministry", "NAM,minister")
    assert any("| role |" in line for line in told("wrong", files))
    assert not any("| role |" in line for line in told("odd", files))


def test_an_account_that_no_group_has_is_odd(told):
    said = told("odd", replaced("accounts.csv", "NAM,ministry", "NAM,embassy"))
    assert any(
        line.startswith("accounts.csv | row 3 | role | embassy | no group of study.yaml") for line in said
    )


def test_a_country_of_the_settings_that_is_none_is_wrong(told):
    files = {"study.yaml": SETTINGS.replace('"NAM"', '"NMB"')}
    assert told("wrong", files) == ["study.yaml | countries | NMB | no country has this code"]


def test_a_country_of_the_settings_that_is_nearly_one_is_told(told):
    said = told("wrong", {"study.yaml": SETTINGS.replace('"KAZ"', '"QAZ"').replace('"NAM"', '"TÜR"')})
    assert "study.yaml | countries | TÜR | no country has this code; did you mean 'TUR'?" in said


def test_settings_that_cannot_be_read_leave_the_tables_to_be_checked(told):
    files = {"study.yaml": "title: {en: [\n"} | replaced("accounts.csv", "KAZ,ministry", "TÜR,ministry")
    said = told("wrong", files)
    assert said[0].startswith("study.yaml | line 2 |")
    assert any("did you mean 'TUR'" in line for line in said)


def test_an_empty_study_says_what_it_needs(told):
    files = dict.fromkeys(RAW) | {"study.yaml": "", "paper.en.md": None}
    assert told("wrong", files) == [
        "study.yaml | expected settings as `key: value`, found nothing",
        *(f"{name}.csv | not found in data/raw/mini; add the file" for name in ("accounts", "snapshots", "countries", "sources")),
    ]  # fmt: skip


def test_only_a_study_that_is_not_there_stops_the_check(tmp_path):
    with pytest.raises(StudyError, match="no study 'nowhere'"):
        check("nowhere", tmp_path)


CLAIM = 'claims: [{{id: first, number: 1, text: {{en: "More"}}, parts: [{{kind: greater, value: {}, than: [mfa-nam.followers]}}]}}]\n'


def test_a_claim_about_a_quantity_that_does_not_exist_is_wrong(told):
    assert told("wrong", {"claims.yaml": CLAIM.format("mfa-kaz.folowers")}) == [
        "claims.yaml | claim 'first' names 'mfa-kaz.folowers', which no notebook computes; did you mean 'mfa-kaz.followers'?"
    ]
    assert told("wrong", {"claims.yaml": CLAIM.format("mfa-kaz.followers")}) == []


def test_a_claim_about_a_count_that_is_not_given_says_so(told):
    [said] = told("wrong", {"claims.yaml": CLAIM.format("mfa-nam.posts")})
    assert "'mfa-nam.posts', which has no value, since what it is computed from is not given" in said


@pytest.mark.parametrize(
    ("part", "odd"),
    [
        ("{kind: greater, value: mfa-kaz.followers, than: [page.followers]}", "accounts on facebook and twitter"),
        ("{kind: greater, value: mfa-kaz.posts, than: [mfa-nam.followers]}", "followers with posts"),
        ("{kind: greater, value: mfa-kaz.followers, than: [mfa-nam.followers]}", ""),
    ],
    ids=["two platforms", "two measures", "alike"],
)  # fmt: skip
def test_a_claim_that_compares_what_is_not_alike_is_odd(told, part, odd):
    files = {
        "accounts.csv": RAW["accounts.csv"] + "page,NAM,ministry,NA,facebook,namibia,,seen\n",
        "snapshots.csv": RAW["snapshots.csv"] + 'page,2024-09-28,en,"9,948",,,,seen,\n',
        "claims.yaml": f'claims: [{{id: first, number: 1, text: {{en: "More"}}, parts: [{part}]}}]\n',
    }
    assert told("wrong", files) == []
    said = [line for line in told("odd", files) if line.startswith("claims.yaml")]
    assert len(said) == (1 if odd else 0)
    assert all(odd in line for line in said)


def test_a_population_that_no_row_has_is_wrong(told):
    files = {"study.yaml": SETTINGS.replace("year: 2023", "year: 2024")}
    assert (
        "countries.csv | country | KAZ | no row with its population by census 2024, which study.yaml divides by; add one"
        in told("missing", files)
    )
    assert told("wrong", files) == [
        "study.yaml | population | census 2024 | countries.csv has no population of this source and year; it has census 2023"
    ]


def test_a_theme_that_the_codebook_does_not_have_is_wrong(told):
    files = {
        "codebook.yaml": "themes: [{id: visits, label: {en: Visits}, indicators: {en: [visit*]}}]\n",
        "themes.csv": "account,reported,theme,source\nmfa-kaz,visits,vists,seen\n",
    }
    assert told("wrong", files) == [
        "themes.csv | row 2 | theme | vists | codebook.yaml has no such theme; did you mean 'visits'?"
    ]


def test_a_source_that_cites_nothing_in_the_references_is_odd(told):
    files = replaced("sources.csv", "Censuses,,,", "Censuses,,,census2023")
    assert "sources.csv | row 3 | cites | census2023 | references.bib has no entry under this key" in told(
        "odd", files
    )


def test_exports_are_told_with_what_was_set_aside(report):
    rows = '{"id": "1", "text": "a", "author_id": "7", "created_at": "2024-09-01T00:00:00.000Z", "author": {"username": "MFA_KZ"}}\n{"broken\n'
    found = report({"posts/a.jsonl": rows, "posts/b.json": '{"neither": "known"}'})
    assert [each.file for each in found.of("wrong")] == ["posts/b.json"]
    assert (
        "nearest known format" in found.of("wrong")[0].mend or "unknown export" in found.of("wrong")[0].mend
    )


def test_what_was_mended_in_an_export_is_odd_and_told_with_its_rows(told):
    rows = "id,username,created_at,full_text,conversation_id_str,favorite_count,id_str\n"
    rows += (
        ",MFA_KZ,2024-09-01T00:00:00Z,first,1,2,1.18E+18\n,MFA_KZ,2024-09-02T00:00:00Z,second,1,2,1.18E+18\n"
    )
    assert any(
        "posts/a.csv" in line and "an id that a spreadsheet made a number" in line and "rows 2, 3" in line
        for line in told("odd", {"posts/a.csv": rows})
    )


def test_a_coding_sheet_with_a_code_that_is_none_is_wrong(told):
    files = {
        "codebook.yaml": "themes: [{id: visits, label: {en: Visits}, indicators: {en: [visit*]}}]\n",
        "coding/anna.csv": "post_id,visits\n1,2\n",
    }
    assert told("wrong", files) == [
        "anna.csv | row 2 | visits | 2 | write 1 or 0; leave it empty only where the post could not be coded"
    ]


def test_an_example_that_the_indicators_code_otherwise_is_odd(told):
    book = (
        "themes:\n- id: fish\n  label: {en: Fish}\n  indicators: {en: [fish*]}\n"
        "  examples: {belongs: {en: [Cod quotas.]}, belongs_not: {en: [A ship.]}}\n"
    )
    assert told("odd", {"codebook.yaml": book}) == [
        "codebook.yaml | fish.examples.belongs.en: 'Cod quotas.' is not coded as fish by its indicators; "
        "mend the indicators, or the example"
    ]


def test_a_study_that_compares_no_account_is_wrong(told):
    assert told("wrong", {"accounts.csv": RAW["accounts.csv"].replace(",ministry,", ",leader,")}) == [
        "study.yaml | groups | ministries | no account of the countries compared has a role of this group (ministry); "
        "add accounts, or change its roles"
    ]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("{kind: rank, measure: followers, account: mfa-kaz, rank: 3, among: [mfa-kaz, mfa-nam]}", "place 3 among 2 accounts"),
        ("{kind: range, value: mfa-kaz.followers, at_least: 9, at_most: 2}", "at least 9, and at most 2"),
    ],
)  # fmt: skip
def test_a_claim_that_can_never_hold_is_odd(told, part, said):
    files = {"claims.yaml": f"claims: [{{id: first, number: 1, text: {{en: A}}, parts: [{part}]}}]\n"}
    assert f"claims.yaml | claim 'first' can never hold: {said}" in told("odd", files)
