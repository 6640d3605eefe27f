"""All known formats; a new one is one more entry in its family's module."""

from analysis.clean.exports import (
    bluesky,
    crowdtangle,
    fourcat,
    mastodon,
    minet,
    services,
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
    services,
)
FORMATS = tuple(known for family in FAMILIES for known in family.FORMATS)
