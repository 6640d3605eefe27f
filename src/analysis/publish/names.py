"""Names that somebody may have meant."""

import difflib
from collections.abc import Iterable

FEW = 30


def near(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the names most like this one; else all of them, where they are few."""
    known = sorted(known)
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    if close:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    if len(known) > FEW:
        return f"; there are {len(known)} others"
    return f"; there are {', '.join(known) or 'none'}"
