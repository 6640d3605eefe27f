"""The figures of a study: each takes the table that it draws and `words`, and gives figure, caption, alternative text."""

from analysis.draw.dots import leaders, per_capita, shares
from analysis.draw.robustness import robustness
from analysis.draw.scatter import followers_against_posts
from analysis.draw.slopes import orders
from analysis.draw.themes import themes
from analysis.draw.timeline import years

__all__ = [
    "followers_against_posts",
    "leaders",
    "orders",
    "per_capita",
    "robustness",
    "shares",
    "themes",
    "years",
]
