"""The bundle that may be shared: ids, codes and aggregates without any text, and the way back to the texts.

`share` packs what a study may pass on. `rehydrate` joins a bundle to an export of the reader's own, and tells what
has vanished since. Nothing in a bundle is evaluated or used as a path.
"""

import hashlib
import json
import math
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from zoneinfo import available_timezones

import duckdb
import numpy as np
import pandas as pd

from analysis.clean.exports import Exports, read_export, read_exports, read_posts, write_posts
from analysis.clean.exports.tidy import POST_COLUMNS
from analysis.clean.exports.unpacking import Refused, members, unzip
from analysis.clean.schemas import IDENTIFIER, PLATFORMS, is_day
from analysis.clean.tables import InputError, Problem
from analysis.measure.agreement import ADJUDICATED
from analysis.measure.codebook import Codebook, Examples, codebook_of, write_codebook
from analysis.measure.sampling import calendar_days
from analysis.measure.shares import wilson
from analysis.measure.sheets import LABEL, final_codes, read_sheets
from analysis.publish.ledger import read_ledger, write_whole
from analysis.study import Study, StudyError

RUN = 20  # characters in a row that an example and a post share when the one quotes the other
KEY = ["platform", "post_id"]
FLAGS = ["is_repost", "is_quote", "is_reply", "is_self_reply", "is_pinned", "text_truncated"]
ACCOUNTS = ["account", "country", "role", "platform", "handle", "url"]
VALUES = [
    *("name", "subject", "measure", "value", "low", "high", "exact", "unit", "formula", "inputs"),
    *("notebook", "cell"),
]
LISTED = [*KEY, "account", "day", "chosen", "is_repost", "is_reply"]
EXPORTED = [
    *(*KEY, "account", "created_at", "collected_at", "is_repost", "is_reply", "is_pinned"),
    *("file", "row"),
]
FILE_COLUMNS = ("file", "format", "rows_read", "kept", "set_aside")
FORM = 1  # of a bundle; another number where its files change
READ_FROM_BUNDLE = ("bundle.json", "posts.csv", "accounts.csv", "sha256sums.txt")
CUT_ID = r"\d+([.,]\d*)?[eE]\+?\d+|\d{15,}[.,]\d*"  # 1.18E+18 as spreadsheets write it, some with a comma
MADE_ID = "text-"  # how the id of a post begins whose export gives it none
MOST_X_IDS = 1_500_000
COLUMNS = {
    "platform": "where the post is",
    "post_id": "its id there, as text: a spreadsheet that opens the file as numbers damages it",
    "account": "id of its account in `accounts.csv`",
    "day": "the day on which it appeared, in the study's time zone ({timezone}). The time of day is not given: no "
    "measure by day needs it, and an id of X holds it anyway",
    "chosen": "whether the study analyses the post (yes, no; empty where no choice was made)",
    "place": "its place among the account's chosen posts, 1 for the newest",
    "coded": "whether the codebook was applied to it",
    "language": "language of the post, as the study determined it; empty where undecided",
    "themes": "ids of the themes that the codebook finds in it, with a space between them; empty: none",
    "hand_status": "codes given by people: `settled` (agreed, adjudicated, or by one coder), `disputed` (coders differ "
    "on a theme and nobody has decided), empty where nobody coded the post",
    "hand_themes": "themes that people settled on; `hand_codes.csv` also has those that they ruled out",
    "is_…, text_truncated": "repost, quote, reply, reply to oneself, pinned; text cut by the platform. Empty: unknown",
}
FILES = {
    "posts.csv": "a post of the study's accounts: id, day, and what the study makes of it",
    "accounts.csv": "an account of the study, as its authors list it",
    "hand_codes.csv": "a post and theme: the code in the end (1, 0 or a theme; empty where disputed), and how it came about",
    "codings.csv": "a code that one coder gave. Coders are numbered in the order of their names",
    "agreement.csv": "a figure on agreement between coders, with its interval",
    "validation.csv": "a figure on the codebook against the hand codes, with its interval",
    "shares.csv": "a share of posts with a theme, or a comparison of shares, with its interval",
    "values.csv": "any other number of the study, with its interval, unit, formula and the notebook's cell that made it",
    "codebook.yaml": "the themes with their definitions and indicators",
    "claims.yaml": "the statements that the study checks",
    "study.yaml": "the study's settings",
    "choice.json": "the settings by which posts were chosen",
    "bundle.json": "which study this is, and in which form",
}
ID_LIST = "ids of the posts on {platform}, one a line, as tools that fetch posts by id take them"
ABSENT = {
    "posts.csv": "no posts: `make data` reads exports from data/raw/{study}/posts",
    "themes": "no themes: the codebook has not been applied to posts",
    "choice": "no choice of posts has been made",
    "hand_codes.csv": "no codes given by people: data/raw/{study}/coding holds no sheets",
    "values.csv": "no aggregates: `make notebooks` makes them",
    "accounts.csv": "no list of accounts: `make data` makes it",
    "codebook.yaml": "no codebook.yaml in studies/{study}",
    "claims.yaml": "no claims.yaml in studies/{study}",
}


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


