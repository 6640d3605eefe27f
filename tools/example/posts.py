"""The posts of an invented ministry: which themes are planted in which, who is answered, and what each post got."""

import datetime as dt

import chance
import plan
import schedule
from assigning import Slot, slots
from patterns import Texts
from plan import UTC, Ministry
from post import LIMIT, STRANGERS, Post

LONG_PLACE = plan.CHOSEN + 6  # of the one long post of a ministry whose export cuts texts


def posts_of(ministry: Ministry, texts: Texts) -> list[Post]:
    """All posts of the ministry, the newest first: its own, its reposts, and one that is pinned."""
    own = _own(ministry, texts)
    _mention(ministry, own)
    _answer(ministry, own)
    _quote(ministry, own, texts)
    every = [*own, *_reposts(ministry, texts), _pinned(ministry, texts)]
    for post in sorted(every, key=lambda one: one.at):
        post.numbered()
    _count(ministry, every)
    return sorted(every, key=lambda one: one.at, reverse=True)


def _own(ministry: Ministry, texts: Texts) -> list[Post]:
    """The ministry's own posts, the newest first, with their themes and texts; some go on from the one before."""
    made = [
        Post(ministry.code, at, chosen=place < plan.CHOSEN)
        for place, at in enumerate(schedule.times(ministry))
    ]
    threads = _thread_places(ministry)
    given = slots(ministry, len(made), threads)
    for place in reversed(range(len(made))):
        post, slot = made[place], given[place]
        post.kind, post.themes, post.language = slot.kind, slot.themes, slot.language
        post.text, post.other = _text(ministry, slot, texts)
        post.media = _media(ministry, place)
        if ministry.longest <= LIMIT and place == LONG_PLACE:
            post.text = _lengthened(ministry, post.language, post.text, texts)
        if place in threads:
            before = made[place + 1]
            post.form, post.reply_to, post.at = "thread", before, before.at + dt.timedelta(minutes=2)
    return made


def _thread_places(ministry: Ministry) -> list[int]:
    """Places of posts that go on from the one before them; no two of them are neighbours."""
    places = chance.deal(range(2, plan.CHOSEN - 2, 4), ministry.code, "threads")
    return sorted(places[: plan.THREADS])


def _text(ministry: Ministry, slot: Slot, texts: Texts) -> tuple[str, str]:
    code, language = ministry.code, slot.language
    if len(slot.themes) < 2:
        theme = slot.pattern_theme
        filled = texts.take(code, language, slot.kind, theme, longest=min(ministry.longest, 300))
        return filled.text, filled.other
    if ministry.longest <= LIMIT:
        parts = [texts.shortest(code, language, theme) for theme in slot.themes]
        text = "\n\n".join(part.text for part in parts)
        assert len(text) <= LIMIT, f"{code}: the two shortest texts in {language} have {len(text)} characters"
    else:
        parts = [texts.take(code, language, "themes", theme) for theme in slot.themes]
        text = _lengthened(ministry, language, "\n\n".join(part.text for part in parts), texts)
    return text, next((part.other for part in parts if part.other), "")


def _lengthened(ministry: Ministry, language: str, text: str, texts: Texts) -> str:
    """The text with neutral ones behind it, until it is longer than X shows."""
    while len(text) <= LIMIT:
        text += "\n\n" + texts.take(ministry.code, language, "neutral", "").text
    return text


def _media(ministry: Ministry, place: int) -> tuple[str, ...]:
    """Half of the posts have a picture, a few several; one in eight has a video, one in forty a moving picture."""
    drawn = chance.whole(ministry.code, "media", place, below=40)
    if drawn < 20:
        return ("photo",) * (1 + (drawn < 4) + (drawn < 2))
    return ("video",) if drawn < 25 else ("animated_gif",) if drawn == 25 else ()


def _mention(ministry: Ministry, own: list[Post]) -> None:
    """Names other ministries at the end of chosen posts, first of those that speak of their countries."""
    free = [post for post in own if post.chosen and post.form == "post"]
    for other, many in plan.MENTIONS[ministry.code].items():
        handle = f" @mfa_{other.lower()}_example"
        fitting = [post for post in free if len(post.text) + len(handle) <= ministry.longest]
        dealt = chance.deal(fitting, ministry.code, "mentions", other)
        for post in sorted(dealt, key=lambda one: (one.other != other, one.other != ""))[:many]:
            post.text += handle
            free.remove(post)


def _answer(ministry: Ministry, own: list[Post]) -> None:
    """Some posts answer somebody outside the study; their text begins with the name."""
    free = [
        post
        for post in own
        if post.form == "post" and "@" not in post.text and len(post.text) + 20 <= ministry.longest
    ]
    for place, post in enumerate(chance.deal(free, ministry.code, "replies")[: plan.REPLIES]):
        post.form, post.to = "reply", STRANGERS[place % 3]
        post.text = f"@{post.to.handle} {post.text}"


def _quote(ministry: Ministry, own: list[Post], texts: Texts) -> None:
    free = [post for post in own if post.form == "post" and len(post.text) + 40 <= ministry.longest]
    for post in chance.deal(free, ministry.code, "quotes")[: plan.QUOTES]:
        post.form, post.to = "quote", chance.one_of(STRANGERS[3:], ministry.code, post.at)
        post.original = texts.take("XAA", "en", "neutral", "").text


def _reposts(ministry: Ministry, texts: Texts) -> list[Post]:
    made = []
    for place, at in enumerate(schedule.reposts(ministry)):
        original = texts.take(ministry.code, "en", "neutral", "").text
        who = STRANGERS[3 + place % 2]
        made.append(Post(ministry.code, at, "repost", text=original, original=original, to=who))
    return made


def _pinned(ministry: Ministry, texts: Texts) -> Post:
    """An old post that stands at the head of the page."""
    at = dt.datetime.combine(ministry.pinned, dt.time(8, 0), tzinfo=UTC)
    language = next(iter(ministry.languages))
    text = texts.take(ministry.code, language, "neutral", "", longest=LIMIT).text
    return Post(ministry.code, at, language=language, text=text, pinned=True)


def _count(ministry: Ministry, posts: list[Post]) -> None:
    """What each post got; the counts of the chosen posts have the planted medians."""
    for post in posts:
        post.counts = dict.fromkeys(plan.PER_LIKE)
    for group in ([post for post in posts if post.chosen], [post for post in posts if not post.chosen]):
        for metric in plan.PER_LIKE:
            counted = [post for post in group if metric != "views" or post.at.date() >= plan.WITHOUT_VIEWS]
            _give(ministry, counted, metric)


def _give(ministry: Ministry, posts: list[Post], metric: str) -> None:
    """Log-normal counts, of which the posts that are much liked get the most in every metric."""
    drawn = [2 * chance.share(post.post_id, "liked") + chance.share(post.post_id, metric) for post in posts]
    for place, number in enumerate(sorted(range(len(posts)), key=drawn.__getitem__)):
        median = ministry.likes * plan.PER_LIKE[metric]
        count = chance.log_normal(median, plan.SPREAD, place, len(posts))
        posts[number].counts[metric] = round(count * _ripeness(posts[number], ministry.captured))


def _ripeness(post: Post, captured: dt.datetime) -> float:
    """The part of its counts that a post has when it is captured: all of them after a week."""
    return min(1.0, (captured - post.at) / dt.timedelta(days=plan.RIPE))
