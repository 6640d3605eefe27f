"""A study's posts, invented, are shared without their texts."""

import hashlib
import zipfile

import pytest
from mini import SETTINGS
from publish.posted import (
    CODEBOOK,
    OCT1,
    OCT2,
    SEP28,
    SEP29,
    SEP30,
    TEXTS,
    add_posts,
    posted_study,
    scraped,
    table,
    write,
    write_parquet,
)

from analysis.publish.sharing import share
from analysis.study import Study, StudyError, read_study


@pytest.fixture
def bare(write_study) -> Study:
    """A study before anything was built."""
    return read_study("mini", write_study())


@pytest.fixture
def study(write_study) -> Study:
    return posted_study(write_study)


def test_no_text_and_nobody_elses_name_is_anywhere_in_the_bundle(study):
    folder = share(study)
    with zipfile.ZipFile(study.build / "mini-share.zip") as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    files |= {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    runs = {text[at : at + 20] for text in TEXTS.values() for at in range(len(text) - 19)}
    assert len(files) == 2 * 15 and len(runs) > 300
    for name, content in files.items():
        assert not [run for run in runs if run.casefold() in content.casefold()], name
        for secret in (
            "Third_Party",
            "example.org/hotline",
            "7654321",
            "aigul",
            "bek",
            "whose post",
            "as it stood",
            OCT2,
        ):
            assert secret not in content, (name, secret)


def test_a_post_is_shared_with_its_ids_its_day_and_what_the_study_makes_of_it(study):
    assert table(share(study), "posts.csv") == [
        "platform,post_id,account,day,chosen,place,coded,language,themes,hand_status,hand_themes,"
        "is_repost,is_quote,is_reply,is_self_reply,is_pinned,text_truncated",
        f"twitter,{SEP28},mfa-kaz,2024-09-28,yes,2,yes,en,visits,settled,visits,no,no,no,no,no,no",
        f"twitter,{SEP29},mfa-kaz,2024-09-29,no,,yes,en,consular visits,,,yes,no,no,no,no,no",
        f"twitter,{SEP30},mfa-kaz,2024-09-30,yes,1,yes,,,disputed,visits,no,no,yes,no,no,no",
        f"twitter,{OCT1},mfa-nam,2024-10-01,no,,no,,,,,no,no,no,no,no,no",
    ]


def test_hand_codes_are_shared_without_the_names_of_coders(study):
    folder = share(study)
    assert table(folder, "hand_codes.csv")[1:] == [
        f"{SEP28},consular,0,agreed,", f"{SEP28},visits,1,agreed,", f"{SEP30},consular,,disputed,", f"{SEP30},visits,1,agreed,",
    ]  # fmt: skip
    assert table(folder, "codings.csv")[:3] == [
        "post_id,coder,variable,value,use", f"{SEP28},coder-1,consular,0,", f"{SEP28},coder-1,visits,1,",
    ]  # fmt: skip
    assert f"{SEP30},coder-2,consular,0," in table(folder, "codings.csv")


def test_each_value_of_the_ledger_is_in_one_file_by_what_it_is_about(study):
    folder = share(study)
    assert table(folder, "agreement.csv")[1:] == [
        "agreement.visits.alpha,agreement.visits,alpha,0.8,0.5,1.0,,index,,,,"
    ]
    assert table(folder, "validation.csv")[1][:29] == "validation.visits.recall,vali"
    assert table(folder, "shares.csv")[1:] == [
        "mfa-kaz.share_visits,mfa-kaz,share_visits,0.25,,,,,posts with the theme / posts,mfa-kaz.posts_coded,,"
    ]
    assert table(folder, "values.csv")[1:] == ["mfa-kaz.followers,mfa-kaz,followers,,,inf,,,,,,"]


def test_the_readme_says_what_is_in_it_what_is_not_and_how_to_put_the_texts_back(study):
    readme = (share(study) / "README.md").read_text(encoding="utf-8")
    assert "| `posts.csv` | 4 |" in readme and "| `ids-twitter.txt` |  |" in readme
    assert "posts of accounts that the study is not about: 1" in readme
    assert "examples of the codebook that share 20 characters in a row with a post, or hold an @: 1" in readme
    assert "this bundle has 4. Read the policy in force" in readme
    assert "make rehydrate STUDY=mini FROM=<export> BUNDLE=<mini-share.zip>" in readme
    assert "add `COMPLETE=1`: what it lacks is then gone" in readme


def test_what_a_study_lacks_is_not_in_the_bundle_and_the_readme_says_so(bare):
    folder = share(bare)
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "bundle.json",
        "sha256sums.txt",
        "study.yaml",
    ]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for lack in (
        "no posts: `make data` reads exports from data/raw/mini/posts",
        "no themes: the codebook has not been applied",
        "no choice of posts has been made",
        "data/raw/mini/coding holds no sheets",
        "no aggregates: `make notebooks` makes them",
        "no codebook.yaml in studies/mini",
    ):
        assert lack in readme
    assert "put the texts back" not in readme and "X's developer policy" not in readme


