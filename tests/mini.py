"""The study `mini`: two countries, small enough to be read at a glance; a test replaces the one file it is about."""

from pathlib import Path

SETTINGS = """\
title: {en: "Two ministries"}
authors: [{name: "A. Author"}]
date: 2025-01-02
languages: ["en"]
countries: ["KAZ", "NAM"]
groups:
  ministries: {roles: [ministry]}
population: {source: census, year: 2023}
"""

RAW = {
    "accounts.csv": """\
account,country,role,holder,platform,handle,url,source
mfa-kaz,KAZ,ministry,Ministry of Kazakhstan,twitter,MFA_KZ,https://x.com/MFA_KZ,seen
mfa-nam,NAM,ministry,NA,twitter,MIRCO_NAMIBIA,,seen
""",
    "snapshots.csv": """\
account,captured_on,screen_language,followers_shown,followers_unit,posts_shown,posts_unit,source,note
mfa-kaz,2024-09-28,en,52.9K,,"4,338",,seen,
mfa-nam,2024-09-28,en,"7,948",,,,seen,null
""",
    "countries.csv": """\
country,indicator,year,value_shown,source,note
KAZ,population,2023,20330104,census,
NAM,population,2023,2963095,census,
""",
    "sources.csv": """\
source,title,url,seen_on,cites
seen,Pages on X/Twitter,https://x.com,2024-09-28,
census,Censuses,,,
""",
}


def write_mini(root: Path, files: dict[str, str | bytes | None]) -> Path:
    """The study's files under `root`; `files` replaces some of them by name, or leaves one out with None."""
    for name, content in ({"study.yaml": SETTINGS} | RAW | files).items():
        folder = root / ("studies" if name.endswith(".yaml") else "data/raw") / "mini"
        folder.mkdir(parents=True, exist_ok=True)
        if content is not None:
            (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
