"""What of a study may be shared: its ids, codes and aggregates as tables without any text."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from analysis.clean.exports import read_posts
from analysis.measure.agreement import ADJUDICATED
from analysis.measure.codebook import codebook_of
from analysis.measure.sheets import LABEL, final_codes, read_sheets
from analysis.publish.bundle import ACCOUNTS, KEY, days, read_text, yes_no
from analysis.publish.ledger import read_ledger
from analysis.study import Study, StudyError

FLAGS = ["is_repost", "is_quote", "is_reply", "is_self_reply", "is_pinned", "text_truncated"]
VALUES = [
    *("name", "subject", "measure", "value", "low", "high", "exact", "unit", "formula", "inputs"),
    *("notebook", "cell"),
]


@dataclass(frozen=True)
class Material:
    """What a study has to share; a frame is None where the study lacks it.

    `posts` has tidy columns without the text, `codes` platform, post_id, language and themes, `chosen` account,
    post_id and place, `codings` the codes of all coders, `values` the ledger's.
    """

    posts: pd.DataFrame | None = None
    codes: pd.DataFrame | None = None
    chosen: pd.DataFrame | None = None
    codings: pd.DataFrame | None = None
    accounts: pd.DataFrame | None = None
    values: pd.DataFrame | None = None
    themes: tuple[str, ...] = ()


def read_material(study: Study) -> Material:
    """What of the study's posts, codes and numbers is there."""
    codebook = codebook_of(study)
    posts, codes = parts_of(study.processed / "posts"), parts_of(study.processed / "codes")
    chosen, accounts = study.processed / "chosen.csv", study.processed / "accounts.csv"
    codings, _ = read_sheets(study.raw / "coding", codebook.themes, tables=study.coding.tables)
    return Material(
        posts=read_posts(posts, [*KEY, "account", "created_at", *FLAGS]) if posts else None,
        codes=_read_codes(codes) if codes else None,
        chosen=read_text(chosen)[["account", "post_id", "place"]] if chosen.is_file() else None,
        codings=codings if len(codings) else None,
        accounts=read_text(accounts) if accounts.is_file() else None,
        values=_values(read_ledger(study)) if (study.build / "ledger.json").is_file() else None,
        themes=tuple(codebook.ids),
    )


def shared_tables(material: Material, timezone: str = "UTC") -> dict[str, pd.DataFrame]:
    """The tables of a bundle by the name of their file; a table without rows is left out."""
    final = None if material.codings is None else final_codes(material.codings)
    tables: dict[str, pd.DataFrame] = {}
    if material.posts is not None:
        tables["posts.csv"] = shared_posts(material, final, timezone)
    if material.accounts is not None:
        tables["accounts.csv"] = material.accounts[ACCOUNTS]
    if material.codings is not None and final is not None:
        tables["hand_codes.csv"] = final
        tables["codings.csv"] = without_names(material.codings)
    if material.values is not None:
        topics = topics_of(material.values)
        tables |= {name: material.values[topics == name] for name in sorted(topics.unique())}
    return {name: frame for name, frame in tables.items() if len(frame)}


def shared_posts(material: Material, final: pd.DataFrame | None, timezone: str = "UTC") -> pd.DataFrame:
    """One row per post of the study's accounts, as `posts.csv` has it: ids, codes and flags as text."""
    own = material.posts[material.posts["account"] != ""]
    posts = own[[*KEY, "account"]].assign(day=days(own["created_at"], timezone))
    posts = _with_choice(posts, material.chosen)
    posts = _with_codes(posts, material.codes)
    posts = posts.merge(hand_themes(final, material.themes), on="post_id", how="left", validate="many_to_one")
    flags = own[[*KEY, *FLAGS]].assign(**{flag: yes_no(own[flag]) for flag in FLAGS})
    posts = posts.merge(flags, on=KEY, validate="one_to_one").fillna("")
    return posts.sort_values(["account", "day", *KEY]).reset_index(drop=True)


