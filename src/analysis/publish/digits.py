"""Digits that somebody typed into the prose of a manuscript, where a number should come from the ledger."""

import re

# What may hold digits, each replaced by spaces so that lines and columns stay: code, templates, comments, citations,
# cross-references, footnotes, attributes, addresses, mathematics, and names marked as such: [COVID-19]{.name}.
ALLOWED = [
    re.compile(pattern, re.DOTALL | re.MULTILINE)
    for pattern in (
        r"\A\ufeff?---[ \t]*\n.*?^(?:---|\.\.\.)[ \t]*$",
        r"<!--.*?-->|\{\{.*?\}\}|\{%.*?%\}",
        r"^(```+|~~~+).*?^\1[ \t]*$",
        r"(`+)(?!`).*?(?<!`)\1(?!`)",
        r"\$\$.+?\$\$|(?<![\\$])\$(?=\S)[^$\n]*?(?<=\S)\$(?!\d)",
        r"\[[^\]\[]*\]\{[^}]*\.name\b[^}]*\}",
        r"\[[^\]\[]*@[^\]\[]*\]",
        r"-?@\{[^}]*\}|-?@[\w:.#$%&+?<>~/-]*\w",
        r"\[\^[^\]]*\]",
        r"<https?://[^>]*>|https?://[^\s)>\]]+|\]\([^)]*\)",
        r"\{[#.][^}]*\}",
        r"^[ \t]*(?:\(?\d+[.)]|#\.)[ \t]",
    )
]
WITH_DIGITS = re.compile(r"\S*\d\S*")


def typed_digits(text: str) -> list[tuple[int, str]]:
    """The words of a manuscript's prose that hold a digit, each with its line."""
    for pattern in ALLOWED:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return [
        (number, word.strip("*_()[]«»“”\"'.,;:!?"))
        for number, line in enumerate(text.split("\n"), start=1)
        for word in WITH_DIGITS.findall(line)
    ]
