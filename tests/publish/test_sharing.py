"""A study's posts, invented, are shared without their texts, and get them back from an export."""

import hashlib
import json
import zipfile
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from mini import SETTINGS

from analysis.clean.exports import read_exports, read_posts, write_posts
from analysis.clean.tables import InputError
from analysis.measure.codebook import Codebook, Examples, Theme
from analysis.publish.sharing import (
    Bundle,
    attrition,
    exported_posts,
    other_posts,
    quoting,
    read_bundle,
    rehydrate,
    share,
    standing,
    without_quotations,
)
from analysis.study import Study, StudyError, read_study

# X ids whose own time is the one in their name (2024, 10:00 UTC).
SEP28, SEP29, SEP30 = "1839968290206646279", "1840330678072246279", "1840693065937846279"
OCT1, OCT2 = "1841055453803446279", "1841417841669046279"
DAYS = {SEP28: "2024-09-28", SEP29: "2024-09-29", SEP30: "2024-09-30", OCT1: "2024-10-01", OCT2: "2024-10-02"}
TEXTS = {
    SEP28: "The Minister received the Ambassador of Altanor, who presented copies of credentials. @Third_Party",
    SEP29: "Our embassies are closed on Monday; the consular hotline https://example.org/hotline stays open.",
    SEP30: "Dear @Third_Party, thank you very much for the warm words about our people.",
    OCT1: "An agreement on roads and bridges was signed in Windhoek this very morning.",
    OCT2: "A stranger's post that nobody in the study has written, about roads and bridges.",
}
CODEBOOK = """\
themes:
  - id: consular
    label: {en: Consular service}
    indicators: {en: [consular*]}
    examples: {belongs: {en: [Apply for a visa online., "EMBASSIES are  closed on Monday"]}}
  - id: visits
    label: {en: Visits}
    indicators: {en: [visit*]}
"""


def scraped(post_id: str, handle: str = "MFA_KZ", **more) -> dict:
    return {
        "id": int(post_id),
        "id_str": post_id,
        "url": f"https://x.com/{handle}/status/{post_id}",
        "date": f"{DAYS[post_id]} 10:00:00+00:00",
        "user": {"id_str": f"1{len(handle)}", "username": handle, "pinnedIds": []},
        "rawContent": TEXTS[post_id],
        "likeCount": 7654321,
        "retweetCount": 2,
        "mentionedUsers": [{"username": "Third_Party"}],
        "links": [{"url": "https://example.org/hotline"}],
        **more,
    }


REPLY = {"inReplyToTweetId": 1, "inReplyToUser": {"id_str": "99", "username": "Third_Party"}}
POSTS = [
    scraped(SEP28),
    scraped(SEP29, retweetedTweet={"id_str": "5", "rawContent": TEXTS[SEP29]}),
    scraped(SEP30, **REPLY),
    scraped(OCT1, "MIRCO_NAMIBIA"),
    scraped(OCT2, "Third_Party"),
]


def write_export(path: Path, *posts: dict) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    return path


def accounts_of(study: Study) -> pd.DataFrame:
    return pd.read_csv(study.raw / "accounts.csv", dtype="str", keep_default_na=False)


def add_posts(study: Study, *posts: dict) -> None:
    write_export(study.raw / "posts" / "export.jsonl", *posts)
    write_posts(read_exports(study.raw / "posts", accounts=accounts_of(study)), study.processed / "posts")
    accounts_of(study).to_csv(study.processed / "accounts.csv", index=False)