def _with_choice(posts: pd.DataFrame, chosen: pd.DataFrame | None) -> pd.DataFrame:
    if chosen is None:
        return posts.assign(chosen="", place="")
    joined = posts.merge(chosen, on=["account", "post_id"], how="left", validate="one_to_one")
    lost = len(chosen) - int(joined["place"].notna().sum())
    if lost:
        raise StudyError(
            f"chosen.csv names {lost:,} posts that are not among the posts in data/processed: the choice is older than "
            "they are; run `make notebooks` and share again"
        )
    return joined.assign(chosen=yes_no(joined["place"].notna()))[[*posts, "chosen", "place"]]


def _with_codes(posts: pd.DataFrame, codes: pd.DataFrame | None) -> pd.DataFrame:
    if codes is None:
        return posts.assign(coded="no", language="", themes="")
    joined = posts.merge(codes, on=KEY, how="left", validate="one_to_one")
    return joined.assign(coded=yes_no(joined["themes"].notna()))[[*posts, "coded", "language", "themes"]]


def hand_themes(final: pd.DataFrame | None, themes: Iterable[str]) -> pd.DataFrame:
    """One row per post that people coded: `hand_status` and `hand_themes`, in the order of `themes`."""
    if final is None:
        return pd.DataFrame(columns=["post_id", "hand_status", "hand_themes"], dtype="str")
    order = {theme: place for place, theme in enumerate(themes)}
    single = (final["variable"] == LABEL) & (LABEL not in order)
    theme = final["variable"].mask(single, final["value"])
    has_it = final["value"].notna() & (single | (final["value"] == "1"))
    yes = final.assign(theme=theme, order=theme.map(order))[has_it].sort_values("order", kind="stable")
    disputed = final["value"].isna().groupby(final["post_id"]).any()
    by_post = pd.DataFrame(
        {
            "hand_status": disputed.map({True: "disputed", False: "settled"}),
            "hand_themes": yes.groupby("post_id")["theme"].agg(" ".join),
        }
    )
    return by_post.fillna("").reset_index(names="post_id")


def without_names(codings: pd.DataFrame) -> pd.DataFrame:
    """The codes of all coders, who are numbered: `coder-1`, `coder-2`, … in the order of their names."""
    names = sorted(set(codings["coder"]) - {ADJUDICATED})
    numbered = {name: f"coder-{number}" for number, name in enumerate(names, start=1)}
    coders = codings["coder"].map(numbered | {ADJUDICATED: ADJUDICATED})
    return codings.assign(coder=coders)[["post_id", "coder", "variable", "value", "use"]]


def topics_of(values: pd.DataFrame) -> pd.Series:
    """The file of the bundle to which each value belongs."""
    subject = values["subject"].str.partition(".")[0]
    of_shares = values["measure"].str.match("share_|posts_coded$") | (subject == "themes")
    topic = subject.where(subject.isin(["agreement", "validation"]), "values").mask(of_shares, "shares")
    return topic + ".csv"


def _read_codes(parts: list[Path]) -> pd.DataFrame:
    with duckdb.connect() as connection:
        query = "SELECT platform, post_id, language, themes FROM read_parquet(?)"
        codes = connection.execute(query, [[str(part) for part in parts]]).df()
    joined = codes["themes"].map(lambda themes: themes if isinstance(themes, str) else " ".join(themes))
    return codes.assign(themes=joined.astype("str"), language=codes["language"].fillna(""))


def _values(ledger: dict) -> pd.DataFrame:
    """The ledger's values without their raw cells; an end that is open is `inf`, and what is missing is empty."""
    rows = []
    for _, value in sorted(ledger["values"].items()):
        open_end = {"high": "inf"} if value.get("open_end") else {}
        rows.append(value | {"inputs": " ".join(value.get("inputs", []))} | open_end)
    return pd.DataFrame(rows, columns=VALUES)


def parts_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*.parquet"))
