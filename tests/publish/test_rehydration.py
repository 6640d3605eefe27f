"""A bundle of invented posts gets their texts back from an export."""

import zipfile
from pathlib import Path

import pytest
from publish.posted import (
    OCT1,
    OCT2,
    REPLY,
    SEP28,
    SEP29,
    SEP30,
    TEXTS,
    posted_study,
    scraped,
    table,
    write,
    write_export,
)
from publish.repacking import posts_csv, repacked

from analysis.__main__ import main
from analysis.clean.exports import read_posts
from analysis.clean.problems import InputError
from analysis.publish.rehydration import rehydrate
from analysis.publish.sharing import share
from analysis.study import Study, StudyError, read_study


@pytest.fixture
def study(write_study) -> Study:
    return posted_study(write_study)


def test_posts_get_their_text_back_and_the_report_says_what_has_vanished(study, bundle, export):
    newer = scraped(OCT2, rawContent="Later")
    done = rehydrate(study, export(scraped(SEP28), scraped(SEP30, **REPLY), newer), bundle)
    assert dict(zip(done.posts["post_id"], done.posts["status"])) == {
        SEP28: "found", SEP29: "beyond", SEP30: "found", OCT1: "beyond"}  # fmt: skip
    assert done.others[["post_id", "account", "status"]].values.tolist() == [[OCT2, "mfa-kaz", "newer"]]
    back = read_posts(sorted((study.processed / "posts").glob("part-*.parquet")))
    assert back[["post_id", "account", "text"]].values.tolist() == [
        [SEP28, "mfa-kaz", TEXTS[SEP28]], [SEP30, "mfa-kaz", TEXTS[SEP30]]]  # fmt: skip
    assert done.parts == sorted((study.processed / "posts").iterdir())
    assert done.accounts.loc[0, ["account", "posts", "found", "newer", "first", "last"]].tolist() == [
        "mfa-kaz", 3, 2, 1, "2024-09-28", "2024-10-02"]  # fmt: skip
    assert done.months["month"].tolist() == ["2024-09", "2024-10"] and done.years["posts"].tolist() == [4]
    assert done.analysed[["posts", "found"]].values.tolist() == [[2, 2]]


def test_the_report_tells_in_words_and_tables(study, bundle, export):
    done = rehydrate(study, export(scraped(SEP28), scraped(OCT2, rawContent="Later", **REPLY)), bundle)
    assert done.text.splitlines()[4:10] == [
        "- Found: 1 of 4 posts. They have their text again.",
        "- Gone: 1. The export covers their day, and lacks them. Of those that could be checked: 100.0% (20.6%–100.0%).",
        "- The text of what is gone can no longer be had. Where you hold it still, the platforms' terms ask you to remove "
        "it. build/mini/rehydrated/posts.csv says which posts these are.",
        "- Beyond what the export covers: 2. Nothing can be said of them. Export further back, up to a later day, and with "
        "reposts and replies.",
        "- Lacking among the posts that the study analyses: 1. A choice of the last N that is made anew takes older posts "
        "in their stead, and its results can differ from the bundle's.",
        "- Not in the bundle, and not taken: 1 posts newer than it, 0 of its time.",
    ]
    assert {
        "| mfa-kaz | 3 | 1 | 1 | 1 | 1 | 100.0% (20.6%–100.0%) | 1 | 0 | 2024-09-28 | 2024-10-02 |",
        "| mfa-nam | 1 | 0 | 0 | 1 | 0 | — | 0 | 0 |  |  |",
        "| 2024-09 | 3 | 1 | 1 | 1 | 1 | 100.0% (20.6%–100.0%) |",
        "| own.jsonl | twscrape or snscrape post | 2 | 2 | 0 |  |",
    } < set(done.text.splitlines())
    written = study.build / "rehydrated"
    assert (written / "report.md").read_text(encoding="utf-8") == done.text
    found = [row.split(",")[-2] for row in table(written, "posts.csv")[1:]]
    assert found == ["found", "beyond", "gone", "beyond"]


def test_an_export_asked_for_every_id_shows_all_that_is_gone(study, bundle, export):
    done = rehydrate(study, export(scraped(SEP28)), bundle, complete=True)
    assert done.posts["status"].tolist() == ["found", "gone", "gone", "gone"]
    assert (
        "Gone: 3. The export was asked for them, and lacks them. Of those that could be checked: 75.0% (30.0%–95.5%)."
        in done.text
    )


def test_the_command_line_takes_the_export_as_complete_where_that_is_said(
    study, bundle, export, monkeypatch, capsys
):
    monkeypatch.chdir(study.root)
    call = ["rehydrate", "--study", "mini", "--from", str(export(scraped(SEP28))), "--bundle", str(bundle)]
    assert main([*call, "--complete", ""]) == 0 and "- Gone: 0." in capsys.readouterr().out
    assert main([*call, "--complete", "1"]) == 0 and "- Gone: 3." in capsys.readouterr().out
    assert main([*call, "--complete", "yes"]) == 1
    assert "COMPLETE=yes: write COMPLETE=1, or leave it out" in capsys.readouterr().err


