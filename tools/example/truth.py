"""The truth of the invented study: what was planted, for the test that holds the analysis against it."""

import coders
import plan
from assigning import traps_in
from people import ACCOUNTS, DAYS
from plan import MINISTRIES, THEMES
from post import Post


def truth(posts: dict[str, list[Post]], drawn: list[Post]) -> dict:
    """Everything that was planted, under names that the test uses; `posts` are those of each ministry."""
    chosen = {account: [post for post in own if post.chosen] for account, own in posts.items()}
    given = coders.codes(drawn)
    return {
        "about": "What tools/example/invent.py planted in the study `example`: everything is invented.",
        "accounts": {account: _account(own) for account, own in posts.items()} | {plan.BLUESKY["account"]: _bluesky()},
        "themes": {post.post_id: " ".join(post.themes) for own in chosen.values() for post in own},
        "languages": {post.post_id: coders.language(post) for own in chosen.values() for post in own},
        "kinds": {
            post.post_id: post.kind
            for own in chosen.values()
            for post in own
            if post.kind in ("hidden", "traps")
        },
        "shares": {ministry.account: plan.SHARES[ministry.code] for ministry in MINISTRIES},
        "precision_and_recall": {theme: _precision_and_recall(theme) for theme in THEMES},
        "alpha": {theme: {"planned": plan.ALPHA[theme], "planted": coders.alpha(given, theme)} for theme in THEMES},
        "medians": {
            ministry.account: {name: ministry.likes * plan.PER_LIKE[name] for name in ("likes", "reposts", "views")}
            for ministry in MINISTRIES
        },
        "followers": {one.account: dict(zip(map(str, DAYS), one.followers)) for one in ACCOUNTS},
        "posts_shown": {one.account: dict(zip(map(str, DAYS), one.posts)) for one in ACCOUNTS},
        "mentions": {
            f"mfa-{source.lower()}": {f"mfa-{other.lower()}": many for other, many in targets.items()}
            for source, targets in plan.MENTIONS.items()
        },
        "event_ratio": {
            ministry.account: plan.EVENT_RATIO if ministry.in_event else 1.0 for ministry in MINISTRIES
        },
    }  # fmt: skip


def _account(own: list[Post]) -> dict:
    forms = [post.form for post in own]
    return {
        "posts": len(own),
        "chosen": sum(post.chosen for post in own),
        "reposts": forms.count("repost"),
        "replies_to_others": forms.count("reply"),
        "own_threads": forms.count("thread"),
        "quotes": forms.count("quote"),
        "pinned": sum(post.pinned for post in own),
        "longer_than_280": sum(len(post.text) > 280 for post in own),
        "without_views": sum(post.counts["views"] is None for post in own if post.form != "repost"),
    }


def _bluesky() -> dict:
    return {"posts": plan.BLUESKY_POSTS + plan.BLUESKY_REPOSTS, "reposts": plan.BLUESKY_REPOSTS, "pinned": 1}


def _precision_and_recall(theme: str) -> dict[str, float]:
    """Over all chosen posts, if the codebook meets every pattern, no hidden post, and every trap."""
    have = sum(shares[theme] for shares in plan.SHARES.values())
    found = have - plan.HIDDEN[theme]
    traps = sum(traps_in(ministry.code).count(theme) for ministry in MINISTRIES)
    return {"precision": round(found / (found + traps), 4), "recall": round(found / have, 4)}
