"""All known formats; a new one is one more entry in its family's module."""

from analysis.clean.exports import (
    apify,
    bluesky,
    bright_data,
    crowdtangle,
    fourcat,
    mastodon,
    minet,
    telegram,
    websites,
    x_api,
    x_archive,
    x_tools,
    x_web,
    youtube,
)

FAMILIES = (
    x_api,
    x_archive,
    x_web,
    x_tools,
    fourcat,
    minet,
    crowdtangle,
    bluesky,
    mastodon,
    youtube,
    telegram,
    websites,
    apify,
    bright_data,
)
FORMATS = tuple(known for family in FAMILIES for known in family.FORMATS)
