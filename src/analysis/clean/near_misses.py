"""What somebody meant by a cell that cannot be used: the nearest thing that can."""

import datetime as dt
import re
from collections.abc import Callable
from functools import cache

from babel import Locale

from analysis.clean.country_names import TONGUES, country_meant
from analysis.study import close_to

# What people call a platform or a kind of account, beside its id and what looks like it.
PLATFORM_NAMES = {
    "twitter": ("x", "x.com", "twitter.com", "x/twitter", "twitter/x", "x (twitter)", "twitter (x)", "tw"),
    "instagram": ("ig", "insta", "инстаграм", "инстаграмм"),
    "facebook": ("fb", "meta", "фейсбук"),
    "youtube": ("yt", "ютуб", "ютюб"),
    "tiktok": ("tt", "tik tok", "тикток"),
    "telegram": ("tg", "t.me", "телеграм"),
    "bluesky": ("bsky", "bsky.app"),
    "vk": ("vkontakte", "вконтакте", "вк", "vk.com"),
}
ROLE_NAMES = {
    "ministry": ("mfa", "foreign ministry", "ministry of foreign affairs", "министерство", "bakanlık"),
    "leader": ("president", "prime minister", "head of state", "head of government", "pm", "президент", "lider"),
    "press_service": ("press service", "press office", "press-service", "пресс-служба", "basın"),
    "embassy": ("ambassador", "mission", "посольство", "büyükelçilik", "elçilik"),
    "spokesperson": ("spokesman", "spokeswoman", "sözcü"),
    "international_body": ("international organization", "international organisation", "igo"),
}  # fmt: skip
FIRST_DAY_OF_EXCEL = dt.date(1899, 12, 30)
SERIALS = range(36_526, 73_051)  # the days of 2000 to 2099, as Excel counts them


def did_you_mean(column: str, cell: str) -> str:
    """`; did you mean 'TUR'?`, with every reading that the cell of that column may have; else nothing."""
    readings = MEANINGS[column](cell) if cell and column in MEANINGS else []
    meant = [reading for reading in dict.fromkeys(readings) if reading and reading != cell]
    return f"; did you mean {' or '.join(map(repr, meant))}?" if meant else ""


def days_meant(text: str) -> list[str]:
    """The days that a date in another form can mean: `28/09/2024`, `28 Eylül 2024`, Excel's 45563; `3/4/2024` means two."""
    if text.isdecimal() and int(text) in SERIALS:
        return [(FIRST_DAY_OF_EXCEL + dt.timedelta(int(text))).isoformat()]
    parts = re.findall(r"[^\W\d_]+|\d+", text)
    if re.fullmatch(r"\d{8}", text):
        parts = [text[:4], text[4:6], text[6:]]
    if len(parts) > 3 and re.search(r"[T ]\d\d:\d\d", text):
        parts = parts[:3]  # a time of day behind the date
    if len(parts) != 3:
        return []
    american = "/" in text or not parts[0].isdecimal()
    orders = [(0, 1, 2)] if len(parts[0]) == 4 else [(2, 1, 0), (2, 0, 1)] if american else [(2, 1, 0)]
    return [day for order in orders if (day := _day(*(parts[place] for place in order)))]


def _day(year: str, month: str, day: str) -> str:
    month = str(_months().get(month.lower(), month))
    if len(year) == 2 and len(day) <= 2:
        year = f"20{year}"
    if len(year) != 4 or not (year + month + day).isdecimal():
        return ""
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


@cache
def _months() -> dict[str, int]:
    """The names of months in English, in the Turkic languages and in Russian, in small letters."""
    return {
        name.lower().rstrip("."): number
        for tongue in ("en", *TONGUES)
        for form in Locale.parse(tongue).months.values()
        for width in ("wide", "abbreviated")
        for number, name in form[width].items()
    }


def _country(text: str) -> list[str]:
    return [country_meant(text) or ""]


def _of(names: dict[str, tuple[str, ...]]) -> Callable[[str], list[str]]:
    by_name = {other: name for name, others in names.items() for other in (*others, name)}

    def meant(text: str) -> list[str]:
        near = close_to(text, list(by_name)) or ""
        return [by_name.get(text.lower()) or by_name.get(near, "")]

    return meant


def _language(text: str) -> list[str]:
    """`English`, `Türkçe`, `EN` as the code of the language."""
    code = text.strip().lower()
    if code in ("en", *TONGUES):
        return [code]
    named = {
        name.lower(): tongue
        for tongue in ("en", *TONGUES)
        for name in (Locale.parse(tongue).english_name, Locale.parse(tongue).display_name)
    }
    named |= {name.lower(): each for each, name in Locale.parse("en").languages.items() if len(each) == 2}
    return [named.get(code, "")]


def _identifier(text: str) -> list[str]:
    """`MFA TUR` as `mfa-tur`; text that has other letters has no such form."""
    plain = re.sub(r"\s+", "-", text.strip().lower())
    return [plain] if re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", plain) else []


def _step(text: str) -> list[str]:
    """`1,000` and `1K` as 1000."""
    step = re.fullmatch(r"(\d+(?:[., ]\d{3})*) ?([km]?)", text.lower())
    if not step:
        return []
    whole = int(re.sub(r"\D", "", step[1])) * {"": 1, "k": 1_000, "m": 1_000_000}[step[2]]
    return [str(whole)] if whole else []


def _address(text: str) -> list[str]:
    bare = re.sub(r"^(?:https?:?/*)?", "", text)
    return [f"https://{bare}"] if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/[^\s<>\"]*)?", bare) else []


MEANINGS: dict[str, Callable[[str], list[str]]] = {
    "country": _country,
    "platform": _of(PLATFORM_NAMES | {"threads": (), "mastodon": ()}),
    "role": _of(ROLE_NAMES | {"government": ()}),
    "captured_on": days_meant,
    "seen_on": days_meant,
    "screen_language": _language,
    "account": _identifier,
    "source": _identifier,
    "followers_unit": _step,
    "posts_unit": _step,
    "url": _address,
}