def test_an_example_that_quotes_a_post_is_left_out_of_the_codebook(study):
    codebook = (share(study) / "codebook.yaml").read_text(encoding="utf-8")
    assert "Apply for a visa online." in codebook and "consular*" in codebook and "EMBASSIES" not in codebook


def test_a_codebook_that_quotes_nothing_is_shared_as_it_stands(study):
    own = CODEBOOK.replace(', "EMBASSIES are  closed on Monday"', "") + "# a comment\n"
    write(study.folder / "codebook.yaml", own)
    assert (share(study) / "codebook.yaml").read_text(encoding="utf-8") == own


def test_a_choice_of_posts_that_are_not_there_is_refused(study):
    write(study.processed / "chosen.csv", f"account,post_id,place\nmfa-kaz,{SEP28},1\nmfa-kaz,gone,2\n")
    with pytest.raises(
        StudyError, match="chosen.csv names 1 posts that are not among the posts .* run `make notebooks`"
    ):
        share(study)


def test_days_are_those_of_the_studys_time_zone(write_study):
    root = write_study({"study.yaml": SETTINGS + 'posts: {timezone: "Pacific/Auckland"}\n'})
    study = read_study("mini", root)
    add_posts(study, scraped(SEP28, date="2024-09-28 23:30:00+00:00"))
    folder = share(study)
    assert table(folder, "posts.csv")[1].split(",")[3] == "2024-09-29"
    assert "time zone (Pacific/Auckland)" in (folder / "README.md").read_text(encoding="utf-8")


def test_one_theme_per_post_is_shared_as_that_theme(study):
    for name in ("aigul.csv", "bek.csv"):
        write(study.raw / "coding" / name, f"post_id,theme\n{SEP28},visits\n")
    row = next(row for row in table(share(study), "posts.csv") if SEP28 in row)
    assert row.split(",")[9:11] == ["settled", "visits"]


def test_adjudicated_codes_are_the_last_word_and_no_coders(study):
    write(study.raw / "coding" / "adjudicated.csv", f"post_id,consular,visits\n{SEP30},1,1\n")
    folder = share(study)
    assert f"{SEP30},consular,1,adjudicated," in table(folder, "hand_codes.csv")
    coders = [row.split(",")[1] for row in table(folder, "codings.csv")[1:]]
    assert sorted(set(coders)) == ["adjudicated", "coder-1", "coder-2"] and coders.count("adjudicated") == 2
    assert next(row for row in table(folder, "posts.csv") if SEP30 in row).split(",")[9:11] == [
        "settled",
        "consular visits",
    ]


def test_before_a_choice_and_codes_a_post_has_neither(write_study):
    study = read_study("mini", write_study())
    add_posts(study, scraped(SEP28))
    assert table(share(study), "posts.csv")[1] == (
        f"twitter,{SEP28},mfa-kaz,2024-09-28,,,no,,,,,no,no,no,no,no,no"
    )


def test_themes_written_as_text_are_read_as_well(study):
    write_parquet(
        study.processed / "codes" / "part-00000.parquet", f"('twitter', '{SEP28}', 'en', 'consular visits')"
    )
    assert table(share(study), "posts.csv")[1].split(",")[6:9] == ["yes", "en", "consular visits"]


def test_more_ids_than_x_allows_are_said(study, monkeypatch):
    monkeypatch.setattr("analysis.publish.leaflet.MOST_X_IDS", 3)
    assert "this bundle has 4, which is more: ask X first" in (share(study) / "README.md").read_text(
        encoding="utf-8"
    )


def test_the_same_study_gives_the_same_bytes_and_what_is_stale_goes(study):
    share(study)
    before = (study.build / "mini-share.zip").read_bytes()
    write(study.build / "share" / "stale.csv", "text")
    share(study)
    assert (study.build / "mini-share.zip").read_bytes() == before
    with zipfile.ZipFile(study.build / "mini-share.zip") as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert (
        names == sorted(names) and names[0] == "mini-share/README.md" and "mini-share/stale.csv" not in names
    )
    assert sorted(path.name for path in study.build.iterdir()) == ["ledger.json", "mini-share.zip", "share"]


def test_checksums_are_those_of_all_other_files(study):
    folder = share(study)
    expected = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}"
        for path in sorted(folder.iterdir())
        if path.name != "sha256sums.txt"
    ]
    assert table(folder, "sha256sums.txt") == expected


def test_the_list_of_ids_is_of_one_platform_and_has_no_made_ids(study):
    nameless = scraped(OCT1) | {"id": None, "id_str": None, "url": None, "rawContent": "no id"}
    add_posts(study, scraped(SEP28), scraped(SEP30), nameless)
    assert table(share(study), "ids-twitter.txt") == [SEP28, SEP30]
