"""The files of the invented study: those of the script, none that claims to be real, and everything in them is read."""

import re
import subprocess
import sys

import pandas as pd
import pycountry
from example_study import MINISTRIES, RAW, ROOT, TRUTH, book, chosen, exports, posts, study, tables

from analysis.clean.schemas import is_country
from analysis.measure.hand_codes import among, read_codes

INVENTED = {"en": "invented", "kk": "ойдан шығарылған", "tr": "uydurma"}


# ── What the files are ──


def test_the_committed_files_are_what_the_script_writes(tmp_path):
    subprocess.run([sys.executable, "-B", ROOT / "tools" / "example" / "invent.py", tmp_path], check=True)
    made = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert len(made) == 17
    assert {name: (ROOT / name).read_bytes() for name in made} == made
    there = {path.relative_to(ROOT) for path in RAW.rglob("*") if path.is_file()}
    assert there - set(made) == {(RAW / "README.md").relative_to(ROOT)}


def test_the_study_is_small():
    sizes = [path.stat().st_size for path in RAW.rglob("*") if path.is_file()]
    assert max(sizes) < 500_000
    assert sum(sizes) < 1_500_000


def test_every_table_and_title_says_that_it_is_invented():
    assert study().invented
    for language, word in INVENTED.items():
        assert word in study().title[language].lower()
        column = "" if language == "en" else f".{language}"
        assert tables()["sources"][f"title{column}"].str.lower().str.contains(word).all()
        assert tables()["accounts"][f"holder{column}"].str.contains(word).all()
    assert (tables()["denominators"]["note"] == "invented").all()
    assert "all of it is invented" in (RAW / "README.md").read_text(encoding="utf-8").splitlines()[0]


def test_countries_are_user_assigned_and_handles_end_in_example():
    assert study().countries == ["XAA", "XBB", "XCC", "XDD", "XEE"]
    assert all(
        is_country(code) and pycountry.countries.get(alpha_3=code) is None for code in study().countries
    )
    assert set(tables()["accounts"]["country"]) == set(study().countries)
    assert tables()["accounts"]["handle"].str.fullmatch(r".*[_.]example").all()


def test_no_link_leads_to_a_real_page():
    text = "\n".join(path.read_text(encoding="utf-8") for path in RAW.rglob("*.*"))
    hosts = {host.lower() for host in re.findall(r"https?://([\w.-]+)", text)}
    assert hosts == {"example.org", "x.com", "api.twitter.com"}
    assert all(name.endswith("_example") for name in re.findall(r"https://x\.com/(\w+)", text))


# ── What the exports give ──


def test_every_planted_post_is_read_once():
    assert posts()["post_id"].is_unique
    own = posts()[posts()["account"] != ""].groupby("account")
    truth = pd.DataFrame(TRUTH["accounts"]).T
    assert own.size().to_dict() == truth["posts"].to_dict()
    assert own["is_repost"].sum().to_dict() == truth["reposts"].to_dict()
    pinned = own["is_pinned"].sum().to_dict()
    assert pinned == truth["pinned"].to_dict() | {"mfa-xdd": 0}  # 4CAT's table does not say


def test_replies_threads_quotes_and_missing_views_are_told_apart():
    own = posts()[posts()["account"].isin(MINISTRIES)]
    truth = pd.DataFrame(TRUTH["accounts"]).T.loc[MINISTRIES]
    replies = own["is_reply"] & ~own["is_self_reply"].fillna(False)
    counted = pd.DataFrame(
        {
            "replies_to_others": replies.groupby(own["account"]).sum(),
            "own_threads": own["is_self_reply"].groupby(own["account"]).sum(),
            "quotes": own["is_quote"].groupby(own["account"]).sum(),
        }
    )
    pd.testing.assert_frame_equal(counted, truth[counted.columns], check_dtype=False, check_names=False)
    views = own[~own["is_repost"]].groupby("account")["views"].apply(lambda column: column.isna().sum())
    assert views.to_dict() == truth["without_views"].to_dict()


def test_long_posts_are_read_in_full_where_the_export_has_them():
    own = posts()[posts()["account"].isin(MINISTRIES) & ~posts()["is_repost"]]
    longer = (own["text"].str.len() > 280).groupby(own["account"]).sum()
    cut = own["text_truncated"].groupby(own["account"]).sum()
    assert (longer + cut).to_dict() == {
        name: TRUTH["accounts"][name]["longer_than_280"] for name in MINISTRIES
    }
    assert cut.to_dict() == dict.fromkeys(MINISTRIES, 0) | {"mfa-xdd": 1}


def test_the_report_tells_every_planted_defect():
    report = exports().report.set_index("file")
    assert report["format"].nunique() == 7
    earlier = "an earlier capture of a post, superseded by a later one"
    assert report.loc["xaa-twarc2-2025-05-20.jsonl", "reasons"] == {earlier: 58}
    assert report.loc["xbb-zeeschuimer-2025-06-30.ndjson", "set_aside"] == 1
    broken = report.loc["xcc-twscrape-2025-06-04.jsonl"]
    assert broken["set_aside"] == 1 and "row 21" in broken["warnings"][0]
    told = {file: " ".join(own) for file, own in report["warnings"].items()}
    assert "wrong encoding" in told["xdd-4cat-2025-07-05.csv"]
    assert "spreadsheet made a number" in told["xee-spreadsheet-2025-07-06.csv"]
    assert "read with the day first" in told["xee-spreadsheet-2025-07-06.csv"]


def test_damaged_cells_are_mended():
    row = posts().set_index(["file", "row"])
    assert row.loc[("xee-spreadsheet-2025-07-06.csv", 34), "post_id"] in TRUTH["themes"]
    assert row.loc[("xdd-4cat-2025-07-05.csv", 18), "language"] in ("ru", "ky")


def test_of_two_captures_the_later_counts_stay():
    own = posts()[(posts()["account"] == "mfa-xaa") & ~posts()["is_pinned"]]
    first, second = "xaa-twarc2-2025-05-20.jsonl", "xaa-twarc2-flat-2025-07-01.jsonl"
    assert own.loc[own["created_at"] >= "2025-04-01", "file"].eq(second).all()
    assert own.loc[own["created_at"] < "2025-04-01", "file"].eq(first).all()


def test_profiles_in_exports_agree_with_the_planted_growth():
    followers = exports().accounts.set_index(["handle", "captured_on"])["followers"]
    assert len(followers) >= 4
    for (handle, day), count in followers.items():
        known = TRUTH["followers"][handle.removesuffix("_example").replace("_", "-")]
        days = sorted(known)
        before, after = max(d for d in days if d <= day), min(d for d in days if d >= day)
        assert known[before] <= count <= known[after]


def test_codes_of_posts_that_are_not_chosen_tell_of_agreement_and_of_nothing_else():
    few = chosen().head(150)
    codes = among(read_codes(study(), book(), posts()), few)
    sheets = [pd.read_csv(RAW / "coding" / f"coder_{coder}.csv", dtype="str") for coder in "ab"]
    coded = set(pd.concat(sheets)["post_id"])
    assert set(codes.codes["post_id"]) == coded
    assert set(codes.final["post_id"]) == coded & set(few["post_id"]) != coded
    assert set(codes.languages.index) >= coded
