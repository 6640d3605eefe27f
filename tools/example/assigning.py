"""Which themes, in which language, each of a ministry's posts has: exact numbers among the chosen, in any order."""

from dataclasses import dataclass

import chance
import plan
from plan import CHOSEN, DOUBLES, HIDDEN, MINISTRIES, SHARES, THEMES, TRAPS, Ministry


@dataclass(frozen=True)
class Slot:
    """What is planted in one post: the kind of its text, its themes, its language.

    `pattern_theme` is the theme whose indicator a trap has; the post has no theme then.
    """

    kind: str
    themes: tuple[str, ...]
    language: str
    pattern_theme: str = ""


def slots(ministry: Ministry, many: int, threads: list[int]) -> list[Slot]:
    """One slot per post, the newest first; a post that goes on from another has its themes where that can be."""
    contents = chance.deal(_chosen_contents(ministry), ministry.code, "themes")
    older = chance.deal(_contents_by_share(ministry), ministry.code, "older themes")[: many - CHOSEN]
    languages = chance.deal(_languages(ministry, CHOSEN), ministry.code, "languages")
    languages += chance.deal(_languages(ministry, many - CHOSEN), ministry.code, "older languages")
    given = [
        Slot(kind, themes, language, theme)
        for (kind, themes, theme), language in zip([*contents, *older], languages)
    ]
    return _joined(given, threads)


def _chosen_contents(ministry: Ministry) -> list[tuple[str, tuple[str, ...], str]]:
    """Kind, themes and pattern's theme of the 100 chosen posts."""
    left = dict(SHARES[ministry.code])
    made: list[tuple[str, tuple[str, ...], str]] = []
    for pair in DOUBLES:
        made.append(("themes", pair, ""))
        for theme in pair:
            left[theme] -= 1
    for theme, many in hidden_in(ministry.code).items():
        made += [("hidden", (theme,), theme)] * many
        left[theme] -= many
    for theme, many in left.items():
        made += [("themes", (theme,), theme)] * many
    made += [("traps", (), theme) for theme in traps_in(ministry.code)]
    return made + [("neutral", (), "")] * (CHOSEN - len(made))


def _contents_by_share(ministry: Ministry) -> list[tuple[str, tuple[str, ...], str]]:
    single = [
        ("themes", (theme,), theme) for theme, many in SHARES[ministry.code].items() for _ in range(many)
    ]
    return single + [("neutral", (), "")] * (CHOSEN - len(single))


def hidden_in(code: str) -> dict[str, int]:
    """How many of a ministry's posts have each theme without any indicator: in proportion to those that have it."""
    given = {}
    for theme, many in HIDDEN.items():
        of = {one: shares[theme] for one, shares in SHARES.items()}
        given[theme] = _in_proportion(of, many)[code]
    return given


def traps_in(code: str) -> list[str]:
    """The themes whose indicators a ministry's posts have in vain: dealt out to the ministries in turn."""
    every = [theme for theme in THEMES for _ in range(TRAPS[theme])]
    return every[[one.code for one in MINISTRIES].index(code) :: len(MINISTRIES)]


def _languages(ministry: Ministry, many: int) -> list[str]:
    parts = _in_proportion(ministry.languages, many)
    return [language for language, number in parts.items() for _ in range(number)]


def _in_proportion(parts: dict[str, int], many: int) -> dict[str, int]:
    """`many` things given out by largest remainders."""
    whole = sum(parts.values())
    given = {name: many * part // whole for name, part in parts.items()}
    rest = sorted(parts, key=lambda name: (-(many * parts[name] % whole), name))
    for name in rest[: many - sum(given.values())]:
        given[name] += 1
    return given


def _joined(given: list[Slot], threads: list[int]) -> list[Slot]:
    """The slots with those of threads exchanged for others of the same themes and language as the post before."""
    fixed = {place for thread in threads for place in (thread, thread + 1)}
    for thread in threads:
        before = given[thread + 1]
        alike = [
            place
            for place in range(plan.CHOSEN)
            if place not in fixed and given[place] == before and len(before.themes) < 2
        ]
        if alike:
            given[thread], given[alike[0]] = given[alike[0]], given[thread]
    return given
