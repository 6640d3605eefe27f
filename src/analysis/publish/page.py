"""What every HTML page of the build has in common: its look, its one script, and no way to the network."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from babel import Locale

from analysis.study import Study

TEMPLATES = Path(__file__).with_name("templates")


def template(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def filled(name: str, **fields: Any) -> str:
    """The template `name` with its fields as text: nothing in them becomes markup unless the template says so."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined
    )
    return environment.get_template(name).render(fields)


def head(*sheets: str, script: str = "") -> str:
    """Policy and style: the page may run `script` and no other, and ask the network for nothing."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    rules = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    style = "".join(map(template, ("theme.css", *sheets)))
    return f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n<style>\n{style}</style>'


def editions(study: Study) -> list[str]:
    """The study's languages in which there is a manuscript."""
    return [each for each in study.languages if (study.folder / f"paper.{each}.md").is_file()]


def language_name(language: str) -> str:
    """The language's name in itself."""
    locale = Locale.parse(language.replace("-", "_"))
    name = locale.get_display_name(locale)
    return name[:1].upper() + name[1:]