def test_a_folder_of_exports_and_an_unpacked_bundle_do_as_well(study, bundle, export, tmp_path):
    with zipfile.ZipFile(bundle) as archive:
        archive.extractall(tmp_path)
    export(scraped(SEP28), name="one.jsonl")
    folder = export(scraped(OCT1, "MIRCO_NAMIBIA"), name="deep/two.jsonl").parents[1]
    done = rehydrate(study, folder, tmp_path / "mini-share")
    assert done.accounts["found"].tolist() == [1, 1]


def test_the_bundle_that_the_study_made_is_the_default(study, export):
    share(study)
    assert rehydrate(study, export(scraped(SEP28))).posts["status"].tolist()[0] == "found"


def test_a_renamed_account_keeps_its_posts(study, bundle, export):
    done = rehydrate(study, export(scraped(SEP28, "New_Name")), bundle)
    assert read_posts(done.parts, ["account", "handle"]).values.tolist() == [["mfa-kaz", "New_Name"]]


def test_a_file_name_cannot_command_the_console_or_the_report(study, bundle, export):
    done = rehydrate(study, export(scraped(SEP28), name="a\x1b[2J|b.jsonl"), bundle)
    assert "\x1b" not in done.text and "| a [2J\\|b.jsonl | twscrape" in done.text


# ── What is refused ──


def test_paths_that_lead_nowhere_are_said(study, bundle, export, tmp_path):
    with pytest.raises(StudyError, match="no bundle in build/mini: write BUNDLE= .* `make share STUDY=mini`"):
        rehydrate(
            read_study("mini", study.root).model_copy(update={"root": tmp_path / "x"}), export(scraped(SEP28))
        )
    with pytest.raises(StudyError, match="BUNDLE=nowhere.zip: no such file or folder"):
        rehydrate(study, export(scraped(SEP28)), Path("nowhere.zip"))
    with pytest.raises(
        StudyError, match="FROM=nowhere.jsonl: no such file or folder; write the path of your own export"
    ):
        rehydrate(study, Path("nowhere.jsonl"), bundle)


def refused(study: Study, export: Path, bundle: Path) -> str:
    """The error, after which nothing has been written."""
    with pytest.raises(InputError) as caught:
        rehydrate(study, export, bundle)
    assert not list((study.processed / "posts").iterdir()) and not (study.build / "rehydrated").exists()
    return str(caught.value)


def test_an_export_that_cannot_be_read_is_refused(study, bundle, tmp_path):
    write(tmp_path / "own.json", '[{"what": "is this"}]')
    assert "own.json: an unknown export" in refused(study, tmp_path / "own.json", bundle)


def test_an_export_of_other_accounts_is_refused(study, bundle, export):
    said = refused(study, export(scraped(OCT2, "Third_Party")), bundle)
    assert (
        said == "own.jsonl: no post of mfa-kaz, mfa-nam (on twitter) is in it; export the bundle's accounts"
    )


def test_an_export_of_another_time_is_refused(study, bundle, export):
    said = refused(study, export(scraped(OCT2)), bundle)
    assert said == (
        "own.jsonl: has none of the bundle's 4 posts: its own are from 2024-10-02 to 2024-10-02, the bundle's from "
        "2024-09-28 to 2024-10-01; export as far back as that"
    )


def test_an_export_of_another_platform_is_refused(study, bundle, tmp_path):
    posts = posts_csv("telegram,7,mfa-kaz,2024-09-28,yes,no,no")
    bundle = repacked(bundle, posts=posts)
    said = refused(study, write_export(tmp_path / "own.jsonl", scraped(SEP28)), bundle)
    assert said == "own.jsonl: posts on twitter, but the bundle's are on telegram; export these"


def test_an_export_whose_ids_a_spreadsheet_has_cut_is_refused(study, bundle, export):
    cut = scraped(SEP29) | {"id": 1.84e18, "id_str": "1.84E+18", "url": None}
    said = refused(study, export(scraped(SEP28), cut), bundle)
    assert said == (
        "own.jsonl, row 2: posts without a sound id: 1, perhaps because a spreadsheet made numbers of the ids (1.18E+18); "
        "they cannot be told from posts that are gone: export again with ids as text"
    )


def test_an_empty_export_is_refused(study, bundle, tmp_path):
    (tmp_path / "own").mkdir()
    assert refused(study, tmp_path / "own", bundle).startswith(
        "own: no post of mfa-kaz, mfa-nam (on twitter) is in it"
    )
