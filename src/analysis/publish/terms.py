"""The words that the paper's pages bring along, in the language of the paper."""

from functools import cache
from pathlib import Path

import yaml

from analysis.draw.words import Words

FILE = Path(__file__).with_name("words.yaml")


def terms(words: Words) -> dict[str, str]:
    """Every key of words.yaml in the language of `words`; a study's own words (`publish.<key>`) come first.

    Raises `LookupError` with all the keys that the language lacks.
    """
    found = {}
    for key, texts in _read().items():
        own = f"publish.{key}"
        found[key] = _template(words, own) if words.has(own) else texts.get(words.language)
    missing = [key for key, text in found.items() if text is None]
    if missing:
        raise LookupError(
            f"{FILE.name} has no words in {words.language!r} for {', '.join(missing)}. Give them under `publish:` "
            f"in studies/<study>/words/{words.language}.yaml."
        )
    return found


def _template(words: Words, key: str) -> str:
    """The words as they stand in the file, with their fields open."""
    fields = ("n", "notebook", "cell", "file", "row", "column", "verdict")
    return words(key, **{field: "{" + field + "}" for field in fields})


@cache
def _read() -> dict[str, dict[str, str]]:
    return yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
