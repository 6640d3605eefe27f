"""The examples of a codebook, held against its own indicators."""

from collections.abc import Iterator

from analysis.measure.codebook import Codebook, Theme
from analysis.measure.coding import code


def coded_otherwise(codebook: Codebook) -> list[str]:
    """Per example that the indicators code otherwise than its author says: theme, kind, language, the example.

    An example in a language for which its theme has no indicators is for human coders, and says nothing of them.
    """
    stated = [row for theme in codebook.themes for row in _stated(theme)]
    coded = code([text for *_, text in stated], codebook, [language for *_, language, _ in stated])
    return [
        f"{theme}.examples.{'belongs' if belongs else 'belongs_not'}.{language}: {text!r} is "
        f"{'not coded' if belongs else 'coded'} as {theme} by its indicators"
        for (theme, belongs, language, text), themes in zip(stated, coded, strict=True)
        if belongs != (theme in themes)
    ]


def _stated(theme: Theme) -> Iterator[tuple[str, bool, str, str]]:
    for belongs, posts in ((True, theme.examples.belongs), (False, theme.examples.belongs_not)):
        for language, texts in posts.items():
            if language in theme.indicators:
                yield from ((theme.id, belongs, language, text) for text in texts)
