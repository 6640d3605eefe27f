"""Countries as people write them: codes of two and three letters, and names."""

import difflib
import unicodedata
from functools import cache

import pycountry
from babel import Locale

WORLD = "en_001"  # English as most of the world writes it
# Codes outside ISO 3166-1 alpha-3 that sources of statistics use, and the territory that CLDR names: the European
# Union, which ISO 3166 reserves; Kosovo, by the user-assigned code in use.
NOT_IN_ISO = {"EUE": "EU", "XKX": "XK"}
# The two Congos, whose names in CLDR are those of lists ("Congo - Kinshasa") and in Kazakh do not tell them apart.
IN_PROSE = {
    "COD": {
        "en": "DR Congo",
        "kk": "Конго Демократиялық Республикасы",
        "tr": "Demokratik Kongo Cumhuriyeti",
        "ru": "Демократическая Республика Конго",
        "az": "Konqo Demokratik Respublikası",
        "uz": "Kongo Demokratik Respublikasi",
        "ky": "Конго Демократиялык Республикасы",
    },
    "COG": {
        "en": "Republic of the Congo",
        "kk": "Конго Республикасы",
        "tr": "Kongo Cumhuriyeti",
        "ru": "Республика Конго",
        "az": "Konqo Respublikası",
        "uz": "Kongo Respublikasi",
        "ky": "Конго Республикасы",
    },
}
# Countries whose English names stand with an article in a sentence.
WITH_ARTICLE = frozenset([
    "ARE", "BHS", "CAF", "COD", "COG", "COM", "CYM", "DOM", "EUE", "FLK", "FRO", "GBR", "GMB",
    "IMN", "MDV", "MHL", "NLD", "PHL", "SLB", "SYC", "TCA", "USA", "VGB", "VIR",
])  # fmt: skip
# Names in use that neither source has.
OTHER_NAMES = {
    "uk": "GBR",
    "britain": "GBR",
    "england": "GBR",
    "america": "USA",
    "uae": "ARE",
    "holland": "NLD",
    "turkey": "TUR",
    "burma": "MMR",
    "swaziland": "SWZ",
    "ivory coast": "CIV",
    "macedonia": "MKD",
}
# In which a name is understood beside English.
TONGUES = ("tr", "kk", "ky", "uz", "uz_Cyrl", "az", "ru")


def in_prose(code: str, locale: Locale, *, article: bool = False) -> str:
    """The country's name as a sentence of the language has it; "" for a code that CLDR does not name.

    With `article`, English puts "the" before the names that have it.
    """
    known = pycountry.countries.get(alpha_3=code)
    territory = NOT_IN_ISO.get(code) or (known.alpha_2 if known else "")
    listed = locale.territories.get(territory, "")
    name = IN_PROSE.get(code, {}).get(locale.language) or listed
    if locale.language != "en" or not name:
        return name
    return ("the " if article and code in WITH_ARTICLE else "") + name.replace(" & ", " and ")


@cache
def english_names() -> dict[str, list[str]]:
    """Per code, its English names and its code of two letters: CLDR's and those of ISO 3166."""
    english = Locale.parse(WORLD).territories
    iso = {
        country.alpha_3: [
            english.get(country.alpha_2, country.name),
            country.alpha_2,
            *(
                getattr(country, form)
                for form in ("name", "common_name", "official_name")
                if hasattr(country, form)
            ),
        ]
        for country in pycountry.countries
    }
    return iso | {code: [english[territory], territory] for code, territory in NOT_IN_ISO.items()}


@cache
def codes_by_name() -> dict[str, str]:
    """Codes of two and three letters and English names, folded, with the alpha-3 code that each means."""
    known = {}
    for code, names in english_names().items():
        for name in names:
            known |= {folded(name): code, folded(plain(name)): code}
    return known | {code.casefold(): code for code in english_names()}


def folded(name: str) -> str:
    return name.replace("’", "'").casefold()


def plain(name: str) -> str:
    """The name in plain letters: Turkiye, Cote d'Ivoire."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)
    )


def country_meant(text: str) -> str | None:
    """The code that somebody meant by `TÜR`, `tr`, `Turkey`, `Түркия`, `DEN` or `Norwey`; None where none is near."""
    known = codes_by_name()
    forms = (folded(text), folded(plain(text)))
    exact = [known.get(form) or OTHER_NAMES.get(form) or _in_other_tongues().get(form) for form in forms]
    begun = {code for name, code in known.items() if len(forms[1]) > 2 and name.startswith(forms[1])}
    near = difflib.get_close_matches(forms[1], [name for name in known if len(name) > 3], n=1, cutoff=0.8)
    likely = (*exact, *(begun if len(begun) == 1 else ()), *map(known.get, near))
    return next((code for code in likely if code), None)


@cache
def _in_other_tongues() -> dict[str, str]:
    """Names in the Turkic languages and in Russian, folded, with their codes."""
    codes = {names[1]: code for code, names in english_names().items()}
    return {
        folded(name): codes[territory]
        for tongue in TONGUES
        for territory, name in Locale.parse(tongue).territories.items()
        if territory in codes
    }
