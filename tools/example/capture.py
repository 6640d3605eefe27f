"""What a tool saw of a ministry's account at one time: some of its posts, and the account as it was then."""

import datetime as dt
from dataclasses import dataclass, replace

import plan
from people import followers_on, posts_on
from plan import Ministry
from post import Post

DESCRIPTION = "An account of an invented country, made for a tutorial."


@dataclass(frozen=True)
class Capture:
    """Posts of a ministry, the newest first, with the counts that they had at the time `at`."""

    ministry: Ministry
    posts: tuple[Post, ...]
    at: dt.datetime
    pinned_id: str

    @property
    def name(self) -> str:
        return f"MFA of {self.ministry.code} (invented)"

    @property
    def followers(self) -> int:
        return followers_on(self.ministry.account, self.at.date())

    @property
    def statuses(self) -> int:
        return posts_on(self.ministry.account, self.at.date())


def whole(ministry: Ministry, posts: list[Post]) -> Capture:
    """The ministry's posts as they were captured last."""
    pinned = next(post.post_id for post in posts if post.pinned)
    return Capture(ministry, tuple(posts), ministry.captured, pinned)


def earlier(capture: Capture) -> Capture:
    """What an earlier capture saw: the posts until then, with less of everything."""
    seen = tuple(_with_less(post) for post in capture.posts if post.at < plan.EARLIER_CAPTURE)
    return replace(capture, posts=seen, at=plan.EARLIER_CAPTURE)


def again(capture: Capture) -> Capture:
    """The later capture, which goes back to a day and has the pinned post."""
    seen = tuple(post for post in capture.posts if post.at.date() >= plan.AGAIN_FROM or post.pinned)
    return replace(capture, posts=seen)


def _with_less(post: Post) -> Post:
    counts = {
        name: None if count is None else int(count * plan.EARLIER_SHARE)
        for name, count in post.counts.items()
    }
    return replace(post, counts=counts)
