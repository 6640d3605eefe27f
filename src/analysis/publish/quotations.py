"""Quotations: examples in a codebook that repeat a post, and must not be shared with it."""

from collections.abc import Iterable

from analysis.measure.codebook import Codebook, Examples

RUN = 20  # characters in a row that an example and a post share when the one quotes the other


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
