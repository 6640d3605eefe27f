"""Languages of the paper: what the words lack, with the English beside it, and what a study's own words get wrong."""

import re

from analysis.check.findings import Finding, of_error
from analysis.draw import fonts, words
from analysis.publish.terms import english_terms, untranslated
from analysis.study import Study, StudyError, nearest

FIELD = re.compile(r"\{(\w*)\}")


def lacking(study: Study) -> dict[str, dict[str, str]]:
    """Per language of the study with any words, what it says in English: the English words by their keys."""
    found = {}
    for language in study.languages:
        try:
            words.Words(language, study)
            found[language] = untranslated(language, study)
        except StudyError:
            continue  # told among the findings
    return {language: texts for language, texts in found.items() if texts}


def languages(study: Study, countries: list[str]) -> list[Finding]:
    """Languages without words or with words that cannot be used, and countries without a name in one."""
    return [
        finding
        for language in study.languages
        for finding in (*_language(language, study, countries), *_own(language, study))
    ]


def _language(language: str, study: Study, countries: list[str]) -> list[Finding]:
    try:
        spoken = words.Words(language, study)
    except StudyError as error:
        return of_error(error, f"words/{language}.yaml")
    findings = _fonts(spoken)
    for code in countries:
        try:
            spoken.country(code)
        except StudyError as error:
            findings += of_error(error, "study.yaml")
    return findings


def _fonts(spoken: words.Words) -> list[Finding]:
    """Letters of the language that no font here has, and a font that would suit the PDF better."""
    if spoken.script in fonts.PACKAGED:
        return []
    file = f"words/{spoken.language}.yaml"
    try:
        fonts.of_figures(spoken)
        better = fonts.advice(spoken)
    except StudyError as error:
        return of_error(error, file)
    return [Finding("odd", file, better)] if better else []


def _own(language: str, study: Study) -> list[Finding]:
    """Words of the study under keys that nothing asks for, and with fields that nothing fills."""
    try:
        own = words.own_words(language, study)
    except StudyError:
        return []  # told already
    file = f"words/{language}.yaml"
    known = words.english_words() | english_terms()
    findings = []
    for key, text in own.items():
        if key not in known and not key.startswith("source."):
            mend = f"nothing asks for words under this key{nearest(key, list(known))}"
            findings.append(Finding("odd", file, mend, (), key, text))
            continue
        foreign = set(FIELD.findall(text)) - set(FIELD.findall(known.get(key, text)))
        if foreign:
            fields = ", ".join(sorted(set(FIELD.findall(known[key])))) or "none"
            mend = f"the field {', '.join(sorted(foreign))} is not filled here; the English has: {fields}"
            findings.append(Finding("wrong", file, mend, (), key, text))
    return findings
