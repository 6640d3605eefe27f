"""The words that the paper's pages bring along, in the language of the paper."""

from functools import cache
from pathlib import Path

import yaml

from analysis.draw.words import Words, missing_words, own_words
from analysis.study import Study

ENGLISH = "en"
FILE = Path(__file__).with_name("words.yaml")


def terms(words: Words) -> dict[str, str]:
    """Every key of words.yaml in the language of `words`: the study's own (`publish.<key>`), ours, or else English."""
    return {
        key: _template(words, f"publish.{key}")
        if words.has(f"publish.{key}")
        else texts.get(words.language, texts[ENGLISH])
        for key, texts in _read().items()
    }


def untranslated(language: str, study: Study) -> dict[str, str]:
    """What the paper would say in English for want of words in its language: by key the English."""
    there = {f"publish.{key}" for key, texts in _read().items() if language in texts}
    there |= own_words(language, study).keys()
    pages = {key: text for key, text in english_terms().items() if key not in there}
    return missing_words(language, study) | pages


def english_terms() -> dict[str, str]:
    """All of words.yaml in English, by the keys under which a study brings its own: `publish.<key>`."""
    return {f"publish.{key}": texts[ENGLISH] for key, texts in _read().items()}


def _template(words: Words, key: str) -> str:
    """The words as they stand in the file, with their fields open."""
    fields = ("n", "notebook", "cell", "file", "row", "column", "verdict", "same", "all", "confidence")
    return words(key, **{field: "{" + field + "}" for field in fields})


@cache
def _read() -> dict[str, dict[str, str]]:
    return yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
