"""A study with invented posts, codes, a choice, two coders' sheets and a ledger: all that can be shared."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd

from analysis.clean.exports import read_exports, write_posts
from analysis.study import Study, read_study

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


def posted_study(write_study: Callable[[dict], Path]) -> Study:
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
