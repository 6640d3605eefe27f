"""A study of two ministries with its ledger as the notebooks hand it on, small enough to know every number of it."""

import json
from pathlib import Path

from analysis.study import Study, read_study

HOSTILE = "<script>alert(1)</script> *x* $\\alpha$ [a](b) ``` {{ 7*7 }} ::: @y"
SETTINGS = """\
title: {en: "Two *ministries* & <more>", kk: "Екі министрлік", tr: "İki bakanlık"}
authors:
  - {name: "A. Author_X", orcid: "0000-0002-1825-0097", affiliation: {en: "A university", kk: "Университет", tr: "Üniversite"}}
date: 2025-01-02
languages: ["en", "kk", "tr"]
countries: ["KAZ", "TUR"]
groups:
  ministries: {roles: [ministry]}
"""
PROCESSED = {
    "accounts.csv": f"""\
account,country,role,holder,holder.kk,platform,handle,url,source
mfa-kaz,KAZ,ministry,Ministry of Kazakhstan,Қазақстан министрлігі,twitter,"{HOSTILE}",,seen
mfa-tur,TUR,ministry,Ministry of Türkiye,Түркия министрлігі,twitter,MFATurkiye,https://x.com/MFATurkiye,seen
mfa-ind,IND,ministry,Ministry of India,,twitter,MEAIndia,,seen
""",
    "sources.csv": """\
source,title,title.kk,url,seen_on,cites
seen,Pages on X/Twitter,X/Twitter парақшалары,https://x.com/a,2024-09-28,
census,Censuses,,javascript:alert(1),,
""",
}
REFERENCES = """\
@book{krippendorff2019, author={Krippendorff, Klaus}, title={Content Analysis}, edition={4}, publisher={SAGE}, year={2019}}
@online{twiplomacy2017, author={{Burson-Marsteller}}, title={Twiplomacy}, year={2017}, url={https://example.org/t}, urldate={2024-09-28}}
@incollection{hanson2015, author={Hanson, Fergus}, title={A chapter}, booktitle={A book}, editor={Bjola, Corneliu and Holmes, Marcus}, pages={10--20}, year={2015}}
@article{rule2019, author={Rule, Adam and Birmingham, Amanda and Zuniga, Cristal}, title={Ten rules}, journal={PLOS}, volume={15}, number={7}, pages={1--9}, year={2019}}
"""
SVG = """\
<?xml version="1.0" encoding="utf-8"?>
<svg width="200pt" height="100pt" viewBox="0 0 200 100" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<metadata>http://purl.org/dc/elements/1.1/</metadata>
<defs><style type="text/css">*{stroke-linejoin: round}</style><path id="dot" d="M 0 0 L 9 9 z"/></defs>
<g id="axes_1"><use xlink:href="#dot" x="5" y="5" style="fill: #222222"/></g>
</svg>
"""


def read(
    subject, measure, value, low, high, unit, column, row, shown, source="seen", day="2024-09-28", note=""
):
    cell = {
        "file": "snapshots.csv",
        "row": row,
        "column": column,
        "shown": shown,
        "source": source,
        "day": day,
        "note": note,
    }
    return _value(subject, measure, value, low, high, unit) | {"origin": [cell]}


def computed(subject, measure, value, low, high, unit, formula, inputs):
    return _value(subject, measure, value, low, high, unit) | {"formula": formula, "inputs": inputs}


def _value(subject, measure, value, low, high, unit):
    return {
        "name": f"{subject}.{measure}", "subject": subject, "measure": measure, "value": value, "low": low, "high": high,
        "exact": low == high, "unit": unit, "formula": "", "inputs": [], "origin": [], "notebook": "2-reach", "cell": "reach",
    }  # fmt: skip


