"""The codebook: themes with their labels and definitions, and what a source reports under them."""

import pandas as pd
from pydantic import Field

from analysis.measure.quantities import number, quantities
from analysis.study import Settings, Study, StudyError, Text, nearest, read_yaml, validated


class Theme(Settings):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    label: Text
    definition: Text = {}


class Codebook(Settings):
    themes: list[Theme]


def read_codebook(study: Study) -> list[Theme]:
    """The themes of the study's codebook.yaml in their order; none where there is no such file."""
    path = study.folder / "codebook.yaml"
    if not path.is_file():
        return []
    where = f"studies/{study.name}/codebook.yaml"
    themes = validated(Codebook, read_yaml(path) or {"themes": []}, where).themes
    ids = [theme.id for theme in themes]
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    silent = [
        f"{theme.id}: no label in {lang}"
        for theme in themes
        for lang in study.languages
        if lang not in theme.label
    ]
    wrong = [f"the theme {name!r} stands twice" for name in repeated] + silent
    if wrong:
        raise StudyError("\n".join(f"{where}: {line}" for line in wrong))
    return themes


def reported_themes(tables: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """The themes as reported, one row per phrase, with country, role and the theme's `label` (language → text).

    Rows follow the codebook's order of themes within an account. Raises `StudyError` for a theme that the
    codebook does not have.
    """
    themes = read_codebook(study)
    place = {theme.id: index for index, theme in enumerate(themes)}
    reported = tables["themes"]
    unknown = [
        f"themes.csv, row {row}, column theme: {theme!r} is not in codebook.yaml{nearest(theme, list(place))}"
        for row, theme in zip(reported["row"], reported["theme"])
        if theme not in place
    ]
    if unknown:
        raise StudyError("\n".join(unknown))
    labels = {theme.id: theme.label for theme in themes}
    joined = reported.merge(
        tables["accounts"][["account", "country", "role"]], on="account", how="left", validate="many_to_one"
    )
    joined = joined.assign(label=joined["theme"].map(labels), place=joined["theme"].map(place))
    return (
        joined.sort_values(["account", "place", "row"], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True)
    )


def reported_counts(themes: pd.DataFrame) -> pd.DataFrame:
    """How many phrases and how many themes are reported, per account and in all: counts of reports, not of posts."""
    rows = [
        row
        for account, own in themes.groupby("account")
        for row in (
            number(account, "reported_phrases", len(own), "count", formula="phrases in themes.csv"),
            number(
                account,
                "reported_themes",
                own["theme"].nunique(),
                "count",
                formula="different themes in themes.csv",
            ),
        )
    ]
    total = number(
        "themes", "reported", themes["theme"].nunique(), "count", formula="different themes in themes.csv"
    )
    return quantities(
        [*rows, total, number("themes", "phrases", len(themes), "count", formula="phrases in themes.csv")]
    )


def founded(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The years in which platforms and institutions were founded, as `<platform>.founded` and `<country>.institution_founded`."""
    days = tables["sources"].set_index("source")["seen_on"]
    pages = (("platforms", "platform", "founded"), ("institutions", "country", "institution_founded"))
    return quantities(
        {
            "subject": row[subject],
            "measure": measure,
            "value": float(row["founded"]),
            "unit": "year",
            "origin": [
                {
                    "file": f"{table}.csv",
                    "row": int(row["row"]),
                    "column": "founded",
                    "shown": row["founded"],
                    "source": row["source"],
                    "note": "",
                    "day": days.get(row["source"], ""),
                }
            ],
        }
        for table, subject, measure in pages
        for row in tables[table].to_dict("records")
    )
