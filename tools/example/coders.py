"""Two invented coders' sheets of a stratified sample, and the sheet on which their differences were settled."""

import csv
import io
from collections import defaultdict

import chance
import plan
from plan import CODERS, THEMES
from post import Post


def sample(posts: dict[str, list[Post]]) -> list[tuple[Post, dict[str, str]]]:
    """Posts drawn from the chosen ones of all accounts, and their rows of sample.csv.

    Each account and language is drawn from in proportion, one post at least; `weight` makes up for the
    rounding: how many posts one drawn post stands for, divided by what it would be on average.
    """
    strata: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for account, own in posts.items():
        for post in sorted(own, key=lambda one: one.post_id):
            strata[account, language(post)].append(post)
    sizes = _sizes({stratum: len(own) for stratum, own in strata.items()})
    drawn = [
        (post, stratum, len(own) / sizes[stratum])
        for stratum, own in sorted(strata.items())
        for post in sorted(
            chance.deal(own, "sample", *stratum)[: sizes[stratum]], key=lambda one: one.post_id
        )
    ]
    mean = sum(weight for _, _, weight in drawn) / len(drawn)
    uses = chance.deal(
        ["indicators"] * plan.FOR_INDICATORS + ["validation"] * (len(drawn) - plan.FOR_INDICATORS), "uses"
    )
    return [
        (post, {"post_id": post.post_id, "account": account, "language": spoken,
                "weight": f"{weight / mean!r}", "use": use})
        for (post, (account, spoken), weight), use in zip(drawn, uses)
    ]  # fmt: skip


def language(post: Post) -> str:
    """The language as its ISO code: Uzbek is one in both scripts."""
    return post.language.partition("_")[0]


def _sizes(populations: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    every = sum(populations.values())
    sizes = {stratum: max(1, plan.SAMPLE * many // every) for stratum, many in populations.items()}
    rest = sorted(populations, key=lambda stratum: (-(plan.SAMPLE * populations[stratum] % every), stratum))
    for stratum in rest[: plan.SAMPLE - sum(sizes.values())]:
        sizes[stratum] += 1
    return sizes


def codes(drawn: list[Post]) -> dict[str, dict[str, dict[str, int]]]:
    """What each coder chose: coder → post → theme → 1 or 0. Of two that differ, one is right."""
    given = {
        coder: {post.post_id: {theme: int(theme in post.themes) for theme in THEMES} for post in drawn}
        for coder in CODERS
    }
    for theme in THEMES:
        for place, post in enumerate(_differing(drawn, theme)):
            wrong = given[CODERS[place % 2]][post.post_id]
            wrong[theme] = 1 - wrong[theme]
    return given


def _differing(drawn: list[Post], theme: str) -> list[Post]:
    """The posts on which the coders differ in a theme: as many as the planted alpha asks for, half of them with it.

    Alpha is 1 - (2n - 1) D / (ones x zeros), for D of n posts coded differently, and half of these with the theme:
    ones and zeros are the codes of both coders, whose numbers such differences leave as they are or nearly so.
    """
    with_it = [post for post in drawn if theme in post.themes]
    ones, zeros = 2 * len(with_it), 2 * (len(drawn) - len(with_it))
    many = round((1 - plan.ALPHA[theme]) * ones * zeros / (2 * len(drawn) - 1))
    without = [post for post in drawn if theme not in post.themes]
    half = chance.deal(with_it, "differ", theme)[: (many + 1) // 2]
    return half + chance.deal(without, "differ", theme)[: many - len(half)]


def alpha(given: dict[str, dict[str, dict[str, int]]], theme: str) -> float:
    """Krippendorff's alpha of two coders who coded every post, from the counts of ones and zeros."""
    first, second = ([own[theme] for own in given[coder].values()] for coder in CODERS)
    differ = sum(a != b for a, b in zip(first, second))
    ones = sum(first) + sum(second)
    return 1 - (2 * len(first) - 1) * differ / (ones * (2 * len(first) - ones))


def files(drawn: list[tuple[Post, dict[str, str]]]) -> dict[str, str]:
    """sample.csv, a sheet for each coder in an order of its own, and adjudicated.csv."""
    posts, given = [post for post, _ in drawn], codes([post for post, _ in drawn])
    use = {post.post_id: row["use"] for post, row in drawn}
    sheets = {
        f"{coder}.csv": _written(
            [_shown(post, use) | given[coder][post.post_id] | {"comment": ""}
             for post in chance.deal(posts, "order", coder)]
        )
        for coder in CODERS
    }  # fmt: skip
    settled = [
        _shown(post, use)
        | {"codes": told}
        | {theme: int(theme in post.themes) for theme in THEMES}
        | {"comment": ""}
        for post in posts
        if (told := _told(given, post.post_id))
    ]
    return {"sample.csv": _written([row for _, row in drawn]), **sheets, "adjudicated.csv": _written(settled)}


def _shown(post: Post, use: dict[str, str]) -> dict[str, str]:
    day = f"{post.at:%Y-%m-%d}"
    return {
        "post_id": post.post_id,
        "use": use[post.post_id],
        "day": day,
        "language": language(post),
        "text": post.text,
    }


def _told(given: dict[str, dict[str, dict[str, int]]], post_id: str) -> str:
    """Who chose what where they differ: `coder_a: visits=1; coder_b: visits=0`."""
    return "; ".join(
        f"{coder}: {theme}={given[coder][post_id][theme]}"
        for theme in THEMES
        if len({given[each][post_id][theme] for each in CODERS}) > 1
        for coder in CODERS
    )


def _written(rows: list[dict]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()
