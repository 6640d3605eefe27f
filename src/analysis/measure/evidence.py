"""Everything that a claim or a sentence can name, in one frame."""

import pandas as pd

from analysis.clean.processed import read_posts
from analysis.measure import ranks, reach
from analysis.measure.codebook import founded
from analysis.measure.content import Content, content_of, material_of
from analysis.study import Study


def evidence_of(tables: dict[str, pd.DataFrame], study: Study) -> pd.DataFrame:
    """All quantities of a study, those of the posts included that its exports hold."""
    group = reach.members(tables["accounts"], study, next(iter(study.groups)))
    return quantities_of(tables, study, content_of(material_of(read_posts(study), study), study, group))


def quantities_of(tables: dict[str, pd.DataFrame], study: Study, content: Content) -> pd.DataFrame:
    """All quantities of a study: counts, populations, measures of every account, shares and places in each group, posts."""
    accounts = tables["accounts"]
    measured = reach.measures(tables, study, accounts)
    populations = reach.populations(tables, study)
    groups = {name: reach.members(accounts, study, name) for name in study.groups}
    frames = [
        measured,
        populations,
        reach.per_capita_by_source(measured, accounts, populations),
        reach.context(tables),
        founded(tables),
        *(reach.audience(measured, members, name) for name, members in groups.items()),
        *(ranks.ranks(measured, members) for members in groups.values()),
        content.quantities(reach.followers_and_posts(tables, study)),
    ]
    return pd.concat([frame for frame in frames if not frame.empty], ignore_index=True)
