"""The figures of a study: each takes the table that it draws and `words`, and gives figure, caption, alternative text."""

from analysis.draw.activity import activity
from analysis.draw.agreement import agreement
from analysis.draw.corrected import corrected_shares
from analysis.draw.differences import differences
from analysis.draw.dots import leaders, per_capita, shares
from analysis.draw.engagement import engagement
from analysis.draw.events import events
from analysis.draw.growth import growth
from analysis.draw.languages import languages
from analysis.draw.mapping import correspondence
from analysis.draw.network import network
from analysis.draw.periods import periods
from analysis.draw.robustness import robustness
from analysis.draw.scatter import followers_against_posts
from analysis.draw.slopes import orders
from analysis.draw.theme_shares import theme_shares
from analysis.draw.themes import themes
from analysis.draw.timeline import years
from analysis.draw.validation import validation, validation_by_language
from analysis.draw.words_compared import keyness

__all__ = [
    "activity",
    "agreement",
    "correspondence",
    "corrected_shares",
    "differences",
    "engagement",
    "events",
    "followers_against_posts",
    "growth",
    "keyness",
    "languages",
    "leaders",
    "network",
    "orders",
    "per_capita",
    "periods",
    "robustness",
    "shares",
    "theme_shares",
    "themes",
    "validation",
    "validation_by_language",
    "years",
]