def share(study: Study) -> Path:
    """The folder build/<study>/share, written anew, and beside it the same as build/<study>/<study>-share.zip.

    What the study lacks is not in it, and its README.md says so. The same study gives the same bytes. Raises
    `StudyError` where the choice of posts is of other posts than those that are there.
    """
    material = read_material(study)
    tables = shared_tables(material, study.posts.timezone)
    folder = study.build / "share.part"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    left_out = [*_strangers(material), *_copy_settings(study, folder)]
    pages = {name: frame.to_csv(index=False, lineterminator="\n") for name, frame in tables.items()}
    pages |= _id_lists(tables.get("posts.csv")) | {"bundle.json": _described(study, tables)}
    there = sorted([*pages, *(path.name for path in folder.iterdir())])
    pages["README.md"] = _readme(study, material, tables, there, left_out)
    for name, text in pages.items():
        write_whole(folder / name, text)
    sums = [f"{_sha256(path)}  {path.name}\n" for path in sorted(folder.iterdir())]
    write_whole(folder / "sha256sums.txt", "".join(sums))
    _pack(folder, study.build / f"{study.name}-share.zip")
    shared = study.build / "share"
    shutil.rmtree(shared, ignore_errors=True)
    return folder.rename(shared)


def read_material(study: Study) -> Material:
    """What of the study's posts, codes and numbers is there."""
    codebook = codebook_of(study)
    posts, codes = _parts(study.processed / "posts"), _parts(study.processed / "codes")
    chosen, accounts = study.processed / "chosen.csv", study.processed / "accounts.csv"
    codings, _ = read_sheets(study.raw / "coding", codebook.themes)
    return Material(
        posts=read_posts(posts, [*KEY, "account", "created_at", *FLAGS]) if posts else None,
        codes=_read_codes(codes) if codes else None,
        chosen=_read_text(chosen)[["account", "post_id", "place"]] if chosen.is_file() else None,
        codings=codings if len(codings) else None,
        accounts=_read_text(accounts) if accounts.is_file() else None,
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
    posts = own[[*KEY, "account"]].assign(day=_days(own["created_at"], timezone))
    posts = _with_choice(posts, material.chosen)
    posts = _with_codes(posts, material.codes)
    posts = posts.merge(hand_themes(final, material.themes), on="post_id", how="left", validate="many_to_one")
    flags = own[[*KEY, *FLAGS]].assign(**{flag: _yes_no(own[flag]) for flag in FLAGS})
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
    return joined.assign(chosen=_yes_no(joined["place"].notna()))[[*posts, "chosen", "place"]]


def _with_codes(posts: pd.DataFrame, codes: pd.DataFrame | None) -> pd.DataFrame:
    if codes is None:
        return posts.assign(coded="no", language="", themes="")
    joined = posts.merge(codes, on=KEY, how="left", validate="one_to_one")
    return joined.assign(coded=_yes_no(joined["themes"].notna()))[[*posts, "coded", "language", "themes"]]


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


def quoting(sayings: Iterable[str], texts: Iterable[str]) -> set[str]:
    """Those sayings that have 20 characters in a row in common with one of the texts; capitals and spaces aside."""
    owners: dict[str, set[str]] = {}
    for saying in sayings:
        for run in _runs(saying):
            owners.setdefault(run, set()).add(saying)
    found: set[str] = set()
    for text in texts if owners else ():
        for run in owners.keys() & _runs(text):
            found |= owners[run]
    return found


def _runs(text: str) -> set[str]:
    plain = " ".join(text.casefold().split())
    return {plain[start : start + RUN] for start in range(len(plain) - RUN + 1)}


def without_quotations(codebook: Codebook, texts: Iterable[str]) -> tuple[Codebook, int]:
    """The codebook without those examples that quote a post or name somebody by handle; and how many these are."""
    given = [theme.examples for theme in codebook.themes]
    phrases = [each for examples in given for each in (examples.belongs, examples.belongs_not)]
    sayings = {text for each in phrases for listed in each.values() for text in listed}
    taken = quoting(sayings, texts) | {text for text in sayings if "@" in text}
    themes = [
        theme.model_copy(update={"examples": _without(theme.examples, taken)}) for theme in codebook.themes
    ]
    return codebook.model_copy(update={"themes": themes}), len(taken)


def _without(examples: Examples, taken: set[str]) -> Examples:
    kept = {
        kind: {language: [text for text in listed if text not in taken] for language, listed in each.items()}
        for kind, each in (("belongs", examples.belongs), ("belongs_not", examples.belongs_not))
    }
    filled = {
        kind: {language: rest for language, rest in each.items() if rest} for kind, each in kept.items()
    }
    return Examples(**filled)


def _copy_settings(study: Study, folder: Path) -> Iterator[str]:
    """Copies what the authors wrote, as it stands but for examples that quote posts; says what is left out."""
    written = (study.folder / "study.yaml", study.folder / "claims.yaml", study.processed / "choice.json")
    for path in written:
        if path.is_file():
            shutil.copyfile(path, folder / path.name)
    source = study.folder / "codebook.yaml"
    if not source.is_file():
        return
    parts = _parts(study.processed / "posts")
    texts = (text for part in parts for text in read_posts([part], ["text"])["text"])
    codebook, taken = without_quotations(codebook_of(study), texts)
    if taken:
        write_codebook(codebook, folder / source.name)
        yield f"examples of the codebook that share {RUN} characters in a row with a post, or hold an @: {taken:,}"
    else:
        shutil.copyfile(source, folder / source.name)


def _strangers(material: Material) -> Iterator[str]:
    count = 0 if material.posts is None else int((material.posts["account"] == "").sum())
    if count:
        yield f"posts of accounts that the study is not about: {count:,}"


def _id_lists(posts: pd.DataFrame | None) -> dict[str, str]:
    """Files of ids by platform, without those that no platform gave."""
    if posts is None:
        return {}
    given = posts[~posts["post_id"].str.startswith(MADE_ID)]
    return {f"ids-{name}.txt": "\n".join(own["post_id"]) + "\n" for name, own in given.groupby("platform")}


def _described(study: Study, tables: dict[str, pd.DataFrame]) -> str:
    about = {
        "form": FORM,
        "study": study.name,
        "title": study.title,
        "date": study.date.isoformat(),
        "timezone": study.posts.timezone,
        "rows": {name: len(frame) for name, frame in sorted(tables.items())},
    }
    return json.dumps(about, ensure_ascii=False, indent=1) + "\n"


def _readme(
    study: Study, material: Material, tables: dict[str, pd.DataFrame], there: list[str], left_out: list[str]
) -> str:
    name, posts = study.name, tables.get("posts.csv")
    authors = ", ".join(_first(author.name) for author in study.authors)
    rows = {file: f"{len(frame):,}" for file, frame in tables.items()}
    files = [(f"`{file}`", rows.get(file, ""), _meaning(file)) for file in there]
    zone = study.posts.timezone
    columns = [(f"`{column}`", meaning.format(timezone=zone)) for column, meaning in COLUMNS.items()]
    of_posts = [
        "### Columns of `posts.csv`\n\n" + _table(("column", "meaning"), columns),
        "## How to put the texts back\n\n" + _way_back(name),
    ]
    sections = [
        f"# {_first(study.title)}\n\n{authors}. Study `{name}` of {study.date.isoformat()}.",
        "This bundle holds ids, codes and aggregates. It holds no text of a post, no link, picture or mention, no count "
        "of a single post, and no account but those that the study is about.",
        "## What is in it\n\n" + _table(("file", "rows", "one row, or the file, is"), files),
        *([] if posts is None else of_posts[:1]),
        "## What is not in it\n\n" + _bullets([*_absent(study, material, there), *left_out]),
        "## Under which terms it can be shared\n\n" + _bullets(_terms(posts)),
        *([] if posts is None else of_posts[1:]),
        "## Whether it is as it was packed\n\n`sha256sum -c sha256sums.txt`, in the unpacked folder.",
    ]
    return "\n\n".join(sections) + "\n"


def _meaning(file: str) -> str:
    platform = re.fullmatch(r"ids-(\w+)\.txt", file)
    return ID_LIST.format(platform=platform[1]) if platform else FILES[file]


def _absent(study: Study, material: Material, there: list[str]) -> list[str]:
    lacking = {
        "posts.csv": "posts.csv" not in there,
        "themes": material.codes is None,
        "choice": material.chosen is None,
        "hand_codes.csv": material.codings is None,
        "values.csv": material.values is None,
        **{name: name not in there for name in ("accounts.csv", "codebook.yaml", "claims.yaml")},
    }
    return [
        "the posts themselves: texts, links, mentions, pictures, counts of likes and the like",
        *(ABSENT[name].format(study=study.name) for name, lacks in lacking.items() if lacks),
    ]


def _terms(posts: pd.DataFrame | None) -> list[str]:
    terms = [
        "Codes, codebook and aggregates are the authors' own work, and theirs to license.",
        "Whoever deletes a post means it to be gone. Texts that you put back are for your own analysis: do not pass them "
        "on, and remove those that have vanished, as the platforms' terms ask.",
    ]
    counts = {} if posts is None else posts["platform"].value_counts().to_dict()
    if "twitter" in counts:
        terms.append(
            "X's developer policy has let ids of posts be passed on, and not the posts, with a limit of 1,500,000 ids to "
            f"one recipient in 30 days; this bundle has {counts['twitter']:,}"
            f"{', which is more: ask X first' if counts['twitter'] > MOST_X_IDS else ''}. Read the policy in force before "
            "you share: <https://developer.x.com/en/developer-terms/policy>."
        )
    others = sorted(set(counts) - {"twitter"})
    if others:
        where = ", ".join(others)
        terms.append(f"Of posts on {where} only ids are passed on; read the terms in force there too.")
    return terms


def _way_back(name: str) -> str:
    return (
        "Export the posts of the accounts yourself, with any tool whose exports the project reads, as far back as the "
        f"days in `posts.csv` go. If your copy of the project lacks the study, put the bundle's YAML files into "
        f"`studies/{name}` first. Then:\n\n```\nmake rehydrate STUDY={name} FROM=<export> BUNDLE=<{name}-share.zip>\n"
        "```\n\nPosts are joined by platform and id. The report says how many are found, which have vanished since, and "
        "which are new."
    )


def _pack(folder: Path, out: Path) -> None:
    """The files of `folder` as a zip whose bytes tell nothing of when or where it was packed."""
    part = out.with_name(f"{out.name}.part")
    with zipfile.ZipFile(part, "w") as archive:
        for path in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(f"{out.stem}/{path.name}", (2000, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    part.replace(out)


# ── Back to the texts ──


@dataclass(frozen=True)
class Bundle:
    """A bundle as it was read: its posts, its accounts (None where it lists none), and the days' time zone."""

    posts: pd.DataFrame
    accounts: pd.DataFrame | None
    timezone: str
    date: str


@dataclass(frozen=True)
class Rehydrated:
    """What became of the posts of a bundle.

    `posts`: one row per post of the bundle, with `status` (found, gone, beyond) and `checked`, see `standing`.
    `others`: posts of the same accounts that the bundle lacks, `newer` than its last one or `unlisted`.
    `accounts`, `years`, `months`, and `analysed` for the posts that the study analyses: see `attrition`.
    `exports`: what was read of each file. `parts`: the posts written. `text`: all of it in words, as Markdown.
    """

    posts: pd.DataFrame
    others: pd.DataFrame
    accounts: pd.DataFrame
    years: pd.DataFrame
    months: pd.DataFrame
    analysed: pd.DataFrame
    exports: pd.DataFrame
    parts: list[Path]
    text: str = ""


def rehydrate(
    study: Study, export: Path, bundle: Path | None = None, *, complete: bool = False
) -> Rehydrated:
    """The posts of a bundle with their texts again, as far as `export` (a file or a folder) still has them.

    They become the study's posts (data/processed/<study>/posts), each with the bundle's account; posts that the
    bundle lacks are not taken. The report goes to build/<study>/rehydrated. `bundle` is a bundle's zip or folder,
    by default the one that `share` made. `complete` says that the export is what a tool gave when it was asked for
    every id of the bundle: what is not in it is gone. Raises `StudyError` for a bundle of another study, and
    `InputError` for a bundle that is damaged or unsafe, for an export that cannot be read or has lost its ids, and
    where the two have no post in common; nothing is written then.
    """
    shared = read_bundle(study, _bundle_path(study, bundle))
    found = _read_export(study, export, shared)
    exported = exported_posts(read_posts(found.parts, EXPORTED), shared)
    _check_export(exported, shared.posts, export.name)
    posts = standing(shared.posts, exported, complete=complete)
    others = other_posts(shared.posts, exported)
    with tempfile.TemporaryDirectory() as folder:
        kept = _found_parts(found.parts, posts, Path(folder))
        parts = write_posts(replace(found, parts=kept), study.processed / "posts")
    done = Rehydrated(
        posts=posts,
        others=others,
        accounts=_with_period(attrition(posts, "account", study.confidence), exported, others),
        years=attrition(posts.assign(year=posts["day"].str[:4]), "year", study.confidence),
        months=attrition(posts.assign(month=posts["day"].str[:7]), "month", study.confidence),
        analysed=attrition(posts[posts["chosen"] == "yes"], "account", study.confidence),
        exports=found.report,
        parts=parts,
    )
    done = replace(done, text=_report(done, study, shared.date, complete=complete))
    _write_report(done, study.build / "rehydrated")
    return done


def read_bundle(study: Study, path: Path) -> Bundle:
    """The bundle at `path`, a zip or a folder, checked: it is of this study, and as it was packed."""
    with _unpacked(path) as folder:
        about = _about(folder, path.name)
        if about["study"] != study.name:
            raise StudyError(
                f"{path.name}: a bundle of the study {about['study']!r}, not of {study.name!r}; "
                "write STUDY= with that study, or BUNDLE= with another bundle"
            )
        if not (folder / "posts.csv").is_file():
            raise StudyError(f"{path.name}: there are no posts in this bundle, so no texts to put back")
        _check_sums(folder, path.name)
        posts = _bundle_table(folder / "posts.csv", LISTED)
        lists_accounts = (folder / "accounts.csv").is_file()
        accounts = _bundle_table(folder / "accounts.csv", ACCOUNTS) if lists_accounts else None
    problems = list(_wrong_cells(posts))
    if problems:
        raise InputError(problems)
    return Bundle(posts, accounts, about["timezone"], about["date"])


def exported_posts(posts: pd.DataFrame, shared: Bundle) -> pd.DataFrame:
    """The posts of an export that matter here: those of the bundle, and others of its accounts.

    `account` is the bundle's where it has the post, `day` and `seen` (when it was collected, or its own day where
    that is unknown) are days of the bundle's time zone, `listed` says whether the bundle has it.
    """
    known = shared.posts.set_index(KEY)["account"].reindex(_keys(posts)).set_axis(posts.index)
    day, collected = (_days(posts[time], shared.timezone) for time in ("created_at", "collected_at"))
    posts = posts.assign(
        account=known.fillna(posts["account"]),
        listed=known.notna(),
        day=day,
        seen=collected.where(collected > day, day),
        **{flag: _yes_no(posts[flag]) for flag in ("is_repost", "is_reply", "is_pinned")},
    )
    return posts[posts["account"] != ""].drop(columns=["created_at", "collected_at"]).reset_index(drop=True)


def standing(listed: pd.DataFrame, exported: pd.DataFrame, *, complete: bool = False) -> pd.DataFrame:
    """The bundle's posts with their `status`, and whether their being there could be `checked`.

    `found`; `gone`: the export covers its day and lacks it; `beyond`: it lacks it, but does not reach there, so
    that nothing can be said. An export covers the days between its account's first post and the day on which it
    was collected (or the account's last post, where that is unknown), both of which may be cut; a pinned post says
    nothing about what it covers. Where it has none of an account's reposts, or none of its replies, it was made
    without them. A `complete` export covers everything.
    """
    there = _keys(listed).isin(_keys(exported))
    checked = np.ones(len(listed), dtype="bool") if complete else _covered(listed, exported)
    return listed.assign(status=np.select([there, checked], ["found", "gone"], "beyond"), checked=checked)


def _covered(listed: pd.DataFrame, exported: pd.DataFrame) -> np.ndarray:
    usual = exported[exported["is_pinned"] != "yes"]
    period = usual.groupby("account").agg(first=("day", "min"), last=("seen", "max"))
    own = listed[["account", "day"]].join(period, on="account").fillna("")
    between = (own["first"] < own["day"]) & (own["day"] < own["last"])
    return between.to_numpy("bool") & _kinds(listed).isin(_kinds(usual))


def _kinds(posts: pd.DataFrame) -> pd.MultiIndex:
    kind = np.select([posts["is_repost"] == "yes", posts["is_reply"] == "yes"], ["repost", "reply"], "own")
    return pd.MultiIndex.from_arrays([posts["account"], kind])


def other_posts(listed: pd.DataFrame, exported: pd.DataFrame) -> pd.DataFrame:
    """Posts of the export that the bundle lacks: `newer` than the account's last one in it, or `unlisted`."""
    last = listed.groupby("account")["day"].max()
    others = exported.loc[~exported["listed"], [*KEY, "account", "day"]]
    newer = others["day"] > others["account"].map(last).fillna("9999")
    return others.assign(status=np.where(newer, "newer", "unlisted")).reset_index(drop=True)


def attrition(posts: pd.DataFrame, by: str, confidence: float = 0.95) -> pd.DataFrame:
    """How many posts of each `by` were found, gone and beyond, and the share gone of those that could be checked.

    `[low, high]` is Wilson's interval; the three are missing where nothing could be checked.
    """
    counted = posts.assign(**{status: posts["status"] == status for status in ("found", "gone", "beyond")})
    counts = counted.assign(posts=1).groupby(by)[["posts", "found", "gone", "beyond", "checked"]].sum()
    counts = counts.astype("int64").reset_index()
    tried = counts["checked"].to_numpy()
    low, high = wilson(counts["gone"].to_numpy(), np.maximum(tried, 1), confidence)
    ends = {"share": counts["gone"] / np.maximum(tried, 1), "low": low, "high": high}
    return counts.assign(**{name: np.where(tried > 0, end, np.nan) for name, end in ends.items()})


def _with_period(accounts: pd.DataFrame, exported: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The accounts with their other posts, and the days that the export has of them (pinned posts aside)."""
    usual = exported[exported["is_pinned"] != "yes"].groupby("account")
    period = usual.agg(first=("day", "min"), last=("day", "max"))
    for status in ("newer", "unlisted"):
        counts = others.loc[others["status"] == status, "account"].value_counts()
        accounts = accounts.assign(**{status: accounts["account"].map(counts).fillna(0).astype("int64")})
    return accounts.join(period, on="account").fillna({"first": "", "last": ""})


def _bundle_path(study: Study, bundle: Path | None) -> Path:
    made = [study.build / f"{study.name}-share.zip", study.build / "share"]
    path = bundle or next((path for path in made if path.exists()), None)
    if path is None:
        raise StudyError(
            f"no bundle in build/{study.name}: write BUNDLE= with the bundle that you were given, or make one with "
            f"`make share STUDY={study.name}`"
        )
    if not path.exists():
        raise StudyError(f"BUNDLE={path}: no such file or folder; write the path of a bundle's zip or folder")
    return path


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    """A folder with the files of the bundle that are read; those of a zip under names of ours."""
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        try:
            for member in members(path):
                place = PurePosixPath(member.filename)
                if place.name in READ_FROM_BUNDLE and len(place.parts) <= 2:
                    unzip(path, member, Path(folder) / place.name)
        except Refused as error:
            raise _refusal(path.name, str(error)) from error
        yield Path(folder)


def _about(folder: Path, where: str) -> dict[str, str]:
    """What bundle.json says: study, date, time zone."""
    path = folder / "bundle.json"
    strange = _refusal(where, "not a bundle that `make share` made: its bundle.json is missing or damaged")
    try:
        about = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < 2**20 else None
    except (OSError, ValueError, RecursionError) as error:
        raise strange from error
    wanted = ("study", "date", "timezone")
    if not isinstance(about, dict) or not all(isinstance(about.get(name), str) for name in wanted):
        raise strange
    if about.get("form") != FORM:
        raise _refusal(where, "a bundle of another form than is read here; update the project")
    if about["timezone"] not in available_timezones():
        raise _refusal("bundle.json", "no such time zone", column="timezone", value=about["timezone"])
    return {name: _shown(about[name]) for name in wanted}


def _check_sums(folder: Path, where: str) -> None:
    """Refuse tables that are not as they were packed: a spreadsheet that has saved them has damaged their ids."""
    path = folder / "sha256sums.txt"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    sums = {name: digest for digest, _, name in (line.partition("  ") for line in text.splitlines())}
    there = [name for name in READ_FROM_BUNDLE if name != path.name and (folder / name).is_file()]
    wrong = [name for name in there if sums.get(name) != _sha256(folder / name)]
    if wrong:
        mend = "not as packed (the checksum differs); unpack the bundle again, and open only copies in spreadsheets"
        raise InputError([Problem(f"{where}: {name}", None, None, None, mend) for name in wrong])


def _bundle_table(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        frame = _read_text(path)
    except ValueError as error:
        raise _refusal(path.name, f"cannot be read ({_shown(str(error))})") from error
    lacking = [column for column in columns if column not in frame]
    if lacking:
        raise _refusal(path.name, f"the header lacks {', '.join(lacking)}; unpack the bundle again", row=1)
    return frame


def _wrong_cells(posts: pd.DataFrame) -> Iterator[Problem]:
    ids = posts["post_id"]
    cut, odd = ids.str.fullmatch(CUT_ID), ~ids.str.fullmatch(r"[!-~]{1,300}")
    checks = (
        ("platform", ~posts["platform"].isin(PLATFORMS), "no platform that is known here"),
        ("post_id", cut, "a spreadsheet has cut this id; unpack the bundle again"),
        ("post_id", odd, "not an id: one is made of Latin letters, digits and signs"),
        ("post_id", posts.duplicated(KEY) & ~cut, "stands twice; unpack the bundle again"),
        ("account", ~posts["account"].str.fullmatch(IDENTIFIER), "not an account's id"),
        ("day", ~posts["day"].map(is_day), "not a day of the calendar, written as 2024-09-28"),
    )
    for column, wrong, mend in checks:
        for row, value in posts.loc[wrong, column].items():
            yield Problem("posts.csv", int(row) + 2, column, _shown(value), mend)


def _read_export(study: Study, export: Path, shared: Bundle) -> Exports:
    if not export.exists():
        raise StudyError(f"FROM={export}: no such file or folder; write the path of your own export of posts")
    read = read_exports if export.is_dir() else read_export
    return read(export, columns=study.posts.columns, accounts=shared.accounts)


def _check_export(exported: pd.DataFrame, listed: pd.DataFrame, where: str) -> None:
    """Refuse an export from which nothing can be told: of other platforms or accounts, of another time, without ids."""
    platforms, wanted = (", ".join(sorted(set(posts["platform"]))) for posts in (exported, listed))
    if exported.empty:
        accounts = ", ".join(sorted(set(listed["account"]))[:10])
        raise _refusal(where, f"no post of {accounts} (on {wanted}) is in it; export the bundle's accounts")
    if exported[exported["platform"].isin(listed["platform"])].empty:
        raise _refusal(where, f"posts on {platforms}, but the bundle's are on {wanted}; export these")
    problems = list(_lost_ids(exported, listed))
    if problems:
        raise InputError(problems)
    if not exported["listed"].any():
        has, wants = (f"{posts['day'].min()} to {posts['day'].max()}" for posts in (exported, listed))
        mend = f"has none of the bundle's {len(listed):,} posts: its own are from {has}, the bundle's from {wants}"
        raise _refusal(where, f"{mend}; export as far back as that")


def _lost_ids(exported: pd.DataFrame, listed: pd.DataFrame) -> Iterator[Problem]:
    """Posts without an id of their own, of accounts whose posts in the bundle have one: let through, these would
    look as if they were gone."""
    given = listed.loc[~listed["post_id"].str.startswith(MADE_ID), "account"]
    lost = exported["post_id"].str.startswith(MADE_ID) & ~exported["listed"] & exported["account"].isin(given)
    for file, own in exported[lost].groupby("file"):
        mend = (
            f"posts without a sound id: {len(own):,}, perhaps because a spreadsheet made numbers of the ids "
            "(1.18E+18); they cannot be told from posts that are gone: export again with ids as text"
        )
        yield Problem(_shown(str(file)), int(own["row"].min()), None, None, mend)


def _found_parts(parts: list[Path], posts: pd.DataFrame, folder: Path) -> list[Path]:
    """The posts that were found, with the bundle's account, in parts as the export's are."""
    columns = ", ".join("listed.account" if name == "account" else f'posts."{name}"' for name in POST_COLUMNS)
    query = f"""SELECT {columns} FROM read_parquet(?) AS posts
        JOIN listed ON posts.platform = listed.platform AND posts.post_id = listed.post_id
        ORDER BY posts.file, posts."row", posts.post_id"""
    written = []
    with duckdb.connect() as connection:
        connection.register(
            "listed", posts.loc[posts["status"] == "found", [*KEY, "account"]].astype("object")
        )
        for number, part in enumerate(parts):
            found = connection.sql(query, params=[str(part)])
            if len(found):
                written.append(folder / f"part-{number:05d}.parquet")
                found.write_parquet(str(written[-1]), compression="zstd")
    return written


def _report(done: Rehydrated, study: Study, date: str, *, complete: bool) -> str:
    """The report in Markdown, which reads well on a console too."""
    more, analysed = ("newer", "unlisted", "first", "last"), _attrition_table(done.analysed)
    files = [
        (*(_shown(str(row[name])) for name in FILE_COLUMNS), "; ".join(map(_shown, row["warnings"])))
        for row in done.exports.to_dict("records")
    ]
    sections = [
        f"# What is left of the posts of `{study.name}`",
        f"Bundle of {date}. Intervals of shares are Wilson's, {study.confidence:.0%}.",
        _bullets(_findings(done, study, complete)),
        "## By account\n\n" + _attrition_table(done.accounts, more),
        *(["## By account, the posts that the study analyses\n\n" + analysed] if len(done.analysed) else []),
        "## By year\n\n" + _attrition_table(done.years),
        "## By month\n\n" + _attrition_table(done.months),
        "## The export\n\n" + _table((*FILE_COLUMNS, "what to know"), files),
    ]
    return "\n\n".join(sections) + "\n"


def _findings(done: Rehydrated, study: Study, complete: bool) -> Iterator[str]:
    every = attrition(done.posts.assign(every=""), "every", study.confidence).iloc[0]
    why = "The export was asked for them" if complete else "The export covers their day"
    yield f"Found: {every['found']:,} of {every['posts']:,} posts. They have their text again."
    yield f"Gone: {every['gone']:,}. {why}, and lacks them. Of those that could be checked: {_share(every)}."
    if every["gone"]:
        yield (
            "The text of what is gone can no longer be had. Where you hold it still, the platforms' terms ask you to "
            f"remove it. build/{study.name}/rehydrated/posts.csv says which posts these are."
        )
    if every["beyond"]:
        yield (
            f"Beyond what the export covers: {every['beyond']:,}. Nothing can be said of them. Export further back, "
            "up to a later day, and with reposts and replies."
        )
    lacking = int((done.analysed["posts"] - done.analysed["found"]).sum())
    if lacking:
        yield (
            f"Lacking among the posts that the study analyses: {lacking:,}. A choice of the last N that is made anew "
            "takes older posts in their stead, and its results can differ from the bundle's."
        )
    newer = int((done.others["status"] == "newer").sum())
    if len(done.others):
        rest = len(done.others) - newer
        yield f"Not in the bundle, and not taken: {newer:,} posts newer than it, {rest:,} of its time."


def _attrition_table(frame: pd.DataFrame, more: tuple[str, ...] = ()) -> str:
    counts = ["posts", "found", "gone", "beyond", "checked"]
    rows = [
        (row.iloc[0], *(f"{row[name]:,}" for name in counts), _share(row), *(str(row[name]) for name in more))
        for _, row in frame.iterrows()
    ]
    return _table((frame.columns[0], *counts, "gone of checked", *more), rows)


def _share(row: pd.Series) -> str:
    """The share that is gone with its interval, whose ends are rounded outwards."""
    if not row["checked"]:
        return "—"
    low, high = math.floor(row["low"] * 1000) / 1000, math.ceil(round(row["high"] * 1000, 6)) / 1000
    return f"{row['share']:.1%} ({low:.1%}–{high:.1%})"


def _write_report(done: Rehydrated, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("posts", "others", "accounts", "years", "months", "analysed"):
        write_whole(folder / f"{name}.csv", getattr(done, name).to_csv(index=False, lineterminator="\n"))
    write_whole(folder / "report.md", done.text)


# ── What both ways need ──


def _parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*.parquet"))


def _read_codes(parts: list[Path]) -> pd.DataFrame:
    with duckdb.connect() as connection:
        query = "SELECT platform, post_id, language, themes FROM read_parquet(?)"
        codes = connection.execute(query, [[str(part) for part in parts]]).df()
    joined = codes["themes"].map(lambda themes: themes if isinstance(themes, str) else " ".join(themes))
    return codes.assign(themes=joined.astype("str"), language=codes["language"].fillna(""))


def _read_text(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")


def _values(ledger: dict) -> pd.DataFrame:
    """The ledger's values without their raw cells; an end that is open is `inf`, and what is missing is empty."""
    rows = []
    for _, value in sorted(ledger["values"].items()):
        open_end = {"high": "inf"} if value.get("open_end") else {}
        rows.append(value | {"inputs": " ".join(value.get("inputs", []))} | open_end)
    return pd.DataFrame(rows, columns=VALUES)


def _keys(posts: pd.DataFrame) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(posts[KEY])


def _days(times: pd.Series, timezone: str) -> pd.Series:
    return calendar_days(times, timezone).dt.strftime("%Y-%m-%d").fillna("").astype("str")


def _yes_no(flags: pd.Series) -> pd.Series:
    return flags.map({True: "yes", False: "no"}).astype("object").fillna("").astype("str")


def _first(text: dict[str, str] | str) -> str:
    return text if isinstance(text, str) else text.get("en") or next(iter(text.values()))


def _refusal(
    where: str, mend: str, *, row: int | None = None, column: str = "", value: str = ""
) -> InputError:
    return InputError([Problem(where, row, column or None, _shown(value) if value else None, mend)])


def _shown(text: str) -> str:
    """A foreign text as it can stand in a report: in one line, short, and without signs that a console obeys."""
    plain = "".join(sign if sign.isprintable() else " " for sign in text)
    return plain if len(plain) <= 200 else f"{plain[:199]}…"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [[cell.replace("|", "\\|") for cell in row] for row in (header, ("---",) * len(header), *rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