def write_parquet(path: Path, rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    query = f"SELECT * FROM (VALUES {rows}) AS coded(platform, post_id, language, themes)"
    duckdb.sql(query).write_parquet(str(path))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def bare(write_study) -> Study:
    """A study before anything was built."""
    return read_study("mini", write_study())


@pytest.fixture
def study(write_study) -> Study:
    """A study with posts, codes, a choice, two coders' sheets and a ledger."""
    study = read_study("mini", write_study({"codebook.yaml": CODEBOOK, "claims.yaml": "claims: []\n"}))
    add_posts(study, *POSTS)
    write_parquet(
        study.processed / "codes" / "part-00000.parquet",
        f"('twitter', '{SEP28}', 'en', ['visits']), ('twitter', '{SEP29}', 'en', ['consular', 'visits']), "
        f"('twitter', '{SEP30}', '', []), ('twitter', '{OCT2}', 'en', [])",
    )
    write(
        study.processed / "chosen.csv",
        "account,post_id,created_at,place,is_repost,is_pinned\n"
        f"mfa-kaz,{SEP30},2024-09-30T10:00:00Z,1,False,False\nmfa-kaz,{SEP28},2024-09-28T10:00:00Z,2,False,False\n",
    )
    header = "post_id,text,consular,visits,comment\n"
    write(
        study.raw / "coding" / "aigul.csv",
        f'{header}{SEP28},"{TEXTS[SEP28]}",0,1,whose post is this\n{SEP30},,1,1,\n',
    )
    write(study.raw / "coding" / "bek.csv", f"{header}{SEP28},,0,1,\n{SEP30},,0,1,\n")
    values = [
        ("agreement.visits", "alpha", 0.8, {"low": 0.5, "high": 1.0, "unit": "index"}),
        ("validation.visits", "recall", 0.9, {}),
        (
            "mfa-kaz",
            "share_visits",
            0.25,
            {"inputs": ["mfa-kaz.posts_coded"], "formula": "posts with the theme / posts"},
        ),
        ("mfa-kaz", "followers", None, {"high": None, "open_end": True, "origin": [{"note": "as it stood"}]}),
    ]
    named = {
        f"{s}.{m}": {"name": f"{s}.{m}", "subject": s, "measure": m, "value": v} | more
        for s, m, v, more in values
    }
    write(study.build / "ledger.json", json.dumps({"values": named}))
    return study


def table(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text(encoding="utf-8").splitlines()


# ── What is shared ──


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


def test_a_quotation_has_twenty_characters_in_a_row_in_common():
    text = "0123456789abcdefghijKLMNO"
    sayings = [
        "x0123456789abcdefghij",
        "x0123456789abcdefghi",
        "56789ABCDEFGHIJ klmno",
        "56789abcdefghijklmnO",
        "",
    ]
    assert quoting(sayings, ["unlike it", text]) == {"x0123456789abcdefghij", "56789abcdefghijklmnO"}


def test_an_example_that_names_an_account_is_left_out():
    examples = Examples(belongs={"en": ["thanks to @somebody", "kept"]}, belongs_not={"kk": ["@a"]})
    codebook, taken = without_quotations(
        Codebook(themes=[Theme(id="a", label={"en": "A"}, examples=examples)]), []
    )
    assert taken == 2
    assert codebook.themes[0].examples == Examples(belongs={"en": ["kept"]})


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
    monkeypatch.setattr("analysis.publish.sharing.MOST_X_IDS", 3)
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


# ── What became of it ──


def listed(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Posts of a bundle: (id, account, day), and their kind after a space in the id."""
    frame = pd.DataFrame(rows, columns=["post_id", "account", "day"]).assign(platform="twitter")
    return frame.assign(
        is_repost=frame["post_id"].str.contains("repost").map({True: "yes", False: "no"}),
        is_reply=frame["post_id"].str.contains("reply").map({True: "yes", False: "no"}),
    )


def exported(*rows: tuple[str, str, str], seen: str = "", pinned: tuple[str, ...] = ()) -> pd.DataFrame:
    frame = listed(*rows)
    is_pinned = frame["post_id"].isin(pinned).map({True: "yes", False: "no"})
    return frame.assign(seen=seen or frame["day"], is_pinned=is_pinned, listed=False)


def statuses(bundle: pd.DataFrame, export: pd.DataFrame, **options) -> dict[str, str]:
    posts = standing(bundle, export, **options)
    return dict(zip(posts["post_id"], posts["status"]))


def test_a_post_is_gone_where_the_export_has_posts_before_and_after_it():
    bundle = listed(("first", "a", "2024-01-01"), ("middle", "a", "2024-01-02"), ("last", "a", "2024-01-03"))
    export = exported(("first", "a", "2024-01-01"), ("last", "a", "2024-01-03"))
    assert statuses(bundle, export) == {"first": "found", "middle": "gone", "last": "found"}
    assert standing(bundle, export)["checked"].tolist() == [False, True, False]


def test_nothing_is_said_of_a_post_that_the_export_does_not_reach():
    bundle = listed(
        ("early", "a", "2024-01-01"),
        ("edge", "a", "2024-01-02"),
        ("late", "a", "2024-01-09"),
        ("b", "b", "2024-01-05"),
    )
    export = exported(("x", "a", "2024-01-02"), ("y", "a", "2024-01-08"))
    assert statuses(bundle, export) == dict.fromkeys(("early", "edge", "late", "b"), "beyond")


def test_an_export_covers_the_days_until_it_was_collected():
    bundle = listed(("found", "a", "2024-01-01"), ("late", "a", "2024-01-09"))
    export = exported(("found", "a", "2024-01-01"), seen="2024-02-01")
    assert statuses(bundle, export) == {"found": "found", "late": "gone"}


def test_the_days_of_an_export_are_those_of_the_bundles_time_zone_and_it_was_seen_when_collected():
    posts = pd.DataFrame(
        {
            "platform": "twitter",
            "post_id": ["listed", "late", "elsewhere"],
            "account": ["", "b", ""],
            "created_at": pd.to_datetime(
                ["2024-01-01 20:00", "2024-01-01 10:00", "2024-01-01 10:00"], utc=True
            ),
            "collected_at": pd.to_datetime([None, "2024-02-01 10:00", None], utc=True),
            **dict.fromkeys(
                ("is_repost", "is_reply", "is_pinned"), pd.array([True, False, None], dtype="boolean")
            ),
        }
    )
    shared = Bundle(listed(("listed", "a", "2024-01-02")), None, "Asia/Almaty", "2025-01-02")
    rows = exported_posts(posts, shared)
    columns = ["post_id", "account", "listed", "day", "seen", "is_repost"]
    assert rows[columns].values.tolist() == [
        ["listed", "a", True, "2024-01-02", "2024-01-02", "yes"],
        ["late", "b", False, "2024-01-01", "2024-02-01", "no"],
    ]


def test_a_pinned_post_says_nothing_about_what_an_export_covers():
    bundle = listed(("old", "a", "2020-01-01"), ("lacking", "a", "2022-01-01"))
    export = exported(("old", "a", "2020-01-01"), ("new", "a", "2024-01-01"), pinned=("old",))
    assert statuses(bundle, export) == {"old": "found", "lacking": "beyond"}


def test_an_export_without_any_repost_or_reply_was_made_without_them():
    rows = ("repost", "a", "2024-01-02"), ("reply", "a", "2024-01-02"), ("own", "a", "2024-01-02")
    ends = ("x", "a", "2024-01-01"), ("y", "a", "2024-01-03")
    assert statuses(listed(*rows), exported(*ends)) == {"repost": "beyond", "reply": "beyond", "own": "gone"}
    with_reposts = exported(*ends, ("repost of another day", "a", "2024-01-01"))
    assert statuses(listed(*rows), with_reposts) == {"repost": "gone", "reply": "beyond", "own": "gone"}


def test_what_a_complete_export_lacks_is_gone_wherever_it_lies():
    bundle = listed(("kept", "a", "2024-01-02"), ("early", "a", "2024-01-01"), ("other", "b", "2024-01-01"))
    posts = standing(bundle, exported(("kept", "a", "2024-01-02")), complete=True)
    assert posts["status"].tolist() == ["found", "gone", "gone"] and posts["checked"].all()


def test_posts_that_the_bundle_lacks_are_newer_or_of_its_time():
    bundle = listed(("last", "a", "2024-01-03"))
    others = other_posts(
        bundle,
        exported(("new", "a", "2024-01-04"), ("back", "a", "2024-01-03"), ("first", "b", "2024-01-01")),
    )
    assert dict(zip(others["post_id"], others["status"])) == {
        "new": "newer",
        "back": "unlisted",
        "first": "unlisted",
    }


def test_attrition_is_a_share_of_what_could_be_checked_with_wilsons_interval():
    posts = pd.DataFrame(
        {
            "account": ["a"] * 12 + ["b"],
            "status": ["gone"] + ["found"] * 9 + ["found", "beyond"] + ["beyond"],
            "checked": [True] * 10 + [False, False] + [False],
        }
    )
    rows = attrition(posts, "account")
    assert rows.iloc[0, :6].tolist() == ["a", 12, 10, 1, 1, 10]
    # Wilson for 1 of 10: (0.1 + 0.192 ± 1.96 × √(0.009 + 0.0096)) / 1.384
    assert rows.loc[0, ["share", "low", "high"]].tolist() == pytest.approx([0.1, 0.0179, 0.4042], abs=1e-4)
    assert (
        rows.iloc[1, :6].tolist() == ["b", 1, 0, 0, 1, 0]
        and rows.loc[1, ["share", "low", "high"]].isna().all()
    )


# ── The way back ──


@pytest.fixture
def bundle(study, tmp_path) -> Path:
    """The study's bundle as a reader has it, who has neither its posts nor anything built."""
    share(study)
    path = (study.build / "mini-share.zip").rename(tmp_path / "given.zip")
    for part in (study.processed / "posts").iterdir():
        part.unlink()
    return path


@pytest.fixture
def export(tmp_path):
    """Writes the reader's own export."""
    return lambda *posts, name="own.jsonl": write_export(tmp_path / "own" / name, *posts)


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


def repacked(bundle: Path, sums: bool = True, **changes: str | None) -> Path:
    """The bundle with other content in some of its files (`posts` for posts.csv), its checksums made anew or not."""
    with zipfile.ZipFile(bundle) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    names = {"posts": "posts.csv", "about": "bundle.json"}
    files |= {names[key]: content.encode() for key, content in changes.items() if content is not None}
    files = {
        name: content
        for name, content in files.items()
        if changes.get(name.partition(".")[0], "") is not None
    }
    if sums:
        lines = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in files.items()]
        files["sha256sums.txt"] = "\n".join(lines).encode()
    with zipfile.ZipFile(bundle, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"mini-share/{name}", content)
    return bundle


def posts_csv(*rows: str) -> str:
    return "\n".join(["platform,post_id,account,day,chosen,is_repost,is_reply", *rows]) + "\n"


def test_a_bundle_of_another_study_is_refused(study, bundle):
    about = '{"form": 1, "study": "other", "date": "2025-01-02", "timezone": "UTC"}'
    with pytest.raises(
        StudyError, match="given.zip: a bundle of the study 'other', not of 'mini'; write STUDY="
    ):
        read_bundle(study, repacked(bundle, about=about))


@pytest.mark.parametrize(
    "about, said",
    [
        ("not json", "not a bundle that `make share` made"),
        ("[" * 100_000, "not a bundle that `make share` made"),
        ('{"form": 1}', "not a bundle that `make share` made"),
        ('{"form": 2, "study": "mini", "date": "", "timezone": "UTC"}', "a bundle of another form"),
        ('{"form": 1, "study": "mini", "date": "", "timezone": "../../etc/passwd"}', "timezone: '../../etc/passwd': no such"),
    ],
)  # fmt: skip
def test_a_bundle_that_does_not_say_what_it_is_is_refused(study, bundle, about, said):
    with pytest.raises(InputError) as caught:
        read_bundle(study, repacked(bundle, about=about))
    assert said in str(caught.value)


def test_a_table_that_a_spreadsheet_has_saved_is_refused(study, bundle):
    changed = posts_csv(f"twitter,{SEP28},mfa-kaz,2024-09-28,yes,no,no")
    with pytest.raises(InputError, match="given.zip: posts.csv: not as packed .* unpack the bundle again"):
        read_bundle(study, repacked(bundle, sums=False, posts=changed))


def test_every_cell_of_a_bundle_that_cannot_be_is_named(study, bundle):
    posts = posts_csv(
        "twitter,1.84E+18,mfa-kaz,2024-09-28,yes,no,no",
        "myspace,1,mfa-kaz,2024-09-28,yes,no,no",
        "twitter,a\x1bb,../x,yesterday,yes,no,no",
        "twitter,7,mfa-kaz,2024-09-28,yes,no,no",
        "twitter,7,mfa-kaz,2024-09-28,yes,no,no",
    )
    with pytest.raises(InputError) as caught:
        read_bundle(study, repacked(bundle, posts=posts))
    assert str(caught.value).splitlines() == [
        "posts.csv, row 3, column platform: 'myspace': no platform that is known here",
        "posts.csv, row 2, column post_id: '1.84E+18': a spreadsheet has cut this id; unpack the bundle again",
        "posts.csv, row 4, column post_id: 'a b': not an id: one is made of Latin letters, digits and signs",
        "posts.csv, row 6, column post_id: '7': stands twice; unpack the bundle again",
        "posts.csv, row 4, column account: '../x': not an account's id",
        "posts.csv, row 4, column day: 'yesterday': not a day of the calendar, written as 2024-09-28",
    ]


def test_a_bundle_without_columns_or_posts_says_so(study, bundle):
    with pytest.raises(
        InputError,
        match="posts.csv, row 1: the header lacks post_id, account, day, chosen, is_repost, is_reply; unpack",
    ):
        read_bundle(study, repacked(bundle, posts="platform\ntwitter\n"))
    with pytest.raises(StudyError, match="given.zip: there are no posts in this bundle"):
        read_bundle(study, repacked(bundle, posts=None))


@pytest.mark.parametrize("name", ["../posts.csv", "/tmp/posts.csv", "C:\\posts.csv", "..\\posts.csv"])
def test_a_path_in_a_bundle_is_refused(study, bundle, tmp_path, name):
    with zipfile.ZipFile(bundle, "a") as archive:
        archive.writestr(name, "harm")
    with pytest.raises(InputError, match="given.zip: holds a file whose name leads out of the folder"):
        read_bundle(study, bundle)
    assert not (tmp_path.parent / "posts.csv").exists()


def test_what_is_no_zip_is_no_bundle(study, tmp_path):
    write(tmp_path / "given.zip", "posts")
    with pytest.raises(InputError, match="given.zip: a damaged zip"):
        read_bundle(study, tmp_path / "given.zip")


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
