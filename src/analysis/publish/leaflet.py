"""The leaflet of a bundle, its README.md: what is in it, what is not, its terms, and how the texts come back."""

import re

import pandas as pd

from analysis.publish.markdown import bullets, table
from analysis.publish.material import Material
from analysis.study import Study

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
TERMS = (
    "Codes, codebook and aggregates are the authors' own work, and theirs to license.",
    "Whoever deletes a post means it to be gone. Texts that you put back are for your own analysis: do not pass them "
    "on, and remove those that have vanished, as the platforms' terms ask.",
)


def readme(
    study: Study, material: Material, tables: dict[str, pd.DataFrame], there: list[str], left_out: list[str]
) -> str:
    """The leaflet as Markdown; `there` names the bundle's files, `left_out` what was kept out of it."""
    name, posts = study.name, tables.get("posts.csv")
    authors = ", ".join(_first(author.name) for author in study.authors)
    rows = {file: f"{len(frame):,}" for file, frame in tables.items()}
    files = [(f"`{file}`", rows.get(file, ""), _meaning(file)) for file in there]
    of_posts = [
        "### Columns of `posts.csv`\n\n" + _columns(study.posts.timezone),
        "## How to put the texts back\n\n" + _way_back(name),
    ]
    sections = [
        f"# {_first(study.title)}\n\n{authors}. Study `{name}` of {study.date.isoformat()}.",
        "This bundle holds ids, codes and aggregates. It holds no text of a post, no link, picture or mention, no count "
        "of a single post, and no account but those that the study is about.",
        "## What is in it\n\n" + table(("file", "rows", "one row, or the file, is"), files),
        *([] if posts is None else of_posts[:1]),
        "## What is not in it\n\n" + bullets([*_absent(study, material, there), *left_out]),
        "## Under which terms it can be shared\n\n" + bullets(_terms(posts)),
        *([] if posts is None else of_posts[1:]),
        "## Whether it is as it was packed\n\n`sha256sum -c sha256sums.txt`, in the unpacked folder.",
    ]
    return "\n\n".join(sections) + "\n"


def _columns(timezone: str) -> str:
    columns = [(f"`{column}`", meaning.format(timezone=timezone)) for column, meaning in COLUMNS.items()]
    return table(("column", "meaning"), columns)


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
    terms = [*TERMS]
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
        "```\n\nAn export need not reach as far as the bundle, and of posts beyond it nothing is said. Where you gave a tool "
        "the lists of ids and it returned all that there is, add `COMPLETE=1`: what it lacks is then gone.\n\n"
        "Posts are joined by platform and id. The report says how many are found, which have vanished since, and "
        "which are new."
    )


def _first(text: dict[str, str] | str) -> str:
    return text if isinstance(text, str) else text.get("en") or next(iter(text.values()))
