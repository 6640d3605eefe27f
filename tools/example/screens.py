"""Counts as screens show them in seven languages: in full while they are small, then cut off to one decimal."""

NO_BREAK = "\u00a0"
# Sign before decimals, sign between thousands, space before the short form, short forms of thousand and million.
FORMS = {
    "en": (".", ",", "", "K", "M"),
    "tr": (",", ".", NO_BREAK, "B", "Mn"),
    "az": (",", ".", NO_BREAK, "min", "mln"),
    "kk": (",", NO_BREAK, NO_BREAK, "мың", "млн"),
    "ky": (",", NO_BREAK, NO_BREAK, "миң", "млн"),
    "uz": (",", NO_BREAK, NO_BREAK, "ming", "mln"),
    "uz_Cyrl": (",", NO_BREAK, "", "минг", "млн"),
    "ru": (",", NO_BREAK, NO_BREAK, "тыс.", "млн"),
}
SHORT_FROM = {"twitter": 10_000, "bluesky": 1_000}


def shown(count: int, language: str, platform: str) -> str:
    """What a page of the platform shows in the language: `48,2 мың`, `1,2 Mn`, `9.870`."""
    decimal, group, space, thousand, million = FORMS[language]
    if count < SHORT_FROM[platform]:
        return f"{count:,}".replace(",", group)
    step, form = (100_000, million) if count >= 1_000_000 else (100, thousand)
    whole, tenth = divmod(count // step, 10)
    return f"{whole}{f'{decimal}{tenth}' if tenth else ''}{space}{form}"
