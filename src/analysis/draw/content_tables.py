"""The tables of the content section: each takes frames of the measures and gives a table in every language."""

from analysis.draw.coding_tables import (
    agreement_by_language_table,
    agreement_table,
    disagreements_table,
    validation_by_language_table,
    validation_table,
)
from analysis.draw.post_tables import (
    chosen_table,
    engagement_table,
    events_table,
    exports_table,
    growth_table,
    labels_table,
    languages_table,
)
from analysis.draw.theme_tables import (
    comparisons_table,
    corrected_shares_table,
    detectable_table,
    differences_table,
    theme_shares_table,
)

__all__ = [
    "agreement_by_language_table",
    "agreement_table",
    "chosen_table",
    "comparisons_table",
    "corrected_shares_table",
    "detectable_table",
    "differences_table",
    "disagreements_table",
    "engagement_table",
    "events_table",
    "exports_table",
    "growth_table",
    "labels_table",
    "languages_table",
    "theme_shares_table",
    "validation_by_language_table",
    "validation_table",
]