VALUES = [
    read("mfa-kaz", "followers", 52_900.0, 52_850.0, 53_000.0, "followers", "followers_shown", 2, "52.9K", note=HOSTILE),
    read("mfa-tur", "followers", 1_800_000.0, 1_750_000.0, 1_900_000.0, "followers", "followers_shown", 3, "1.8M"),
    read("KAZ", "population", 20_330_104.0, 20_330_104.0, 20_330_104.0, "people", "value_shown", 2, "20330104", "census", ""),
    read("mfa-kaz", "joined", 2011.0, 2011.0, 2011.0, "year", "joined", 2, HOSTILE, day="2024-10-01"),
    computed("mfa-kaz", "followers_per_1000", 2.6020526, 2.5995932, 2.6069714, "per_1000", "followers / population × 1000",
             ["mfa-kaz.followers", "KAZ.population"]),
    computed("mfa-ind", "followers", None, None, None, "followers", "", []),
    computed("ministries", "ratio", 34.02646, 33.0, 35.95, "times", "first / second", ["mfa-tur.followers", "mfa-kaz.followers", "mfa-kaz.joined"]),
]  # fmt: skip


def said(en, kk, tr=None):
    return {"en": en, "kk": kk, "tr": tr or en}


CLAIMS = {
    "first": {"id": "first", "number": 1, "text": said("Türkiye is <b>first</b>", "Түркия бірінші"), "verdict": "holds",
              "reason": None, "parts": [{"computed": said("1.8 million", "1,8 миллион"), "verdict": "holds",
                                         "values": ["mfa-tur.followers"], "reason": None}]},
    "equal": {"id": "equal", "number": 2, "text": said("They are equal", "Олар тең"), "verdict": "fails", "reason": None, "parts": []},
}  # fmt: skip
TABLES = {
    "tbl-reach": {
        "id": "tbl-reach", "caption": said("Reach_of_*them*", "Аудитория"), "note": said("A note", "Ескертпе"),
        "columns": [{"label": said("Account", "Аккаунт"), "align": "left"}, {"label": said("Followers", "Жазылушылар"), "align": "right"}],
        "rows": [[{"text": said(HOSTILE, HOSTILE)}, {"value": "mfa-kaz.followers", "interval": True, "digits": None}],
                 [{"text": said("Türkiye", "Түркия")}, {"claim": "first"}]],
        "notebook": "2-reach", "cell": "table",
    },
}  # fmt: skip
FIGURES = {
    name: {"id": name, "caption": said(f"Caption of {name}", "Сипаттама"), "alt": said(f"Alt of {name} \"<i>\"", "Балама мәтін"),
           "notebook": "2-reach", "cell": "figure"}
    for name in ("fig-one", "fig-two")
}  # fmt: skip


def make_study(root: Path) -> Study:
    folders = {name: root / name / "pair" for name in ("studies", "data/raw", "data/processed", "build")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    for name, text in PROCESSED.items():
        (folders["data/processed"] / name).write_text(text, encoding="utf-8")
    (folders["studies"] / "study.yaml").write_text(SETTINGS, encoding="utf-8")
    (folders["studies"] / "references.bib").write_text(REFERENCES, encoding="utf-8")
    (folders["build"] / "figures").mkdir()
    for figure in FIGURES:
        for language in ("en", "kk", "tr"):
            for kind in ("", ".text"):
                (folders["build"] / "figures" / f"{figure}.{language}{kind}.svg").write_text(
                    SVG, encoding="utf-8"
                )
    (folders["build"] / "ledger.json").write_text(json.dumps(ledger(), ensure_ascii=False), encoding="utf-8")
    return read_study("pair", root)


def ledger() -> dict:
    return {
        "study": {"name": "pair"}, "languages": ["en", "kk", "tr"], "values": {value["name"]: value for value in VALUES},
        "tables": TABLES, "figures": FIGURES, "claims": CLAIMS, "notebooks": {"2-reach": "Who reaches <whom>?"},
        "environment": {"python": "3.11", "packages": {"pandas": "3.1.1", "babel": "2.18.0"}}, "parameters": {},
    }  # fmt: skip
