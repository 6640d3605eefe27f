"""The raw tables of the invented study, as a person would have typed them from screens."""

import csv
import io

from people import ACCOUNTS, DAYS, NAMES, POPULATION, Account
from screens import shown

MISTYPED = ("mfa-xcc", "2025-07-07")  # a count typed with a digit too many, mended in corrections.csv
HOLDERS = {
    "ministry": ("Ministry of Foreign Affairs of {} (invented)", "{} Сыртқы істер министрлігі (ойдан шығарылған)",
                 "{} Dışişleri Bakanlığı (uydurma)"),
    "leader": ("The head of state of {} (invented)", "{} мемлекет басшысы (ойдан шығарылған)",
               "{} devlet başkanı (uydurma)"),
    "press_service": ("Press service of the head of state of {} (invented)",
                      "{} мемлекет басшысының баспасөз қызметі (ойдан шығарылған)",
                      "{} devlet başkanlığı basın servisi (uydurma)"),
    "spokesperson": ("Press page of the foreign ministry of {} (invented)",
                     "{} сыртқы істер министрлігінің баспасөз парақшасы (ойдан шығарылған)",
                     "{} Dışişleri Bakanlığı basın sayfası (uydurma)"),
}  # fmt: skip
SOURCES = (
    ("invented-screens", "Invented screens of invented accounts", "Ойдан шығарылған аккаунттардың ойдан шығарылған экрандары",
     "Uydurma hesapların uydurma ekranları"),
    ("invented-register", "Invented register of population", "Ойдан шығарылған халық тізілімі", "Uydurma nüfus kaydı"),
)  # fmt: skip


def tables() -> dict[str, str]:
    """The tables by file name."""
    return {
        "accounts.csv": _written(_accounts()),
        "snapshots.csv": _written(_snapshots()),
        "countries.csv": _written(_countries()),
        "sources.csv": _written(_sources()),
        "corrections.csv": _written([_correction()]),
    }


def _accounts() -> list[dict[str, str]]:
    return [
        {
            "account": one.account,
            "country": one.country,
            "role": one.role,
            **_holder(one),
            "platform": one.platform,
            "handle": one.handle,
            "url": "",
            "source": "invented-screens",
        }
        for one in ACCOUNTS
    ]


def _holder(one: Account) -> dict[str, str]:
    names = NAMES[one.country]
    forms = zip(
        ("holder", "holder.kk", "holder.tr"), HOLDERS[one.role], (names["en"], names["kk"], names["tr"])
    )
    return {column: form.format(name) for column, form, name in forms}


def _snapshots() -> list[dict[str, str]]:
    return [
        {
            "account": one.account,
            "captured_on": f"{day}",
            "screen_language": one.screen[place],
            "followers_shown": _typed(one, place),
            "followers_unit": "",
            "posts_shown": shown(one.posts[place], one.screen[place], one.platform),
            "posts_unit": "",
            "source": "invented-screens",
            "note": "",
        }
        for place, day in enumerate(DAYS)
        for one in ACCOUNTS
    ]


def _typed(one: Account, place: int) -> str:
    """The count of followers as it was typed: once with a digit too many."""
    text = shown(one.followers[place], one.screen[place], one.platform)
    return f"1{text}" if (one.account, f"{DAYS[place]}") == MISTYPED else text


def _correction() -> dict[str, str]:
    account, day = MISTYPED
    place = [f"{one}" for one in DAYS].index(day)
    one = next(each for each in ACCOUNTS if each.account == account)
    return {
        "file": "snapshots.csv",
        "where": f"account={account}; captured_on={day}",
        "column": "followers_shown",
        "from": _typed(one, place),
        "to": shown(one.followers[place], one.screen[place], one.platform),
        "why": "typed with a digit too many (a planted error of this invented study)",
        "source": "invented-screens",
    }


def _countries() -> list[dict[str, str]]:
    return [
        {
            "country": code,
            "indicator": "population",
            "year": "2024",
            "value_shown": f"{people}",
            "source": "invented-register",
            "note": "invented",
        }
        for code, people in POPULATION.items()
    ]


def _sources() -> list[dict[str, str]]:
    days = {"invented-screens": f"{DAYS[-1]}", "invented-register": ""}
    return [
        {
            "source": key,
            "title": en,
            "title.kk": kk,
            "title.tr": tr,
            "url": "",
            "seen_on": days[key],
            "cites": "",
        }
        for key, en, kk, tr in SOURCES
    ]


def _written(rows: list[dict[str, str]]) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()
