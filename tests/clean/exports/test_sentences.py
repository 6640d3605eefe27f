"""Everything that the report on exports can say has a key, and words for it in every language."""

import json
import pickle
import re
from pathlib import Path

import pytest

from analysis.clean.exports import cures, finding, merging, naming, rewriting, staging
from analysis.clean.exports.finding import WHY
from analysis.clean.exports.merging import EARLIER
from analysis.clean.exports.opening import NO_PLATFORM
from analysis.clean.exports.registry import FORMATS
from analysis.clean.exports.rewriting import TOO_LONG
from analysis.clean.exports.sentences import NOTICES, REASONS, SET_ASIDE, Sentence, told
from analysis.draw.words import Words, languages

FORMED = re.compile(r'Sentence\(\s*f?"([\w.]+)(?:\{(\w+)\})?"')
WAYS = {"way": ("linked", "made"), "why": tuple(WHY)}


def keys_of(reasons=(), warnings=()):
    return [entry.get("key") for entry in json.loads(told(dict.fromkeys(reasons, 1), warnings))]


def formed():
    """The keys of all sentences that the modules form, read from their source."""
    for module in (cures, finding, merging, naming, staging):
        for key, gap in FORMED.findall(Path(module.__file__).read_text(encoding="utf-8")):
            yield from [key + way for way in WAYS[gap]] if gap else [key]
    yield from ("day_first", "month_first", "apart", "times_of_ids")  # chosen by a condition


def test_every_reason_of_a_format_has_a_key():
    reasons = {reason for known in FORMATS for reason in known.aside}
    assert len(reasons) > 5 and None not in keys_of(reasons | {EARLIER, TOO_LONG})


def test_every_notice_of_a_format_has_a_key():
    notes = {known.note for known in FORMATS if known.note}
    assert len(notes) > 5 and None not in keys_of(warnings=notes | {NO_PLATFORM})


def test_reasons_that_differ_from_case_to_case_keep_what_differs():
    _, text = rewriting._parsed(b'{"a" 1}')
    entries = json.loads(told({text: 2, "more cells than the header's 6": 1}, []))
    assert entries == [
        {"key": "aside.not_json", "fields": {"error": ["Expecting '", "' delimiter"][0], "n": 2}},
        {"key": "aside.more_cells", "fields": {"cells": "6", "n": 1}},
    ]


def test_a_sentence_is_its_english_text_and_knows_its_key_and_fields():
    sentence = Sentence("cut", "2 posts whose text the platform cut", n=2)
    assert sentence == "2 posts whose text the platform cut" and f"{sentence}".startswith("2 posts")
    assert json.loads(told({}, [sentence])) == [{"key": "notice.cut", "fields": {"n": 2}}]
    assert told({}, [pickle.loads(pickle.dumps(sentence))]) == told({}, [sentence])


def test_what_repeats_a_reason_is_left_out_and_an_unknown_text_stays():
    entries = json.loads(told({"no time": 7}, [Sentence(SET_ASIDE, "set aside: no time (7; rows 1)"), "odd"]))
    assert entries == [{"key": "aside.no_time", "fields": {"n": 7}}, {"text": "odd", "fields": {}}]


@pytest.mark.parametrize("language", languages())
def test_every_language_has_words_for_everything(language):
    words = Words(language)
    found = set(formed()) - {SET_ASIDE}
    assert len(found) >= 28
    lacking = [f"notice.{key}" for key in [*found, *NOTICES] if not words.has(f"notice.{key}")]
    assert lacking + [f"aside.{key}" for key in REASONS if not words.has(f"aside.{key}")] == []


def test_no_words_are_left_over():
    keys = {key for key in Words("en")._words if key.startswith(("notice.", "aside."))}
    known = {f"notice.{key}" for key in [*formed(), *NOTICES]} | {f"aside.{key}" for key in REASONS}
    assert keys - known == set()
